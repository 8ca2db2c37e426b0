"""The monthly report (每月處理績效簽報) to the mayor: who answered in time, how sure that figure is, and how much was sent on instead.

Counted are the cases answered in the month (派工回報、陳情回復), each with its last answer of the month, as the indicators of both
procedures do. An agency is charged with what it sent on (退回、改派、改列), so that sending on wins nothing: the time runs from the
first receipt of the whole chain.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yankao.divisions.service.logic.wilson import wilson
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.dispatch import Step as DispatchStep
from yankao.divisions.service.procedures.petition import PETITION
from yankao.divisions.service.procedures.petition import Step as PetitionStep
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.roc import Window

RANKED_FROM = 30
_ANSWERS = """
WITH last_answer AS (
    SELECT DISTINCT ON (p.case_id) p.case_id, p.agency_id, p.in_time, p.occurred_at, COALESCE(c.chain_received_at, c.received_at) AS begun_at
      FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
     WHERE p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test AND c.merged_into_id IS NULL AND p.in_time IS NOT NULL
       AND p.from_step <> p.to_step
       AND ((p.procedure = %(dispatch)s AND p.to_step = %(reported)s) OR (p.procedure = %(petition)s AND p.to_step = %(answered)s))
     ORDER BY p.case_id, p.id DESC
), hops AS (
    SELECT p.case_id, count(*) AS n FROM cases_passage p JOIN last_answer l ON l.case_id = p.case_id
     WHERE p.action IN ('transfer', 'hand_back', 'rule_on') GROUP BY p.case_id
)
SELECT a.id, a.name, a.kind, count(*) AS n, count(*) FILTER (WHERE l.in_time) AS kept,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM l.occurred_at - l.begun_at) / 86400.0) AS days,
       avg(COALESCE(h.n, 0)) AS hops
  FROM last_answer l JOIN agencies_agency a ON a.id = l.agency_id LEFT JOIN hops h ON h.case_id = l.case_id
 GROUP BY a.id, a.name, a.kind
"""
_SENT_ON = """
WITH moved AS (
    SELECT DISTINCT p.case_id FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
     WHERE p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND p.action IN ('transfer', 'hand_back', 'convert')
       AND p.procedure IN (%(dispatch)s, %(petition)s) AND NOT c.is_test
), course AS (
    SELECT p.case_id, p.action, p.occurred_at, p.agency_id,
           lag(p.agency_id) OVER (PARTITION BY p.case_id ORDER BY p.id) AS before_id
      FROM cases_passage p JOIN moved m ON m.case_id = p.case_id
)
SELECT a.id, a.name, a.kind, count(DISTINCT s.case_id) FILTER (WHERE s.action <> 'convert') AS sent_on,
       count(DISTINCT s.case_id) FILTER (WHERE s.action = 'convert') AS converted
  FROM course s JOIN agencies_agency a ON a.id = s.before_id
 WHERE s.occurred_at >= %(start)s AND s.occurred_at < %(end)s AND s.action IN ('transfer', 'hand_back', 'convert')
   AND (s.action = 'convert' OR s.agency_id IS DISTINCT FROM s.before_id)
 GROUP BY a.id, a.name, a.kind
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """One agency in one month."""

    name: str
    is_outside: bool
    answered: int
    in_time: int
    sent_on: int
    converted: int
    days: float | None
    hops: float
    rank: int = 0

    @property
    def share(self) -> float:
        """The share in time, in percent."""
        return 100 * self.in_time / self.answered if self.answered else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The Wilson interval of that share, in percent."""
        low, high = wilson(self.in_time, self.answered)
        return 100 * low, 100 * high

    @property
    def width(self) -> float:
        """How wide the interval is, for drawing."""
        low, high = self.bounds
        return high - low

    @property
    def mark(self) -> float:
        """Where the share is drawn: the middle of a stroke that stays inside."""
        return min(98.5, max(0.0, self.share - 0.75))

    @property
    def sent_on_share(self) -> float:
        """轉案率: of everything it answered or sent on, what it sent on, in percent."""
        handled = self.answered + self.sent_on
        return 100 * self.sent_on / handled if handled else 0.0

    @property
    def converted_share(self) -> float:
        """改列率: of what it answered, what was turned into another case instead of being finished, in percent."""
        return min(100.0, 100 * self.converted / self.answered) if self.answered else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport:
    """The month: the ranked, those with too few cases, the bodies outside the city, and all together."""

    ranked: tuple[Performance, ...]
    unranked: tuple[Performance, ...]
    outside: tuple[Performance, ...]
    total: Performance


def report_of(window: Window) -> MonthlyReport:
    """Return the report of a period; two statements."""
    rows = _performances(window)
    inside = [it for it in rows if not it.is_outside]
    enough = sorted((it for it in inside if it.answered >= RANKED_FROM), key=lambda it: (-it.share, -it.answered, it.name))
    return MonthlyReport(
        ranked=tuple(_ranked(enough)),
        unranked=tuple(sorted((it for it in inside if it.answered < RANKED_FROM), key=lambda it: (-it.answered, it.name))),
        outside=tuple(sorted((it for it in rows if it.is_outside), key=lambda it: (-it.answered, it.name))),
        total=_total(inside),
    )


def _ranked(rows: list[Performance]) -> list[Performance]:
    """Give the ranks; equal shares share a rank."""
    shares = [it.share for it in rows]
    return [
        Performance(
            name=it.name, is_outside=False, answered=it.answered, in_time=it.in_time, sent_on=it.sent_on, converted=it.converted, days=it.days,
            hops=it.hops, rank=shares.index(it.share) + 1,
        )
        for it in rows
    ]  # fmt: skip


def _performances(window: Window) -> list[Performance]:
    values: dict[str, str | datetime] = {
        "start": window.start, "end": window.end, "dispatch": DISPATCH.key, "petition": PETITION.key,
        "reported": str(DispatchStep.REPORTED), "answered": str(PetitionStep.ANSWERED),
    }  # fmt: skip
    answered = {row[0]: row for row in _rows(_ANSWERS, values)}
    sent_on = {row[0]: row for row in _rows(_SENT_ON, values)}
    made = []
    for key in dict.fromkeys((*answered, *sent_on)):
        done, moved = answered.get(key), sent_on.get(key)
        known = done or moved
        assert known is not None  # the key came from one of the two
        _id, name, kind = known[:3]
        made.append(
            Performance(
                name=name,
                is_outside=kind == AgencyKind.OUTSIDE,
                answered=done[3] if done else 0,
                in_time=done[4] if done else 0,
                days=float(done[5]) if done else None,
                hops=float(done[6]) if done else 0.0,
                sent_on=moved[3] if moved else 0,
                converted=moved[4] if moved else 0,
            )
        )
    return made


def _rows(sql: str, values: dict[str, str | datetime]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _total(rows: list[Performance]) -> Performance:
    answered = sum(it.answered for it in rows)
    return Performance(
        name="",
        is_outside=False,
        answered=answered,
        in_time=sum(it.in_time for it in rows),
        sent_on=sum(it.sent_on for it in rows),
        converted=sum(it.converted for it in rows),
        days=None,
        hops=sum(it.hops * it.answered for it in rows) / answered if answered else 0.0,
    )
