"""Hold courses, visits and receptions: plan, open, register, check in, close with what came of it; each deed in one transaction with its audit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.course_models import CheckIn, Event, EventPhoto, EventStanding, Registration
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.files.models import StoredFile

SUBJECT = "event"
FACTS = (
    "title", "starts_on", "ends_on", "place", "organiser", "partners", "programme", "sessions", "batches", "capacity", "address",
)  # fmt: skip
RESULTS = ("headcount", "attendances", "outcome")
Standing = EventStanding
BEFORE = (Standing.PLANNED, Standing.OPEN)
AT_THE_DOOR = (Standing.OPEN, Standing.HELD)


def plan(it: EventSeries, *, actor: Actor, now: datetime, facts: Mapping[str, Any]) -> Event:
    """Plan an activity; whoever holds the series may."""
    require(it, actor, deed="規劃活動")
    with transaction.atomic():
        event = Event(series=it.key)
        _take(event, facts, FACTS)
        event.save(force_insert=True)
        _record(event, "plan", actor=actor, now=now, values={"title": event.title})
    return event


def change(it: EventSeries, event_id: int, *, actor: Actor, now: datetime, facts: Mapping[str, Any], version: int | None = None) -> Event:
    """Change what is known of an activity that was not cancelled."""
    with _doing(it, event_id, actor=actor, deed="更正活動", at=(*BEFORE, Standing.HELD), version=version) as event:
        _take(event, facts, (*FACTS, *RESULTS))
        _record(event, "change", actor=actor, now=now, values={name: str(value) for name, value in facts.items()})
    return event


def open_registration(it: EventSeries, event_id: int, *, actor: Actor, now: datetime) -> Event:
    """Let people register."""
    with _doing(it, event_id, actor=actor, deed="開放報名", at=(Standing.PLANNED,)) as event:
        event.standing = Standing.OPEN
        _record(event, "open", actor=actor, now=now)
    return event


def register_person(
    it: EventSeries, event_id: int, *, actor: Actor, now: datetime, name: str, job_title: str = "", agency_id: int | None = None, firm: str = ""
) -> Registration:
    """Register somebody while there is room: those who hold the series anybody, an agency its own people.

    Raises:
        PermissionDenied: the person is of another agency.
        WrongStanding: registration is not open.
        ValidationError: no name, no room left, or registered already.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event_id, series=it.key)
        if not (it.held_by.allows(actor) or (agency_id in actor.agency_ids() and it.seen_by.allows(actor))):
            raise PermissionDenied("僅能為所屬機關人員報名")
        if event.standing not in AT_THE_DOOR:
            raise WrongStanding("此活動未開放報名")
        if not name.strip():
            raise ValidationError({"name": "請填寫姓名"})
        if event.capacity is not None and event.registrations.filter(cancelled_at__isnull=True).count() >= event.capacity:
            raise ValidationError(f"名額{event.capacity}名已滿，請洽承辦人列候補")
        row = Registration(
            event=event, name=name.strip()[:60], job_title=job_title.strip()[:60], agency_id=agency_id, firm=firm.strip()[:100], registered_at=now,
            registered_by=actor.id,
        )  # fmt: skip
        row.validate_constraints()
        row.save(force_insert=True)
        _record(event, "register", actor=actor, now=now, values={"registration": row.pk})
    return row


def cancel_registration(it: EventSeries, registration_id: int, *, actor: Actor, now: datetime) -> Registration:
    """Take a registration back before the person came: by whoever made it or whoever holds the series."""
    with transaction.atomic():
        row = Registration.objects.select_for_update().select_related("event").get(pk=registration_id, event__series=it.key)
        if not (it.held_by.allows(actor) or row.registered_by == actor.id):
            raise PermissionDenied("僅報名者或主辦單位得取消報名")
        if row.check_ins.exists():
            raise WrongStanding("已報到者不得取消報名")
        row.cancelled_at = row.cancelled_at or now
        row.save(update_fields=["cancelled_at"])
        _record(row.event, "unregister", actor=actor, now=now, values={"registration": row.pk})
    return row


def check_in(it: EventSeries, token: UUID, *, actor: Actor, now: datetime, day: date | None = None) -> CheckIn:
    """Write down that somebody came, by the code at the door; twice on one day counts once.

    Raises:
        PermissionDenied: the actor does not hold the series.
        ValidationError: the code is of no registration here, or the day is not one of the activity.
    """
    require(it, actor, deed="報到")
    with transaction.atomic():
        row = (
            Registration.objects.select_for_update()
            .select_related("event")
            .filter(token=token, event__series=it.key, cancelled_at__isnull=True)
            .first()
        )
        if row is None:
            raise ValidationError("查無此報到碼，或報名已取消")
        came_on = day or day_of(now)
        if not row.event.starts_on <= came_on <= row.event.ends_on:
            raise ValidationError(f"活動期間為{row.event.starts_on}至{row.event.ends_on}，{came_on}不能報到")
        if row.event.standing == Standing.CANCELLED:
            raise WrongStanding("活動已取消")
        found, is_new = CheckIn.objects.get_or_create(registration=row, day=came_on, defaults={"checked_at": now})
        if is_new:
            _record(row.event, "check_in", actor=actor, now=now, values={"registration": row.pk, "day": str(came_on)})
    return found


