"""策略目標: the tree of a term: vision, goals and strategies, under which the indicators and plans of the agencies stand."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_standing
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.actors import Actor

KEY = "planning.goal"


class GoalLevel(models.TextChoices):
    """Where a goal stands in the tree."""

    VISION = "vision", "願景"
    GOAL = "goal", "策略目標"
    STRATEGY = "strategy", "策略"


class StrategicGoal(RegisterRow):
    """One goal of one term; terms may overlap, for a new mayor begins a new plan before the old one ends."""

    name = models.CharField("目標名稱", max_length=200)
    level = models.CharField("層級", max_length=10, choices=GoalLevel.choices, db_collation="C")
    parent = models.ForeignKey("self", verbose_name="上層目標", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    agency = models.ForeignKey("agencies.Agency", verbose_name="主辦機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("期間起日")
    ends_on = models.DateField("期間迄日")

    class Meta(RegisterRow.Meta):
        verbose_name = "策略目標"
        ordering: ClassVar[list[str]] = ["-starts_on", "level", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="goal_ends_after_it_starts", violation_error_message="期間迄日不得早於起日"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def stands_under_the_next_higher(it: StrategicGoal) -> str | None:
    """Refuse a goal that stands under one of its own or a lower level, or of a term that does not hold it."""
    order = GoalLevel.values
    if it.parent is None:
        return None if it.level == GoalLevel.VISION else "策略目標及策略應填上層目標"
    if order.index(it.parent.level) >= order.index(it.level):
        return f"上層目標「{it.parent}」的層級應高於本項"
    is_within = it.parent.starts_on <= it.starts_on and it.ends_on <= it.parent.ends_on
    return None if is_within else f"期間應在上層目標「{it.parent}」的期間之內"


def _seen_by(actor: Actor) -> bool:
    return any(held.division == "planning" for held in actor.memberships) or actor.has_role(
        "clerk", "controller", "agency_lead", "auditor", "mayor_office"
    )


def _written_by(actor: Actor) -> bool:
    return any(held.division == "planning" for held in actor.memberships)


GOALS = register(
    Register(
        key=KEY,
        name="中程計畫策略目標",
        model=StrategicGoal,
        seen_by=_seen_by,
        written_by=_written_by,
        lists=("name", "level", "parent", "agency", "starts_on", "ends_on"),
        dated_by="starts_on",
        filters=("level",),
        searches=("name",),
        systems=("midterm-plan", "kpi"),
        asks=("name", "level", "starts_on", "ends_on"),
        may_ask=("parent", "agency"),
        checks=(stands_under_the_next_higher,),
        indicators=(
            Indicator(key=f"{KEY}.standing", name="期末策略目標數", unit="項", measure=count_standing(starts="starts_on", ends="ends_on", where=Q(level=GoalLevel.GOAL)),
                      counting="期末仍在期間內之策略目標"),
        ),
    )
)  # fmt: skip

connectors.register(csv_importer(GOALS))
