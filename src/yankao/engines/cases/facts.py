"""Facts as people type them, made into checked values: of the procedure's own detail and of the shared case."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseRecord, Category
from yankao.kernel.agencies.models import Agency, District, Village
from yankao.kernel.columns import EMPTY, RowFinder
from yankao.kernel.columns import Facts as Facts
from yankao.kernel.persons.vault import PersonData

LONGEST_TEXT = 10_000
_RELATED: dict[str, type[models.Model]] = {"agency": Agency, "district": District, "village": Village}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Checked facts: for the case row, for the detail row, and the reporter's data."""

    case: dict[str, Any]
    detail: dict[str, Any]
    reporter: PersonData | None
    record: dict[str, Any] = field(default_factory=dict)


def clean(
    procedure: Procedure,
    facts: Facts,
    *,
    asks: Iterable[str],
    may_ask: Iterable[str],
    now: datetime,
    record: type[CaseRecord] | None = None,
) -> Cleaned:
    """Check the facts asked for; what is not asked is refused, and every wrong field is named with what to do.

    Raises:
        ValidationError: a dictionary of field and sentences.
    """
    required, allowed = set(asks), tuple(dict.fromkeys((*asks, *may_ask)))
    errors: dict[str, list[str]] = {name: ["此表單沒有這個欄位"] for name in facts if name not in allowed}
    cleaned = Cleaned(case={}, detail={}, reporter=None)
    for name in allowed:
        needed, value = name in required, facts.get(name)
        if name not in facts and not needed:
            continue
        try:
            if name == "reporter":
                cleaned = replace(cleaned, reporter=_reporter(value, needed=needed))
            elif record is not None and name in _fields_of(record):
                cleaned.record[name] = _value(_fields_of(record)[name], value, needed=needed)
            elif name in _fields_of(procedure.detail):
                cleaned.detail[name] = _value(_fields_of(procedure.detail)[name], value, needed=needed)
            else:
                cleaned.case[name] = _case_value(procedure, name, value, needed=needed, now=now)
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned


@cache
def _fields_of(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {it.name: it for it in model._meta.fields if it.editable}


def check_text(text: str) -> None:
    """Refuse a text no database keeps or nobody reads to its end."""
    if "\x00" in text:
        raise ValidationError("內容含有無法儲存的控制字元，請刪除後再送出")
    if len(text) > LONGEST_TEXT:
        raise ValidationError(f"內容至多{LONGEST_TEXT:,}字，目前{len(text):,}字；其餘請以附件提供")


def label_of(procedure: Procedure, name: str, *, record: type[CaseRecord] | None = None) -> str:
    """Return the Chinese label of a fact of the record, the procedure or the case."""
    if name == "reporter":
        return "反映人"
    for model in (record, procedure.detail, Case):
        if model is not None and name in _fields_of(model):
            return str(_fields_of(model)[name].verbose_name)
    return name


def _value(it: "models.Field[Any, Any]", value: object, *, needed: bool) -> object:
    if isinstance(value, str):
        value = value.strip()
        check_text(value)
    if value in EMPTY and not isinstance(it, models.BooleanField):
        if needed:
            raise ValidationError(f"請填寫「{it.verbose_name}」")
        return None if it.null else it.get_default() if it.has_default() else ""
    if isinstance(it, models.ForeignKey):
        return RowFinder().find(it.related_model, value)
    if isinstance(it, models.BooleanField):
        return bool(value) and value not in {"false", "False", "0"}
    return it.clean(value, None)


def _case_value(procedure: Procedure, name: str, value: object, *, needed: bool, now: datetime) -> object:
    it = Case._meta.get_field(name)
    assert isinstance(it, models.Field)
    if value in EMPTY:
        return _value(it, value, needed=needed)
    if name == "category":
        return _category(procedure, value)
    if name in _RELATED:
        return RowFinder().find(_RELATED[name], value)
    if name == "channel" and value not in dict(procedure.channels):
        raise ValidationError(f"管道應為：{'、'.join(label for _, label in procedure.channels)}")
    cleaned = _value(it, value, needed=needed)
    if isinstance(cleaned, datetime) and cleaned > now:
        raise ValidationError("受理時間不得晚於現在")
    return cleaned


def _category(procedure: Procedure, value: object) -> Category:
    if isinstance(value, Category):
        found: Category | None = value if value.procedure == procedure.key else None
    else:
        lookup = {"pk": value} if isinstance(value, int) else {"code": value}
        found = Category.objects.filter(procedure=procedure.key, **lookup).first()
    if found is None:
        raise ValidationError(f"「{procedure.name}」沒有項目「{value}」，請從清單選取")
    return found


def _reporter(value: object, *, needed: bool) -> PersonData | None:
    if isinstance(value, PersonData) and any((value.name, value.phone, value.email, value.address, value.national_id)):
        return value
    if needed:
        raise ValidationError("請填寫反映人的姓名及聯絡方式")
    return None
