"""The first page: for a stranger what can be done here, for a citizen the own cases, for staff the work of the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.engines.cases import registry
from yankao.engines.cases.read import worklist
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.filters import DUE, NEWEST, Filters
from yankao.shell.gate import ANYONE, actor_or_none, page
from yankao.shell.inbox import notices_for
from yankao.shell.navigation import pages_for
from yankao.shell.tables import case_table
from yankao.shell.words import now as clock
from yankao.shell.work import SOME_CITIZEN, loads, own_cases, usable, waiting

SHOWN = 10


@page(who=ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page that suits the reader."""
    actor = actor_or_none(request)
    if actor is None:
        pages = pages_for(None)
        without_login = {key for each in pages for key in each.opens}
        offered = [each for each in registry.every() if each.opened_by.allows(SOME_CITIZEN) and each.key not in without_login]
        return render(request, "shell/home_public.html", {"offered": offered, "open_pages": pages})
    if actor.kind is ActorKind.USER:
        return _desk(request, actor)
    return _own(request, actor)


def _desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the work of the day: how much waits, what is late, what is due next, and the newest notices."""
    now = clock()
    cases = waiting(actor)
    work = loads(cases, now=now)
    context = {
        "loads": work,
        "open": sum(load.open for load in work),
        "today": sum(load.today for load in work),
        "late": sum(load.late for load in work),
        "table": case_table(worklist(cases), Filters(state="all", order=DUE), now=now, size=SHOWN),
        "notices": notices_for(actor).filter(read_at__isnull=True).order_by("-created_at")[:SHOWN],
        "opens": [each for each in usable(actor) if each.opened_by.allows(actor)],
    }
    return render(request, "shell/home_staff.html", context)


def _own(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a citizen's own cases and what can be opened."""
    filters = Filters(state="all", order=NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "table": case_table(own_cases(actor), filters, now=clock()),
        "opens": usable(actor),
        "notices": notices_for(actor).order_by("-created_at")[:SHOWN],
    }
    return render(request, "shell/home_citizen.html", context)
