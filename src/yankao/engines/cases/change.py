"""Change what a case says or who works on it: edit facts (修改), assign the handler (分派), note, attach, supplement (補陳)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure, Verb
from yankao.engines.cases.deed import Backdated, Deed, doing, require_step
from yankao.engines.cases.facts import Facts, clean
from yankao.engines.cases.models import Case, CaseFile, CaseNote
from yankao.kernel.actors import Actor
from yankao.kernel.files.models import StoredFile
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.persons.write import create_person, update_person


def verb_of(case: Case, name: str) -> Verb | None:
    """Return how a case's procedure allows an engine verb, or None when it does not."""
    verb: Verb | None = getattr(registry.get(case.procedure).verbs, name)
    return verb


def editable_facts(procedure: Procedure) -> tuple[str, ...]:
    """Return the facts an edit may touch: those of the opening form, the number, agency and moment of receipt excepted."""
    fixed = {"agency", "received_at"}
    return tuple(name for name in dict.fromkeys((*procedure.asks, *procedure.may_ask)) if name not in fixed)


def edit(
    case: Case, *, actor: Actor, now: datetime, facts: Facts, reason: str = "", back: Backdated | None = None, version: int | None = None
) -> Case:
    """Change facts of an open case; every old value is kept. A corrected date fact gives its time limit anew."""
    verb = verb_of(case, "edit")
    with doing(case.pk, "edit", by=verb.by if verb else None, actor=actor, now=now, back=back, version=version, reason=reason) as deed:
        require_step(deed, verb.at if verb else (), name="修改")
        required = tuple(name for name in facts if name in deed.procedure.asks and name != "reporter")
        cleaned = clean(deed.procedure, facts, asks=required, may_ask=editable_facts(deed.procedure), now=now)
        for name, value in cleaned.case.items():
            deed.set(name, value)
        for name, value in cleaned.detail.items():
            deed.set_detail(name, value)
        if cleaned.reporter is not None:
            _change_reporter(deed, cleaned.reporter)
        elif not deed.has_changes:
            raise ValidationError("沒有任何修改")
        _recount(deed, {*cleaned.detail})
    return deed.case


def _change_reporter(deed: Deed, data: PersonData) -> None:
    """The reporter's data live encrypted in their own row; the case's history says only that they were changed."""
    if deed.case.reporter is None:
        deed.mark("reporter", create_person(data, now=deed.now))
    else:
        update_person(deed.case.reporter, data, actor=deed.actor, now=deed.now)
    deed.note(CaseNote.Kind.INTERNAL, "已更正反映人資料")


def _recount(deed: Deed, changed: set[str]) -> None:
    for deadline in deed.procedure.deadlines:
        if deadline.counts_from in changed:
            deed.clocks.recount(deadline, at=deed.occurred_at, detail=deed.detail)


def assign(case: Case, *, actor: Actor, now: datetime, handler_id: UUID | None, handler_name: str, version: int | None = None) -> Case:
    """Give the case to a handler (承辦人) of its agency, or to nobody."""
    verb = verb_of(case, "assign")
    with doing(case.pk, "assign", by=verb.by if verb else None, actor=actor, now=now, version=version) as deed:
        require_step(deed, verb.at if verb else (), name="分派承辦人")
        deed.set("handler_name", handler_name)
        deed.mark("handler_id", handler_id)
    return deed.case


def note(case: Case, *, actor: Actor, now: datetime, text: str, back: Backdated | None = None) -> Case:
    """Write an internal 處理紀錄 on a case."""
    verb = verb_of(case, "note")
    with doing(case.pk, "note", by=verb.by if verb else None, actor=actor, now=now, back=back) as deed:
        if not text.strip():
            raise ValidationError({"text": "請填寫處理紀錄"})
        deed.note(CaseNote.Kind.INTERNAL, text)
    return deed.case


def supplement(case: Case, *, actor: Actor, now: datetime, text: str) -> Case:
    """Add what the reporter says later (補陳); the agency is told and nothing earlier is overwritten."""
    verb = verb_of(case, "supplement")
    with doing(case.pk, "supplement", by=verb.by if verb else None, actor=actor, now=now) as deed:
        require_step(deed, verb.at if verb else (), name="補陳")
        if not text.strip():
            raise ValidationError({"text": "請填寫補陳內容"})
        deed.note(CaseNote.Kind.SUPPLEMENT, text)
        deed.tells = verb.tells if verb else ()
        deed.message = f"{deed.case.number} 民眾補陳"
    return deed.case


def attach(case: Case, *, actor: Actor, now: datetime, stored: StoredFile, caption: str = "", is_public: bool = False) -> Case:
    """Attach a stored file to a case."""
    verb = verb_of(case, "attach")
    with doing(case.pk, "attach", by=verb.by if verb else None, actor=actor, now=now) as deed:
        deed.also(lambda passage: CaseFile(case=deed.case, passage=passage, stored=stored, caption=caption[:200], is_public=is_public))
    return deed.case
