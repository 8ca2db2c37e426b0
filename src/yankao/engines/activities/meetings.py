"""Call a meeting (籌備、通知、開會、函發紀錄), put it off or cancel it; each deed in one transaction with its audit entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from yankao.engines.activities.declare import Series
from yankao.engines.activities.deed import SUBJECT, doing, record, require
from yankao.engines.activities.errors import MeetingConflict
from yankao.engines.activities.models import Meeting, MeetingProgramme, Standing
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel.actors import Actor
from yankao.kernel.days import TAIPEI, day_of, due_at
from yankao.kernel.roc import roc_date
from yankao.kernel.workdays.calendar import load_calendar

BEFORE = (Standing.PLANNED, Standing.NOTICED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of a meeting before it is held; `programmes` are keys of the sets it will serve."""

    starts_at: datetime
    place: str
    chair: str = ""
    title: str = ""
    recorder: str = ""
    programmes: tuple[str, ...] = ()


def plan(it: Series, *, actor: Actor, now: datetime, facts: Facts, is_simulated: bool = False) -> Meeting:
    """Plan the next meeting of the series; it gets the next number.

    Raises:
        PermissionDenied: the actor does not call meetings of this series.
        ValidationError: a fact is missing or wrong.
    """
    require(it, actor, deed="籌備會議")
    _check(it, facts)
    with transaction.atomic():
        number = (Meeting.objects.filter(series=it.key).aggregate(last=Max("number"))["last"] or 0) + 1
        meeting = Meeting(series=it.key, number=number, is_simulated=is_simulated)
        _take(it, meeting, facts)
        _insert(meeting)
        _serve(meeting, facts.programmes)
        record(meeting, "plan", actor=actor, now=now, values={"starts_at": facts.starts_at, "place": facts.place})
    return meeting


def change(it: Series, meeting_id: int, *, actor: Actor, now: datetime, facts: Facts, version: int | None = None, reason: str = "") -> Meeting:
    """Change what is written down of a meeting; after the notice went out, a new time or place asks for a reason and is told."""
    _check(it, facts)
    with doing(it, meeting_id, actor=actor, deed="修改會議", at=BEFORE, version=version) as meeting:
        is_told = meeting.standing == Standing.NOTICED and (meeting.starts_at, meeting.place) != (facts.starts_at, facts.place.strip())
        if is_told and not reason.strip():
            raise ValidationError({"reason": "已發開會通知，改期或改地點請敘明理由，系統將通知與會機關"})
        _take(it, meeting, facts)
        meeting.programmes.all().delete()
        _serve(meeting, facts.programmes)
        if is_told:
            meeting.reason = reason.strip()[:300]
            _tell(meeting, f"會議改期或改地點：{meeting.title}", f"{_when(meeting)}，{meeting.place}。{meeting.reason}", now=now)
        record(meeting, "change", actor=actor, now=now, values={"starts_at": facts.starts_at, "place": facts.place, "reason": reason})
    return meeting


def notify(it: Series, meeting_id: int, *, actor: Actor, now: datetime, number: str, urgent: str = "") -> Meeting:
    """Send the notice of a meeting (開會通知單) to everybody asked to come; later than the rule allows only with the reason of urgency."""
    with doing(it, meeting_id, actor=actor, deed="發開會通知", at=(Standing.PLANNED,)) as meeting:
        if not number.strip():
            raise ValidationError({"number": "請填寫開會通知單文號"})
        if not meeting.items.exists():
            raise ValidationError("請先排定議程，再發開會通知。")
        if not meeting.attendees.exists():
            raise ValidationError("請先列出與會機關或人員，再發開會通知。")
        if meeting.starts_at <= now:
            raise ValidationError("開會時間已過，請先改期。")
        span = it.notice.at(day_of(now)).value
        if due_at(now, span, load_calendar()) > meeting.starts_at and not urgent.strip():
            raise ValidationError({"urgent": f"開會通知應於會議{span}前發出；時間急迫請敘明理由，或將會議改期"})
        meeting.notice_number, meeting.noticed_at = number.strip(), now
        meeting.reason = urgent.strip()[:300]
        meeting.standing = Standing.NOTICED
        _tell(meeting, f"開會通知：{meeting.title}", f"{_when(meeting)}，{meeting.place}（{meeting.notice_number}）", now=now)
        record(meeting, "notify", actor=actor, now=now, values={"number": number, "urgent": urgent})
    return meeting


