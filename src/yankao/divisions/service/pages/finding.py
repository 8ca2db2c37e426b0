"""One search box for whoever calls: a telephone number, a name, a case number, a lamp, a village, a district or words of an address."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.engines.cases.search import searched
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import District, Village
from yankao.kernel.persons import find
from yankao.kernel.persons.read import masked
from yankao.shell.due import Lamp, lamp
from yankao.shell.tables import marks_of
from yankao.shell.words import tr

SHOWN = 20
PROCEDURES = ("service.dispatch", "service.petition", "service.inquiry")
_NUMBER = re.compile(r"[A-Z]\d{10}")
_PHONE = re.compile(r"[+()（）\-\s#\d]{7,24}")
_FEWEST_DIGITS = 7
_VILLAGE_WORD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """One case as the agent tells the caller about it; the reporter stays masked."""

    number: str
    procedure: str
    title: str
    address: str
    step: str
    agency: str
    received_at: datetime
    lamp: Lamp
    who: str
    marks: tuple[str, ...]
    merged_into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the search box found: by what it was taken for, how many are open, and the newest cases."""

    query: str
    taken_for: str
    rows: tuple[FoundCase, ...]
    open_count: int
    phone: str = ""
    has_more: bool = False


def is_phone(query: str) -> bool:
    """Whether what was typed can be a telephone number."""
    plain = unicodedata.normalize("NFKC", query).strip()
    return bool(_PHONE.fullmatch(plain)) and sum(char.isdigit() for char in plain) >= _FEWEST_DIGITS


def answer(query: str, *, actor: Actor, now: datetime) -> Answer:
    """Find the cases behind what was typed, newest first, of those the actor may see."""
    plain = unicodedata.normalize("NFKC", query).strip()
    if not plain:
        return Answer(query="", taken_for="", rows=(), open_count=0)
    mine = visible_cases(actor, procedures=tuple(registry.get(key) for key in PROCEDURES))
    taken_for, cases = _found(plain, mine)
    related = ("agency", "reporter", "merged_into")
    rows = list(cases.select_related(*related).defer("haystack", "search", "source_digest").order_by("-received_at", "-id")[: SHOWN + 1])
    shown = rows[:SHOWN]
    return Answer(
        query=plain,
        taken_for=taken_for,
        rows=tuple(_row(case, now=now) for case in shown),
        open_count=sum(case.closed_at is None and not case.is_historical for case in shown),
        phone=plain if is_phone(plain) else "",
        has_more=len(rows) > SHOWN,
    )


def _found(query: str, cases: QuerySet[Case]) -> tuple[str, QuerySet[Case]]:
    """Tell what the words are taken for and which cases they mean; a number or a telephone is exact, all else is anything it fits."""
    if _NUMBER.fullmatch(query.upper()):
        return "案號", cases.filter(number=query.upper())
    if is_phone(query):
        by_phone = cases.filter(reporter__in=find.by_phone(query))
        return ("來電號碼", by_phone) if by_phone.exists() else ("號碼或編號", searched(cases, query))
    condition = Q(pk__in=searched(cases, query).order_by("-received_at").values("pk")[: SHOWN + 1])
    people = list(find.by_name(query).values_list("pk", flat=True))
    if people:
        condition |= Q(reporter_id__in=people)
    areas, villages = _areas(query)
    if areas:
        condition |= Q(pk__in=cases.filter(district_id__in=areas).order_by("-received_at").values("pk")[: SHOWN + 1])
    if villages:
        condition |= Q(village_id__in=villages)
    return ("姓名" if people else "行政區或里" if areas or villages else "編號、地點或案情"), cases.filter(condition)


def _areas(query: str) -> tuple[list[str], list[str]]:
    """Return the districts and villages named exactly so; 三民 is taken for 三民區, a village may stand after its district."""
    districts = list(District.objects.filter(name__in=(query, f"{query}區")).values_list("code", flat=True))
    if len(query) <= _VILLAGE_WORD and not query.endswith("里"):
        return districts, []
    named = Village.objects.filter(name=query)
    area, _mark, village = query.partition("區")
    if village:
        named |= Village.objects.filter(name=village.strip(), district__name=f"{area}區")
    return districts, list(named.values_list("code", flat=True))


def _row(case: Case, *, now: datetime) -> FoundCase:
    procedure = registry.get(case.procedure)
    person = masked(case.reporter) if case.reporter is not None else None
    return FoundCase(
        number=case.number,
        procedure=tr(procedure.name),
        title=case.title,
        address=case.address,
        step=tr(procedure.step_name(case.step)),
        agency=case.agency.short_name or case.agency.name if case.agency else "未分派",
        received_at=case.received_at,
        lamp=lamp(case.due_at, now=now, closed=case.closed_at),
        who=" ".join(filter(None, (person.name, person.phone))) if person else "",
        marks=marks_of(case),
        merged_into=case.merged_into.number if case.merged_into else "",
    )
