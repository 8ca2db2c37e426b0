"""議員備詢資料、建決議案彙編: one page a councillor, one book a session, both for printing and as ODT; readers find what they may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.control.logic.council_book import book_of, session_named, sessions, sheet_of
from yankao.divisions.control.logic.councillors import Matter, councillors, matters_of, terms
from yankao.divisions.control.pages.audiences import READERS
from yankao.kernel.agencies.city import current_city
from yankao.shell.downloads import attached
from yankao.shell.gate import actor_of_request, page
from yankao.shell.sheet import Part, Sheet, write
from yankao.shell.words import now as clock

HEAD = ("案件編號", "會期", "要旨", "主辦機關", "答復或辦理情形", "情形")


@page(who=READERS)
def councillor_list(request: HttpRequest) -> HttpResponse:
    """Show the councillors of a term with what they brought."""
    actor = actor_of_request(request)
    known = terms(actor)
    term = _term(request, known)
    words = request.GET.get("q", "").strip()
    found = [each for each in councillors(actor, term=term, now=clock()) if words in each.name]
    return render(request, "control/councillors.html", {"councillors": found, "term": term, "terms": known, "words": words})


@page(who=READERS)
def councillor(request: HttpRequest, name: str) -> HttpResponse:
    """Show everything one councillor has brought, for printing or as ODT (`?format=odt`)."""
    actor, now = actor_of_request(request), clock()
    term = _term(request, terms(actor))
    matters = matters_of(actor, name, term=term, now=now)
    if not matters:
        raise Http404
    one = next((each for each in councillors(actor, term=term, now=now) if each.name == name), None)
    sheet = _sheet(name, term, matters, one.district_names if one else "")
    if request.GET.get("format") == "odt":
        return attached(f"{sheet.title}.odt", write(sheet))
    return render(request, "control/councillor.html", {"name": name, "one": one, "term": term, "kinds": _by_kind(matters)})


@page(who=READERS)
def book_list(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the council whose book may be opened."""
    return render(request, "control/council_books.html", {"sessions": sessions(actor_of_request(request))})


@page(who=READERS)
def book(request: HttpRequest, key: str) -> HttpResponse:
    """Show the book of one session, for printing or as ODT (`?format=odt`)."""
    session = session_named(key)
    found = book_of(actor_of_request(request), session) if session is not None else None
    if found is None or not found.count:
        raise Http404
    sheet = sheet_of(found, government=current_city().government)
    if request.GET.get("format") == "odt":
        return attached(f"{sheet.title}.odt", write(sheet))
    return render(request, "control/council_book.html", {"sheet": sheet, "session": session})


def _sheet(name: str, term: int, matters: list[Matter], districts: str) -> Sheet:
    late = sum(each.is_late for each in matters)
    opened = sum(each.case.closed_at is None for each in matters)
    return Sheet(
        title=f"{name}備詢資料　第{term}屆",
        lines=[*([districts] if districts else []), f"共{len(matters)}件，未結{opened}件，其中逾期{late}件。"],
        parts=[Part(heading=f"{kind}（{len(rows)}件）", rows=[HEAD, *map(_cells, rows)]) for kind, rows in _by_kind(matters)],
    )


def _by_kind(matters: list[Matter]) -> list[tuple[str, list[Matter]]]:
    kinds = dict.fromkeys(each.kind for each in matters)
    return [(kind, [each for each in matters if each.kind == kind]) for kind in kinds]


def _cells(each: Matter) -> tuple[str, ...]:
    case = each.case
    state = "已結" if case.closed_at is not None else "逾期" if each.is_late else "辦理中"
    return (case.number, each.session, each.subject, str(case.agency) if case.agency else "—", each.answer or "尚未答復", state)


def _term(request: HttpRequest, known: list[int]) -> int:
    typed = request.GET.get("term", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else (known[0] if known else 1)  # noqa: PLR2004
