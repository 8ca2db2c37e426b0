"""Rebuilds the passages of a 1999 dispatch record: from the changes seen on it, or from the three times the record itself tells."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from yankao.divisions.service.logic.kcg1999_events import Change, Seen
from yankao.divisions.service.logic.kcg1999_replies import Reply
from yankao.divisions.service.procedures.dispatch import CallBack, CallBackOutcome, Step
from yankao.engines.cases.replay_words import ReplayedEdit, ReplayedNote, ReplayedPassage, ReplayedRecord, Timing
from yankao.kernel.days import TAIPEI

STEPS = {"1": Step.CREATED, "2": Step.NOTIFIED, "3": Step.IN_HAND, "4": Step.REPORTED, "5": Step.RELEASED, "9": Step.RELEASED}
_EDITED = {
    "UnitName_": "agency",
    "InformDesc_": "category",
    "address_": "address",
    "ZipName_": "district",
    "BeforeDesc_": "description",
    "Cre_Date_": "received_at",
}
_TIME = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (上午|下午) (\d{1,2}):(\d{2}):(\d{2})")
NOON = 12
UNTOLD = "來源未載明時間"


def moment(text: str) -> datetime | None:
    """Read a time such as 2016/9/10 下午 10:51:24; None for an empty one, ValueError for anything else."""
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    if found is None:
        message = f"時間「{text}」無法辨識，應如 2016/9/10 下午 10:51:24"
        raise ValueError(message)
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour) % NOON + (NOON if half == "下午" else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute), int(second), tzinfo=TAIPEI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one record tells of its course: its times, its last state and unit, the closing text read."""

    created_at: datetime
    saved_at: datetime | None
    closed_at: datetime | None
    status: str
    unit: str
    reply: Reply


def passages_of(record: Record, seen: Seen | None, agencies: Mapping[str, int]) -> tuple[ReplayedPassage, ...]:
    """Return the passages of a record, ending in its last state; the closing text hangs on the last one as an internal note."""
    course = list(_as_told(record) if seen is None else _as_seen(record, seen, agencies))
    final = STEPS[record.status]
    if course[-1].to_step != final:
        course.append(ReplayedPassage(to_step=final, occurred_at=course[-1].occurred_at, timing=Timing.UNKNOWN, unmet=(UNTOLD,)))
    if seen is None:
        course = [replace(it, agency_id=agencies.get(record.unit)) for it in course]
    return _with_reply(course, record)


def _as_told(record: Record) -> Iterator[ReplayedPassage]:
    """Tell the course from the record alone: created, handed over, reported and released as far as it says when."""
    step = STEPS[record.status]
    yield ReplayedPassage(to_step=Step.CREATED, occurred_at=record.created_at)
    if step == Step.CREATED:
        return
    handed_over = record.saved_at or record.created_at
    yield ReplayedPassage(
        to_step=Step.NOTIFIED,
        occurred_at=handed_over,
        action="send",
        timing=Timing.EXACT if record.saved_at else Timing.UNKNOWN,
        unmet=() if record.saved_at else (UNTOLD,),
    )
    if step in {Step.IN_HAND, Step.REPORTED}:
        yield ReplayedPassage(to_step=step, occurred_at=handed_over, timing=Timing.UNKNOWN, unmet=(UNTOLD,))
    elif step == Step.RELEASED:
        yield from _released(record, handed_over)


def _released(record: Record, handed_over: datetime) -> Iterator[ReplayedPassage]:
    reported = record.reply.reported_at
    if reported is not None and (record.closed_at is None or reported <= record.closed_at):
        yield ReplayedPassage(to_step=Step.REPORTED, occurred_at=max(reported, handed_over))
    yield ReplayedPassage(
        to_step=Step.RELEASED,
        occurred_at=record.closed_at or handed_over,
        timing=Timing.EXACT if record.closed_at else Timing.UNKNOWN,
        unmet=() if record.closed_at else (UNTOLD,),
    )


