"""督導看板: overdue and whose fault, due today, not acknowledged, by agency; fetched anew every half minute; each figure leads to its cases."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.audiences import BOARD
from yankao.divisions.service.pages.board_figures import board
from yankao.divisions.service.pages.board_tiles import TILES, UNACKNOWLEDGED, tile_cases
from yankao.divisions.service.pages.finding import PROCEDURES
from yankao.divisions.service.pages.papers import CHASE, WRITERS
from yankao.divisions.service.pages.response_words import READERS
from yankao.engines.cases import registry
from yankao.engines.cases.emergency_read import cases_of
from yankao.engines.cases.models import Case, Emergency
from yankao.engines.cases.read import visible_cases
from yankao.shell.filters import read_filters
from yankao.shell.gate import actor_of_request, page
from yankao.shell.tables import case_table
from yankao.shell.words import now as clock


@page(who=BOARD)
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the board, or its inner part alone when the page fetches it anew."""
    actor = actor_of_request(request)
    context = {"board": board(actor, now=clock()), "may_chase": actor.has_role(*WRITERS[CHASE])}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "service/_board.html" if is_part else "service/board.html", context)


@page(who=BOARD)
def board_cases(request: HttpRequest, tile: str) -> HttpResponse:
    """List the cases that a tile of the board counts."""
    if tile not in TILES:
        raise Http404(_("看板沒有這個數字"))
    actor, now = actor_of_request(request), clock()
    return _list(request, tile_cases(actor, tile, now=now), title=_(TILES[tile][0]), context={"back": "board"})


@page(who=READERS)
def response_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """List the cases of an emergency: all, those open, those nobody has acknowledged or sent, those merged; of an agency or a district."""
    emergency = get_object_or_404(Emergency, pk=pk)
    mine = visible_cases(actor_of_request(request), procedures=tuple(registry.get(key) for key in PROCEDURES))
    state = request.GET.get("of", "")
    cases = cases_of(emergency).filter(_of(state), pk__in=mine.values("pk"))
    return _list(request, cases, title=f"{emergency.name}：{_(STATES.get(state, '受理'))}", context={"emergency": emergency})


STATES = {"open": "未結", "unacknowledged": "未簽收", "unsent": "待分派", "merged": "已併入母案"}


def _of(state: str) -> Q:
    alive = Q(closed_at__isnull=True)
    return {
        "open": alive,
        "unacknowledged": alive & Q(step=UNACKNOWLEDGED),
        "unsent": Q(agency__isnull=True),
        "merged": Q(merged_into__isnull=False),
    }.get(state, Q())


def _list(request: HttpRequest, cases: QuerySet[Case], *, title: str, context: dict[str, Any]) -> HttpResponse:
    filters = read_filters(request.GET.dict(), default_state="all")
    table = case_table(cases, filters, now=clock())
    return render(request, "service/board_cases.html", {**context, "title": title, "filters": filters, "table": table})
