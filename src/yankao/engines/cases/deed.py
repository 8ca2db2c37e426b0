"""The one shape of every deed on a case: permission, row lock, rule, save, passage, audit, notices, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import tier_of
from yankao.engines.cases.clock import Clocks, earliest_open
from yankao.engines.cases.declare import Procedure, Steps, Tell
from yankao.engines.cases.errors import Conflict, WrongStep, entries_refused
from yankao.engines.cases.facts import check_text
from yankao.engines.cases.models import Case, CaseDetail, CaseNote, DueDate, Edit, Passage
from yankao.engines.cases.search import haystack, search_column
from yankao.engines.cases.telling import tell_about
from yankao.engines.cases.who import Who
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import District, Village
from yankao.kernel.days import day_of, due_at
from yankao.kernel.insert import insert
from yankao.kernel.persons.write import keep_until
from yankao.kernel.places import place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdated:
    """A deed entered later than it happened (補登): when it happened and why it is entered only now."""

    occurred_at: datetime
    reason: str


@dataclass(slots=True, kw_only=True)
class Deed:
    """One deed under way on one locked case; verbs change the case through it and it writes everything down at the end."""

    case: Case
    procedure: Procedure
    verb: str
    actor: Actor
    now: datetime
    occurred_at: datetime
    late_reason: str = ""
    reason: str = ""
    from_step: str = ""
    tells: tuple[Tell, ...] = ()
    unmet: list[str] = field(default_factory=list)
    message: str = ""
    passage: Passage | None = None
    _edits: list[tuple[str, object, object]] = field(default_factory=list)
    _notes: list[tuple[str, str]] = field(default_factory=list)
    _changed: set[str] = field(default_factory=set)
    _detail: CaseDetail | None = None
    _detail_changed: set[str] = field(default_factory=set)
    _clocks: Clocks | None = None
    _rows: list[Callable[[Passage], models.Model]] = field(default_factory=list)

    @property
    def detail(self) -> CaseDetail:
        """The procedure's own facts of the case, read when first needed."""
        if self._detail is None:
            self._detail = self.procedure.detail._default_manager.get(pk=self.case.pk)
        return self._detail

    @property
    def clocks(self) -> Clocks:
        """The due dates of the case, read when first needed."""
        if self._clocks is None:
            rows = DueDate.objects.filter(case_id=self.case.pk)
            self._clocks = Clocks(self.procedure, rows, tier=tier_of(self.case, detail=self._detail), case_id=self.case.pk)
        return self._clocks

    def set(self, name: str, value: object) -> None:
        """Change a shared fact of the case; the old and the new value are kept as an Edit."""
        old = getattr(self.case, name)
        if old == value:
            return
        setattr(self.case, name, value)
        self._changed.add(name)
        self._edits.append((name, old, value))

    def set_detail(self, name: str, value: object) -> None:
        """Change a fact of the detail; the old and the new value are kept as an Edit."""
        old = getattr(self.detail, name)
        if old == value:
            return
        setattr(self.detail, name, value)
        self._detail_changed.add(name)
        self._edits.append((name, old, value))

    def mark(self, name: str, value: object) -> None:
        """Change a column of the case that is no fact a clerk edits (handler, counters, links)."""
        setattr(self.case, name, value)
        self._changed.add(name)

    def note(self, kind: str, text: str) -> None:
        """Write a text with the deed: internal 處理紀錄 or public 回復."""
        check_text(text)
        if text.strip():
            self._notes.append((kind, text.strip()))

    def also(self, row: Callable[[Passage], models.Model]) -> None:
        """Save a row that hangs on the passage of this deed (an extension, an attachment)."""
        self._rows.append(row)

    def move(self, step: Steps | str) -> None:
        """Lead the case to a step; the clocks follow when the deed is written down."""
        self.case.step = str(step)
        self._changed.add("step")

    @property
    def has_changes(self) -> bool:
        """Whether the deed changed any fact."""
        return bool(self._edits)

    def finish(self) -> Passage:
        """Write the deed down: place, clocks, case, detail, passage, notes, edits, audit, notices."""
        self._follow_point()
        kept = self._run_clocks()
        self._save()
        self.passage = self._write_passage(kept)
        self._write_texts(self.passage)
        for row in self._rows:
            insert(row(self.passage))
        audit.record(
            subject_kind="case",
            subject_id=self.case.number,
            verb=f"{self.procedure.key}:{self.verb}",
            actor=self.actor,
            at=self.now,
            values={"step": self.case.step, **{name: new for name, _, new in self._edits}},
        )
        if self.tells:
            tell_about(self.case, self.procedure, self.tells, title=self.message or f"{self.case.number} {self.case.title}", now=self.now)
        return self.passage

    def _follow_point(self) -> None:
        """Let district and village follow a corrected point, as they did at the opening; the agency stays until somebody transfers the case."""
        case = self.case
        if not {"lat", "long"} & self._changed or case.lat is None or case.long is None:
            return
        place = place_of(case.lat, case.long)
        self.set("district", District.objects.get(pk=place.district_code))
        self.set("village", Village.objects.filter(pk=place.village_code).first())

    def _run_clocks(self) -> bool | None:
        kept = None
        if self.procedure.deadlines and self.case.step != self.from_step:
            detail = self.detail if any(d.counts_from or callable(d.within) for d in self.procedure.deadlines) else None
            kept = self.clocks.pass_step(self.from_step, self.case.step, at=self.occurred_at, detail=detail)
            if self.case.step in self.procedure.closed_steps:
                self.clocks.silence()
        if self._clocks is not None:
            self._clocks.save()
            self.mark("due_at", earliest_open(self._clocks.rows.values()))
        return kept

    def _save(self) -> None:
        closed = self.case.step in self.procedure.closed_steps
        if closed and self.case.closed_at is None:
            self.mark("closed_at", self.occurred_at)
            self.mark("due_at", None)
            self._keep_reporter()
        elif not closed and self.case.closed_at is not None and self.case.merged_into_id is None:
            self.mark("closed_at", None)
            self._keep_reporter()
        if self._detail is not None and self._detail_changed:
            self._detail.save(update_fields=sorted(self._detail_changed))
        if self._edits:
            self.mark("haystack", haystack(self.case, self.procedure, self._detail))
            self.mark("search", search_column(self.case))
        self.case.version += 1
        self.case.save(update_fields=[*sorted(self._changed), "version"])

    def _keep_reporter(self) -> None:
        """Say until when the reporter's data are kept: the dated retention after closing, without end while the case is open."""
        retention = self.procedure.retention
        if self.case.reporter is None or retention is None:
            return
        closed_at = self.case.closed_at
        span = retention.at(day_of(self.case.received_at)).value
        keep_until([self.case.reporter], day_of(due_at(closed_at, span, self.clocks.calendar)) if closed_at else None)

    def _write_passage(self, kept: bool | None) -> Passage:
        passage = Passage(
            case=self.case,
            procedure=self.procedure.key,
            action=self.verb,
            from_step=self.from_step,
            to_step=self.case.step,
            occurred_at=self.occurred_at,
            recorded_at=self.now,
            late_reason=self.late_reason,
            actor_kind=str(self.actor.kind),
            actor_id=self.actor.id,
            actor_name=self.actor.name,
            agency_id=self.case.agency_id,
            in_time=kept,
            reason=self.reason[:1000],
            unmet=self.unmet,
        )
        insert(passage)
        return passage

    def _write_texts(self, passage: Passage) -> None:
        if self._notes:
            notes = (
                CaseNote(case=self.case, passage=passage, kind=kind, text=text, written_at=self.occurred_at, author_name=self.actor.name)
                for kind, text in self._notes
            )
            insert(*notes)
        if self._edits:
            edits = (
                Edit(
                    case=self.case, passage=passage, field=name, old=_as_text(old), new=_as_text(new), actor_name=self.actor.name,
                    occurred_at=self.occurred_at, recorded_at=self.now,
                )
                for name, old, new in self._edits
            )  # fmt: skip
            insert(*edits)


