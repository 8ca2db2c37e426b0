"""The words an indicator (指標) is declared with: its name, unit, period mode, version and the measure that computes it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from yankao.kernel.law import Ground
from yankao.kernel.roc import Window


class Mode(StrEnum):
    """Which stretch of time a figure speaks of (期間別)."""

    WINDOW = "window"  # 本期
    YEAR = "year"  # 年度
    YEAR_TO_DATE = "year_to_date"  # 年度截至
    LAST_YEAR = "last_year"  # 前一年度
    CUMULATIVE = "cumulative"  # 累計
    NOW = "now"  # 目前
    PLANNED = "planned"  # 預定


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a measure counted: a plain count has no denominator; a ratio without cases has denominator 0 and no value."""

    numerator: Decimal | int | None
    denominator: Decimal | int | None = None


Measure = Callable[[str, Window], Measured]
"""A measure takes the key of its subject (procedure or register) and the window, and counts with one set-based statement.

One that only says what it asks (`ask.Asked`) shares its statement with others over the same rows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One number with a name.

    `version` rises whenever the counting rules (計件原則) change; across versions figures are not compared (定義不同，不宜比較).
    `counting` says in one sentence what is counted and what is not; `places` are the decimals of the value, rounded half up.
    """

    key: str
    name: str
    unit: str
    measure: Measure
    version: int = 1
    mode: Mode = Mode.WINDOW
    counting: str = ""
    basis: tuple[Ground, ...] = ()
    places: int = 2

    def value_of(self, measured: Measured) -> Decimal | int | None:
        """Return the value of what was measured: the count, the quotient, or the percentage when the unit is %."""
        if measured.numerator is None or measured.denominator is None:
            return measured.numerator
        if not measured.denominator:
            return None
        share = Decimal(measured.numerator) / Decimal(measured.denominator) * (100 if self.unit == "%" else 1)
        return share.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP)
