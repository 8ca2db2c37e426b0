"""關鍵績效指標: goal → strategy → indicator; a target for each year of the term, the yearly actual value, and why when far from it."""

from django.db import models

from yankao.divisions.planning.logic.terms import ALARMS, BEHIND_OR_FAR_ABOVE, FILLING, LAMPS, WAY, YEARLY
from yankao.divisions.planning.procedures.target_explanation import TARGET_EXPLANATION
from yankao.divisions.planning.roles import HANDLER, PLANNING, READERS
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.measures import attainment_share, count_plans, count_returned, fill_share, lag_share
from yankao.engines.progress.models import PlanDetail
from yankao.kernel.law import Practice

KEY, NAME = "planning.kpi", "關鍵績效指標"


class Kpi(PlanDetail):
    """Facts of one indicator of one agency."""

    goal = models.ForeignKey("planning.StrategicGoal", verbose_name="策略目標", null=True, blank=True, on_delete=models.PROTECT, related_name="kpis")
    unit = models.CharField("單位", max_length=20)
    standard = models.CharField("評估基準", max_length=400)
    evidence = models.CharField("資料來源", max_length=200, blank=True)


KPIS = Programme(
    key=KEY,
    name=NAME,
    detail=Kpi,
    systems=("kpi",),
    basis=(Practice("對於執行不佳的業務，及落後目標值、逾目標值過多的績效指標，研提改善建議", seen="業務報告 104-04 第234行"), BEHIND_OR_FAR_ABOVE),
    seen_by=READERS,
    listed_by=PLANNING,
    filled_by=HANDLER,
    way=WAY,
    asks=("name", "agency", "starts_on", "ends_on", "unit", "standard"),
    may_ask=("goal", "evidence", "is_lower_better", "category"),
    lists=("unit",),
    money=(),
    years=4,
    is_valued=True,
    frequency=YEARLY,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    obliges=TARGET_EXPLANATION,
    indicators=(
        Indicator(key=f"{KEY}.plans", name="關鍵績效指標數", unit="項", measure=count_plans(), counting="期末所屬期程之指標"),
        Indicator(key=f"{KEY}.attainment", name="關鍵績效指標整體達成率", unit="%", measure=attainment_share(), places=1, basis=(BEHIND_OR_FAR_ABOVE,),
                  counting="各指標達成率（以100%為上限）之平均；未填報或無目標值者不計，分母為有填報者"),
        Indicator(key=f"{KEY}.attainment_uncapped", name="關鍵績效指標平均達成率（不設上限）", unit="%", measure=attainment_share(cap=None), places=1,
                  counting="各指標達成率之平均，不設上限"),
        Indicator(key=f"{KEY}.behind", name="落後目標較多之指標數", unit="項", measure=lag_share(is_behind=True, is_count=True), counting="達成率低於90%者"),
        Indicator(key=f"{KEY}.fill_share", name="關鍵績效指標填報率", unit="%", measure=fill_share(), counting="年度應填報指標中已送審者"),
        Indicator(key=f"{KEY}.returned", name="關鍵績效指標退回補正次數", unit="次", measure=count_returned(), counting="研考會退回補正之次數"),
    ),
)  # fmt: skip
