"""編一版報告: open an edition, give its chapters to those who write them, write, hand in, review and decide figures; each deed in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.reports.edition_types import load, text_of_section
from yankao.engines.reports.models import Chapter, ChapterStanding, Edition, Overruling, Revision, Stage, Standing
from yankao.engines.reports.template import parse, placeholders
from yankao.kernel import audit
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

SUBJECT = "edition"
EDITOR = "officer"
"""The role of those who put a report together (研考會業務承辦)."""


class EditionConflict(ValidationError):
    """Somebody else changed it meanwhile."""

    def __init__(self) -> None:
        super().__init__("剛才已被他人更新，請重新整理後確認內容再送出。", code="conflict")


class WrongStanding(ValidationError):
    """The deed cannot be done as the edition stands (時機不符)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of an edition beside its chapters."""

    first: date
    last: date
    as_of: date | None = None
    title: str = ""
    session_term: int | None = None
    session_meeting: int | None = None
    chapter_number: int | None = None
    reporter_title: str = ""
    reporter_name: str = ""
    is_acting: bool = False
    reported_on: date | None = None


def is_editor(actor: Actor) -> bool:
    """Whether the actor puts reports together."""
    return actor.kind is ActorKind.JOB or actor.has_role(EDITOR)


def require_editor(actor: Actor, *, deed: str) -> None:
    """Refuse whoever does not put reports together, and say who does."""
    if not is_editor(actor):
        raise PermissionDenied(f"您沒有「{deed}」的權限（研考會業務承辦）")


def create(kind: str, *, actor: Actor, now: datetime, facts: Facts) -> Edition:
    """Open the next edition of a type; its chapters begin with the texts of the type.

    Raises:
        PermissionDenied: the actor does not put reports together.
        LookupError: there is no such type.
        ValidationError: a fact is wrong.
    """
    require_editor(actor, deed="編一版報告")
    _check(facts)
    found = load(kind)
    with transaction.atomic():
        number = (Edition.objects.select_for_update().filter(kind=kind).aggregate(last=Max("number"))["last"] or 0) + 1
        edition = Edition(kind=kind, number=number, created_by=actor.name, created_at=now)
        _take(edition, facts, title=found.title)
        edition.save(force_insert=True)
        agencies = dict(Agency.objects.filter(slug__in=[it.agency for it in found.sections if it.agency]).values_list("slug", "pk"))
        for order, section in enumerate(found.sections, start=1):
            if not section.file:
                continue
            text = text_of_section(found, section)
            chapter = Chapter(edition=edition, section=section.key, order=order, title=_heading(text) or section.key, text=text)
            chapter.agency_id = agencies.get(section.agency)
            chapter.save(force_insert=True)
        record(edition, "create", actor=actor, now=now, values={"kind": kind, "from": facts.first, "to": facts.last})
    return edition


def change(edition_id: int, *, actor: Actor, now: datetime, facts: Facts, version: int | None = None) -> Edition:
    """Change the facts of an edition; the period only while nothing is frozen."""
    require_editor(actor, deed="修改版本資料")
    _check(facts)
    with doing(edition_id, at=(Standing.DRAFTING, Standing.SIGNING), deed="修改版本資料", version=version) as edition:
        period = (facts.first, facts.last, facts.as_of or facts.last)
        if edition.frozen_at is not None and period != (edition.first, edition.last, edition.as_of):
            raise ValidationError({"first": "數字已凍結，期間與資料截止日不能再改；請先退回編撰"})
        _take(edition, facts, title=edition.title)
        record(edition, "change", actor=actor, now=now, values={"from": facts.first, "to": facts.last})
    return edition


def assign(chapter_id: int, *, actor: Actor, now: datetime, agency_id: int | None, due_at: datetime | None) -> Chapter:
    """Give a chapter to the agency that writes it, and say by when; the agency is told."""
    require_editor(actor, deed="指定主責機關")
    with writing(chapter_id, actor=actor, deed="指定主責機關", at=(Standing.DRAFTING,)) as chapter:
        if due_at is not None and due_at <= now:
            raise ValidationError({"due_at": "期限應在現在之後"})
        chapter.agency_id, chapter.due_at, chapter.chased_at = agency_id, due_at, None
        _tell(chapter, f"請撰寫：{chapter.edition.title}〈{chapter.title}〉", now=now)
        record(chapter.edition, "assign", actor=actor, now=now, values={"section": chapter.section, "agency": agency_id, "due_at": due_at})
    return chapter


def write(chapter_id: int, *, actor: Actor, now: datetime, text: str, version: int | None = None) -> Chapter:
    """Write a chapter; who changed what stays to be seen. During the sign-off only those who sign or edit may."""
    with writing(chapter_id, actor=actor, deed="撰寫章節", at=(Standing.DRAFTING, Standing.SIGNING), version=version) as chapter:
        parse(text, file=chapter.section)  # refuses what is not paired, with its line
        if text.replace("\r\n", "\n") == chapter.text:
            raise ValidationError({"text": "內容沒有改變"})
        revise(chapter, text, actor=actor, now=now)
        if chapter.edition.standing == Standing.DRAFTING:
            _change_draft(chapter)
        record(chapter.edition, "write", actor=actor, now=now, values={"section": chapter.section, "text": text})
    return chapter


def _change_draft(chapter: Chapter) -> None:
    """A draft that changes is reviewed again, and its figures are frozen anew."""
    if chapter.standing == ChapterStanding.ACCEPTED:
        chapter.standing = ChapterStanding.HANDED_IN
    if chapter.edition.frozen_at is not None:
        thaw(chapter.edition)
        chapter.edition.save()


def thaw(edition: Edition) -> None:
    """Let the figures of a draft be computed anew; what was frozen is in the audit by its digest."""
    edition.frozen_at, edition.lists, edition.digest = None, [], ""
    edition.figures.all().delete()


def revise(chapter: Chapter, text: str, *, actor: Actor, now: datetime) -> None:
    """Put a new text in the place of the old one and keep both; the first revision is the text the type came with."""
    if not chapter.revisions.exists():
        started = chapter.edition
        Revision.objects.create(chapter=chapter, text=chapter.text, by_id="", by_name=started.created_by, stage=Stage.OFFICER, at=started.created_at)
    chapter.text = text.replace("\r\n", "\n")
    Revision.objects.create(chapter=chapter, text=chapter.text, by_id=actor.id, by_name=actor.name, stage=chapter.edition.stage, at=now)


def hand_in(chapter_id: int, *, actor: Actor, now: datetime) -> Chapter:
    """Hand a chapter in for review."""
    with writing(chapter_id, actor=actor, deed="提送章節", at=(Standing.DRAFTING,)) as chapter:
        if chapter.standing not in (ChapterStanding.WRITING, ChapterStanding.RETURNED):
            raise WrongStanding("此章節已提送。")
        chapter.standing, chapter.handed_in_by, chapter.handed_in_at = ChapterStanding.HANDED_IN, actor.name, now
        record(chapter.edition, "hand_in", actor=actor, now=now, values={"section": chapter.section})
    return chapter


def review(chapter_id: int, *, actor: Actor, now: datetime, is_accepted: bool, note: str = "") -> Chapter:
    """Accept a chapter that was handed in, or send it back with what is missing."""
    require_editor(actor, deed="審查章節")
    with writing(chapter_id, actor=actor, deed="審查章節", at=(Standing.DRAFTING,)) as chapter:
        if chapter.standing != ChapterStanding.HANDED_IN:
            raise WrongStanding("此章節尚未提送，或已審定。")
        if not is_accepted and not note.strip():
            raise ValidationError({"note": "退回時請說明應補正的事項"})
        chapter.standing = ChapterStanding.ACCEPTED if is_accepted else ChapterStanding.RETURNED
        chapter.note = note.strip()[:400]
        if not is_accepted:
            _tell(chapter, f"退回補正：{chapter.edition.title}〈{chapter.title}〉", now=now)
        record(chapter.edition, "accept" if is_accepted else "return", actor=actor, now=now, values={"section": chapter.section, "note": note})
    return chapter


def overrule(edition_id: int, *, actor: Actor, now: datetime, decided: Mapping[str, str]) -> Overruling:
    """Put a decided figure in the place of a computed one (裁示口徑); it needs a document, an approver and a reason, and stays marked."""
    require_editor(actor, deed="登錄裁示口徑")
    names = {"key": "指標代號", "text": "裁示數字", "document": "裁示文號", "approver": "核准人", "reason": "理由"}
    if missing := {name: f"請填寫{label}" for name, label in names.items() if not decided.get(name, "").strip()}:
        raise ValidationError(missing)
    with doing(edition_id, at=(Standing.DRAFTING,), deed="登錄裁示口徑") as edition:
        key = decided["key"].strip()
        if key not in {each for chapter in edition.chapters.all() for each in keys_in(chapter.text)}:
            raise ValidationError({"key": f"本版沒有用到 {key}"})
        edition.overrulings.filter(key=key, ended_at__isnull=True).update(ended_at=now)
        thaw(edition)
        values = {name: decided[name].strip() for name in names}
        made = Overruling.objects.create(edition=edition, by_name=actor.name, at=now, **values)
        record(edition, "overrule", actor=actor, now=now, values=values)
    return made


def end_overruling(edition_id: int, overruling_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a decided figure back: the computed one stands again."""
    require_editor(actor, deed="取消裁示口徑")
    with doing(edition_id, at=(Standing.DRAFTING,), deed="取消裁示口徑") as edition:
        edition.overrulings.filter(pk=overruling_id, ended_at__isnull=True).update(ended_at=now)
        thaw(edition)
        record(edition, "end_overruling", actor=actor, now=now, values={"overruling": overruling_id})


