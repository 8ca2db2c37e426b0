"""The report page (通報): choose what it is about, say where and what, see what is reported already, add photos, send."""

from dataclasses import replace
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.attempts import address_of, is_too_many, note_attempt
from yankao.divisions.service.citizen.limits import REPORT_KIND, REPORT_WITHIN, REPORTS_MOST
from yankao.divisions.service.citizen.matters import Group, dispatch_groups, group_of, plain_name
from yankao.divisions.service.citizen.people import CITIZENS, sender_of
from yankao.divisions.service.citizen.report import (
    Told,
    alike,
    contact_fields,
    details_fields,
    mailbox_fields,
    photo_field,
    send,
    told_of_letter,
    told_of_report,
    with_contact,
)
from yankao.divisions.service.citizen.tracking import remember
from yankao.divisions.service.citizen.words import due_words, promise_of
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.kernel.days import day_of
from yankao.shell.forms.fields import Field, Form
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, actor_or_none, page
from yankao.shell.once import FIELD, do_once, token_of
from yankao.shell.words import now as clock

REFUSED, TOO_MANY = 422, 429
TRAP = "leave_empty"
"""A field no person sees; whoever fills it in is a program."""
SALT, DONE_AGE = "citizen-done", 30 * 60


@page(who=CITIZENS)
def choose(request: HttpRequest) -> HttpResponse:
    """Show what may be reported, in pictures, after the telephone numbers for danger to life."""
    return _private(render(request, "service/citizen/choose.html", {"groups": dispatch_groups(day_of(clock()))}))


@page(who=CITIZENS, methods=READ_WRITE)
def report(request: HttpRequest) -> HttpResponse:
    """Ask for the report of one group in two pages and open its case."""
    group = group_of(dispatch_groups(day_of(clock())), request.GET.get("group", ""))
    if group is None:
        return redirect("citizen-report")
    if request.method != "POST":
        return _details(request, group, Form(fields=details_fields(group)))
    sent = read(details_fields(group), request.POST)
    if "back" in request.POST:
        return _details(request, group, sent.form)
    try:
        told = told_of_report(sent, group)
    except ValidationError as error:
        return _details(request, group, with_errors(sent.form, error), status=REFUSED)
    return _confirmed(request, group, sent, told)


def _confirmed(request: HttpRequest, group: Group, sent: Sent, told: Told) -> HttpResponse:
    """Show the second page of a report, or open its case when that was sent."""
    fields = (photo_field(), *_contact(request, is_required=False))
    if "send" not in request.POST:
        return _review(request, group, sent, told, Form(fields=fields))
    more = read(fields, request.POST)
    try:
        return _send(request, with_contact(told, more))
    except ValidationError as error:
        return _review(request, group, sent, told, with_errors(more.form, error), status=REFUSED)


@page(who=CITIZENS, methods=READ_WRITE)
def letter(request: HttpRequest) -> HttpResponse:
    """Ask for a letter to the mayor and open its case."""
    fields = (*mailbox_fields(clock()), *_contact(request, is_required=True), photo_field())
    if request.method != "POST":
        return _letter(request, Form(fields=fields))
    sent = read(fields, request.POST)
    try:
        return _send(request, with_contact(told_of_letter(sent), sent))
    except ValidationError as error:
        return _letter(request, with_errors(sent.form, error), status=REFUSED)


@page(who=CITIZENS)
def done(request: HttpRequest, token: str) -> HttpResponse:
    """Show the number, the promise and how to follow the case; the address holds for half an hour and opens nothing."""
    try:
        number = signing.loads(token, salt=SALT, max_age=DONE_AGE)
    except signing.BadSignature as error:
        raise Http404(_("此確認頁已失效。請用案號與您留的電話或電子郵件查詢進度。")) from error
    case = Case.objects.select_related("category", "reporter", "agency").get(number=number)
    limit = promise_of(case)
    context = {
        "case": case,
        "name": plain_name(case.category.name) if case.category else _(registry.get(case.procedure).name),
        "until": due_words(limit.due_at) if limit else "",
        "has_contact": case.reporter is not None and bool(case.reporter.phone_index or case.reporter.email_index),
    }
    return _private(render(request, "service/citizen/done.html", context))


def _contact(request: HttpRequest, *, is_required: bool) -> tuple[Field, ...]:
    return contact_fields(actor_or_none(request), email=getattr(request.user, "email", ""), is_required=is_required)


def _send(request: HttpRequest, told: Told) -> HttpResponse:
    """Open the case once for one form; refuse programs and floods."""
    now, address = clock(), address_of(request)
    token = _token(request)
    if request.POST.get(TRAP):
        raise ValidationError(_("未能送出，請重新整理後再試一次"))
    if is_too_many(REPORT_KIND, address, most=REPORTS_MOST, within=REPORT_WITHIN, now=now):
        raise ValidationError(_("從這個網路位址送出的件數過多，請於 10 分鐘後再試，或撥打市民專線通報"))
    actor, files = sender_of(request, token=token), request.FILES.getlist("files")

    def deed() -> str:
        case = send(told, files, actor=actor, now=now)
        note_attempt(REPORT_KIND, address, now=now)
        return reverse("citizen-done", args=[signing.dumps(case.number, salt=SALT)])

    location = do_once(request, deed, actor=actor, now=now)
    number = signing.loads(location.rstrip("/").rsplit("/", 1)[-1], salt=SALT)
    remember(request, Case.objects.get(number=number), now=now)
    return redirect(location)


def _token(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError as error:
        raise ValidationError(_("表單已失效，請確認內容後再送出一次")) from error


def _details(request: HttpRequest, group: Group, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"group": group, "form": form, "has_map": True, "f": {it.name: it for it in form.fields}}
    return _private(render(request, "service/citizen/details.html", context, status=status))


def _review(request: HttpRequest, group: Group, sent: Sent, told: Told, form: Form, *, status: int = 200) -> HttpResponse:
    shown = tuple(it for it in sent.form.fields if it.value and it.name not in {"lat", "long"})
    named = tuple(replace(it, value=_chosen(it)) for it in shown)
    context = {
        "group": group,
        "kept": sent.form.fields,
        "shown": named,
        "matter": told.matter,
        "form": form,
        "alike": alike(told, now=clock()),
        "once": token_of(request),
    }
    return _private(render(request, "service/citizen/review.html", context, status=status))


def _chosen(field: Field) -> str:
    if field.kind == "bool":
        return _("是")
    return dict(field.options).get(field.value, field.value)


def _letter(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "has_map": True, "f": {it.name: it for it in form.fields}, "once": token_of(request)}
    return _private(render(request, "service/citizen/letter.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