@contextmanager
def doing(
    case_id: int,
    verb: str,
    *,
    by: Who | None,
    actor: Actor,
    now: datetime,
    back: Backdated | None = None,
    version: int | None = None,
    reason: str = "",
) -> Iterator[Deed]:
    """Lock a case, check who may and that nobody changed it meanwhile, let the verb act, then write everything down.

    Raises:
        PermissionDenied: the actor may not, or the procedure does not allow the verb.
        Conflict: `version` is given and the case has moved on since.
        ValidationError: the backdated moment is in the future, before the case, or without a reason.
    """
    with entries_refused(), transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        procedure = registry.get(case.procedure)
        check_text(reason)
        if by is None or not by.allows(actor, case):
            raise PermissionDenied(f"您沒有對此案件執行此動作的權限（{by.describe() if by else '此程序不適用'}）")
        if version is not None and version != case.version:
            raise Conflict
        deed = Deed(
            case=case, procedure=procedure, verb=verb, actor=actor, now=now, from_step=case.step, reason=reason.strip(),
            occurred_at=_occurred_at(case, back, now), late_reason=back.reason.strip() if back else "",
        )  # fmt: skip
        yield deed
        deed.finish()


def _occurred_at(case: Case, back: Backdated | None, now: datetime) -> datetime:
    if back is None:
        return now
    if not back.reason.strip():
        raise ValidationError({"late_reason": "補登請填寫理由"})
    if back.occurred_at > now:
        raise ValidationError({"occurred_at": "發生時間不得晚於現在"})
    if back.occurred_at < case.received_at:
        raise ValidationError({"occurred_at": "發生時間不得早於受理時間"})
    return back.occurred_at


def require_step(deed: Deed, steps: tuple[Steps, ...], *, name: str, follows_merge: bool = False) -> None:
    """Refuse the deed unless the case, or where the deed follows a merge the case it was merged into, is at one of the steps."""
    case = deed.case
    if follows_merge and case.merged_into is not None:
        case = case.merged_into
    elif case.merged_into_id is not None and deed.verb != "unmerge":
        raise WrongStep("此案件已併入其他案件，請至併入的案件處理，或先取消併案。")
    if steps and case.step not in steps:
        allowed = "、".join(str(step.label) for step in steps)
        raise WrongStep(f"「{name}」限於{allowed}時辦理；案件目前為「{deed.procedure.step_name(case.step)}」。")
    if not steps and case.closed_at is not None:
        raise WrongStep(f"案件已結案，不能再「{name}」。")


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
