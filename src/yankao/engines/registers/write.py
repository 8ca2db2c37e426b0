"""Write in a register: enter (登錄), correct (更正), strike off (作廢), restore and count, each in one transaction with its audit entry.

Every verb has one shape: permission, row lock, version, rule, save, old values, audit. A row is never deleted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from yankao.engines.registers.declare import Register
from yankao.engines.registers.errors import RowConflict, RowStruck
from yankao.engines.registers.facts import Facts, check, clean
from yankao.engines.registers.models import RegisterCount, RegisterEdit, RegisterRow
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.search import vector_of
from yankao.kernel.text import normalise, tokens_of

SUBJECT = "register"
Verb = RegisterEdit.Verb


def may_enter(it: Register, actor: Actor) -> bool:
    """Whether the actor may enter rows; a register without `written_by` takes none from anybody."""
    return it.written_by is not None and it.written_by(actor)


def may_correct(it: Register, actor: Actor, row: RegisterRow) -> bool:
    """Whether the actor may correct this row."""
    return may_enter(it, actor) and (it.rows_written_by is None or it.rows_written_by(actor, row))


def may_strike(it: Register, actor: Actor, row: RegisterRow) -> bool:
    """Whether the actor may strike off or restore this row: who may correct it, or only those named for it."""
    return may_correct(it, actor, row) and (it.struck_by is None or it.struck_by(actor))


def enter(it: Register, *, actor: Actor, now: datetime, facts: Facts) -> RegisterRow:
    """Enter a row and return it.

    Raises:
        PermissionDenied: the actor may not enter such a row here.
        ValidationError: a fact is missing or wrong, the row exists already, or a check refused.
    """
    if not may_enter(it, actor):
        raise PermissionDenied(f"您沒有登錄「{it.name}」的權限")
    if facts_hidden(it, actor, facts):
        raise PermissionDenied(f"您沒有登錄「{it.name}」機敏欄位的權限")
    row = _new(it, actor=actor, now=now, facts=facts)
    if not may_correct(it, actor, row):
        raise PermissionDenied(f"您只能為所屬機關登錄「{it.name}」")
    return _enter(it, row, actor=actor, now=now)


def take_over(it: Register, *, actor: Actor, now: datetime, facts: Facts, is_simulated: bool = False) -> RegisterRow:
    """Enter a row from an import or a simulation, with the same checks but whoever starts it; raises ValidationError."""
    row = _new(it, actor=actor, now=now, facts=facts)
    row.is_simulated = is_simulated
    return _enter(it, row, actor=actor, now=now)


def _new(it: Register, *, actor: Actor, now: datetime, facts: Facts) -> RegisterRow:
    row = _model(it)(entered_at=now, entered_by=actor.name[:100])
    for name, value in clean(it, facts, row=row, only=it.fields).items():
        setattr(row, name, value)
    return row


def _enter(it: Register, row: RegisterRow, *, actor: Actor, now: datetime) -> RegisterRow:
    check(it, row)
    _index(it, row)
    with transaction.atomic():
        _save(row)
        _record(it, row, "enter", actor=actor, now=now, values={name: str(getattr(row, name)) for name in it.fields})
    return row


def correct(it: Register, row_id: int, *, actor: Actor, now: datetime, facts: Facts, version: int | None = None, reason: str = "") -> RegisterRow:
    """Correct facts of a row; only those given change, and every old value is kept.

    Raises:
        PermissionDenied: the actor may not correct this row, or not this fact of it.
        RowConflict: `version` is given and the row has moved on since.
        RowStruck: the row is struck off.
        ValidationError: a fact is wrong, nothing changed, or a check refused.
    """
    with _doing(it, row_id, may=may_correct, actor=actor, version=version, name="更正") as row:
        if facts_hidden(it, actor, facts):
            raise PermissionDenied(f"您沒有更正「{it.name}」機敏欄位的權限")
        if row.is_struck:
            raise RowStruck("這一列已作廢，請先恢復再更正。")
        cleaned = clean(it, facts, row=row, only=facts)
        changed = {name: (getattr(row, name), value) for name, value in cleaned.items() if getattr(row, name) != value}
        if not changed:
            raise ValidationError("沒有任何更正")
        for name, (_, value) in changed.items():
            setattr(row, name, value)
        check(it, row)
        _index(it, row)
        _write_change(it, row, Verb.CORRECT, actor=actor, now=now, reason=reason, changed=changed)
    return row


def strike(it: Register, row_id: int, *, actor: Actor, now: datetime, reason: str, version: int | None = None) -> RegisterRow:
    """Strike a row off: it stays readable with the reason, and counts no more."""
    with _doing(it, row_id, may=may_strike, actor=actor, version=version, name="作廢") as row:
        if row.is_struck:
            raise RowStruck("這一列已經作廢。")
        if not reason.strip():
            raise ValidationError({"reason": "請敘明作廢的理由"})
        row.is_struck = True
        _write_change(it, row, Verb.STRIKE, actor=actor, now=now, reason=reason)
    return row


def restore(it: Register, row_id: int, *, actor: Actor, now: datetime, reason: str, version: int | None = None) -> RegisterRow:
    """Let a row that was struck off stand again, if it still may."""
    with _doing(it, row_id, may=may_strike, actor=actor, version=version, name="恢復") as row:
        if not row.is_struck:
            raise RowStruck("這一列並未作廢。")
        if not reason.strip():
            raise ValidationError({"reason": "請敘明恢復的理由"})
        row.is_struck = False
        check(it, row)
        _write_change(it, row, Verb.RESTORE, actor=actor, now=now, reason=reason)
    return row


def count(it: Register, row_id: int, key: str, *, actor: Actor, now: datetime, amount: int = 1) -> RegisterRow:
    """Count on a row (計次): raise the column of the counter and keep the count with its time; the version stays.

    Raises:
        PermissionDenied: the actor may not.
        RowStruck: the row is struck off.
        ValidationError: the amount is out of range, or a check refused.
    """
    counter = it.counter(key)
    with _doing(it, row_id, may=lambda _it, who, _row: counter.by(who), actor=actor, version=None, name=counter.name) as row:
        if row.is_struck:
            raise RowStruck(f"這一列已作廢，不能「{counter.name}」。")
        if not 1 <= amount <= counter.at_most:
            raise ValidationError({"amount": f"數量應為1至{counter.at_most}"})
        setattr(row, counter.column, getattr(row, counter.column) + amount)
        refused = [refusal for each in counter.checks if (refusal := each(row))]
        if refused:
            raise ValidationError({"amount": refused})
        row.save(update_fields=[counter.column])
        RegisterCount.objects.create(
            register=it.key, row_id=row.pk, key=key, amount=amount, actor_id=actor.id, actor_name=actor.name[:100], counted_at=now
        )
        _record(it, row, key, actor=actor, now=now, values={"amount": amount})
    return row


def facts_hidden(it: Register, actor: Actor, names: Iterable[str]) -> bool:
    """Whether some of the facts are sensitive and hidden from the actor."""
    return any(name in it.sensitive for name in names) and not (it.sensitive_to is not None and it.sensitive_to(actor))


@contextmanager
def _doing(
    it: Register, row_id: int, *, may: Callable[[Register, Actor, RegisterRow], bool], actor: Actor, version: int | None, name: str
) -> Iterator[RegisterRow]:
    """Lock a row, check who may and that nobody changed it meanwhile."""
    with transaction.atomic():
        row = _model(it).kept.select_for_update().get(pk=row_id)
        if not may(it, actor, row):
            raise PermissionDenied(f"您沒有在「{it.name}」{name}這一列的權限")
        if version is not None and version != row.version:
            raise RowConflict
        yield row


def _write_change(
    it: Register,
    row: RegisterRow,
    verb: RegisterEdit.Verb,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    changed: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    row.version += 1
    names = ["version", "is_struck", *(changed or ()), *(("haystack", "search") if changed else ())]
    _save(row, names=names)
    values = changed or {"": ("", "")}
    RegisterEdit.objects.bulk_create(
        RegisterEdit(
            register=it.key,
            row_id=row.pk,
            version=row.version,
            verb=verb,
            field=name,
            old=_as_text(old),
            new=_as_text(new),
            reason=reason.strip()[:400],
            actor_id=actor.id,
            actor_name=actor.name[:100],
            done_at=now,
        )
        for name, (old, new) in values.items()
    )
    _record(it, row, str(verb), actor=actor, now=now, values={name: _as_text(new) for name, (_, new) in values.items() if name} or {"reason": reason})


def _save(row: RegisterRow, *, names: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=names is None, update_fields=names)
    except IntegrityError:
        raise ValidationError("相同的資料剛才已由他人登錄，請重新整理後確認。") from None


def _record(it: Register, row: RegisterRow, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object]) -> None:
    audit.record(subject_kind=SUBJECT, subject_id=f"{it.key}/{row.pk}", verb=f"{it.key}:{verb}", actor=actor, at=now, values=values)


def _index(it: Register, row: RegisterRow) -> None:
    """Make the folded text and the tokens by which the row is found."""
    if not it.searches:
        return
    row.haystack = normalise(" ".join(_as_text(getattr(row, name)) for name in it.searches))
    row.search = vector_of(tokens_of(row.haystack))


def _model(it: Register) -> type[RegisterRow]:
    if not issubclass(it.model, RegisterRow):
        raise PermissionDenied(f"「{it.name}」由系統匯入，不能在此登錄")
    return it.model


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
