"""What a meeting resolved (決議、主席裁示): written down item by item, and put under control as cases by one click."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Max

from yankao.engines.activities.declare import Series
from yankao.engines.activities.deed import doing, record
from yankao.engines.activities.models import Resolution, Standing
from yankao.engines.cases import registry
from yankao.engines.cases.open import Origin, open_case
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

SOURCE = "meeting"
WRITING = (Standing.NOTICED, Standing.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One resolution as it is written down; a resolution nobody has to carry out names no agency."""

    text: str
    item_id: int | None = None
    agency_id: int | None = None
    due_on: date | None = None


def resolve(it: Series, meeting_id: int, *, actor: Actor, now: datetime, facts: Facts) -> Resolution:
    """Write a resolution down, during the meeting or while the minutes are written.

    Raises:
        PermissionDenied: the actor does not call meetings of this series.
        WrongStanding: the meeting was not called yet, or its minutes are out.
        ValidationError: no text, or a due date before the meeting.
    """
    with doing(it, meeting_id, actor=actor, deed="登錄決議", at=WRITING) as meeting:
        if not facts.text.strip():
            raise ValidationError({"text": "請填寫決議或裁示內容"})
        if facts.due_on is not None and facts.due_on < day_of(meeting.starts_at):
            raise ValidationError({"due_on": "限辦日期不得早於開會日"})
        if facts.due_on is not None and facts.agency_id is None:
            raise ValidationError({"agency": "有限辦日期的決議請指定主辦機關"})
        if facts.item_id is not None and not meeting.items.filter(pk=facts.item_id).exists():
            raise ValidationError({"item": "此會議沒有這個議程"})
        last = meeting.resolutions.aggregate(last=Max("order"))["last"] or 0
        found = Resolution.objects.create(
            meeting=meeting, item_id=facts.item_id, order=last + 1, text=facts.text.strip(), agency_id=facts.agency_id, due_on=facts.due_on
        )
        record(meeting, "resolve", actor=actor, now=now, values={"text": facts.text, "due_on": facts.due_on})
    return found


def drop(it: Series, meeting_id: int, resolution_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a resolution back before the minutes go out; one under control stays."""
    with doing(it, meeting_id, actor=actor, deed="刪除決議", at=WRITING) as meeting:
        found = meeting.resolutions.get(pk=resolution_id)
        if found.case_id is not None:
            raise ValidationError("此決議已列管，不能刪除；請在列管案件註銷。")
        record(meeting, "drop_resolution", actor=actor, now=now, values={"text": found.text})
        found.delete()


def track(it: Series, meeting_id: int, *, actor: Actor, now: datetime, resolution_ids: tuple[int, ...] = ()) -> int:
    """Put resolutions under control, or all that name an agency and are not yet; a second click opens nothing. Return how many are new."""
    if it.tracked is None:
        raise ValidationError(f"「{it.name}」的決議不列管。")
    procedure = registry.get(it.tracked.procedure)
    with doing(it, meeting_id, actor=actor, deed="決議列管", at=(Standing.HELD, Standing.MINUTED)) as meeting:
        wanted = meeting.resolutions.select_related("agency", "item").filter(case__isnull=True, agency__isnull=False)
        wanted = wanted.filter(pk__in=resolution_ids) if resolution_ids else wanted
        rows = list(wanted)
        for row in rows:
            # One case by the engine's own way in, so that its clocks, notices and audit are those of any other.
            origin = Origin(source=SOURCE, external_id=str(row.pk), is_simulated=meeting.is_simulated)
            row.case = open_case(procedure, actor=actor, now=now, facts=it.tracked.facts(row), origin=origin)
            row.save(update_fields=["case"])
        record(meeting, "track", actor=actor, now=now, values={"resolutions": [row.pk for row in rows]})
    return len(rows)
