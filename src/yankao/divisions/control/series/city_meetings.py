"""市政會議、治安會報、專案會報: the city's own meetings, whose orders are tracked by the commission."""

from yankao.divisions.control.logic.meetings import series
from yankao.divisions.control.procedures.city_order import CITY_MEETING_RULE, PUBLIC_SECURITY_RULE, TASKFORCE_RULE

CITY_MEETING = series(
    key="control.city_meeting_series",
    name="市政會議",
    systems=("city-meeting",),
    basis=(CITY_MEETING_RULE,),
    chaired_by="市長",
    tracked="control.city_meeting",
)
PUBLIC_SECURITY = series(
    key="control.public_security_series",
    name="治安會報",
    systems=("public-security",),
    basis=(PUBLIC_SECURITY_RULE,),
    chaired_by="市長",
    tracked="control.public_security",
)
TASKFORCE = series(
    key="control.taskforce_series",
    name="專案會報",
    systems=("taskforce-items",),
    basis=(TASKFORCE_RULE,),
    chaired_by="副市長",
    tracked="control.taskforce_item",
)
