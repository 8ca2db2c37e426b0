"""目標樹: from the vision of a term down to each indicator and plan, with what was attained; the year is chosen, terms overlap."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.planning.logic.goal_tree import CAP, attained_of, tree
from yankao.divisions.planning.programmes.kpi import KPIS
from yankao.engines.progress.who import may
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.days import day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST, parse_year
from yankao.shell.gate import Audience, actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.words import now as clock


def _reads(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and may(KPIS.seen_by, actor)


READERS = Audience(name="綜合計畫組、各機關、市長室及稽核人員", allows=_reads)

register_page(HandMade(name="目標樹", view="goal_tree", who=READERS))


@page(who=READERS)
def goal_tree(request: HttpRequest) -> HttpResponse:
    """Show the tree of a year; the last full one unless asked otherwise."""
    year = _year(request.GET.get("year", ""))
    nodes = tree(actor_of_request(request), year)
    lines = [line for node in nodes for line in node.every_line()]
    context = {"nodes": nodes, "year": year - YEAR_BEFORE_FIRST, "whole": attained_of(lines), "cap": CAP, "rule": KPIS.alarms.at(day_of(clock()))}
    return render(request, "planning/goal_tree.html", context)


def _year(text: str) -> int:
    try:
        return parse_year(text)
    except ValueError:
        return day_of(clock()).year - 1
