"""Reads a question about requests and finds its cases: by number, item, period, state, agency, words; page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from yankao.divisions.service.open311.formats import not_found
from yankao.divisions.service.open311.parameters import Parameters, span
from yankao.divisions.service.open311.publish import CLOSED, PublicCase, newest_first, publishable, published
from yankao.divisions.service.open311.rows import CHANNELS
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases.models import Case, CaseFile, Category, Passage
from yankao.engines.cases.search import searched
from yankao.kernel.text import normalise

LONGEST_SPAN = timedelta(days=90)
MOST = 1000
STATES = ("open", "closed")
_CODES = {name: code for code, name in DISPATCH.channels} | {code: code for code, _ in DISPATCH.channels}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of an answer: the cases, what is shown of them, how many there are in all, and which page it is."""

    cases: Sequence[Case]
    shown: Sequence[PublicCase]
    total: int
    page: int
    page_size: int


def find(parameters: Parameters, *, now: datetime) -> Found:
    """Return the page of requests that was asked for."""
    page = parameters.count("page", default=1, highest=1_000_000)
    size = parameters.count("page_size", "max_requests", default=MOST, highest=MOST)
    numbers = parameters.listed("service_request_id")
    cases = publishable().filter(number__in=numbers[:MOST]) if numbers else _matching(parameters, now=now)
    parameters.check()
    start = (page - 1) * size
    query = parameters.text("q", longest=100)
    if query and not numbers:
        return _find_words(cases, query, page=page, size=size)
    total = cases.count()
    rows = list(newest_first(cases)[start : start + size]) if start < total else []
    return Found(cases=rows, shown=published(rows), total=total, page=page, page_size=size)


def find_one(number: str) -> tuple[Case, PublicCase]:
    """Return one request, or refuse: what is not for the public does not exist here."""
    case = newest_first(publishable().filter(number=number)).first()
    if case is None:
        raise not_found(f"查無案號「{number[:40]}」，或該案件不公開")
    return case, published([case])[0]


def _matching(parameters: Parameters, *, now: datetime) -> QuerySet[Case]:
    since, until = parameters.moment("updated_after"), parameters.moment("updated_before")
    cases = publishable()
    named = any(parameters.text(name) for name in ("start_date", "end_date"))
    if named or not (since or until):
        start, end = span(parameters, now=now, longest=LONGEST_SPAN)
        cases = cases.filter(received_at__gte=start, received_at__lte=end)
    if since:
        cases = cases.filter(_changed(occurred_at__gte=since))
    if until:
        cases = cases.exclude(_changed(occurred_at__gt=until))
    return cases.filter(_of_services(parameters), _in_state(parameters), _by_agency(parameters), _others(parameters))


def _changed(**when: datetime) -> Exists:
    return Exists(Passage.objects.filter(case=OuterRef("pk"), **when))


def _of_services(parameters: Parameters) -> Q:
    codes = parameters.listed("service_code")
    if not codes:
        return Q()
    known = set(Category.objects.filter(procedure=DISPATCH.key, is_public=True, code__in=codes).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            parameters.wrong(f"沒有 service_code「{code[:60]}」", code=404)
    return Q(category__code__in=sorted(known))


def _in_state(parameters: Parameters) -> Q:
    states = {state.lower() for state in parameters.listed("status")}
    if states - set(STATES):
        parameters.wrong("status 應為 open、closed 或兩者以逗號分隔")
    if not states or states >= set(STATES):
        return Q()
    return CLOSED if states == {"closed"} else ~CLOSED


def _by_agency(parameters: Parameters) -> Q:
    names = parameters.listed("agency_responsible", separator="|")
    return Q(agency__name__in=names) | Q(agency__short_name__in=names) | Q(agency__slug__in=names) if names else Q()


def _others(parameters: Parameters) -> Q:
    found = Q()
    has_photo, channel = parameters.flag("has_photo"), parameters.text("interface_used")
    if has_photo is not None:
        photos = CaseFile.objects.filter(case=OuterRef("pk"), is_public=True, removed_at__isnull=True, stored__media_type__startswith="image/")
        found &= Q(Exists(photos)) if has_photo else ~Q(Exists(photos))
    if channel:
        if channel not in _CODES:
            parameters.wrong(f"interface_used 應為：{'、'.join(CHANNELS.values())}")
        found &= Q(channel=_CODES.get(channel, ""))
    return found


def _find_words(cases: QuerySet[Case], query: str, *, page: int, size: int) -> Found:
    """Find words in what is published, and only there: a covered telephone number must not be guessed by searching for it."""
    rows = list(newest_first(searched(cases, query))[:MOST])
    words = [normalise(word) for word in query.split()]
    hits = [(case, it) for case, it in zip(rows, published(rows), strict=True) if _holds(it, words)]
    turn = hits[(page - 1) * size : page * size]
    return Found(cases=[case for case, _ in turn], shown=[it for _, it in turn], total=len(hits), page=page, page_size=size)


def _holds(it: PublicCase, words: Sequence[str]) -> bool:
    text = normalise(f"{it.number} {it.description} {it.address} {it.lamp_number} {it.landmark}")
    return all(word in text for word in words)