def hold(it: EventSeries, event_id: int, *, actor: Actor, now: datetime, facts: Mapping[str, Any]) -> Event:
    """Close an activity with what came of it; 人 and 人次 are taken from the door unless they were counted otherwise."""
    with _doing(it, event_id, actor=actor, deed="登錄辦理結果", at=BEFORE) as event:
        if event.starts_on > day_of(now):
            raise ValidationError("活動尚未開始，不能登錄辦理結果")
        _take(event, facts, RESULTS)
        came = CheckIn.objects.filter(registration__event=event)
        if came.exists():
            event.attendances = event.attendances if event.attendances is not None else came.count()
            event.headcount = event.headcount if event.headcount is not None else came.values("registration").distinct().count()
        if event.headcount is None and event.attendances is None:
            raise ValidationError({"headcount": "請填寫參加人數或人次，或先辦理報到"})
        if event.headcount is not None and event.attendances is not None and event.attendances < event.headcount:
            raise ValidationError({"attendances": "人次不得少於人數"})
        event.standing = Standing.HELD
        _record(event, "hold", actor=actor, now=now, values={"headcount": event.headcount, "attendances": event.attendances})
    return event


def rate(token: UUID, *, actor: Actor, now: datetime, score: int, said: str = "") -> Registration:
    """Say how the activity was: whoever came, by the code of the own registration, once it was held."""
    with transaction.atomic():
        row = Registration.objects.select_for_update().select_related("event").filter(token=token, cancelled_at__isnull=True).first()
        if row is None or not row.check_ins.exists():
            raise ValidationError("已報到者才能填寫滿意度")
        row.score, row.said = score, said.strip()[:2000]
        row.clean_fields(exclude=["event", "agency"])
        row.save(update_fields=["score", "said"])
        _record(row.event, "rate", actor=actor, now=now, values={"registration": row.pk, "score": score})
    return row


def add_picture(it: EventSeries, event_id: int, *, actor: Actor, now: datetime, stored: StoredFile, caption: str = "") -> EventPhoto:
    """Keep a picture of the activity."""
    with _doing(it, event_id, actor=actor, deed="上傳照片", at=(*BEFORE, Standing.HELD)) as event:
        photo = EventPhoto.objects.create(event=event, stored=stored, caption=caption.strip()[:200], added_at=now)
        _record(event, "photo", actor=actor, now=now, values={"photo": photo.pk})
    return photo


def cancel(it: EventSeries, event_id: int, *, actor: Actor, now: datetime, reason: str) -> Event:
    """Cancel an activity that was not held."""
    with _doing(it, event_id, actor=actor, deed="取消活動", at=BEFORE) as event:
        if not reason.strip():
            raise ValidationError({"reason": "請敘明取消的理由"})
        event.standing, event.reason = Standing.CANCELLED, reason.strip()[:300]
        _record(event, "cancel", actor=actor, now=now, values={"reason": reason})
    return event


def take_over(it: EventSeries, *, actor: Actor, now: datetime, facts: Mapping[str, Any]) -> Event:
    """Enter an activity that was held, from a file; its figures are those that were published."""
    with transaction.atomic():
        event = Event(series=it.key, standing=Standing.HELD)
        _take(event, facts, (*FACTS, *RESULTS, "source"))
        if event.headcount is None and event.attendances is None and not event.address:
            raise ValidationError({"headcount": "請填寫人或人次"})
        event.save(force_insert=True)
        _record(event, "take_over", actor=actor, now=now, values={"title": event.title})
    return event


def _take(event: Event, facts: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Set the facts given and ask the rules of each column and of the row; every wrong one is named."""
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in names}
    for name in names:
        if name not in facts and not event._state.adding:
            continue
        column = event._meta.get_field(name)
        assert isinstance(column, models.Field)
        value = facts.get(name)
        if name == "ends_on" and value in {None, ""}:
            value = facts.get("starts_on")
        try:
            empty = None if column.null else column.get_default()
            setattr(
                event, name, empty if value in {None, ""} and (column.null or column.blank or column.has_default()) else column.clean(value, event)
            )
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    event.validate_constraints()


def require(it: EventSeries, actor: Actor, *, deed: str) -> None:
    """Refuse whoever does not hold activities of this series, and say who does."""
    if not it.held_by.allows(actor):
        raise PermissionDenied(f"您沒有「{deed}」的權限（{it.held_by.describe()}）")


@contextmanager
def _doing(it: EventSeries, event_id: int, *, actor: Actor, deed: str, at: tuple[Standing, ...], version: int | None = None) -> Iterator[Event]:
    require(it, actor, deed=deed)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event_id, series=it.key)
        if version is not None and version != event.version:
            raise MeetingConflict
        if event.standing not in at:
            raise WrongStanding(f"「{deed}」限於{'、'.join(str(each.label) for each in at)}時辦理；活動目前為「{Standing(event.standing).label}」。")
        yield event
        event.version += 1
        event.save()


def _record(event: Event, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object] | None = None) -> None:
    audit.record(subject_kind=SUBJECT, subject_id=event.pk, verb=f"{event.series}:{verb}", actor=actor, at=now, values=values)
