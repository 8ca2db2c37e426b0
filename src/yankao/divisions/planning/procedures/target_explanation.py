"""績效指標說明催辦: an indicator stayed behind its target or went far above it, and its agency did not explain itself in time."""

from datetime import date

from yankao.divisions.planning.roles import HANDLER, PLANNING, READERS
from yankao.engines.cases.who import system
from yankao.engines.progress.obligation import Obligation, obligation


class TargetExplanation(Obligation):
    """Facts of an explanation that an agency owes to the commission."""


TARGET_EXPLANATION = obligation(
    key="planning.target_explanation",
    name="績效指標說明催辦",
    detail=TargetExplanation,
    systems=("kpi", "midterm-plan"),
    desk=PLANNING,
    openers=system,
    readers=READERS,
    handler=HANDLER,
    since=date(2013, 1, 1),
)
