"""What was typed for a row of a register, made into checked values of its columns."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow
from yankao.kernel.columns import Facts as Facts
from yankao.kernel.columns import RowFinder, checked
from yankao.kernel.law import NoRuleYetError


def clean(it: Register, facts: Facts, *, row: RegisterRow, only: Iterable[str]) -> dict[str, Any]:
    """Check the facts of a row; what is not asked is refused, and every wrong field is named with what to do.

    Raises:
        ValidationError: a dictionary of field and sentences.
    """
    asked = set(only)
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in it.fields}
    cleaned: dict[str, Any] = {}
    rows = RowFinder()
    for name in it.fields:
        if name not in asked:
            continue
        try:
            cleaned[name] = checked(column_of(it, name), facts.get(name), row, needed=name in it.asks, rows=rows)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned


def column_of(it: Register, name: str) -> "models.Field[Any, Any]":
    """Return the column behind a fact."""
    column = it.model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def label_of(it: Register, name: str) -> str:
    """Return the Chinese label of a fact."""
    return str(column_of(it, name).verbose_name)


def check(it: Register, row: RegisterRow) -> None:
    """Ask the constraints of the table and the checks of the declaration; every sentence is told at once."""
    row.validate_constraints()
    try:
        refused = [refusal for each in it.checks if (refusal := each(row))]
    except NoRuleYetError as error:
        refused = [str(error)]
    if refused:
        raise ValidationError(refused)
