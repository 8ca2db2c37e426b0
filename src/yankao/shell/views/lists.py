"""Lists of cases: of one procedure, what waits for me, what is late, and what a search finds anywhere."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import overdue, visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.shell.bulk import bulk_deeds
from yankao.shell.filters import ORDERS, STATES, Filters, read_filters
from yankao.shell.forms.fields import category_groups
from yankao.shell.gate import SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.tables import case_table
from yankao.shell.words import namer, tr
from yankao.shell.words import now as clock
from yankao.shell.work import may_use, usable, waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One filter with its choices, and the one chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def procedure_or_404(key: str, actor: Actor) -> Procedure:
    """Return the procedure of a key if the actor has to do with it."""
    try:
        procedure = registry.get(key)
    except LookupError:
        raise Http404 from None
    if not may_use(procedure, actor):
        raise Http404
    return procedure


@page(who=SIGNED_IN)
def procedures(request: HttpRequest) -> HttpResponse:
    """Show the procedures the reader has to do with."""
    actor = actor_of_request(request)
    offered = [(each, each.opened_by.allows(actor)) for each in usable(actor)]
    return render(request, "shell/procedures.html", {"offered": offered})


@page(who=SIGNED_IN)
def case_list(request: HttpRequest, key: str) -> HttpResponse:
    """Show the cases of one procedure that the reader may see."""
    actor = actor_of_request(request)
    procedure = procedure_or_404(key, actor)
    filters = read_filters(request.GET.dict())
    context = {
        "procedure": procedure,
        "title": tr(procedure.name),
        "may_open": procedure.opened_by.allows(actor),
        "bulk": bulk_deeds(procedure, actor),
        "bulk_key": procedure.key,
        "choices": _choices(procedure, filters),
        "category_groups": category_groups(procedure) if _knows(procedure, "category") else (),
        "export_url": f"{reverse('list', args=[key])}export.csv",
    }
    return _show(request, visible_cases(actor, procedures=(procedure,)), filters, context)


@page(who=STAFF)
def worklist(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, across procedures; `mine` narrows it to the cases given to the reader by name."""
    actor = actor_of_request(request)
    filters = read_filters(request.GET.dict())
    cases = waiting(actor)
    scope = request.GET.get("scope", "")
    if scope == "mine":
        cases = cases.filter(handler_id=actor.id)
    elif scope == "unassigned":
        cases = cases.filter(handler_id__isnull=True)
    scopes = (("", _("可辦理的")), ("mine", _("指定給我的")), ("unassigned", _("尚未指定承辦人的")))
    context = {"title": _("待辦案件"), "choices": _shared_choices(request, actor, filters), "scopes": scopes, "scope": scope, "may_bulk": True}
    return _show(request, _of_procedure(cases, request), filters, {**context, **_bulk_of(request, actor)})


@page(who=STAFF)
def overdue_list(request: HttpRequest) -> HttpResponse:
    """Show the open cases past their due date that the reader may see."""
    actor = actor_of_request(request)
    filters = read_filters(request.GET.dict(), default_state="overdue")
    cases = overdue(visible_cases(actor), now=clock())
    context = {"title": _("逾期案件"), "choices": _shared_choices(request, actor, filters), "is_late": True}
    return _show(request, _of_procedure(cases, request), filters, context)


@page(who=SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Find cases anywhere: a whole number leads straight to its case."""
    actor = actor_of_request(request)
    filters = read_filters(request.GET.dict(), default_state="all")
    cases = visible_cases(actor)
    exact = cases.filter(number=filters.query.upper()).values_list("number", flat=True).first() if filters.query else None
    if exact:
        return redirect("case", exact)
    context = {"title": _("查詢案件"), "choices": _shared_choices(request, actor, filters), "is_search": True}
    if not filters.query:
        cases = cases.none()
    return _show(request, _of_procedure(cases, request), filters, context)


def _of_procedure(cases: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    key = request.GET.get("procedure", "")
    return cases.filter(procedure=key) if key else cases


def _bulk_of(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return what may be done on several cases at once, as soon as the list is one of a single procedure."""
    chosen = next((each for each in usable(actor) if each.key == request.GET.get("procedure")), None)
    return {"bulk": bulk_deeds(chosen, actor), "bulk_key": chosen.key} if chosen else {}


def _show(request: HttpRequest, cases: QuerySet[Case], filters: Filters, context: dict[str, Any]) -> HttpResponse:
    table = case_table(cases, filters, now=clock(), procedure=context.get("procedure"))
    told = {
        **context,
        "filters": filters,
        "table": table,
        "states": tuple((key, tr(name)) for key, name in STATES),
        "orders": tuple((each.key, tr(each.name)) for each in ORDERS.values()),
        "agency_names": table.agencies,
    }
    template = "shell/_results.html" if getattr(request, "htmx", False) and not request.htmx.boosted else "shell/list.html"  # type: ignore[attr-defined]
    return render(request, template, told)


def _knows(procedure: Procedure, name: str) -> bool:
    return name in procedure.asks or name in procedure.may_ask


def _choices(procedure: Procedure, filters: Filters) -> tuple[Choice, ...]:
    """Return the filters that make sense for a procedure."""
    steps = tuple((str(step), tr(step.label)) for step in procedure.steps)
    channels = tuple((key, tr(name)) for key, name in procedure.channels)
    found = [Choice(name="step", label=_("步驟"), options=steps, chosen=filters.step)]
    if _knows(procedure, "address"):
        found.append(_districts(filters))
    if channels:
        found.append(Choice(name="channel", label=_("管道"), options=channels, chosen=filters.channel))
    return tuple(found)


def _shared_choices(request: HttpRequest, actor: Actor, filters: Filters) -> tuple[Choice, ...]:
    """Return the filters that make sense across procedures."""
    say = namer()
    options = tuple((each.key, say(each.name)) for each in usable(actor))
    return (Choice(name="procedure", label=_("程序"), options=options, chosen=request.GET.get("procedure", "")), _districts(filters))


def _districts(filters: Filters) -> Choice:
    say = namer()
    options = tuple((row["code"], say(row["name"])) for row in current_city().rows("districts"))
    return Choice(name="district", label=_("行政區"), options=options, chosen=filters.district)
