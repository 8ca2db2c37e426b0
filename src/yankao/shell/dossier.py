"""One case with everything around it, as far as the reader may know it: facts, due dates, people, texts, files and its history."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseDetail, CaseFile, CaseLink, CaseNote, CaseRecord, DueDate, Edit, Party, Passage
from yankao.engines.cases.read import can_see
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.persons.read import masked
from yankao.kernel.persons.vault import PersonData
from yankao.shell.due import Lamp, Light, kept, lamp, running
from yankao.shell.forms.fields import model_field
from yankao.shell.tables import fact_text, marks_of
from yankao.shell.words import NONE, deed_name, short_name, tr, value_text

PLACE = ("lat", "long")
HIDDEN = {"reporter", "title", "received_at", "agency", *PLACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: label and value, `is_long` when it needs the whole width."""

    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One due date with its rule in words."""

    name: str
    lamp: Lamp
    rule: str
    given_at: datetime
    extended: int
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed fact."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the history: what was done, by whom, when, and what it changed."""

    name: str
    occurred_at: datetime
    recorded_at: datetime
    is_late_entry: bool
    late_reason: str
    who: str
    agency: str
    led_to: str
    in_time: bool | None
    reason: str
    unmet: tuple[str, ...]
    changes: tuple[Change, ...]
    records: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another case that belongs to this one; without an address when the reader may not see it."""

    kind: str
    number: str
    title: str
    step: str
    is_visible: bool
    reason: str
    is_undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything the page of one case shows."""

    case: Case
    procedure: Procedure
    is_staff: bool
    step: str
    lamp: Lamp
    marks: tuple[str, ...]
    facts: tuple[Fact, ...]
    dues: tuple[Due, ...]
    reporter: PersonData | None
    may_open_reporter: bool
    parties: tuple[Party, ...]
    links: tuple[Link, ...]
    files: tuple[CaseFile, ...]
    replies: tuple[CaseNote, ...]
    notes: tuple[CaseNote, ...]
    events: tuple[Event, ...]


def find_case(actor: Actor, number: str) -> Case | None:
    """Return the case of a number with what its page needs, or None when there is none the actor may see."""
    found = Case.objects.filter(number=number).select_related("agency", "category", "district", "village", "reporter", "merged_into", "parent")
    case = found.prefetch_related("parties__agency", "due_dates").defer("haystack", "search").first()
    return case if case is not None and can_see(actor, case) else None


def is_staff(actor: Actor) -> bool:
    """Whether the actor works for the city: others never see internal texts, names of staff or the reporter."""
    return actor.kind is ActorKind.USER


def dossier(case: Case, actor: Actor, *, now: datetime) -> Dossier:
    """Gather what the actor may know of a case."""
    procedure = registry.get(case.procedure)
    staff = is_staff(actor)
    detail = procedure.detail._default_manager.get(pk=case.pk)
    dues = sorted(case.due_dates.all(), key=lambda row: row.due_at)
    notes = list(case.notes.order_by("-written_at", "-id"))
    files = case.files.filter(removed_at__isnull=True).select_related("stored").order_by("id")
    return Dossier(
        case=case,
        procedure=procedure,
        is_staff=staff,
        step=tr(procedure.step_name(case.step)),
        lamp=_case_lamp(case, dues, now=now),
        marks=marks_of(case),
        facts=facts_of(case, detail, procedure),
        dues=tuple(_due(row, procedure, now=now, case=case) for row in dues),
        reporter=masked(case.reporter) if staff and case.reporter else None,
        may_open_reporter=may_open_reporter(case, actor),
        parties=tuple(case.parties.prefetch_related("answers")) if staff else (),
        links=_links(case, actor),
        files=tuple(files if staff else files.filter(models.Q(is_public=True) | models.Q(stored__uploaded_by_id=actor.id))),
        replies=tuple(note for note in notes if note.kind != CaseNote.Kind.INTERNAL),
        notes=tuple(note for note in notes if note.kind == CaseNote.Kind.INTERNAL) if staff else (),
        events=_events(case, procedure, staff=staff),
    )


