"""規定值: a number that a dated rule sets, told as a figure: the rule in force on the last day of the window, with its grounds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yankao.engines.indicators.declare import Indicator, Measured, Mode
from yankao.kernel.law import Dated
from yankao.kernel.roc import Window

Number = Decimal | int


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A measure that reads a number out of rules: of several rules that hold beside each other `pick` takes one (min, max)."""

    rules: tuple[Dated[Any], ...]
    read: Callable[[Any], Number | None]
    pick: Callable[[Iterable[Number]], Number] = min

    def __call__(self, _subject: str, window: Window) -> Measured:
        """Return what the rules say on the last day; nothing where none was in force or none sets a number."""
        said = (self.read(rule.at(window.last).value) for rule in self.rules if rule.since[0].day <= window.last)
        told = [number for number in said if number is not None]
        return Measured(numerator=self.pick(told) if told else None)


def rule_figure(key: str, name: str, unit: str, measure: InForce) -> Indicator:
    """Return the figure of a rule; its grounds are those of the rule."""
    grounds = dict.fromkeys(since.ground for rule in measure.rules for since in rule.since)
    return Indicator(key=key, name=name, unit=unit, measure=measure, mode=Mode.NOW, counting="期末施行之規定", basis=tuple(grounds))
