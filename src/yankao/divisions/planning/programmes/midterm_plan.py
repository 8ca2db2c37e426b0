"""中程施政計畫: the four years of an agency out of the mayor's goals, reviewed, approved, and revised year by year without losing what was promised."""

from django.db import models

from yankao.divisions.planning.logic.terms import ALARMS, FILLING, LAMPS, WAY, YEARLY
from yankao.divisions.planning.procedures.target_explanation import TARGET_EXPLANATION
from yankao.divisions.planning.roles import HANDLER, PLANNING, READERS
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.declare import Judged, Programme
from yankao.engines.progress.measures import count_agencies, count_plans, fill_share, money_share, sum_budget
from yankao.engines.progress.models import PlanDetail
from yankao.kernel.law import Practice

KEY, NAME = "planning.midterm_plan", "中程施政計畫"


class MidtermPlan(PlanDetail):
    """Facts of one plan of an agency's term."""

    goal = models.ForeignKey("planning.StrategicGoal", verbose_name="策略目標", null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    summary = models.TextField("計畫摘要")
    priority = models.CharField("優先課題", max_length=200, blank=True)


MIDTERM_PLANS = Programme(
    key=KEY,
    name=NAME,
    detail=MidtermPlan,
    systems=("midterm-plan",),
    basis=(Practice("確立未來四年施政主軸，並每年追蹤關鍵績效指標執行成果，持續滾動檢討修正", seen="施政計畫 112 第73行"),),
    seen_by=READERS,
    listed_by=PLANNING,
    filled_by=HANDLER,
    way=WAY,
    asks=("name", "agency", "starts_on", "ends_on", "summary"),
    may_ask=("goal", "priority", "category", "listed_number"),
    lists=("category",),
    years=4,
    judged=Judged.TOTAL,
    frequency=YEARLY,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    obliges=TARGET_EXPLANATION,
    indicators=(
        Indicator(key=f"{KEY}.plans", name="中程計畫項數", unit="項", measure=count_plans(), counting="期末所屬期程之計畫；期程重疊者分列於各期程"),
        Indicator(key=f"{KEY}.agencies", name="提報中程計畫機關數", unit="個機關", measure=count_agencies(), counting="期末所屬期程有計畫之機關"),
        Indicator(key=f"{KEY}.budget", name="中程計畫總經費", unit="元", measure=sum_budget(), counting="期程內各經費來源合計"),
        Indicator(key=f"{KEY}.spend_share", name="中程計畫經費支用比", unit="%", measure=money_share("realised"), counting="累計實現數除以累計分配數；未填報者不計"),
        Indicator(key=f"{KEY}.fill_share", name="中程計畫填報率", unit="%", measure=fill_share(), counting="年度應填報計畫中已送審者"),
    ),
)  # fmt: skip
