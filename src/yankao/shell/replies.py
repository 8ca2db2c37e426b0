"""How far the reply of a case has come, and what the reader may do with it next."""

from dataclasses import dataclass

from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, ReplyDraft
from yankao.engines.cases.reply import blockers, merge_parts
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.shell.words import now as clock
from yankao.shell.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The open draft, the replies sent, and which of the four deeds the reader may do now."""

    draft: ReplyDraft | None
    state: str
    sent: tuple[ReplyDraft, ...]
    parts: str
    blockers: tuple[str, ...]
    may_draft: bool
    may_submit: bool
    may_check: bool
    may_decide: bool

    @property
    def may_send_back(self) -> bool:
        """Whoever may check or decide now may also return the draft."""
        return self.may_check or self.may_decide


def reply_stage(case: Case, actor: Actor) -> Stage | None:
    """Return the stage of the reply; None where it is neither drafted nor due now."""
    procedure = registry.get(case.procedure)
    reply = procedure.reply
    if reply is None:
        return None
    rows = list(ReplyDraft.objects.filter(case=case).order_by("id"))
    draft = next((row for row in rows if row.state != ReplyDraft.State.SENT), None)
    at = procedure.action(reply.action).at
    is_due = case.step in (at if isinstance(at, tuple) else (at,)) and case.merged_into_id is None
    if draft is None and not is_due and not rows:
        return None
    state = draft.state if draft else ""
    mine = is_due and reply.drafted_by.allows(actor, case)
    decides = reply.decided_by.at(day_of(clock())).value
    return Stage(
        draft=draft,
        state=tr(draft.get_state_display()) if draft else "",
        sent=tuple(row for row in rows if row.state == ReplyDraft.State.SENT),
        parts=merge_parts(case) if mine else "",
        blockers=tuple(blockers(draft.text)) if draft else (),
        may_draft=mine and state in {"", ReplyDraft.State.DRAFT, ReplyDraft.State.SENT_BACK},
        may_submit=mine and state == ReplyDraft.State.DRAFT,
        may_check=is_due and state == ReplyDraft.State.CHECKING and reply.checked_by.allows(actor, case),
        may_decide=is_due and state == ReplyDraft.State.DECIDING and decides.allows(actor, case),
    )