def _as_seen(record: Record, seen: Seen, agencies: Mapping[str, int]) -> Iterator[ReplayedPassage]:
    """Tell the course from the changes seen; where the record tells the exact time of a change, that time counts."""
    unit = seen.before("UnitName_", record.unit)
    yield from _first_sight(record, seen, agencies.get(unit))
    step = STEPS[seen.before("Status_", record.status)]
    for change in seen.changes:
        unit = change.fields.get("UnitName_", ("", unit))[1]
        told = _of_change(change, step, agencies.get(unit))
        if told is not None:
            step = Step(told.to_step)
            yield told


def _first_sight(record: Record, seen: Seen, agency_id: int | None) -> Iterator[ReplayedPassage]:
    first = STEPS[seen.before("Status_", record.status)]
    created = moment(seen.before("Cre_Date_", "")) or record.created_at
    yield ReplayedPassage(to_step=Step.CREATED, occurred_at=min(created, record.created_at), agency_id=agency_id)
    if first == Step.CREATED:
        return
    saved = moment(seen.before("Save_Date_", "")) or record.saved_at
    by = seen.first or created
    if saved is not None and (first == Step.NOTIFIED or saved <= by):
        yield ReplayedPassage(to_step=Step.NOTIFIED, occurred_at=max(saved, created), action="send", agency_id=agency_id)
    elif first == Step.NOTIFIED:
        yield ReplayedPassage(to_step=Step.NOTIFIED, occurred_at=by, action="send", agency_id=agency_id, timing=Timing.AT_LATEST)
    if first == Step.NOTIFIED:
        return
    closed = record.closed_at if first == Step.RELEASED else None
    unmet = () if closed else ("首次觀察時已如此，實際時間更早",)
    yield ReplayedPassage(
        to_step=first, occurred_at=closed or by, agency_id=agency_id, timing=Timing.EXACT if closed else Timing.AT_LATEST, unmet=unmet
    )


def _of_change(change: Change, step: Step, agency_id: int | None) -> ReplayedPassage | None:
    edits = tuple(ReplayedEdit(field=_EDITED[name], old=old, new=new) for name, (old, new) in change.fields.items() if name in _EDITED)
    status = change.fields.get("Status_")
    if status is None:
        if not edits:
            return None
        action = "transfer" if "UnitName_" in change.fields else "edit"
        return ReplayedPassage(to_step=step, occurred_at=change.seen, action=action, agency_id=agency_id, edits=edits)
    to_step = STEPS[status[1]]
    told = {Step.NOTIFIED: "Save_Date_", Step.RELEASED: "Close_Date_"}.get(to_step, "")
    exact = moment(change.fields[told][1]) if told in change.fields else None
    return ReplayedPassage(to_step=to_step, occurred_at=exact or change.seen, agency_id=agency_id, edits=edits)


def _with_reply(course: list[ReplayedPassage], record: Record) -> tuple[ReplayedPassage, ...]:
    """Add the call-back and the conversion that the closing text tells, before the release, and hang the text on the last passage."""
    reply, last = record.reply, course[-1]
    if not reply.text:
        return tuple(course)
    extra: list[ReplayedPassage] = []
    if last.to_step == Step.RELEASED and len(course) > 1:
        before = replace(course[-2], edits=(), unmet=(), timing=Timing.EXACT, reason="", occurred_at=last.occurred_at)
        if reply.is_converted:
            reason = f"改列人民陳情 {'、'.join(reply.petitions)}".strip()
            extra.append(replace(before, action="convert", reason=reason))
        if reply.call_back == CallBackOutcome.CALLED and reply.called_at is not None:
            extra.append(replace(before, action="call_back", occurred_at=reply.called_at, records=(_CALLED,)))
    return (*course[:-1], *extra, replace(last, notes=(ReplayedNote(text=reply.text),)))


_CALLED = ReplayedRecord(model=CallBack, values={"reached": True})
