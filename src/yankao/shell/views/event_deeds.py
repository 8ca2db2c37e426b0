"""What can be done with a course, a visit or a reception, each deed with its form, done once however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.activities import course_write
from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.course_models import Event, EventStanding, Registration
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.kernel.actors import Actor
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import store
from yankao.shell.forms.fields import Field, Form, Kind, as_input
from yankao.shell.forms.reading import Sent, agency_named, read, whole_number, with_errors
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.views.events import event_context, event_or_404, series_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import tr

BEFORE, DOOR = (EventStanding.PLANNED, EventStanding.OPEN), (EventStanding.OPEN, EventStanding.HELD)
NUMBERS = ("sessions", "batches", "capacity", "headcount", "attendances")
LONG_TEXTS = ("programme", "outcome")
Do = Callable[[EventSeries, Event, Actor, datetime, Sent], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: its name, when the activity allows it, what it asks and what it does; `is_holders` ones are for those who hold the series."""

    key: str
    name: str
    at: tuple[EventStanding, ...]
    fields: Callable[[Event], tuple[Field, ...]]
    do: Do
    is_holders: bool = True
    is_small: bool = False


def fields_of(event: Event, names: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of an activity, filled with what is known."""
    made = []
    for name in names:
        column = event._meta.get_field(name)
        assert isinstance(column, models.Field)
        is_day = isinstance(column, models.DateField)
        kind = Kind.DATE if is_day else Kind.NUMBER if name in NUMBERS else Kind.LONG_TEXT if name in LONG_TEXTS else Kind.TEXT
        value = getattr(event, name)
        text = as_input(value) if is_day else "" if value is None else str(value)
        made.append(
            Field(
                name=name,
                label=tr(str(column.verbose_name)),
                kind=kind,
                value=text,
                is_required=name in {"title", "starts_on"},
                max_length=column.max_length,
            )
        )
    return tuple(made)


def _none(_event: Event) -> tuple[Field, ...]:
    return ()


def _one(name: str) -> Callable[[Event], tuple[Field, ...]]:
    return lambda _event: (Field(name=name, label=name, is_required=True),)


def _person_fields(_event: Event) -> tuple[Field, ...]:
    return (
        Field(name="name", label=_("姓名"), is_required=True, max_length=60),
        Field(name="job_title", label=_("職稱"), max_length=60),
        Field(name="agency", label=_("機關"), kind=Kind.AGENCY),
        Field(name="firm", label=_("廠商或單位"), max_length=100, help=_("非本府機關者填寫")),
    )


def _photo_fields(_event: Event) -> tuple[Field, ...]:
    return (Field(name="photos", label=_("照片"), kind=Kind.FILE), Field(name="caption", label=_("說明"), max_length=200))


def _reason_fields(_event: Event) -> tuple[Field, ...]:
    return (Field(name="reason", label=_("理由"), kind=Kind.LONG_TEXT, is_required=True, max_length=300),)


def _enrol(it: EventSeries, event: Event, actor: Actor, now: datetime, sent: Sent) -> object:
    given = {name: str(sent.facts[name] or "") for name in ("name", "job_title", "agency", "firm")}
    agency = agency_named(given["agency"]).pk if given["agency"] else None
    return course_write.register_person(
        it, event.pk, actor=actor, now=now, name=given["name"], job_title=given["job_title"], agency_id=agency, firm=given["firm"]
    )  # fmt: skip


def _id(sent: Sent, name: str) -> int:
    found = whole_number(str(sent.facts[name]))
    if found is None:
        raise Http404
    return found


def _came(it: EventSeries, event: Event, actor: Actor, now: datetime, sent: Sent) -> object:
    row = Registration.objects.filter(pk=_id(sent, "registration"), event=event).first()
    if row is None:
        raise Http404
    return course_write.check_in(it, row.token, actor=actor, now=now)


DEEDS = (
    Deed(key="change", name="更正活動", at=(*BEFORE, EventStanding.HELD),
         fields=lambda event: fields_of(event, (*course_write.FACTS, *(course_write.RESULTS if event.standing == EventStanding.HELD else ()))),
         do=lambda it, event, actor, now, sent: course_write.change(it, event.pk, actor=actor, now=now, facts=sent.facts)),
    Deed(key="open", name="開放報名", at=(EventStanding.PLANNED,), fields=_none,
         do=lambda it, event, actor, now, _sent: course_write.open_registration(it, event.pk, actor=actor, now=now)),
    Deed(key="register", name="報名", at=DOOR, fields=_person_fields, do=_enrol, is_holders=False),
    Deed(key="unregister", name="取消報名", at=DOOR, fields=_one("registration"), is_holders=False, is_small=True,
         do=lambda it, _event, actor, now, sent: course_write.cancel_registration(it, _id(sent, "registration"), actor=actor, now=now)),
    Deed(key="came", name="報到", at=DOOR, fields=_one("registration"), is_small=True, do=_came),
    Deed(key="hold", name="登錄辦理結果", at=BEFORE, fields=lambda event: fields_of(event, course_write.RESULTS),
         do=lambda it, event, actor, now, sent: course_write.hold(it, event.pk, actor=actor, now=now, facts=sent.facts)),
    Deed(key="photo", name="上傳照片", at=(*BEFORE, EventStanding.HELD), fields=_photo_fields, do=lambda *_all: None),
    Deed(key="cancel", name="取消活動", at=BEFORE, fields=_reason_fields,
         do=lambda it, event, actor, now, sent: course_write.cancel(it, event.pk, actor=actor, now=now, reason=str(sent.facts["reason"]))),
)  # fmt: skip


def deeds_for(it: EventSeries, event: Event, actor: Actor) -> tuple[Deed, ...]:
    """Return the deeds with a form of their own that the actor can do now."""
    is_holder = it.held_by.allows(actor)
    return tuple(deed for deed in DEEDS if not deed.is_small and event.standing in deed.at and (is_holder or not deed.is_holders))


@page(who=STAFF)
def event(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show one activity with what can be done."""
    it, found = event_or_404(request, key, pk)
    context = {**event_context(request, it, found), "deeds": deeds_for(it, found, actor_of_request(request))}
    return render(request, "shell/events/event.html", context)


@page(who=STAFF, methods=READ_WRITE)
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for an activity of a series and plan it."""
    it, actor = series_or_404(request, key), actor_of_request(request)
    course_write.require(it, actor, deed="規劃活動")
    fields = fields_of(Event(series=key), course_write.FACTS)
    if request.method != "POST":
        return _form(request, it, None, _("規劃活動"), Form(fields=fields))
    sent = read(fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        return reverse("event_page", args=[it.key, course_write.plan(it, actor=actor, now=clock(), facts=sent.facts).pk])

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        return _form(request, it, None, _("規劃活動"), with_errors(sent.form, error), status=REFUSED)


@page(who=STAFF, methods=READ_WRITE)
def do(request: HttpRequest, key: str, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    it, found = event_or_404(request, key, pk)
    actor = actor_of_request(request)
    wanted = next((each for each in DEEDS if each.key == deed), None)
    if wanted is None:
        raise Http404
    if wanted.is_holders:
        course_write.require(it, actor, deed=wanted.name)
    fields = wanted.fields(found)
    if request.method != "POST":
        return redirect("event_page", it.key, found.pk) if wanted.is_small else _form(request, it, found, tr(wanted.name), Form(fields=fields))
    return _do(request, it, found, wanted, read(fields, request.POST))


def _do(request: HttpRequest, it: EventSeries, event: Event, wanted: Deed, sent: Sent) -> HttpResponse:
    actor, address = actor_of_request(request), reverse("event_page", args=[it.key, event.pk])

    def deed() -> str:
        if wanted.key == "photo":
            _keep_photos(request, it, event, actor)
        else:
            sent.raise_errors()
            wanted.do(it, event, actor, clock(), sent)
        return address

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except Registration.DoesNotExist:
        raise Http404 from None
    except FileRefusedError as error:
        return _form(request, it, event, tr(wanted.name), with_errors(sent.form, ValidationError({"photos": str(error)})), status=REFUSED)
    except ValidationError as error:
        status = CONFLICT if isinstance(error, MeetingConflict | WrongStanding) else REFUSED
        return _form(request, it, event, tr(wanted.name), with_errors(sent.form, error), status=status)
    messages.success(request, _("「%(name)s」完成") % {"name": tr(wanted.name)})
    return redirect(location)


def _keep_photos(request: HttpRequest, it: EventSeries, event: Event, actor: Actor) -> None:
    uploads = request.FILES.getlist("photos")
    if not uploads:
        raise ValidationError({"photos": _("請選擇照片")})
    for upload in uploads:
        stored = store(upload, name=upload.name or "photo.jpg", actor=actor, now=clock())
        course_write.add_picture(it, event.pk, actor=actor, now=clock(), stored=stored, caption=request.POST.get("caption", ""))


@page(who=STAFF, methods=READ_WRITE)
def door(request: HttpRequest, token: UUID) -> HttpResponse:
    """Check somebody in by the code of the registration; whoever stands at the door opens it by scanning."""
    row = Registration.objects.select_related("event", "agency").filter(token=token, cancelled_at__isnull=True).first()
    if row is None:
        raise Http404
    it, actor = series_or_404(request, row.event.series), actor_of_request(request)
    course_write.require(it, actor, deed="報到")
    error, status = "", 200
    if request.method == "POST":
        try:
            course_write.check_in(it, token, actor=actor, now=clock())
            messages.success(request, _("%(name)s 已報到") % {"name": row.name})
            return redirect("event_door", token)
        except ValidationError as refused:
            error, status = "；".join(refused.messages), REFUSED
    return render(request, "shell/events/door.html", {"row": row, "series": it, "error": error, "came": row.check_ins.all()}, status=status)


def _form(request: HttpRequest, it: EventSeries, event: Event | None, name: str, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"series": it, "event": event, "name": name, "form": form, "once": token_of(request), "agency_names": agency_names(form)}
    return render(request, "shell/events/form.html", context, status=status)
