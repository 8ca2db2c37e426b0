"""管制查核點: an important flow of work with its control points; what counts is whether each point is reached by its day."""

from yankao.divisions.control.logic.tracking import ALARMS, BY_RISK, FILLED_BY, FILLING, LAMPS, READERS, WAY, indicators
from yankao.divisions.control.procedures.lag_explanation import LAG_EXPLANATION
from yankao.divisions.control.roles import CONTROL
from yankao.engines.progress.declare import Judged, Programme
from yankao.kernel.law import Practice

KEY, NAME = "control.control_points", "重要業務管制查核點"

CONTROL_POINTS = Programme(
    key=KEY,
    name=NAME,
    systems=("control-points",),
    basis=(Practice("重要業務追蹤檢查，訂定管制查核點", seen="施政計畫 112 第81行"),),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    may_ask=("category", "level", "risk"),
    lists=("category",),
    money=(),
    judged=Judged.TOTAL,
    frequency=BY_RISK,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=(("plan", "計畫核定"), ("draft", "初稿完成"), ("consult", "會商完竣"), ("decide", "簽奉核定"), ("issue", "函頒實施")),
    obliges=LAG_EXPLANATION,
    indicators=indicators(KEY, NAME),
)
