"""現場紀錄同步: takes what a tablet wrote while it was offline, field by field, and never drops a word of either of two devices.

A change tells what stood in the field when it was typed (base). Where that still stands, the change is written. Where somebody wrote
something else meanwhile, both texts are kept side by side until a person decides. A change sent twice counts once, by its own id.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from yankao.divisions.engineering.logic.site_models import SiteChange, SiteCheck, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.registers.defect_codes import ChecklistItem
from yankao.divisions.engineering.roles import ENGINEER
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.files.store import Readable, store

PROCEDURES = ("engineering.inspection", "engineering.reinspection")
WRITABLE = ("planned", "inspected")
SHEET_FIELDS = (
    "weather", "planned_progress", "actual_progress", "supervisor_came", "engineer_came", "absence", "good_points", "remark",
)  # fmt: skip
FINDING_FIELDS = ("kind", "code", "addressee", "severity", "points", "place", "text", "is_struck")
CHECK_FIELDS = ("result", "remark")
MOST_CHANGES = 2000
Fate = SiteChange.Fate
Row = SiteSheet | SiteCheck | SiteFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field as it was typed on a device: `entity` is `sheet`, `check:<id>` or `finding:<uuid>`."""

    id: UUID
    entity: str
    field: str
    base: str
    value: str
    typed_at: datetime


def take_in(case: Case, changes: Iterable[Change], *, actor: Actor, now: datetime, device: str = "") -> list[SiteChange]:
    """Take in what a device sends and return what became of each change, in the order sent.

    Raises:
        PermissionDenied: the actor does not inspect.
        ValidationError: too many at once, or an id that belongs to another case.
    """
    sent = list(changes)
    if len(sent) > MOST_CHANGES:
        raise ValidationError(f"一次至多同步{MOST_CHANGES:,}筆")
    with _locked(case, actor) as locked:
        known = {row.id: row for row in SiteChange.objects.filter(pk__in=[each.id for each in sent])}
        if any(row.case_id != locked.pk for row in known.values()):
            raise ValidationError("異動識別碼屬於其他案件")
        earlier = set(known)
        fates = [known.get(each.id) or _take(locked, each, known, actor=actor, now=now, device=device) for each in sent]
        written = [row for row in fates if row.id not in earlier]
        if written:
            values = {f"{row.entity}.{row.field}": row.value for row in written}
            audit.record(subject_kind="case", subject_id=locked.number, verb=f"{locked.procedure}:sync", actor=actor, at=now, values=values)
    return fates


def decide(case: Case, change_id: UUID, *, keep_mine: bool, seen: str, actor: Actor, now: datetime) -> SiteChange:
    """Decide a contradiction between two devices; what stands now must be what the person who decides has seen.

    Raises:
        ValidationError: it is decided already, or the field changed again meanwhile (the change then shows the newer text).
    """
    with _locked(case, actor) as locked:
        change = SiteChange.objects.select_for_update().get(pk=change_id, case=locked)
        if change.fate != Fate.CONFLICT:
            raise ValidationError(f"此欄位已決定：{Fate(change.fate).label}")
        row = _row(locked, change.entity, made_at=change.typed_at)
        current = text_of(getattr(row, change.field))
        if current != seen:
            change.theirs = current
            change.save(update_fields=["theirs"])
            refused = "此欄位剛才又有更動，請看過新的內容再決定"
        else:
            refused = ""
            if keep_mine:
                _write(row, change.field, change.value)
            change.fate = Fate.KEPT_MINE if keep_mine else Fate.KEPT_THEIRS
            change.decided_at, change.decided_by = now, actor.name[:100]
            change.save(update_fields=["fate", "decided_at", "decided_by"])
            values = {f"{change.entity}.{change.field}": change.fate}
            audit.record(subject_kind="case", subject_id=locked.number, verb=f"{locked.procedure}:decide", actor=actor, at=now, values=values)
    if refused:
        raise ValidationError(refused)
    return change


def add_photo(
    case: Case, photo_id: UUID, stream: Readable, *, name: str, taken_at: datetime, actor: Actor, now: datetime,
    finding_id: UUID | None = None, stage: str = SitePhoto.Stage.BEFORE,
) -> SitePhoto:  # fmt: skip
    """Keep a picture of the site; sent twice under one id it is kept once.

    Raises:
        FileRefusedError: it is no picture, or too big.
        ValidationError: the finding or the id belongs to another case.
    """
    with _locked(case, actor) as locked:
        return keep_photo(locked, photo_id, stream, name=name, taken_at=taken_at, actor=actor, now=now, finding_id=finding_id, stage=stage)


