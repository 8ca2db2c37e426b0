"""The agenda (議程): items are put on, moved and taken off; what earlier meetings left open and what is suggested goes on by one click."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max

from yankao.engines.activities.declare import Series, Suggestion
from yankao.engines.activities.deed import doing, record
from yankao.engines.activities.models import AgendaItem, Meeting, Standing
from yankao.engines.activities.read import open_cases
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

OPEN = (Standing.PLANNED, Standing.NOTICED)
AT_THE_MEETING = (*OPEN, Standing.HELD)


def add_item(
    it: Series, meeting_id: int, *, actor: Actor, now: datetime, kind: AgendaItem.Kind, title: str, text: str = "", agency_id: int | None = None
) -> AgendaItem:
    """Put an item on the agenda; a motion (臨時動議) also while the minutes are being written, nothing else after the meeting."""
    at = AT_THE_MEETING if kind is AgendaItem.Kind.MOTION else OPEN
    with doing(it, meeting_id, actor=actor, deed="排入議程", at=at) as meeting:
        if not title.strip():
            raise ValidationError({"title": "請填寫案由"})
        item = AgendaItem.objects.create(
            meeting=meeting, order=_next(meeting), kind=kind, title=title.strip()[:200], text=text.strip(), agency_id=agency_id
        )
        record(meeting, "add_item", actor=actor, now=now, values={"title": title})
    return item


def drop_item(it: Series, meeting_id: int, item_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an item off the agenda; one that was resolved stays."""
    with doing(it, meeting_id, actor=actor, deed="撤下議程", at=AT_THE_MEETING) as meeting:
        item = meeting.items.get(pk=item_id)
        if item.resolutions.exists():
            raise ValidationError("此議程已有決議，不能撤下。")
        record(meeting, "drop_item", actor=actor, now=now, values={"title": item.title})
        item.delete()


def move_item(it: Series, meeting_id: int, item_id: int, *, actor: Actor, now: datetime, up: bool) -> None:
    """Move an item one place up or down."""
    with doing(it, meeting_id, actor=actor, deed="調整議程", at=OPEN) as meeting:
        items = list(meeting.items.all())
        place = next(index for index, item in enumerate(items) if item.pk == item_id)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(items):
            return
        items[place], items[other] = items[other], items[place]
        for order, item in enumerate(items, start=1):
            item.order = order
        AgendaItem.objects.bulk_update(items, ["order"])
        record(meeting, "move_item", actor=actor, now=now, values={"item": item_id})


def take_open(it: Series, meeting_id: int, *, actor: Actor, now: datetime) -> int:
    """Put on everything that earlier meetings of the series resolved and that is still open; return how many items are new."""
    with doing(it, meeting_id, actor=actor, deed="列入未結決議", at=OPEN) as meeting:
        on = set(meeting.items.filter(case__isnull=False).values_list("case_id", flat=True))
        first = _next(meeting)
        cases = [case for case in open_cases(it) if case.pk not in on]
        made = AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                order=first + n,
                kind=AgendaItem.Kind.OPEN,
                title=f"{case.number} {case.title}"[:200],
                agency_id=case.agency_id,
                case=case,
            )
            for n, case in enumerate(cases)
        )
        record(meeting, "take_open", actor=actor, now=now, values={"items": len(made)})
    return len(made)


def suggestions(it: Series, meeting: Meeting, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return what the division suggests for this agenda and is not on it yet."""
    if it.suggests is None or meeting.standing not in OPEN:
        return ()
    on = set(meeting.items.exclude(suggested="").values_list("suggested", flat=True))
    return tuple(each for each in it.suggests(meeting, day_of(now)) if each.key not in on)


def take_suggested(it: Series, meeting_id: int, *, actor: Actor, now: datetime) -> int:
    """Put on everything that is suggested; return how many items are new."""
    with doing(it, meeting_id, actor=actor, deed="列入建議提案", at=OPEN) as meeting:
        first = _next(meeting)
        made = AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                order=first + n,
                kind=AgendaItem.Kind.DISCUSSION,
                title=each.title[:200],
                text=each.text,
                agency_id=each.agency_id,
                suggested=each.key,
            )
            for n, each in enumerate(suggestions(it, meeting, now=now))
        )
        record(meeting, "take_suggested", actor=actor, now=now, values={"items": len(made)})
    return len(made)


def _next(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1