@contextmanager
def doing(edition_id: int, *, at: tuple[Standing, ...], deed: str, version: int | None = None) -> Iterator[Edition]:
    """Lock an edition for a deed; its version rises when the deed is done."""
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition_id)
        if version is not None and version != edition.version:
            raise EditionConflict
        if edition.standing not in at:
            allowed = "、".join(str(each.label) for each in at)
            raise WrongStanding(f"「{deed}」限於{allowed}時辦理；本版目前為「{Standing(edition.standing).label}」。")
        yield edition
        edition.version += 1
        edition.save()


@contextmanager
def writing(chapter_id: int, *, actor: Actor, deed: str, at: tuple[Standing, ...], version: int | None = None) -> Iterator[Chapter]:
    """Lock a chapter and its edition for a deed of somebody who may write it."""
    with transaction.atomic():
        edition_id = Chapter.objects.values_list("edition_id", flat=True).get(pk=chapter_id)
        edition = Edition.objects.select_for_update().get(pk=edition_id)
        chapter = Chapter.objects.select_for_update().get(pk=chapter_id)
        chapter.edition = edition
        if not may_write(actor, chapter):
            raise PermissionDenied(f"您沒有「{deed}」的權限（研考會業務承辦、章節主責機關；簽核中為該階段簽核者）")
        if version is not None and version != chapter.version:
            raise EditionConflict
        if edition.standing not in at:
            raise WrongStanding(
                f"「{deed}」限於{'、'.join(str(each.label) for each in at)}時辦理；本版目前為「{Standing(edition.standing).label}」。"
            )
        yield chapter
        chapter.version += 1
        chapter.save()