def may_open_reporter(case: Case, actor: Actor) -> bool:
    """Whether the actor may open what is masked of the reporter."""
    rule = registry.get(case.procedure).person_seen_by
    return rule is not None and case.reporter_id is not None and is_staff(actor) and rule.allows(actor, case)


def facts_of(case: Case, detail: CaseDetail, procedure: Procedure) -> tuple[Fact, ...]:
    """Return the facts of a case in the order of the declaration; those of the detail that are empty stay away."""
    asked = dict.fromkeys((*procedure.asks, *procedure.may_ask, "district", "village"))
    own = [column.name for column in procedure.detail._meta.fields if column.editable]
    names = dict.fromkeys([*(name for name in asked if name not in HIDDEN), *own])
    told = (_fact(case, detail, procedure, name) for name in names)
    return tuple(fact for fact in told if fact.value != NONE)


def _fact(case: Case, detail: CaseDetail, procedure: Procedure, name: str) -> Fact:
    column = model_field(procedure, name)
    label = _("行政區") if name == "district" else tr(label_of(procedure, name))
    return Fact(label=label, value=fact_text(case, detail, procedure, name), is_long=isinstance(column, models.TextField))


def _case_lamp(case: Case, dues: Iterable[DueDate], *, now: datetime) -> Lamp:
    if case.closed_at is None and any(row.paused_at and row.met_at is None for row in dues) and case.due_at is None:
        return Lamp(light=Light.PAUSED, says=_("停計中"))
    if case.closed_at is None and case.due_at is None:
        return Lamp(light=Light.NONE, says=_("目前沒有計時中的期限"))
    return lamp(case.due_at, now=now, closed=case.closed_at)


def _due(row: DueDate, procedure: Procedure, *, now: datetime, case: Case) -> Due:
    deadline = next((each for each in procedure.deadlines if each.key == row.key), None)
    if row.met_at is not None:
        shown = kept(row.due_at, row.met_at)
    elif row.paused_at is not None:
        shown = Lamp(light=Light.PAUSED, says=_("應變模式停計中") if row.emergency_id else _("停計中"))
    elif case.closed_at is not None:
        shown = Lamp(light=Light.NONE, says=_("未辦理即結案"))
    else:
        shown = running(row.due_at, now=now)
    return Due(
        name=tr(deadline.name if deadline else row.key),
        lamp=shown,
        rule=row.rule,
        given_at=row.given_at,
        extended=row.extended,
        fault=tr(dict(deadline.faults).get(row.fault, "")) if deadline else "",
    )


def _links(case: Case, actor: Actor) -> tuple[Link, ...]:
    rows = CaseLink.objects.filter(models.Q(from_case=case) | models.Q(to_case=case)).select_related("from_case", "to_case").order_by("made_at", "id")
    return tuple(_link(row, case, actor) for row in rows)


def _link(row: CaseLink, case: Case, actor: Actor) -> Link:
    is_later = row.from_case_id == case.pk
    other = row.to_case if is_later else row.from_case
    names = {
        ("follow_on", True): _("後續案件"),
        ("follow_on", False): _("前案"),
        ("merged", True): _("併入本案"),
        ("merged", False): _("本案併入"),
    }
    return Link(
        kind=names.get((row.kind, is_later), _("相關案件")),
        number=other.number,
        title=other.title,
        step=tr(registry.get(other.procedure).step_name(other.step)),
        is_visible=can_see(actor, other),
        reason=row.reason,
        is_undone=row.undone_at is not None,
    )


