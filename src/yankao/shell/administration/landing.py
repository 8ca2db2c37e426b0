"""系統管理: one page that leads to everything the reader keeps, with counts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.shell.administration.audiences import KEEPERS
from yankao.shell.administration.cards import cards_for
from yankao.shell.gate import actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.words import now as clock


@page(who=KEEPERS)
def landing(request: HttpRequest) -> HttpResponse:
    """Show a card for each kind of thing the reader keeps."""
    actor, now = actor_of_request(request), clock()
    cards = [(card, card.figures(actor, now)) for card in cards_for(actor)]
    return render(request, "shell/administration/landing.html", {"cards": cards})


register_page(HandMade(name="系統管理", view="administration", who=KEEPERS))
