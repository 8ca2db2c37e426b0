"""稽催單、簽、函: the papers of a case, their figures filled, made for printing; never with anything of the reporter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.papers_text import sheet_of
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.shell.downloads import attached
from yankao.shell.due import Lamp, kept, running
from yankao.shell.gate import STAFF, page
from yankao.shell.papers import Paper, register_papers
from yankao.shell.sheet import write
from yankao.shell.views.case import case_or_404
from yankao.shell.words import deed_name, tr
from yankao.shell.words import now as clock

CHASE, MEMO, LETTER = "chase", "memo", "letter"
NAMES = {CHASE: "稽催單", MEMO: "簽", LETTER: "函"}
WRITERS = {
    CHASE: ("agent", "desk_lead", "controller", "agency_lead"),
    MEMO: ("agent", "desk_lead", "controller", "agency_lead", "clerk"),
    LETTER: ("desk_lead", "controller", "agency_lead", "clerk"),
}
LAST_DEEDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One time limit as a paper names it."""

    name: str
    due_at: datetime
    lamp: Lamp
    rule: str
    chased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedLine:
    """One line of what happened so far."""

    at: datetime
    name: str
    agency: str


def papers_for(case: Case, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the papers the actor may print of a case: a chase only while it is open at an agency."""
    if actor.kind is not ActorKind.USER:
        return ()
    kinds = [kind for kind, roles in WRITERS.items() if actor.has_role(*roles)]
    if case.closed_at is not None or case.agency_id is None:
        kinds = [kind for kind in kinds if kind != CHASE]
    return tuple((kind, NAMES[kind]) for kind in kinds)


def case_papers(case: Case, actor: Actor) -> tuple[Paper, ...]:
    """Return the papers of a case as the case page links them."""
    return tuple(
        Paper(name=name, url=reverse("paper", args=[case.number, kind]), file_url=reverse("paper_file", args=[case.number, kind]))
        for kind, name in papers_for(case, actor)
    )


register_papers(case_papers)


@page(who=STAFF)
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Show one paper of a case, ready to be printed and signed."""
    return render(request, "service/paper.html", _facts(request, number, kind))


@page(who=STAFF)
def paper_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give one paper of a case as an ODT file to go on writing in."""
    it = _facts(request, number, kind)
    return attached(f"{it['name']}{number}.odt", write(sheet_of(kind, it)))


def _facts(request: HttpRequest, number: str, kind: str) -> dict[str, Any]:
    """Gather what a paper says; a paper that may not be printed is not there."""
    case, actor = case_or_404(request, number)
    papers = papers_for(case, actor)
    if kind not in dict(papers):
        raise Http404(_("此案件沒有這種文件，或您沒有列印的權限"))
    now, procedure = clock(), registry.get(case.procedure)
    return {
        "kind": kind,
        "name": NAMES[kind],
        "case": case,
        "procedure": tr(procedure.name),
        "step": tr(procedure.step_name(case.step)),
        "limits": limits_of(case, now=now),
        "deeds": deeds_of(case),
        "drafter": actor,
        "unit": next((held.agency_name for held in actor.memberships), ""),
        "city": current_city(),
        "today": day_of(now),
        "received_on": day_of(case.received_at),
        "papers": papers,
    }


def limits_of(case: Case, *, now: datetime) -> tuple[Limit, ...]:
    """Return the limits of a case in the order in which they end."""
    procedure = registry.get(case.procedure)
    names = {each.key: each.name for each in procedure.deadlines}
    rows = DueDate.objects.filter(case=case).order_by("due_at", "id")
    return tuple(
        Limit(
            name=tr(names.get(row.key, row.key)),
            due_at=row.due_at,
            lamp=kept(row.due_at, row.met_at) if row.met_at else running(row.due_at, now=now),
            rule=row.rule,
            chased=row.chased,
        )
        for row in rows
    )


def deeds_of(case: Case) -> tuple[DeedLine, ...]:
    """Return the last deeds, oldest first."""
    procedure = registry.get(case.procedure)
    rows = list(Passage.objects.filter(case=case).select_related("agency").order_by("-id")[:LAST_DEEDS])
    return tuple(
        DeedLine(at=row.occurred_at, name=deed_name(procedure, row.action), agency=row.agency.short_name if row.agency else "")
        for row in reversed(rows)
    )
