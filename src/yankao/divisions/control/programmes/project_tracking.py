"""施政計畫列管: the city's projects of a year, each with its operation plan, reported month by month and explained when behind."""

from yankao.divisions.control.logic.tracking import (
    ALARMS,
    FILLED_BY,
    FILLING,
    LAMPS,
    MONTHLY,
    MONTHLY_IN_103,
    READERS,
    TRIGGER_OF_109,
    WAY,
    WORKS_POINTS,
    indicators,
    works_indicators,
)
from yankao.divisions.control.procedures.lag_explanation import LAG_EXPLANATION
from yankao.divisions.control.roles import CONTROL
from yankao.engines.progress.declare import Programme
from yankao.kernel.law import Law

KEY, NAME = "control.project", "施政計畫列管"

PROJECTS = Programme(
    key=KEY,
    name=NAME,
    systems=("project-tracking", "project-system"),
    basis=(Law("市政府列管計畫評鑑要點"), MONTHLY_IN_103, TRIGGER_OF_109),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    may_ask=("category", "level", "risk", "listed_number"),
    lists=("category", "level"),
    frequency=MONTHLY,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=WORKS_POINTS,
    obliges=LAG_EXPLANATION,
    indicators=(*indicators(KEY, NAME), *works_indicators(KEY, NAME)),
)
