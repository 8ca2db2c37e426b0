"""督導看板: overdue and whose fault, due today, not acknowledged, by agency; fetched anew every half minute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.service.pages.audiences import BOARD
from yankao.divisions.service.pages.board_figures import board
from yankao.divisions.service.pages.papers import CHASE, WRITERS
from yankao.shell.gate import actor_of_request, page
from yankao.shell.words import now as clock


@page(who=BOARD)
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the board, or its inner part alone when the page fetches it anew."""
    actor = actor_of_request(request)
    context = {"board": board(actor, now=clock()), "may_chase": actor.has_role(*WRITERS[CHASE])}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "service/_board.html" if is_part else "service/board.html", context)
