"""參選案: handed in by whoever the call invites, checked by the office, withdrawn by whoever handed it in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max

from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, locked, record, require
from yankao.engines.panel.models import Entry, EntryFile, EntryParty, Review, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.files.models import StoredFile

OPEN = (Standing.PREPARED, Standing.CALLED)
BEFORE_SCORING = (Standing.PREPARED, Standing.CALLED, Standing.CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is handed in; `parties` are (role, name) of everybody with an interest in it, `files` (kind, stored file)."""

    title: str
    summary: str = ""
    group: str = ""
    field: str = ""
    agency_id: int | None = None
    subject: str = ""
    parties: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, StoredFile], ...] = ()


def hand_in(it: Scheme, review_id: int, *, actor: Actor, now: datetime, facts: Facts) -> Entry:
    """Take an entry in: from those the call invites until it ends, from the office also while the review is prepared.

    Raises:
        PermissionDenied: the call does not invite the actor.
        WrongStanding: the call is over or has not begun.
        ValidationError: a fact is missing or wrong, or it comes too late.
    """
    is_office = it.run_by.allows(actor)
    if not is_office:
        require(it.entered_by, actor, deed="參選")
    with locked(it, review_id, deed="參選", at=OPEN if is_office else (Standing.CALLED,)) as review:
        if review.entries_due_at is not None and now >= review.entries_due_at and not is_office:
            raise ValidationError("收件已截止，不再受理。")
        _check(it, review, facts)
        order = (review.entries.aggregate(last=Max("order"))["last"] or 0) + 1
        entry = Entry.objects.create(
            review=review, order=order, code=f"A{order:03d}", title=facts.title.strip()[:200], summary=facts.summary.strip(), group=facts.group,
            field=facts.field.strip()[:40], agency_id=facts.agency_id, subject=facts.subject, entered_at=now, entered_by_kind=str(actor.kind),
            entered_by_id=actor.id, entered_by_name=actor.name[:200],
        )  # fmt: skip
        EntryParty.objects.bulk_create(
            EntryParty(entry=entry, role=role.strip()[:40], name=name.strip()[:120])
            for name, role in {name.strip(): role for role, name in facts.parties if name.strip()}.items()
        )
        _add_files(entry, facts.files)
        record(review, "hand_in", actor=actor, now=now, values={"entry": order, "title": facts.title})
    return entry


