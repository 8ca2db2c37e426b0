"""基本設施補助計畫列管: the central block grant for basic infrastructure, case by case, from the award to the return of what is left."""

from django.db import models

from yankao.divisions.control.logic.tracking import (
    ALARMS,
    BY_RISK,
    FILLED_BY,
    FILLING,
    LAMPS,
    READERS,
    WAY,
    WORKS_POINTS,
    indicators,
    works_indicators,
)
from yankao.divisions.control.procedures.lag_explanation import LAG_EXPLANATION
from yankao.divisions.control.roles import CONTROL
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.measures import budget_attainment, count_left
from yankao.engines.progress.models import Plan, PlanDetail, Standing
from yankao.kernel.law import Practice

KEY, NAME = "control.infra_subsidy", "基本設施補助計畫列管"
SCORED = Practice("將視年度執行績效辦理考核，並依考核成績調整補助額度", seen="業務報告 104-04 第330行")
SELECTED = Practice("按基本設施各經費類別及指定用途經費額度篩選適合之計畫，於國發會所訂期程內完成管考系統審定", seen="施政計畫 112 第78行")


class InfraSubsidy(PlanDetail):
    """Facts of one subsidised case of basic infrastructure."""

    fund_class = models.CharField("經費類別", max_length=60)
    earmark = models.CharField("指定用途", max_length=120, blank=True)
    central_number = models.CharField("中央管考系統編號", max_length=40, blank=True)
    approved_on = models.DateField("管考系統審定日期", null=True, blank=True)
    returned_amount = models.DecimalField("賸餘款繳回（元）", max_digits=15, decimal_places=0, null=True, blank=True)


def a_subsidy_has_central_money(it: Plan) -> str | None:
    """Refuse a case without any central money."""
    return None if it.budget_central else "基本設施補助案件應填中央補助金額"


INFRA_SUBSIDY = Programme(
    key=KEY,
    name=NAME,
    detail=InfraSubsidy,
    systems=("infra-subsidy",),
    basis=(SCORED, SELECTED),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    asks=("name", "agency", "starts_on", "ends_on", "fund_class"),
    may_ask=("earmark", "central_number", "approved_on", "returned_amount", "district", "risk", "listed_number"),
    lists=("fund_class",),
    frequency=BY_RISK,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=WORKS_POINTS,
    checks=(a_subsidy_has_central_money,),
    obliges=LAG_EXPLANATION,
    indicators=(
        *indicators(KEY, NAME),
        *works_indicators(KEY, NAME),
        Indicator(key=f"{KEY}.attainment", name="基本設施預算達成率", unit="%", measure=budget_attainment(),
                  counting="累計實現數除以已發包案件之可支用總額；未發包者不計"),
        Indicator(key=f"{KEY}.finished", name="基本設施結案解除列管件數", unit="案", measure=count_left(Standing.RELEASED), counting="期末前已解除列管者"),
    ),
)  # fmt: skip
