"""前瞻基礎建設計畫列管: what the central special budget approved for the city, cumulative: approved, completed, still tracked."""

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
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.progress.declare import Judged, Programme
from yankao.engines.progress.measures import count_left, count_plans, count_tracked
from yankao.engines.progress.models import PlanDetail, Standing
from yankao.kernel.law import Law, Practice

KEY, NAME = "control.forward_looking", "前瞻基礎建設計畫列管"
RULE = Practice("後續將賡續追蹤管制各案辦理情形，並召開公共工程督導暨協調會報檢討落後案件", seen="業務報告 112-11 第107行")


class ForwardField(models.TextChoices):
    """The fields of the special act (建設類別)."""

    RAIL = "rail", "軌道建設"
    WATER = "water", "水環境建設"
    GREEN = "green", "綠能建設"
    DIGITAL = "digital", "數位建設"
    URBAN_RURAL = "urban_rural", "城鄉建設"
    CHILDCARE = "childcare", "因應少子化友善育兒空間建設"
    FOOD_SAFETY = "food_safety", "食品安全建設"
    TALENT = "talent", "人才培育促進就業建設"


class ForwardLooking(PlanDetail):
    """Facts of one case under the special act."""

    field = models.CharField("建設類別", max_length=16, choices=ForwardField.choices, db_collation="C")
    ministry = models.CharField("中央主管機關", max_length=60)
    approval_number = models.CharField("核定文號", max_length=60, blank=True)
    approved_on = models.DateField("核定日期", null=True, blank=True)


FORWARD_LOOKING = Programme(
    key=KEY,
    name=NAME,
    detail=ForwardLooking,
    systems=("forward-looking",),
    basis=(Law("前瞻基礎建設特別條例", "第4條"), RULE),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    asks=("name", "agency", "starts_on", "ends_on", "field", "ministry"),
    may_ask=("approval_number", "approved_on", "district", "risk"),
    lists=("field", "ministry"),
    years=8,
    judged=Judged.TOTAL,
    frequency=BY_RISK,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=WORKS_POINTS,
    obliges=LAG_EXPLANATION,
    indicators=(
        *indicators(KEY, NAME),
        *works_indicators(KEY, NAME),
        Indicator(key=f"{KEY}.approved_ever", name="前瞻累計獲核定案數", unit="案", measure=count_plans(ever=True), mode=Mode.CUMULATIVE, counting="自始至期末列管之案件，承接者不重計"),
        Indicator(key=f"{KEY}.completed_ever", name="前瞻累計完成案數", unit="案", measure=count_left(Standing.RELEASED, ever=True), mode=Mode.CUMULATIVE, counting="期末前已完成並解除列管者"),
        Indicator(key=f"{KEY}.tracked_now", name="前瞻持續列管案數", unit="案", measure=count_tracked(ever=True), mode=Mode.NOW, counting="期末尚未退場者"),
    ),
)  # fmt: skip
