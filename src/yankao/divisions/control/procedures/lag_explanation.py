"""落後說明催辦: a plan under control fell behind or spent too little, and its agency did not explain itself in time."""

from datetime import date

from yankao.divisions.control.roles import CONTROL, HANDLER, READERS
from yankao.engines.cases.who import system
from yankao.engines.progress.obligation import Obligation, obligation


class LagExplanation(Obligation):
    """Facts of an explanation that an agency owes to the commission."""


LAG_EXPLANATION = obligation(
    key="control.lag_explanation",
    name="落後說明催辦",
    detail=LagExplanation,
    systems=("project-tracking", "infra-subsidy", "district-works", "forward-looking", "control-points"),
    desk=CONTROL,
    openers=system,
    readers=READERS,
    handler=HANDLER,
    since=date(2014, 7, 1),
)
