"""區公所重要工程案列管: the running works of the district offices above a threshold, reported to the city meeting or the supervision meeting."""

from datetime import date
from decimal import Decimal

from yankao.divisions.control.logic.tracking import (
    ALARMS,
    FILLED_BY,
    FILLING,
    LAMPS,
    MONTHLY,
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
from yankao.engines.progress.measures import count_agencies
from yankao.engines.progress.models import Plan
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.law import Dated, Practice, Since

KEY, NAME = "control.district_works", "區公所重要工程列管"
RULE = Practice("針對各區公所辦理中工程達100萬以上之案件進行列管，定期提報市政會議或召開公共工程督導會報檢討", seen="業務報告 104-04 第358行")
FROM = Dated(Since(date(2009, 1, 1), Decimal(1_000_000), RULE))


def office_and_amount_fit(it: Plan) -> str | None:
    """Refuse works of others than a district office, and works below the threshold of their first day."""
    if it.agency.kind != AgencyKind.DISTRICT:
        return "主辦機關應為區公所；其他機關之工程請列入施政計畫列管"
    threshold = FROM.at(it.starts_on).value
    return None if it.budget >= threshold else f"經費{it.budget:,}元未達列管金額{threshold:,}元，不須列管"


DISTRICT_WORKS = Programme(
    key=KEY,
    name=NAME,
    systems=("district-works",),
    basis=(RULE,),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    asks=("name", "agency", "starts_on", "ends_on", "district"),
    may_ask=("category", "risk"),
    lists=("district",),
    frequency=MONTHLY,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=WORKS_POINTS,
    checks=(office_and_amount_fit,),
    obliges=LAG_EXPLANATION,
    indicators=(
        *indicators(KEY, NAME),
        *works_indicators(KEY, NAME),
        Indicator(key=f"{KEY}.offices", name="有列管工程之區公所數", unit="區", measure=count_agencies(), counting="年度內有列管工程之區公所"),
    ),
)