def keep_photo(
    case: Case, photo_id: UUID, stream: Readable, *, name: str, taken_at: datetime, actor: Actor, now: datetime, finding_id: UUID | None, stage: str
) -> SitePhoto:
    """Write one picture of a case whose row is locked and whose permission was asked."""
    standing = SitePhoto.objects.filter(pk=photo_id).first()
    if standing is not None:
        if standing.case_id != case.pk:
            raise ValidationError("照片識別碼屬於其他案件")
        return standing
    if stage not in SitePhoto.Stage.values:
        raise ValidationError({"stage": "請選擇改善前、改善中或改善後"})
    if finding_id is not None and not SiteFinding.objects.filter(pk=finding_id, case=case).exists():
        raise ValidationError({"finding": "查無此缺失，請先同步文字再送照片"})
    stored = store(stream, name=name, actor=actor, now=now)
    return SitePhoto.objects.create(
        id=photo_id,
        case=case,
        finding_id=finding_id,
        stage=stage,
        stored=stored,
        taken_at=min(taken_at, now),
        added_by=actor.name[:100],
        added_at=now,
    )


def text_of(value: object) -> str:
    """Return a value as devices compare it: one text for one value."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


@contextmanager
def _locked(case: Case, actor: Actor) -> Iterator[Case]:
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        if locked.procedure not in PROCEDURES or not ENGINEER.allows(actor, locked):
            raise PermissionDenied("僅工程查核人員得填寫現場紀錄")
        yield locked


def _take(case: Case, sent: Change, known: dict[UUID, SiteChange], *, actor: Actor, now: datetime, device: str) -> SiteChange:
    """Write one change, or keep it beside what stands, or keep it with the reason why it could not be written."""
    change = SiteChange(
        id=sent.id, case=case, entity=sent.entity[:60], field=sent.field[:40], base=sent.base, value=sent.value, device=device[:60],
        typed_at=min(sent.typed_at, now), synced_at=now, actor_id=actor.id, actor_name=actor.name[:100],
    )  # fmt: skip
    try:
        if case.step not in WRITABLE:
            raise WrongStep("查核紀錄已函送或取消，現場紀錄不再更改；此筆留存備查")
        _merge(case, change)
    except (ValidationError, ValueError) as error:
        change.fate = Fate.REFUSED
        change.message = "；".join(error.messages if isinstance(error, ValidationError) else [str(error)])[:300]
    change.save(force_insert=True)
    known[change.id] = change
    return change


def _merge(case: Case, change: SiteChange) -> None:
    row = _row(case, change.entity, made_at=change.typed_at)
    if change.field not in _fields(row):
        raise ValueError(f"沒有欄位 {change.field}")
    current = text_of(getattr(row, change.field))
    wanted = text_of(_cleaned(row, change.field, change.value))
    change.theirs = current
    if wanted == current:
        change.fate = Fate.SAME
    elif current == change.base or (not change.base and current == _untouched(row, change.field)) or _is_its_own(case, change):
        change.fate = Fate.APPLIED
        _write(row, change.field, change.value)
    else:
        change.fate = Fate.CONFLICT
        earlier = SiteChange.objects.filter(case=case, entity=change.entity, field=change.field, fate=Fate.CONFLICT, device=change.device)
        earlier.update(fate=Fate.SUPERSEDED)


def _row(case: Case, entity: str, *, made_at: datetime) -> Row:
    """Return the row an entity names, made where a device names it first."""
    kind, _, key = entity.partition(":")
    if kind == "sheet":
        return SiteSheet.objects.filter(case=case).first() or SiteSheet(case=case)
    if kind == "check" and key.isdigit() and ChecklistItem.kept.filter(pk=int(key)).exists():
        return SiteCheck.objects.filter(case=case, item_id=int(key)).first() or SiteCheck(case=case, item_id=int(key))
    if kind == "finding":
        found = SiteFinding.objects.filter(pk=UUID(key)).first() or SiteFinding(id=UUID(key), case=case, made_at=made_at)
        if found.case_id == case.pk:
            return found
    raise ValueError(f"沒有對象 {entity}")


def _fields(row: Row) -> tuple[str, ...]:
    return SHEET_FIELDS if isinstance(row, SiteSheet) else CHECK_FIELDS if isinstance(row, SiteCheck) else FINDING_FIELDS


def _cleaned(row: Row, name: str, text: str) -> object:
    column = row._meta.get_field(name)
    assert isinstance(column, models.Field)
    text = text.strip()
    if isinstance(column, models.BooleanField):
        return text == "1"
    if not text:
        return None if column.null else column.get_default()
    return column.clean(text, row)


def _is_its_own(case: Case, change: SiteChange) -> bool:
    """Whether what stands was written by this same device: the answer to its earlier change was lost on the way, nobody contradicts it."""
    written = SiteChange.objects.filter(case=case, entity=change.entity, field=change.field, fate__in=(Fate.APPLIED, Fate.KEPT_MINE))
    last = written.order_by("synced_at", "decided_at").last()
    return last is not None and bool(change.device) and last.device == change.device and text_of_value(last) == change.theirs


def text_of_value(change: SiteChange) -> str:
    """Return the text a written change left in its field."""
    return text_of(_cleaned(_row(change.case, change.entity, made_at=change.typed_at), change.field, change.value))


def _untouched(row: Row, name: str) -> str:
    """Return what stands in a field that nobody has filled: a device that saw nothing there has seen this."""
    return text_of(_cleaned(row, name, ""))


def _write(row: Row, name: str, text: str) -> None:
    setattr(row, name, _cleaned(row, name, text))
    row.save(force_insert=row._state.adding)
