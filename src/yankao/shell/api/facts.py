"""From JSON to facts for the engine: moments with their zone, dates of either calendar, agencies by any of their names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseRecord
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import parse_date
from yankao.shell.forms.reading import agency_named

Facts = dict[str, Any]


def facts_of(procedure: Procedure, told: Mapping[str, Any], *, record: type[CaseRecord] | None = None) -> Facts:
    """Return the facts as the engine takes them; what cannot be read is told by field.

    Raises:
        ValidationError: a dictionary of field and what to do.

    """
    facts: Facts = {}
    errors: dict[str, list[str]] = {}
    for name, value in told.items():
        try:
            facts[name] = _fact(procedure, name, value, record=record)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return facts


def _fact(procedure: Procedure, name: str, value: object, *, record: type[CaseRecord] | None) -> object:
    if isinstance(value, dict | list):
        raise ValidationError("應為單一的值")
    if not isinstance(value, str) or not value.strip():
        return value
    if name == "agency":
        return agency_named(value)
    for model in (record, procedure.detail, Case):
        column = next((it for it in model._meta.fields if it.name == name), None) if model is not None else None
        if isinstance(column, models.DateTimeField):
            return moment(value)
        if isinstance(column, models.DateField):
            return _day(value)
        if column is not None:
            break
    return value


def moment(text: str) -> datetime:
    """Read a moment in ISO 8601; without a zone it is Taipei's."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError("時間應為 ISO 8601，例如 2023-03-01T14:05:00+08:00") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=TAIPEI)


def _day(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None
