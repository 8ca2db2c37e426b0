"""What was typed for a plan, made into checked values of its columns and of those only its programme knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.progress.declare import Programme, Purse
from yankao.engines.progress.models import Plan

Facts = Mapping[str, Any]
EMPTY: tuple[object, ...] = (None, "", [], ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Facts ready to be saved: those of the plan and those of its detail."""

    plan: dict[str, Any]
    detail: dict[str, Any]


def column_of(it: Programme, name: str) -> "models.Field[Any, Any]":
    """Return the column behind a fact: of the plan, or of the programme's own detail."""
    shared = {field.name: field for field in Plan._meta.fields}
    if name in shared:
        return shared[name]
    assert it.detail is not None
    own = it.detail._meta.get_field(name)
    assert isinstance(own, models.Field)
    return own


def label_of(it: Programme, name: str) -> str:
    """Return the Chinese label of a fact."""
    return str(column_of(it, name).verbose_name)


def clean(it: Programme, facts: Facts, *, only: Iterable[str]) -> Cleaned:
    """Check the facts; every wrong field is named with what to do.

    Raises:
        ValidationError: a dictionary of field and sentences.
    """
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in it.fields}
    found = Cleaned(plan={}, detail={})
    asked = set(only)
    shared = {field.name for field in Plan._meta.fields}
    for name in it.fields:
        if name not in asked:
            continue
        try:
            (found.plan if name in shared else found.detail)[name] = _value(column_of(it, name), facts.get(name), needed=name in it.asks)
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


def money_of(plan: Plan) -> dict[Purse, Decimal]:
    """Return the money of a plan by source."""
    return {purse: getattr(plan, purse) for purse in Purse}


def _value(column: "models.Field[Any, Any]", value: object, *, needed: bool) -> object:
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
    return column.clean(value, None)


def _related(model: type[models.Model], value: object) -> models.Model:
    if isinstance(value, model):
        return value
    found = next((row for lookup in _lookups(model, str(value)) if (row := model._default_manager.filter(**lookup).first()) is not None), None)
    if found is None:
        raise ValidationError(f"查無「{value}」，請從清單選取")
    return found


def _lookups(model: type[models.Model], text: str) -> list[dict[str, str]]:
    """Return the ways in which a related row may be named: by key, slug or name."""
    names = {field.name for field in model._meta.fields}
    lookups: list[dict[str, str]] = [{name: text} for name in ("slug", "name", "short_name") if name in names]
    key = model._meta.pk
    if not isinstance(key, models.AutoField) or text.isdigit():
        lookups.insert(0, {"pk": text})
    return lookups