def may_write(actor: Actor, chapter: Chapter) -> bool:
    """Whether the actor writes this chapter: editors and its agency while it is drafted, editors and the signer of the stage afterwards."""
    if chapter.edition.standing == Standing.SIGNING:
        return is_editor(actor) or signs(actor, Stage(chapter.edition.stage))
    return is_editor(actor) or (chapter.agency_id is not None and chapter.agency_id in actor.agency_ids())


def signs(actor: Actor, stage: Stage) -> bool:
    """Whether the actor decides at a stage of the sign-off; the head is the head of a unit of the commission (組長)."""
    roles = {Stage.OFFICER: "officer", Stage.SECRETARY: "chief_secretary", Stage.DEPUTY: "deputy_chair", Stage.CHAIR: "chair"}
    if stage is Stage.HEAD:
        return any(held.role == "agency_lead" and held.division for held in actor.memberships)
    return actor.has_role(roles[stage])


def keys_in(text: str) -> tuple[str, ...]:
    """Return the keys a text names, each once."""
    return tuple(dict.fromkeys(found.key for found in placeholders(parse(text, file=""))))


def record(edition: Edition, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object] | None = None) -> None:
    """Write the audit entry of a deed."""
    audit.record(subject_kind=SUBJECT, subject_id=edition.pk, verb=f"edition:{verb}", actor=actor, at=now, values=values)


def _take(edition: Edition, facts: Facts, *, title: str) -> None:
    for name in ("first", "last", "session_term", "session_meeting", "chapter_number", "is_acting", "reported_on"):
        setattr(edition, name, getattr(facts, name))
    edition.title = facts.title.strip()[:200] or title
    edition.as_of = facts.as_of or facts.last
    edition.reporter_title, edition.reporter_name = facts.reporter_title.strip()[:60], facts.reporter_name.strip()[:60]


def _check(facts: Facts) -> None:
    if facts.last < facts.first:
        raise ValidationError({"last": "迄日不得早於起日"})
    if facts.as_of is not None and facts.as_of < facts.first:
        raise ValidationError({"as_of": "資料截止日不得早於起日"})
    Window(facts.first, facts.last)


def _heading(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.lstrip("# ").strip()[:200]


def _tell(chapter: Chapter, title: str, *, now: datetime) -> None:
    if chapter.agency_id is not None:
        told = Telling(
            recipient_kind=Notice.Recipient.AGENCY,
            recipient_id=str(chapter.agency_id),
            subject_kind=SUBJECT,
            subject_id=str(chapter.edition_id),
            title=title,
            text=chapter.note,
        )
        tell((told,), now=now)
