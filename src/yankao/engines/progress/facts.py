"""What was typed for a plan, made into checked values of its columns and of those only its programme knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.progress.declare import Programme
from yankao.engines.progress.models import Plan
from yankao.kernel.columns import Facts as Facts
from yankao.kernel.columns import RowFinder, checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Facts ready to be saved: those of the plan and those of its detail."""

    plan: dict[str, Any]
    detail: dict[str, Any]


def column_of(it: Programme, name: str) -> "models.Field[Any, Any]":
    """Return the column behind a fact: of the plan, or of the programme's own detail."""
    shared = _shared().get(name)
    if shared is not None:
        return shared
    assert it.detail is not None
    own = it.detail._meta.get_field(name)
    assert isinstance(own, models.Field)
    return own


def label_of(it: Programme, name: str) -> str:
    """Return the Chinese label of a fact."""
    return str(column_of(it, name).verbose_name)


def learn(it: Programme, told: Iterable[Facts], rows: RowFinder) -> None:
    """Look up at one time the rows that the facts of many plans name."""
    told = list(told)
    for name in it.fields:
        column = column_of(it, name)
        if isinstance(column, models.ForeignKey):
            rows.learn(column.related_model, [facts[name] for facts in told if name in facts])


def clean(it: Programme, facts: Facts, *, only: Iterable[str], rows: RowFinder) -> Cleaned:
    """Check the facts; every wrong field is named with what to do.

    Raises:
        ValidationError: a dictionary of field and sentences.
    """
    fields = it.fields
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in fields}
    found = Cleaned(plan={}, detail={})
    asked = set(only)
    shared = _shared()
    for name in fields:
        if name not in asked:
            continue
        try:
            (found.plan if name in shared else found.detail)[name] = checked(column_of(it, name), facts.get(name), needed=name in it.asks, rows=rows)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return found


def check(it: Programme, plan: Plan) -> None:
    """Refuse months that run backwards, and ask the checks of the declaration; every sentence is told at once.

    The table's constraints say the same; asking the database for each of them again would cost a third of the time of an import.
    """
    refused = ["計畫迄日不得早於起日"] if plan.ends_on < plan.starts_on else []
    refused += [refusal for each in it.checks if (refusal := each(plan))]
    if refused:
        raise ValidationError(refused)


@cache
def _shared() -> "Mapping[str, models.Field[Any, Any]]":
    return {field.name: field for field in Plan._meta.fields}
