"""From what was typed to facts for the engine: dates of either calendar, agencies by any name, boxes, and the reporter's data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import TAIPEI
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import parse_date
from yankao.shell.forms.fields import Field, Form, Kind

TYPED = (Kind.TEXT, Kind.ROW, Kind.NUMBER, Kind.CHOICE, Kind.GROUPED)

LONGEST_NUMBER = 18
"""The database counts no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form as it was sent: its fields holding what was typed, the facts read, and what could not be read."""

    form: Form
    facts: dict[str, Any]
    errors: dict[str, list[str]]

    def raise_errors(self) -> None:
        """Refuse to go on while something could not be read."""
        if self.errors:
            raise ValidationError(self.errors)


def whole_number(text: str) -> int | None:
    """Return a whole number out of an address or a hidden input; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def read(fields: Iterable[Field], data: QueryDict) -> Sent:
    """Read a sent form; fields left empty are given as empty, so that the engine says what is missing."""
    facts: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    filled = tuple(_filled(each, data) for each in fields)
    for each in filled:
        try:
            if each.kind is not Kind.FILE:
                facts[each.name] = _fact(each)
        except ValidationError as error:
            errors[each.name] = error.messages
    return Sent(form=Form(fields=filled), facts=facts, errors=errors)


def with_errors(form: Form, error: ValidationError) -> Form:
    """Return the form showing what was refused: beside each field it names, else at the top."""
    told: Mapping[str, list[str]] = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    names = {each.name for each in form.fields}
    fields = tuple(replace(each, errors=tuple(told.get(each.name, ()))) for each in form.fields)
    loose = tuple(sentence for name, sentences in told.items() if name not in names for sentence in sentences)
    return replace(form, fields=fields, errors=loose)


def read_moment(text: str) -> datetime | None:
    """Read a day, with or without its time of day, as a moment in Taipei; None when nothing was typed."""
    plain = text.strip().replace("T", " ")
    if not plain:
        return None
    day_part, _space, time_part = plain.rpartition(" ") if ":" in plain else (plain, "", "")
    try:
        clock = time.fromisoformat(time_part.zfill(5)) if time_part else time()
        return datetime.combine(parse_date(day_part), clock, TAIPEI)
    except ValueError:
        raise ValidationError(_("請輸入日期與時間，例如 112/3/1 14:05")) from None


def agency_named(text: str) -> Agency:
    """Return the agency of a full, short or other known name, or of a slug."""
    name = text.strip()
    found = Agency.objects.filter(name=name).first() or Agency.objects.filter(slug=_slugs().get(name, name)).first()
    found = found or Agency.objects.filter(former_names__name=name).first()
    if found is None:
        raise ValidationError(_("查無「%(name)s」，請從清單選取機關") % {"name": name})
    return found


@cache
def _slugs() -> Mapping[str, str]:
    return current_city().aliases()


def _filled(field: Field, data: QueryDict) -> Field:
    if field.kind is Kind.REPORTER:
        return replace(field, parts=tuple(replace(part, value=data.get(part.name, "").strip()) for part in field.parts))
    if field.kind is Kind.BOOL:
        return replace(field, value="true" if data.get(field.name) else "")
    return replace(field, value=data.get(field.name, ""))


def _fact(field: Field) -> object:
    text = field.value.strip()
    if field.kind is Kind.LONG_TEXT:
        return field.value
    if field.kind in TYPED:
        return text
    if field.kind is Kind.BOOL:
        return field.is_checked
    if field.kind is Kind.REPORTER:
        return PersonData(**{part.name.removeprefix("reporter_"): part.value for part in field.parts})
    return _READ[field.kind](text) if text else None


def _day(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None


_READ: dict[Kind, Callable[[str], object]] = {Kind.MOMENT: read_moment, Kind.AGENCY: agency_named, Kind.DATE: _day}
