"""What can be done on a case now, as buttons: the declared actions and the engine's verbs that are open to the reader."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Procedure
from yankao.engines.cases.life import may_extend
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import possible_actions, possible_verbs
from yankao.engines.cases.route import RETURNS_BEFORE_RULING
from yankao.kernel.actors import Actor
from yankao.shell.words import VERB_NAMES, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing that can be done, with the page on which it is done."""

    key: str
    name: str
    url: str
    leads_to: str = ""


def action_buttons(case: Case, actor: Actor, *, now: datetime) -> tuple[Button, ...]:
    """Return the declared deeds open to the actor."""
    procedure = registry.get(case.procedure)
    return tuple(
        Button(key=each.key, name=tr(each.name), url=reverse("do", args=[case.number, each.key]), leads_to=_leads_to(each, case, procedure))
        for each in possible_actions(case, actor, now=now)
    )


def _leads_to(action: Action, case: Case, procedure: Procedure) -> str:
    return tr(procedure.step_name(action.to)) if action.to is not None and action.to != case.step else ""


def verb_buttons(case: Case, actor: Actor, *, now: datetime) -> tuple[Button, ...]:
    """Return the engine's verbs open to the actor, the everyday ones first."""
    return tuple(
        Button(key=name, name=tr(VERB_NAMES[name]), url=reverse("verb", args=[case.number, name])) for name in usable_verbs(case, actor, now=now)
    )


def usable_verbs(case: Case, actor: Actor, *, now: datetime) -> tuple[str, ...]:
    """Return the names of all verbs open to the actor: those of the declaration, and those that follow from the case's state."""
    found = dict.fromkeys(possible_verbs(case, actor))
    if case.merged_into_id is not None:
        return ("unmerge",) if "merge" in found else ()
    needless = "transfer" if case.returns >= RETURNS_BEFORE_RULING else "rule_on"
    found.pop(needless, None)
    if case.closed_at is not None:
        found.pop("merge", None)
    if extendable(case, actor, now=now):
        found["extend"] = None
    if blameable(case, actor, now=now):
        found["assign_fault"] = None
    if own_parties(case, actor):
        found["answer_as_party"] = None
    order = list(VERB_NAMES)
    return tuple(sorted(found, key=order.index))


def extendable(case: Case, actor: Actor, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return key and name of the due dates the actor may extend now."""
    procedure = registry.get(case.procedure)
    offered = {each.key: each.name for each in procedure.deadlines if each.extensions and may_extend(case, each.key, actor)}
    if not offered or case.closed_at is not None:
        return ()
    running = {row.key for row in case.due_dates.all() if row.met_at is None and row.due_at > now}
    return tuple((key, name) for key, name in offered.items() if key in running)


def blameable(case: Case, actor: Actor, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return key and name of the missed due dates for which the actor may say whose fault it was."""
    procedure = registry.get(case.procedure)
    verb = procedure.verbs.transfer
    if verb is None or not verb.by.allows(actor, case) or not any(each.faults for each in procedure.deadlines):
        return ()
    late = {row.key for row in case.due_dates.all() if (row.met_at or now) >= row.due_at}
    return tuple((each.key, each.name) for each in procedure.deadlines if each.faults and each.key in late)


def own_parties(case: Case, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return id and name of the agencies for which the actor may write their part."""
    mine = actor.agency_ids()
    return tuple((str(each.pk), tr(each.agency)) for each in case.parties.all() if each.agency_id in mine and each.ended_at is None)
