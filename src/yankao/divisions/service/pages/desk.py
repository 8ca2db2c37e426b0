"""受理台: the screen of the 1999 agent, who finds the caller's cases, opens a case in a few keys, and tells the agency by telephone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.logic.slips import enter_slip
from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.finding import answer
from yankao.divisions.service.pages.intake_form import INQUIRY, OFFERED, Intake, facts_of, read_intake, refused
from yankao.divisions.service.pages.suggesting import DISPATCH, case_into, suggest
from yankao.divisions.service.procedures.dispatch import AssetOwner
from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.divisions.service.roles import CHANNELS
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.category_models import in_use
from yankao.engines.cases.join import merge
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.registers.write import count
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.days import day_of
from yankao.shell.forms.reading import whole_number
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock

REFUSED = 422
CALL_CHANNELS = ("phone", "counter", "fax", "letter", "web_phone", "village", "councillor")


@page(who=DESK, methods=READ_WRITE)
def desk(request: HttpRequest) -> HttpResponse:
    """Show the desk; find, suggest and open are three buttons of it, so that it works without scripts."""
    if request.method != "POST":
        return _show(request, Intake(), query=request.GET.get("q", ""))
    form = read_intake(request.POST.dict())
    match request.POST.get("do"):
        case "find":
            return _show(request, Intake(), query=request.POST.get("q", ""))
        case "open":
            return _open(request, form)
    return _show(request, form, with_suggestions=True)


@page(who=DESK, methods=("POST",))
def found(request: HttpRequest) -> HttpResponse:
    """Give what the search box finds, to be put beside the form; asked by POST, so that no telephone number stands in an address."""
    told = answer(request.POST.get("q", ""), actor=actor_of_request(request), now=clock())
    return render(request, "service/_found.html", {"found": told})


@page(who=DESK, methods=("POST",))
def suggestions(request: HttpRequest) -> HttpResponse:
    """Give what may help with what was typed so far, to be put beside the form."""
    form = read_intake(request.POST.dict())
    told = suggest(form.typed, actor=actor_of_request(request), now=clock())
    return render(request, "service/_suggestions.html", {"suggested": told, "form": form})


def _open(request: HttpRequest, form: Intake) -> HttpResponse:
    actor, now = actor_of_request(request), clock()
    try:
        location = do_once(request, lambda: _take(form, actor=actor, now=now), actor=actor, now=now)
    except ValidationError as error:
        return _show(request, refused(form, error), with_suggestions=True, status=REFUSED)
    messages.success(request, _("已立案"))
    return redirect(location)


def _take(form: Intake, *, actor: Actor, now: datetime) -> str:
    """Open the case, merge it where it is another report of the same, answer it where the answer is known; all or nothing."""
    with transaction.atomic():
        case = open_case(registry.get(form.procedure), actor=actor, now=now, facts=facts_of(form), origin=Origin(late_reason=form.late_reason))
        if form.slip:
            enter_slip(form.slip, case, received_at=case.received_at, actor=actor, now=now)
        if form.same_as and form.procedure == DISPATCH:
            into = case_into(form.same_as, actor=actor)
            if into is None:
                raise ValidationError({"same_as": f"{form.same_as} 已結案或不存在，請改立新案"})
            merge(case, into=into, actor=actor, now=now, reason="同一事件再次通報")
        if form.procedure == INQUIRY and form.answer:
            advance(case, "answer", actor=actor, now=now, facts={"answer": form.answer})
        article = whole_number(form.article)
        if article is not None and KnowledgeArticle.objects.filter(pk=article).exists():
            count(KNOWLEDGE, article, "used", actor=actor, now=now)
    return reverse("desk_case", args=[case.number])


def _show(request: HttpRequest, form: Intake, *, query: str = "", with_suggestions: bool = False, status: int = 200) -> HttpResponse:
    actor, now = actor_of_request(request), clock()
    told = answer(query, actor=actor, now=now)
    context = {
        "form": form,
        "found": told,
        "suggested": suggest(form.typed, actor=actor, now=now) if with_suggestions else None,
        "latest": () if query else _latest(actor),
        "once": token_of(request),
        **_choices(),
    }
    if told.phone and not form.reporter_phone:
        context["phone"] = told.phone
    return render(request, "service/desk.html", context, status=status)


def _choices() -> Mapping[str, Any]:
    items = Category.objects.filter(in_use(day_of(clock())), procedure__in=dict(OFFERED)).values_list("procedure", "name", "group")
    names = dict(CHANNELS)
    return {
        "offered": OFFERED,
        "owners": AssetOwner.choices,
        "channels": [(key, names[key]) for key in CALL_CHANNELS] + [pair for pair in CHANNELS if pair[0] not in CALL_CHANNELS],
        "items": [(key, [(name, group) for procedure, name, group in items if procedure == key]) for key, _name in OFFERED],
        "districts": list(District.objects.values_list("code", "name")),
        "agency_names": list(Agency.objects.values_list("name", flat=True)),
    }


def _latest(actor: Actor) -> list[Case]:
    """Return the last cases this agent opened, for the caller who rings again at once."""
    return list(
        Case.objects.filter(opener_kind=str(actor.kind), opener_id=actor.id, procedure__in=dict(OFFERED))
        .order_by("-received_at", "-id")
        .only("number", "title", "received_at")[:5]
    )
