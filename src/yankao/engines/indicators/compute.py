"""計算指標: every declared figure for one period, each by the measure of its declaration, and what may be compared with what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Self

from yankao.engines.indicators import registry
from yankao.engines.indicators.ask import Asked, Question, ask
from yankao.engines.indicators.declare import Indicator, Measured, Mode
from yankao.kernel.roc import FIRST_YEAR, RocMonth, Window, parse_date

Amount = Decimal | int
BEGINNING = date(FIRST_YEAR, 1, 1)
NOT_COMPARABLE = "定義不同，不宜比較"
NO_FIGURE = "至少一期沒有數值，無法比較"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as it was computed: the value and what it was made of, under which version of the definition, for which days.

    `first` is None where the figure counts from the beginning (累計).
    """

    key: str
    name: str
    unit: str
    version: int
    mode: Mode
    first: date | None
    last: date
    value: Amount | None
    numerator: Amount | None
    denominator: Amount | None

    def as_json(self) -> dict[str, object]:
        """Return the figure with the field names of the interface; numbers are bare, months are written 112-03."""
        return {
            "key": self.key,
            "name": self.name,
            "unit": self.unit,
            "version": self.version,
            "mode": str(self.mode),
            "from": None if self.first is None else _code(self.first, is_first=True),
            "to": _code(self.last, is_first=False),
            "value": bare(self.value),
            "numerator": bare(self.numerator),
            "denominator": bare(self.denominator),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, object]) -> Self:
        """Read a figure that an earlier run wrote; ValueError when it is none."""
        try:
            first = found["from"]
            return cls(
                key=str(found["key"]),
                name=str(found["name"]),
                unit=str(found["unit"]),
                version=int(str(found["version"])),
                mode=Mode(str(found["mode"])),
                first=None if first is None else _day(str(first), is_first=True),
                last=_day(str(found["to"]), is_first=False),
                value=_amount(found["value"]),
                numerator=_amount(found["numerator"]),
                denominator=_amount(found["denominator"]),
            )
        except KeyError as missing:
            raise ValueError(f"指標資料缺少欄位 {missing}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two figures of one indicator side by side; `note` says why there is no difference to show."""

    now: Figure
    before: Figure
    difference: Amount | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A figure that is wanted: an indicator, the procedure or register it is computed for, and the days to count."""

    indicator: Indicator
    subject: str
    days: Window


def figures(window: Window, *, keys: Iterable[str] | None = None) -> tuple[Figure, ...]:
    """Compute all indicators for a period, or those named, in the order of their keys.

    Raises:
        LookupError: a key is unknown; the message names it.
        ValueError: a figure cannot be counted for these days, such as a monthly average of days that are no whole months.

    """
    wanted = registry.every() if keys is None else tuple(registry.get(key) for key in keys)
    return figures_of(Wanted(indicator=it, subject=subject, days=window_of(it.mode, window)) for it, subject in wanted)


def figures_of(wanted: Iterable[Wanted], *, is_partial: bool = False) -> tuple[Figure, ...]:
    """Compute the wanted figures in their order; what is asked about the same rows is asked together.

    With `is_partial` a figure that cannot be counted for its days is left out.

    Raises:
        ValueError: a figure cannot be counted for its days.

    """
    every = tuple(wanted)
    asked: dict[int, tuple[Asked, tuple[Question, ...]]] = {}
    measured: dict[int, Measured] = {}
    for place, it in enumerate(every):
        measure = it.indicator.measure
        try:
            if isinstance(measure, Asked):
                asked[place] = measure, measure.questions(it.subject, it.days)
            else:
                measured[place] = measure(it.subject, it.days)
        except ValueError:
            if not is_partial:
                raise
    answers = iter(ask([question for _, questions in asked.values() for question in questions]))
    for place, (measure, questions) in asked.items():
        measured[place] = measure.answer(tuple(islice(answers, len(questions))))
    return tuple(figure_of(it.indicator, measured[place], window=it.days) for place, it in enumerate(every) if place in measured)


def figure(indicator: Indicator, *, subject: str, window: Window, counted: Window | None = None) -> Figure:
    """Compute one indicator for a period, over the stretch of time its mode speaks of, or over the days given as `counted`."""
    days = counted or window_of(indicator.mode, window)
    return figure_of(indicator, indicator.measure(subject, days), window=days)


def figure_of(indicator: Indicator, measured: Measured, *, window: Window) -> Figure:
    """Return what was measured as a figure with its definition."""
    return Figure(
        key=indicator.key,
        name=indicator.name,
        unit=indicator.unit,
        version=indicator.version,
        mode=indicator.mode,
        first=None if window.first == BEGINNING else window.first,
        last=window.last,
        value=indicator.value_of(measured),
        numerator=measured.numerator,
        denominator=measured.denominator,
    )


def window_of(mode: Mode, window: Window, *, as_of: date | None = None) -> Window:
    """Return the days an indicator of this mode counts when a report speaks of `window`; sums and states reach to the cut-off `as_of`."""
    if as_of is not None and mode in {Mode.CUMULATIVE, Mode.NOW, Mode.YEAR_TO_DATE}:
        return Window(BEGINNING if mode is not Mode.YEAR_TO_DATE else date(as_of.year, 1, 1), as_of)
    year = window.last.year
    spans: dict[Mode, Callable[[], Window]] = {
        Mode.YEAR: lambda: Window.of_year(year),
        Mode.YEAR_TO_DATE: window.year_to_date,
        Mode.LAST_YEAR: lambda: Window.of_year(year - 1),
        Mode.PLANNED: lambda: Window.of_year(year + 1),
        Mode.CUMULATIVE: lambda: Window(BEGINNING, window.last),
        Mode.NOW: lambda: Window(BEGINNING, window.last),
    }
    return spans[mode]() if mode in spans else window


def compare(now: Figure, before: Figure) -> Comparison:
    """Set two figures of one indicator side by side; different definitions are never subtracted from each other."""
    if now.key != before.key or now.version != before.version or now.unit != before.unit:
        return Comparison(now=now, before=before, difference=None, note=NOT_COMPARABLE)
    if now.value is None or before.value is None:
        return Comparison(now=now, before=before, difference=None, note=NO_FIGURE)
    return Comparison(now=now, before=before, difference=now.value - before.value)


def bare(value: Amount | None) -> int | float | None:
    """Return a value as a bare number: whole ones without a decimal point."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _code(day: date, *, is_first: bool) -> str:
    """Write a month where the period begins or ends with one, otherwise the day."""
    month = RocMonth.of(day)
    return month.code if day == (month.first if is_first else month.last) else f"{month.code}-{day.day:02}"


def _day(text: str, *, is_first: bool) -> date:
    if text.count("-") > 1:
        return parse_date(text)
    month = RocMonth.parse(text)
    return month.first if is_first else month.last


def _amount(value: object) -> Amount | None:
    if value is None:
        return None
    return value if isinstance(value, int) else Decimal(str(value))
