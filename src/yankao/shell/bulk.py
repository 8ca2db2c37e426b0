"""Several cases at once: which deeds may be done in bulk, and doing one on every case chosen, each reported by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from yankao.engines.cases.advance import advance
from yankao.engines.cases.declare import Action, Procedure
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor
from yankao.shell.deeds import Button
from yankao.shell.words import VERB_NAMES, tr

VERBS = ("assign", "transfer")
LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one case: done, or refused with the reason."""

    number: str
    title: str
    is_done: bool
    says: str


def bulk_deeds(procedure: Procedure, actor: Actor) -> tuple[Button, ...]:
    """Return the deeds an actor may do on several cases of a procedure: the verbs of routing, and actions that ask nothing of one case."""
    verbs = [name for name in VERBS if (verb := getattr(procedure.verbs, name)) is not None and verb.by.allows(actor)]
    actions = [each for each in procedure.actions if is_plain(each) and each.by.allows(actor)]
    return (
        *(Button(key=name, name=tr(VERB_NAMES[name]), url="") for name in verbs),
        *(Button(key=each.key, name=tr(each.name), url="") for each in actions),
    )


def is_plain(action: Action) -> bool:
    """Whether an action can be done on several cases alike: it needs no fact, no reply and no coded reason."""
    return not action.asks and not action.through_reply and action.followed_by is None and action.record is None


def do_bulk(cases: Iterable[Case], deed: Callable[[Case], object]) -> tuple[Outcome, ...]:
    """Do a deed on each case; a refusal is told and stops no other case."""
    return tuple(_one(case, deed) for case in cases)


def _one(case: Case, deed: Callable[[Case], object]) -> Outcome:
    try:
        deed(case)
    except ValidationError as error:
        return Outcome(number=case.number, title=case.title, is_done=False, says=" ".join(error.messages))
    except PermissionDenied as error:
        return Outcome(number=case.number, title=case.title, is_done=False, says=str(error))
    return Outcome(number=case.number, title=case.title, is_done=True, says=_("完成"))


def plain_deed(action: Action, *, actor: Actor, now: datetime, reason: str) -> Callable[[Case], object]:
    """Return the doing of one action on a case."""

    def do(case: Case) -> object:
        return advance(case, action.key, actor=actor, now=now, reason=reason)

    return do