def take_candidates(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> int:
    """Enter everything the division puts up for the review and that is not in yet; return how many are new."""
    if it.candidates is None:
        raise ValidationError(f"「{it.name}」由受評者參選，沒有可帶入的名單。")
    with doing(it, review_id, actor=actor, deed="帶入受評名單", at=OPEN) as review:
        known = set(review.entries.exclude(subject="").values_list("subject", flat=True))
        last = review.entries.aggregate(last=Max("order"))["last"] or 0
        fresh = [each for each in it.candidates(review, day_of(now)) if each.subject not in known]
        Entry.objects.bulk_create(
            Entry(
                review=review, order=last + n, code=f"A{last + n:03d}", title=each.title[:200], summary=each.summary, group=each.group,
                agency_id=each.agency_id, subject=each.subject, entered_at=now, entered_by_kind=str(actor.kind), entered_by_id=actor.id,
                entered_by_name=actor.name[:200],
            )
            for n, each in enumerate(fresh, start=1)
        )  # fmt: skip
        record(review, "take_candidates", actor=actor, now=now, values={"entries": len(fresh)})
    return len(fresh)


def add_files(it: Scheme, entry_id: int, *, actor: Actor, now: datetime, files: Iterable[tuple[str, StoredFile]]) -> Entry:
    """Add papers to an entry before scoring begins: its own people, or the office (for example the redacted copy)."""
    entry = Entry.objects.get(pk=entry_id)
    with locked(it, entry.review_id, deed="補附檔案", at=BEFORE_SCORING) as review:
        if not (is_own(entry, actor) or it.run_by.allows(actor)):
            raise PermissionDenied("檔案由參選者或承辦單位補附")
        _add_files(entry, files)
        record(review, "add_files", actor=actor, now=now, values={"entry": entry.order})
    return entry


def check(it: Scheme, entry_id: int, *, actor: Actor, now: datetime, is_accepted: bool, reason: str = "") -> Entry:
    """Decide on the form of an entry (形式審查): taken, or not taken with the reason."""
    entry = Entry.objects.get(pk=entry_id)
    with doing(it, entry.review_id, actor=actor, deed="形式審查", at=BEFORE_SCORING) as review:
        if entry.state == Entry.State.WITHDRAWN:
            raise ValidationError("此案已撤回。")
        if not is_accepted and not reason.strip():
            raise ValidationError({"reason": "請敘明不受理的理由"})
        if is_accepted and it.phases[0].is_blind and _lacks_redacted(entry):
            raise ValidationError("匿名評審需有匿名本，請先請參選者補附或由承辦單位遮蔽後補附。")
        entry.state, entry.reason = (Entry.State.ACCEPTED if is_accepted else Entry.State.REFUSED), reason.strip()[:300]
        entry.save(update_fields=["state", "reason"])
        record(review, "check", actor=actor, now=now, values={"entry": entry.order, "is_accepted": is_accepted, "reason": reason})
    return entry


def accept_all(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> int:
    """Take every entry that was handed in and not decided on; return how many."""
    with doing(it, review_id, actor=actor, deed="形式審查", at=BEFORE_SCORING) as review:
        waiting = list(review.entries.filter(state=Entry.State.SUBMITTED).prefetch_related("files"))
        if it.phases[0].is_blind and (bare := [each.code for each in waiting if _lacks_redacted(each)]):
            raise ValidationError(f"匿名評審需有匿名本，下列尚缺：{'、'.join(bare[:20])}")
        count = review.entries.filter(pk__in=[each.pk for each in waiting]).update(state=Entry.State.ACCEPTED)
        record(review, "accept_all", actor=actor, now=now, values={"entries": count})
    return count


def withdraw(it: Scheme, entry_id: int, *, actor: Actor, now: datetime, reason: str) -> Entry:
    """Take an entry back before scoring begins."""
    entry = Entry.objects.get(pk=entry_id)
    with locked(it, entry.review_id, deed="撤回", at=BEFORE_SCORING) as review:
        if not (is_own(entry, actor) or it.run_by.allows(actor)):
            raise PermissionDenied("撤回由參選者提出")
        if not reason.strip():
            raise ValidationError({"reason": "請敘明撤回的理由"})
        entry.state, entry.reason = Entry.State.WITHDRAWN, reason.strip()[:300]
        entry.save(update_fields=["state", "reason"])
        record(review, "withdraw", actor=actor, now=now, values={"entry": entry.order, "reason": reason})
    return entry


def is_own(entry: Entry, actor: Actor) -> bool:
    """Whether the entry is the actor's: handed in by the actor, or of an agency the actor works for."""
    by_actor = entry.entered_by_kind == str(actor.kind) and entry.entered_by_id == actor.id
    return by_actor or (entry.agency_id is not None and entry.agency_id in actor.agency_ids())


def _lacks_redacted(entry: Entry) -> bool:
    kinds = {each.kind for each in entry.files.all()}
    return EntryFile.Kind.FULL in kinds and EntryFile.Kind.REDACTED not in kinds


def _add_files(entry: Entry, files: Iterable[tuple[str, StoredFile]]) -> None:
    given = list(files)
    if any(kind not in EntryFile.Kind.values for kind, _file in given):
        raise ValidationError({"kind": "請選擇檔案種類"})
    EntryFile.objects.bulk_create(EntryFile(entry=entry, kind=kind, file=file) for kind, file in given)


def _check(it: Scheme, review: Review, facts: Facts) -> None:
    errors: dict[str, str] = {}
    if not facts.title.strip():
        errors["title"] = "請填寫名稱"
    if it.groups and facts.group not in {key for key, _name in it.groups}:
        errors["group"] = "請選擇組別"
    if facts.subject and review.entries.filter(subject=facts.subject).exists():
        errors["subject"] = "此對象已列入本次評審"
    if errors:
        raise ValidationError(errors)
