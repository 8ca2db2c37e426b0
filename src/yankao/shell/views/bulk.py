"""The pages for several cases at once: choose and confirm, then one line of result for every case."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.shell.bulk import LIMIT, VERBS, bulk_deeds, do_bulk, plain_deed
from yankao.shell.forms.deed import Carried, carried, reason_field
from yankao.shell.forms.fields import Field, Form, Kind, agency_field
from yankao.shell.forms.reading import Sent, read, whole_number, with_errors
from yankao.shell.forms.verbs import assign_to, chosen_agency, people_options, transfer_to
from yankao.shell.gate import STAFF, actor_of_request, page
from yankao.shell.views.lists import procedure_or_404
from yankao.shell.words import now as clock


@page(who=STAFF, methods=("POST",))
def bulk(request: HttpRequest, key: str) -> HttpResponse:
    """Ask what the deed needs, then do it on every case chosen and tell what became of each."""
    actor, now = actor_of_request(request), clock()
    procedure = procedure_or_404(key, actor)
    deed = next((each for each in bulk_deeds(procedure, actor) if each.key == request.POST.get("deed")), None)
    if deed is None:
        raise PermissionDenied(_("請選擇可以整批辦理的動作"))
    chosen = list(visible_cases(actor, procedures=(procedure,)).filter(pk__in=_ids(request)).select_related("agency").order_by("number"))
    if not chosen:
        return redirect("list", key)
    fields = _fields(procedure, deed.key, actor, chosen, now=now)
    context = {"procedure": procedure, "deed": deed, "cases": chosen}
    if "confirmed" not in request.POST:
        return render(request, "shell/bulk.html", {**context, "form": Form(fields=fields)})
    sent = read(fields, request.POST)
    try:
        sent.raise_errors()
        do = _deed(procedure, deed.key, sent, carried(sent, request, actor=actor, now=now))
    except ValidationError as error:
        return render(request, "shell/bulk.html", {**context, "form": with_errors(sent.form, error)}, status=422)
    outcomes = do_bulk(chosen, do)
    return render(request, "shell/bulk_done.html", {**context, "outcomes": outcomes, "done": sum(each.is_done for each in outcomes)})


def _ids(request: HttpRequest) -> list[int]:
    return [pk for each in request.POST.getlist("case") if (pk := whole_number(each)) is not None][:LIMIT]


def _fields(procedure: Procedure, key: str, actor: Actor, cases: list[Case], *, now: datetime) -> tuple[Field, ...]:
    if key == "assign":
        agencies = frozenset(case.agency_id for case in cases if case.agency_id is not None) | actor.agency_ids()
        people = people_options(agencies, now=now)
        return (Field(name="handler", label=_("承辦人"), kind=Kind.CHOICE, options=people, help=_("留空表示不指定")),)
    if key == "transfer":
        return (agency_field(Field(name="agency", label=_("改派至"), is_required=True)), reason_field(is_required=False))
    return (reason_field(is_required=procedure.action(key).needs_reason),)


def _deed(procedure: Procedure, key: str, sent: Sent, came: Carried) -> Callable[[Case], object]:
    if key == "transfer":
        chosen_agency(sent.facts)
    if key in VERBS:
        verb = assign_to if key == "assign" else transfer_to
        return lambda case: verb(case, sent.facts, came)
    action = procedure.action(key)
    if action.needs_reason and not came.reason.strip():
        raise ValidationError({"reason": _("請填寫理由")})
    return plain_deed(action, actor=came.actor, now=came.now, reason=came.reason)
