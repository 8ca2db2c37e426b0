"""The opening of a case: the declared form, the reporter, a map where there is a place, and the day a paper form came in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.declare import Procedure, Routing
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.kernel.actors import Actor
from yankao.kernel.persons.vault import PersonData
from yankao.shell.dossier import is_staff
from yankao.shell.forms.deed import attach_files, carried, file_field
from yankao.shell.forms.fields import Field, Form, fields_for, moment_field
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import REFUSED, agency_names
from yankao.shell.views.lists import procedure_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import tr

ONLY_STAFF = ("is_confidential", "is_repeated", "priority")


@page(who=SIGNED_IN, methods=READ_WRITE)
def open_new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a new case and open it."""
    actor, now = actor_of_request(request), clock()
    procedure = procedure_or_404(key, actor)
    if not procedure.opened_by.allows(actor):
        raise PermissionDenied(_("您沒有開立「%(name)s」案件的權限") % {"name": tr(procedure.name)})
    main, paper = opening_fields(procedure, actor, request), paper_fields(procedure, actor)
    if request.method != "POST":
        return _show(request, procedure, Form(fields=_prefilled(main, request)), Form(fields=paper))
    sent = read((*main, *paper), request.POST)
    try:
        location = do_once(request, lambda: _open(request, procedure, sent, actor=actor, now=now), actor=actor, now=now)
    except ValidationError as error:
        form = with_errors(sent.form, error)
        return _show(request, procedure, *_split(form, paper), status=REFUSED)
    messages.success(request, _("已立案，案號 %(number)s") % {"number": location.rstrip("/").rsplit("/", 1)[-1]})
    return redirect(location)


def opening_fields(procedure: Procedure, actor: Actor, request: HttpRequest) -> tuple[Field, ...]:
    """Return the fields of the opening form; a citizen is not asked what the page knows or what is the office's to say."""
    unasked = () if is_staff(actor) else ("channel", *ONLY_STAFF)
    asks = tuple(name for name in procedure.asks if name not in unasked)
    may_ask = tuple(name for name in procedure.may_ask if name not in unasked)
    values = {"reporter": PersonData(name=actor.name, email=getattr(request.user, "email", ""))} if not is_staff(actor) else {}
    defaults = {column.name: column.get_default() for column in procedure.detail._meta.fields if column.editable and column.has_default()}
    fields = fields_for(procedure, asks=asks, may_ask=may_ask, values={**defaults, **values})
    if procedure.routing is Routing.ASKED and "agency" not in {*asks, *may_ask}:
        fields += fields_for(procedure, asks=("agency",), may_ask=(), values={})
    verb = procedure.verbs.attach
    return (*fields, file_field()) if verb is not None and verb.by.allows(actor) else fields


def paper_fields(procedure: Procedure, actor: Actor) -> tuple[Field, ...]:
    """Return the fields for a case that came in earlier, on paper or by phone, and is entered now; staff only."""
    if not is_staff(actor) or "received_at" in {*procedure.asks, *procedure.may_ask}:
        return ()
    received = replace(moment_field(Field(name="received_at", label=_("實際受理時間"))), value="")
    return (received, Field(name="late_reason", label=_("補登理由"), max_length=200))


def _open(request: HttpRequest, procedure: Procedure, sent: Sent, *, actor: Actor, now: datetime) -> str:
    sent.raise_errors()
    came = carried(sent, request, actor=actor, now=now)
    facts = dict(sent.facts)
    if facts.get("received_at") is None:
        facts.pop("received_at", None)
    late_reason = str(request.POST.get("late_reason", "")).strip()
    if "received_at" in facts and not late_reason and "received_at" not in {*procedure.asks, *procedure.may_ask}:
        raise ValidationError({"late_reason": _("補登請填寫理由")})
    if not is_staff(actor) and procedure.online_channel in dict(procedure.channels):
        facts["channel"] = procedure.online_channel
    with transaction.atomic():
        case: Case = open_case(procedure, actor=actor, now=now, facts=facts, origin=Origin(late_reason=late_reason))
        attach_files(case, came)
    return reverse("case", args=[case.number])


def _prefilled(fields: Iterable[Field], request: HttpRequest) -> tuple[Field, ...]:
    """Return the fields as a link that led here fills them in."""
    return tuple(replace(each, value=request.GET[each.name][:200]) if each.name in request.GET else each for each in fields)


def _split(form: Form, paper: Iterable[Field]) -> tuple[Form, Form]:
    names = {each.name for each in paper}
    below = tuple(each for each in form.fields if each.name in names)
    return replace(form, fields=tuple(each for each in form.fields if each.name not in names)), Form(fields=below)


def _show(request: HttpRequest, procedure: Procedure, form: Form, back: Form, *, status: int = 200) -> HttpResponse:
    context = {
        "procedure": procedure,
        "form": form,
        "back": back,
        "has_back": any(each.value for each in back.fields) or back.has_errors,
        "once": token_of(request),
        "agency_names": agency_names(form),
    }
    return render(request, "shell/open.html", context, status=status)
