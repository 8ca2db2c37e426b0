"""備詢資料: everything that one councillor has brought, across the whole family of the council, in a fixed number of statements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yankao.divisions.control.logic.council import CouncilFacts
from yankao.divisions.control.logic.directive import ProgressReport
from yankao.divisions.control.procedures.council_resolution import COUNCIL_RESOLUTION
from yankao.divisions.control.procedures.councillor_matter import COUNCILLOR_SERVICE, DOCUMENT_REQUEST, INTERPELLATION, VILLAGE_PROPOSAL
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor

SUBJECTS: tuple[tuple[Procedure, str], ...] = (
    (COUNCIL_RESOLUTION, "order"),
    (INTERPELLATION, "question"),
    (DOCUMENT_REQUEST, "wanted"),
    (COUNCILLOR_SERVICE, "matter"),
    (VILLAGE_PROPOSAL, "proposal"),
)
"""The family of the council, and what each calls its subject."""
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter of a councillor with what was answered so far."""

    kind: str
    case: Case
    subject: str
    session: str
    answer: str
    is_late: bool


@dataclass(slots=True, kw_only=True)
class Councillor:
    """One councillor of one term: electoral districts told, matters by kind, how many are open and late."""

    name: str
    term: int
    districts: set[int]
    counts: dict[str, int]
    open: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All matters."""
        return sum(self.counts.values())

    @property
    def district_names(self) -> str:
        """The electoral districts as they are written."""
        return "、".join(f"第{number}選區" for number in sorted(self.districts))


def councillors(actor: Actor, *, term: int, now: datetime) -> list[Councillor]:
    """Return the councillors of a term who brought anything the reader may see, most matters first."""
    found: dict[str, Councillor] = {}
    for procedure, _subject in SUBJECTS:
        rows = _details(procedure, actor).filter(term=term).exclude(councillor="").select_related("case")
        for row in rows.iterator(2000):
            for name in names_in(row.councillor):
                one = found.setdefault(name, Councillor(name=name, term=term, districts=set(), counts={it.name: 0 for it, _ in SUBJECTS}))
                one.counts[procedure.name] += 1
                one.districts |= {row.electoral_district} if row.electoral_district else set()
                one.open += row.case.closed_at is None
                one.late += _is_late(row.case, now)
    return sorted(found.values(), key=lambda each: (-each.total, each.name))


def matters_of(actor: Actor, name: str, *, term: int, now: datetime) -> list[Matter]:
    """Return the matters of one councillor in one term, kind by kind, newest first."""
    return [matter for procedure, subject in SUBJECTS for matter in _matters(procedure, subject, actor, name, term=term, now=now)]


def terms(actor: Actor) -> list[int]:
    """Return the terms of which anything is known, newest first."""
    found = {term for procedure, _subject in SUBJECTS for term in _details(procedure, actor).values_list("term", flat=True).distinct()}
    return sorted(found, reverse=True)


def names_in(text: str) -> list[str]:
    """Return the councillors of one matter: several may bring it together."""
    return [name.strip() for name in text.replace("，", "、").replace(",", "、").split("、") if name.strip()]


def session_of(row: CouncilFacts) -> str:
    """Write the session of a matter: 第4屆第1次定期大會."""
    if not row.session_kind:
        return f"第{row.term}屆"
    number = f"第{row.session_number}次" if row.session_number else ""
    return f"第{row.term}屆{number}{row.get_session_kind_display()}"


def latest_reports(cases: Iterable[int]) -> dict[int, ProgressReport]:
    """Return the last report of each order (辦理情形)."""
    rows = ProgressReport.objects.filter(case_id__in=list(cases)).order_by("case_id", "-pk").distinct("case_id")
    return {row.case_id: row for row in rows}


def _details(procedure: Procedure, actor: Actor) -> "QuerySet[Any]":
    """Return the details of one procedure that the actor may see; each kind has a table of its own with the facts of CouncilFacts."""
    return procedure.detail._default_manager.filter(case__in=visible_cases(actor, procedures=(procedure,)).filter(is_test=False).values("pk"))


def _matters(procedure: Procedure, subject: str, actor: Actor, name: str, *, term: int, now: datetime) -> Iterator[Matter]:
    rows = (
        _details(procedure, actor).filter(term=term, councillor__contains=name).select_related("case__agency").order_by("-case__received_at")[:MOST]
    )
    told = [row for row in rows if name in names_in(row.councillor)]
    reports = latest_reports(row.case_id for row in told) if procedure is COUNCIL_RESOLUTION else {}
    for row in told:
        done = reports.get(row.case_id)
        answer = done.done if done is not None else getattr(row, "answer", "")
        yield Matter(
            kind=procedure.name,
            case=row.case,
            subject=getattr(row, subject),
            session=session_of(row),
            answer=answer,
            is_late=_is_late(row.case, now),
        )


def _is_late(case: Case, now: datetime) -> bool:
    return case.closed_at is None and case.due_at is not None and case.due_at <= now
