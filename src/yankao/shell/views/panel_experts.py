"""The pool of experts (專家人才庫): listed, entered, corrected, with their ties."""

import re
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.panel import experts as pool
from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.models import Bar, Expert
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.shell.forms.fields import Field, Form, Kind, as_input
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.panel_acts import pairs
from yankao.shell.panel_forms import expert_fields, named
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.words import now as clock

MOST = 200
TIES = {
    "本人": "self",
    "配偶": "spouse",
    "二親等": "relative",
    "親屬": "relative",
    "同住": "household",
    "僱傭": "employed",
    "委任": "mandate",
    "代理": "mandate",
}
"""How a tie may be written in a line of the form."""


@page(who=STAFF)
def experts(request: HttpRequest) -> HttpResponse:
    """Show the pool to those who keep it."""
    _require_keeper(request)
    found = Expert.objects.select_related("agency", "account").prefetch_related("ties").order_by("name", "pk")
    if query := request.GET.get("q", "").strip():
        found = found.filter(name__icontains=query) | found.filter(fields__contains=[query]) | found.filter(organisation__icontains=query)
    return render(request, "shell/panel/experts.html", {"rows": found[:MOST], "count": found.count(), "most": MOST})


@page(who=STAFF, methods=READ_WRITE)
def enter_expert(request: HttpRequest) -> HttpResponse:
    """Ask for an expert and enter them."""
    return _edit(request, None)


@page(who=STAFF, methods=READ_WRITE)
def correct_expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an expert's facts; correct them, bar the person or add ties."""
    found = Expert.objects.filter(pk=pk).select_related("agency", "account").first()
    _require_keeper(request)
    if found is None:
        raise Http404
    return _edit(request, found)


def _edit(request: HttpRequest, found: Expert | None) -> HttpResponse:
    _require_keeper(request)
    actor, fields = actor_of_request(request), _fields(found)
    if request.method != "POST":
        return _form(request, found, Form(fields=fields))
    sent = read(fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        _keep(found, sent, actor=actor, now=clock())
        return reverse("panel_experts")

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        status = CONFLICT if getattr(error, "code", "") == "conflict" else REFUSED
        return _form(request, found, with_errors(sent.form, error), status=status)


@transaction.atomic
def _keep(found: Expert | None, sent: Sent, *, actor: Actor, now: datetime) -> None:
    given = sent.facts
    agency = given.get("agency")
    facts = pool.Facts(
        name=str(given["name"]), kind=str(given["kind"]), organisation=str(given["organisation"]), title=str(given["title"]),
        agency_id=agency.pk if isinstance(agency, Agency) else None, username=str(given["username"]), fields=tuple(_words(str(given["fields"]))),
        pools=tuple(found.pools) if found else (), source=str(given["source"]), source_reason=str(given["source_reason"]),
        source_approval=str(given["source_approval"]), bar=str(given.get("bar") or Bar.NONE), bar_reason=str(given.get("bar_reason") or ""),
        valid_to=given.get("valid_to"), valid_from=found.valid_from if found else None,
    )  # fmt: skip
    kept = pool.correct(found.pk, facts, actor=actor, now=now, version=found.version) if found else pool.enter(facts, actor=actor, now=now)
    for word, name in pairs(str(given["ties"]), "ties"):
        if word not in TIES:
            raise ValidationError({"ties": _("請以%(words)s開頭") % {"words": "、".join(TIES)}})
        pool.add_tie(kept.pk, actor=actor, now=now, kind=TieKind(TIES[word]), name=name)


def _fields(found: Expert | None) -> tuple[Field, ...]:
    fields = expert_fields()
    if found is None:
        return fields
    known = {
        "name": found.name, "kind": found.kind, "organisation": found.organisation, "title": found.title, "fields": "、".join(found.fields),
        "agency": found.agency.name if found.agency else "", "username": found.account.username if found.account else "", "source": found.source,
        "source_reason": found.source_reason, "source_approval": found.source_approval,
    }  # fmt: skip
    filled = tuple(replace(each, value=known.get(each.name, each.value)) for each in fields)
    return (
        *filled,
        Field(name="bar", label=_("不得擔任事由"), kind=Kind.CHOICE, value=found.bar, options=named(Bar.choices)),
        Field(name="bar_reason", label=_("查證情形"), value=found.bar_reason, max_length=300),
        Field(name="valid_to", label=_("除名日"), kind=Kind.DATE, value=as_input(found.valid_to)),
    )


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[、,，;；\s]+", text) if word]


def _require_keeper(request: HttpRequest) -> None:
    if not pool.KEEPERS.allows(actor_of_request(request)):
        raise PermissionDenied(_("專家人才庫僅供研考會業務承辦使用"))


def _form(request: HttpRequest, found: Expert | None, form: Form, *, status: int = 200) -> HttpResponse:
    ties = found.ties.select_related("agency") if found else ()
    context = {"expert": found, "ties": ties, "form": form, "once": token_of(request), "agency_names": agency_names(form)}
    return render(request, "shell/panel/expert_form.html", context, status=status)