def recent_events(case: Case, *, since_version: int) -> tuple[Event, ...]:
    """Return what was done since somebody opened a form on that version of the case: each deed raised the version by one."""
    version = Case.objects.filter(pk=case.pk).values_list("version", flat=True).get()
    newer = max(0, version - since_version)
    procedure = registry.get(case.procedure)
    rows = list(case.passages.select_related("agency").prefetch_related("edits").order_by("-id")[:newer])
    return tuple(_event(row, procedure, list(row.edits.all()), ()) for row in rows)


def _events(case: Case, procedure: Procedure, *, staff: bool) -> tuple[Event, ...]:
    passages = list(case.passages.select_related("agency").order_by("-occurred_at", "-id"))
    edits: dict[int | None, list[Edit]] = defaultdict(list)
    records: dict[int, list[Fact]] = defaultdict(list)
    if staff:
        for edit in case.edits.order_by("id"):
            edits[edit.passage_id].append(edit)
        records = _records(case, procedure)
        return tuple(_event(each, procedure, edits[each.pk], tuple(records[each.pk])) for each in passages)
    return tuple(_outside_event(each, procedure) for each in passages if each.from_step != each.to_step or each.action in {"open", "supplement"})


def _records(case: Case, procedure: Procedure) -> dict[int, list[Fact]]:
    """Return the typed entries of the case by the passage they hang on; one query for each kind of entry."""
    found: dict[int, list[Fact]] = defaultdict(list)
    for model in dict.fromkeys(action.record for action in procedure.actions if action.record is not None):
        for row in model._default_manager.filter(case=case):
            found[row.passage_id] += _record_facts(row)
    return found


def _record_facts(row: CaseRecord) -> list[Fact]:
    facts = []
    for column in row._meta.fields:
        if column.editable and not column.primary_key:
            chosen = getattr(row, f"get_{column.name}_display", None)
            value = tr(chosen() or "") if chosen else value_text(getattr(row, column.name))
            facts.append(Fact(label=tr(column.verbose_name), value=value, is_long=isinstance(column, models.TextField)))
    return [fact for fact in facts if fact.value not in {NONE, ""}]


def _event(row: Passage, procedure: Procedure, edits: list[Edit], records: tuple[Fact, ...]) -> Event:
    return Event(
        name=deed_name(procedure, row.action),
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        is_late_entry=bool(row.late_reason),
        late_reason=row.late_reason,
        who=row.actor_name,
        agency=short_name(row.agency) if row.agency else "",
        led_to=tr(procedure.step_name(row.to_step)) if row.from_step != row.to_step else "",
        in_time=row.in_time,
        reason=row.reason,
        unmet=tuple(row.unmet),
        changes=tuple(_change(procedure, it) for it in edits),
        records=records,
    )


def _outside_event(row: Passage, procedure: Procedure) -> Event:
    """Return the line as the citizen sees it: what happened and where the case stands, without names or internal reasons."""
    return Event(
        name=deed_name(procedure, row.action),
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        is_late_entry=False,
        late_reason="",
        who="",
        agency=short_name(row.agency) if row.agency else "",
        led_to=tr(procedure.step_name(row.to_step)) if row.from_step != row.to_step else "",
        in_time=None,
        reason="",
        unmet=(),
        changes=(),
        records=(),
    )


def _change(procedure: Procedure, edit: Edit) -> Change:
    column = model_field(procedure, edit.field)
    label = tr(column.verbose_name) if column is not None else edit.field
    return Change(label=label, old=_kept(edit.old, column), new=_kept(edit.new, column))


def _kept(text: str, column: "models.Field[Any, Any] | None") -> str:
    """Write a kept value as its column shows it: the name of a choice, yes or no, a moment in Taipei."""
    if not text or column is None:
        return text or NONE
    if isinstance(column, models.BooleanField):
        return value_text(text == "True")
    if column.choices:
        return tr({str(key): name for key, name in column.flatchoices}.get(text, text))
    if isinstance(column, models.DateTimeField | models.DateField):
        return value_text(column.to_python(text))
    return text
