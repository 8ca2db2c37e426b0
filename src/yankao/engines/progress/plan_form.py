"""How a file of plans is read (計畫清冊): which column holds which fact, promised month or control point, and at which cell an error stands."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.sheets import Sheet
from yankao.engines.progress.baseline import BaselineRefused, Point
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import Refusal
from yankao.engines.progress.facts import column_of, label_of
from yankao.engines.progress.intake import Entry, Listing
from yankao.engines.progress.models import Exit, Plan
from yankao.engines.progress.plans import Leaving
from yankao.engines.progress.rules import FULL, Promise
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, parse_date, parse_year

YEAR, NUMBER, EXTERNAL = "年度", "列管編號", "來源編號"
LISTED, RELEASED, ACTUAL = "列管日期", "解除列管日期", "實際"
REMEDY = "請更正後重新匯入此列"
Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fact:
    """One column with a fact of the plan: its head, the name of the fact, and how its text is read."""

    head: str
    name: str
    read: Reader


@contextmanager
def at_cell(head: str) -> Iterator[None]:
    """Let what the body refuses belong to one column."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({head: error.messages}) from error


class PlanForm:
    """The columns of one file of plans."""

    def __init__(self, it: Programme, sheet: Sheet) -> None:
        """Tell from the heading which column holds what.

        Raises:
            BadFileError: a column is unknown, or one that must be filled in is missing.
        """
        self.it, self.sheet = it, sheet
        labels = {label_of(it, name): name for name in it.fields} | {name: name for name in it.fields}
        months = {head: month for head in sheet.heading if (month := _month_of(head)) is not None}
        self._points = {name: key for key, name in it.milestones}
        known = {*labels, *self._points, *(f"{name}{ACTUAL}" for name in self._points), *months, YEAR, EXTERNAL, LISTED, RELEASED, ""}
        unknown = [head for head in sheet.heading if head not in known]
        missing = [label_of(it, name) for name in it.asks if not {name, label_of(it, name)} & set(sheet.heading)]
        if unknown or missing:
            raise BadFileError(f"欄位名稱不符。缺少：{'、'.join(missing) or '無'}；不認得：{'、'.join(unknown) or '無'}")
        self._months = dict(sorted(months.items(), key=lambda each: each[1]))
        self._facts = [_Fact(head=head, name=labels[head], read=_reader(it, labels[head])) for head in sheet.heading if head in labels]

    def entry(self, row: Mapping[str, str], *, now: datetime, source: str, is_simulated: bool) -> Entry:
        """Return the plan of a row as it was told; ValidationError names what cannot be read."""
        facts = {each.name: each.read(text) for each in self._facts if (text := row.get(each.head, "").strip())}
        listed_on = _day(LISTED, row[LISTED]) if row.get(LISTED, "").strip() else day_of(now)
        year, external = _year(row.get(YEAR, ""), facts), _external(row.get(EXTERNAL, "").strip())
        return Entry(facts=facts, listing=Listing(year=year, listed_on=listed_on, source=source, external_id=external, is_simulated=is_simulated))

    def promises(self, plan: Plan, row: Mapping[str, str]) -> list[Promise]:
        """Return what a row promises, month after month."""
        return [_promise(plan, head, month.first, text) for head, month in self._months.items() if (text := row.get(head, "").strip())]

    def points(self, row: Mapping[str, str]) -> list[Point]:
        """Return the control points that a row promises."""
        return [Point(key=key, name=head, planned_on=_day(head, text)) for head, key in self._points.items() if (text := row.get(head, "").strip())]

    def reached(self, row: Mapping[str, str]) -> Iterator[tuple[str, str, date]]:
        """Go through the control points that a row says were reached: the column that says so, the point and the day."""
        for name, key in self._points.items():
            if text := row.get(head := f"{name}{ACTUAL}", "").strip():
                yield head, key, _day(head, text)

    def leaving(self, row: Mapping[str, str]) -> Leaving | None:
        """Return how the plan of a row has left already, if it has."""
        text = row.get(RELEASED, "").strip()
        return Leaving(exit_=Exit.RELEASED, reason="匯入時已解除列管", on=_day(RELEASED, text)) if text else None

    def refusals(self, number: int, error: ValidationError) -> list[Refusal]:
        """Return why a row was refused, each reason at the address of its cell, or of its row where it belongs to no one cell."""
        if isinstance(error, BaselineRefused):
            return [each.at(self._address(self._head_of(each), number)) for each in error.refusals]
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return [
            Refusal(field=name, why=sentence, remedy=REMEDY, address=self._address(self._head(name), number))
            for name, sentences in told.items()
            for sentence in sentences
        ]

    def _head(self, name: str) -> str:
        return name if name in self.sheet.heading else label_of(self.it, name) if name in self.it.fields else ""

    def _head_of(self, refusal: Refusal) -> str:
        """Return the column of a promised month, told as its address, or of a control point."""
        point = refusal.field.removeprefix("points.")
        months = {str(month): head for head, month in self._months.items()}
        return months.get(refusal.address, "") or next((head for head, key in self._points.items() if key == point), "")

    def _address(self, head: str, number: int) -> str:
        return self.sheet.address(head, number) if head and head in self.sheet.heading else f"第{number}列"


def _month_of(head: str) -> RocMonth | None:
    try:
        return RocMonth.parse(head)
    except ValueError:
        return None


def _reader(it: Programme, name: str) -> Reader:
    """Return how the text of a fact is read, by its column."""
    column = column_of(it, name)
    if isinstance(column, models.DateField):
        return lambda text: _day(name, text)
    if isinstance(column, models.ForeignKey) and column.related_model is Agency:
        aliases = current_city().aliases()
        return lambda text: aliases.get(text, text)
    if isinstance(column, models.DecimalField | models.IntegerField):
        return lambda text: text.replace(",", "")
    keys = {str(label): key for key, label in column.flatchoices}
    return lambda text: keys.get(text, text)


def _promise(plan: Plan, head: str, month: date, text: str) -> Promise:
    try:
        progress = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        progress = Decimal("NaN")
    if not progress.is_finite():
        raise ValidationError({head: f"「{text}」不是百分比"})
    amount = (progress * plan.budget / 100).quantize(Decimal(1)) if 0 <= progress <= FULL else Decimal(0)
    return Promise(month=month, year_progress=progress, total_progress=progress, amount=amount)


def _external(text: str) -> str:
    longest = Plan._meta.get_field("external_id").max_length
    if longest is not None and len(text) > longest:
        raise ValidationError({EXTERNAL: f"「{EXTERNAL}」至多{longest}字"})
    return text


def _year(text: str, facts: Mapping[str, object]) -> int:
    if text.strip():
        try:
            return parse_year(text)
        except ValueError as error:
            raise ValidationError({YEAR: str(error)}) from None
    starts = facts.get("starts_on")
    if not isinstance(starts, date):
        raise ValidationError({YEAR: "請填寫年度"})
    return starts.year


def _day(name: str, text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValidationError({name: str(error)}) from None
