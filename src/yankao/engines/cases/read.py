"""Read cases: what an actor may see, worklists, search, one case with everything around it; all as querysets or frozen values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Procedure, steps_of
from yankao.engines.cases.models import Case
from yankao.engines.cases.who import NOTHING, Who, both
from yankao.kernel.actors import Actor

KEPT = 512
"""For so many actors conditions are kept: they follow from the memberships an actor is made with at each request, and from nothing else."""
_ANY_TIME = ("note", "attach", "merge")


class Standing(Func):
    """Whether a case stands at one of the named steps of procedures: one expression, where a condition each would be a hundred."""

    def __init__(self, *places: tuple[str, tuple[str, ...]]) -> None:
        """Take each procedure with its steps."""
        super().__init__("procedure", "step", output_field=BooleanField())
        self.places = places

    @classmethod
    def at(cls, places: Mapping[str, Iterable[str]]) -> "Standing":
        """Take the steps of procedures by their keys, in whatever order."""
        return cls(*((key, tuple(sorted(places[key]))) for key in sorted(places)))

    def as_sql(  # the signature is Django's
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        function: str | None = None,  # noqa: ARG002
        template: str | None = None,  # noqa: ARG002
        arg_joiner: str | None = None,  # noqa: ARG002
        **extra_context: Any,  # noqa: ANN401, ARG002
    ) -> tuple[str, tuple[str | int, ...]]:
        """Write the condition."""
        procedure, step = (compiler.compile(column)[0] for column in self.get_source_expressions())
        told = " OR ".join(f"{procedure} = %s AND {step} IN ({', '.join(['%s'] * len(steps))})" for _key, steps in self.places)
        return f"({told})", tuple(value for key, steps in self.places for value in (key, *steps))


def visible_cases(actor: Actor, *, procedures: tuple[Procedure, ...] | None = None) -> QuerySet[Case]:
    """Return the cases the actor may see, of all procedures or of some; the same rule as `can_see`, in SQL."""
    rules: dict[Who, list[str]] = {}
    for procedure in procedures if procedures is not None else registry.every():
        rules.setdefault(procedure.seen_by, []).append(procedure.key)
    return Case.objects.filter(_seen_by(actor, tuple((seen_by, tuple(keys)) for seen_by, keys in rules.items())))


@lru_cache(maxsize=KEPT)
def _seen_by(actor: Actor, rules: tuple[tuple[Who, tuple[str, ...]], ...]) -> Q:
    """Return the condition for the cases of procedures that their rules let the actor see."""
    conditions: dict[Q, list[str]] = {}
    for seen_by, keys in rules:
        conditions.setdefault(seen_by.filter(actor), []).extend(keys)
    conditions.pop(NOTHING, None)
    return reduce(or_, (both(Q(procedure__in=keys), condition) for condition, keys in conditions.items()), NOTHING)


def can_see(actor: Actor, case: Case) -> bool:
    """Whether the actor may see the case."""
    return registry.get(case.procedure).seen_by.allows(actor, case)


def worklist(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the open cases, due soonest first; historical ones never run a clock and stay out."""
    return cases.filter(closed_at__isnull=True, is_historical=False).order_by(F("due_at").asc(nulls_last=True), "id")


def overdue(cases: QuerySet[Case], *, now: datetime) -> QuerySet[Case]:
    """Return the open cases past their due date, the longest overdue first."""
    return cases.filter(closed_at__isnull=True, is_historical=False, due_at__lte=now).order_by("due_at", "id")


def possible_actions(case: Case, actor: Actor, *, now: datetime) -> tuple[Action, ...]:
    """Return the declared deeds that the actor may do on the case at its present step, in the order of the declaration."""
    procedure, into = registry.get(case.procedure), case.merged_into
    step = case.step if into is None else into.step
    return tuple(
        action
        for action in procedure.actions
        if step in steps_of(action.at)
        and (into is None or action.follows_merge)
        and action.by.allows(actor, case)
        and (not action.only_overdue or is_overdue(case, now=now))
    )


def is_overdue(case: Case, *, now: datetime) -> bool:
    """Whether the case is open past its due date."""
    return case.closed_at is None and case.due_at is not None and case.due_at <= now


def possible_verbs(case: Case, actor: Actor) -> tuple[str, ...]:
    """Return the names of the engine's verbs that the actor may use on the case now."""
    procedure = registry.get(case.procedure)
    found = []
    for name in procedure.verbs.__dataclass_fields__:
        verb = getattr(procedure.verbs, name)
        if verb is None or not verb.by.allows(actor, case):
            continue
        if name in _ANY_TIME or ((name == "reopen") == (case.closed_at is not None) and (not verb.at or case.step in verb.at)):
            found.append(name)
    return tuple(found)