def hold(it: Series, meeting_id: int, *, actor: Actor, now: datetime, ended_at: datetime, minutes: str = "") -> Meeting:
    """Write down that the meeting was held; from its end runs the time in which the minutes go out."""
    with doing(it, meeting_id, actor=actor, deed="登錄開會", at=(Standing.NOTICED,)) as meeting:
        if not meeting.starts_at < ended_at <= now:
            raise ValidationError({"ended_at": "散會時間應在開會時間之後，且不得晚於現在"})
        if not meeting.attendees.filter(signed_in_at__isnull=False).exists():
            raise ValidationError("尚無人簽到，請先登錄簽到再登錄開會。")
        meeting.ends_at, meeting.minutes, meeting.standing = ended_at, minutes.strip(), Standing.HELD
        meeting.minutes_due_at = due_at(ended_at, it.minutes.at(day_of(ended_at)).value, load_calendar())
        record(meeting, "hold", actor=actor, now=now, values={"ended_at": ended_at, "minutes": minutes})
    return meeting


def write_minutes(it: Series, meeting_id: int, *, actor: Actor, now: datetime, minutes: str, version: int | None = None) -> Meeting:
    """Write or correct the minutes before they go out."""
    with doing(it, meeting_id, actor=actor, deed="撰寫紀錄", at=(Standing.HELD,), version=version) as meeting:
        meeting.minutes = minutes.strip()
        record(meeting, "write_minutes", actor=actor, now=now, values={"minutes": minutes})
    return meeting


def send_minutes(it: Series, meeting_id: int, *, actor: Actor, now: datetime, number: str) -> Meeting:
    """Send the minutes out (函發會議紀錄) under their number; every item of discussion must have been resolved."""
    with doing(it, meeting_id, actor=actor, deed="函發紀錄", at=(Standing.HELD,)) as meeting:
        if not number.strip():
            raise ValidationError({"number": "請填寫會議紀錄文號"})
        unresolved = meeting.items.filter(kind__in=("discussion", "motion"), resolutions__isnull=True).values_list("title", flat=True)
        if unresolved:
            raise ValidationError(f"尚無決議的議程：{'、'.join(unresolved)}；請補登決議，未及討論者請登錄「留待下次會議討論」。")
        meeting.minutes_number, meeting.minuted_at, meeting.standing = number.strip(), now, Standing.MINUTED
        _tell(meeting, f"會議紀錄：{meeting.title}", meeting.minutes_number, now=now)
        record(meeting, "send_minutes", actor=actor, now=now, values={"number": number})
    return meeting


def cancel(it: Series, meeting_id: int, *, actor: Actor, now: datetime, reason: str) -> Meeting:
    """Cancel a meeting that was not held; whoever was notified is told."""
    with doing(it, meeting_id, actor=actor, deed="取消會議", at=BEFORE) as meeting:
        if not reason.strip():
            raise ValidationError({"reason": "請敘明取消的理由"})
        was_told = meeting.standing == Standing.NOTICED
        meeting.standing, meeting.reason = Standing.CANCELLED, reason.strip()[:300]
        if was_told:
            _tell(meeting, f"會議取消：{meeting.title}", meeting.reason, now=now)
        record(meeting, "cancel", actor=actor, now=now, values={"reason": reason})
    return meeting


def _check(it: Series, facts: Facts) -> None:
    errors: dict[str, str] = {}
    if not facts.place.strip():
        errors["place"] = "請填寫開會地點"
    known = {key for key, _name in it.programmes}
    if unknown := [key for key in facts.programmes if key not in known]:
        errors["programmes"] = f"此會議系列沒有列管計畫 {'、'.join(unknown)}"
    if errors:
        raise ValidationError(errors)


def _take(it: Series, meeting: Meeting, facts: Facts) -> None:
    meeting.starts_at, meeting.place = facts.starts_at, facts.place.strip()[:200]
    meeting.chair = facts.chair.strip()[:100] or it.chaired_by
    meeting.recorder = facts.recorder.strip()[:100]
    meeting.title = facts.title.strip()[:200] or f"{it.name}第{meeting.number}次會議"


def _serve(meeting: Meeting, programmes: Iterable[str]) -> None:
    MeetingProgramme.objects.bulk_create(MeetingProgramme(meeting=meeting, programme=key) for key in dict.fromkeys(programmes))


def _insert(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save(force_insert=True)
    except IntegrityError:
        raise MeetingConflict from None


def _when(meeting: Meeting) -> str:
    local = meeting.starts_at.astimezone(TAIPEI)
    return f"{roc_date(local.date())} {local:%H:%M}"


def _tell(meeting: Meeting, title: str, text: str, *, now: datetime) -> None:
    agencies = meeting.attendees.filter(agency__isnull=False).values_list("agency_id", flat=True).distinct()
    tell(
        (
            Telling(
                recipient_kind=Notice.Recipient.AGENCY, recipient_id=str(pk), subject_kind=SUBJECT, subject_id=str(meeting.pk), title=title, text=text
            )
            for pk in agencies
        ),
        now=now,
    )
