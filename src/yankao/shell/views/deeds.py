"""The forms in which something is done on a case: a declared deed or a verb of the engine; nothing typed is ever lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.declare import Action
from yankao.engines.cases.errors import Conflict, WrongStep
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import possible_actions
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.shell.deeds import usable_verbs
from yankao.shell.dossier import is_staff, recent_events
from yankao.shell.forms.deed import Carried, action_fields, attach_files, back_fields, carried
from yankao.shell.forms.fields import Field, Form, Kind
from yankao.shell.forms.reading import Sent, read, whole_number, with_errors
from yankao.shell.forms.verbs import FORMS
from yankao.shell.gate import READ_WRITE, SIGNED_IN, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.case import case_or_404
from yankao.shell.words import VERB_NAMES, tr
from yankao.shell.words import now as clock

REFUSED, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One deed as it is asked on a page."""

    case: Case
    actor: Actor
    name: str
    says: str
    fields: tuple[Field, ...]
    back: tuple[Field, ...]
    do: Callable[[Sent, Carried], object]


@page(who=SIGNED_IN, methods=READ_WRITE)
def do(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Ask for a declared deed and do it."""
    case, actor = case_or_404(request, number)
    action = next((each for each in registry.get(case.procedure).actions if each.key == key), None)
    if action is None:
        raise Http404
    if action.through_reply:
        return redirect("reply", number)
    if request.method != "POST" and (refusal := _refusal(case, action, actor)):
        return render(request, "shell/409.html", {"says": refusal, "case": case}, status=CONFLICT)

    def act(sent: Sent, came: Carried) -> None:
        told = {"reason": came.reason, "reason_code": came.reason_code}
        advance(case, key, actor=actor, now=came.now, facts=sent.facts, back=came.back, version=came.version, **told)
        attach_files(case, came)

    fields, back = action_fields(case, action, actor), back_fields() if is_staff(actor) else ()
    return _handle(request, Asked(case=case, actor=actor, name=tr(action.name), says="", fields=fields, back=back, do=act))


def _refusal(case: Case, action: Action, actor: Actor) -> str:
    """Say why a deed cannot be done now; empty when it can."""
    if not action.by.allows(actor, case):
        raise PermissionDenied(_("您沒有對此案件執行「%(name)s」的權限") % {"name": tr(action.name)})
    if action in possible_actions(case, actor, now=clock()):
        return ""
    step = tr(registry.get(case.procedure).step_name(case.step))
    return _("案件目前為「%(step)s」，不能辦理「%(name)s」。") % {"step": step, "name": tr(action.name)}


@page(who=SIGNED_IN, methods=READ_WRITE)
def verb(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Ask for a verb of the engine and do it."""
    case, actor = case_or_404(request, number)
    form, now = FORMS.get(key), clock()
    if form is None:
        raise Http404
    if request.method != "POST" and key not in usable_verbs(case, actor, now=now):
        says = _("目前不能對此案件「%(name)s」：案件的步驟不符，或您沒有這項權限。") % {"name": tr(VERB_NAMES[key])}
        return render(request, "shell/409.html", {"says": says, "case": case}, status=CONFLICT)
    back = back_fields() if form.may_backdate and is_staff(actor) else ()
    asked = Asked(
        case=case,
        actor=actor,
        name=tr(VERB_NAMES[key]),
        says=tr(form.says),
        fields=form.fields(case, actor, now),
        back=back,
        do=lambda sent, came: form.do(case, sent.facts, came),
    )
    return _handle(request, asked)


def _handle(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the form, or do the deed and return to the case; what is refused comes back with everything typed."""
    if request.method != "POST":
        return _show(request, asked, Form(fields=asked.fields), Form(fields=asked.back))
    now = clock()
    sent = read((*asked.fields, *asked.back), request.POST)

    def deed() -> str:
        sent.raise_errors()
        asked.do(sent, carried(sent, request, actor=asked.actor, now=now))
        return _where_to(asked)

    try:
        location = do_once(request, deed, actor=asked.actor, now=now)
    except (Conflict, WrongStep) as error:
        return _refused(request, asked, sent, error, status=CONFLICT)
    except ValidationError as error:
        return _refused(request, asked, sent, error, status=REFUSED)
    messages.success(request, _("%(number)s：「%(name)s」完成") % {"number": asked.case.number, "name": asked.name})
    return redirect(location)


def _where_to(asked: Asked) -> str:
    """Return to the case; whoever gave it away and may no longer see it returns to the list."""
    asked.case.refresh_from_db(fields=["agency"])
    url = reverse("case", args=[asked.case.number])
    rule = registry.get(asked.case.procedure).seen_by
    return url if rule.allows(asked.actor, asked.case) else reverse("list", args=[asked.case.procedure])


def _refused(request: HttpRequest, asked: Asked, sent: Sent, error: ValidationError, *, status: int) -> HttpResponse:
    form = with_errors(sent.form, error)
    names = {each.name for each in asked.back}
    back = tuple(each for each in form.fields if each.name in names)
    main = replace(form, fields=tuple(each for each in form.fields if each.name not in names))
    seen = whole_number(request.POST.get("version", ""))
    since = recent_events(asked.case, since_version=seen) if status == CONFLICT and seen is not None else ()
    return _show(request, asked, main, Form(fields=back), status=status, since=since)


def _show(request: HttpRequest, asked: Asked, form: Form, back: Form, *, status: int = 200, since: tuple[Any, ...] = ()) -> HttpResponse:
    version = Case.objects.filter(pk=asked.case.pk).values_list("version", flat=True).get()
    context = {
        "case": asked.case,
        "procedure": registry.get(asked.case.procedure),
        "name": asked.name,
        "says": asked.says,
        "form": form,
        "back": back,
        "has_back": any(each.value for each in back.fields) or back.has_errors,
        "version": version,
        "once": token_of(request),
        "since": since,
        "agency_names": agency_names(form),
    }
    return render(request, "shell/case/do.html", context, status=status)


def agency_names(form: Form) -> tuple[str, ...]:
    """Return the names to pick from when a form asks for an agency."""
    if any(each.kind is Kind.AGENCY for each in form.fields):
        return tuple(Agency.objects.filter(valid_to__isnull=True).values_list("name", flat=True))
    return ()
