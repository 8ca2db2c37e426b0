"""What was typed for a row of a register, made into checked values of its columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow

Facts = Mapping[str, Any]
EMPTY: tuple[object, ...] = (None, "", [], ())


def clean(it: Register, facts: Facts, *, row: RegisterRow, only: Iterable[str]) -> dict[str, Any]:
    """Check the facts of a row; what is not asked is refused, and every wrong field is named with what to do.

    Raises:
        ValidationError: a dictionary of field and sentences.
    """
    asked = set(only)
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in it.fields}
    cleaned: dict[str, Any] = {}
    for name in it.fields:
        if name not in asked:
            continue
        try:
            cleaned[name] = _value(column_of(it, name), row, facts.get(name), needed=name in it.asks)
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
    refused = [refusal for each in it.checks if (refusal := each(row))]
    if refused:
        raise ValidationError(refused)


def _value(column: "models.Field[Any, Any]", row: models.Model, value: object, *, needed: bool) -> object:
    if isinstance(value, str):
        value = value.strip()
    if isinstance(column, models.BooleanField):
        return bool(value) and value not in {"false", "False", "0"}
    if value in EMPTY:
        if needed:
            raise ValidationError(f"請填寫「{column.verbose_name}」")
        return column.get_default() if column.has_default() else None if column.null else ""
    if isinstance(column, models.ForeignKey):
        return _related(column.related_model, value)
    return column.clean(value, row)


def _related(model: type[models.Model], value: object) -> models.Model:
    if isinstance(value, model):
        return value
    # What people know by a number of its own (標案編號) is typed by it, alone or followed by its name.
    typed_by = getattr(model, "TYPED_BY", "")
    lookup = {typed_by: str(value).split()[0]} if typed_by else {"pk": value} if isinstance(value, int) or str(value).isdigit() else {"slug": value}
    found = model._default_manager.filter(**lookup).first()
    if found is None:
        raise ValidationError(f"查無「{value}」，請從清單選取")
    return found
