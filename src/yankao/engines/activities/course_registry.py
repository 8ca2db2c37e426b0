"""The register of series of courses, visits and receptions: each declared once, with its indicators."""

from importlib import import_module
from pkgutil import iter_modules

from yankao.engines.activities.course import EventSeries
from yankao.engines.indicators import registry as indicators

_SERIES: dict[str, EventSeries] = {}


def load(package: str) -> None:
    """Import every module of a division's `series` package; each EventSeries found at module level is registered."""
    root = import_module(package)
    for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
        for value in vars(import_module(f"{package}.{module.name}")).values():
            if isinstance(value, EventSeries) and _SERIES.get(value.key) is not value:
                register(value)


def register(it: EventSeries) -> EventSeries:
    """Enter a series and its indicators; a key may be entered once only."""
    if it.key in _SERIES:
        raise ValueError(f"活動系列 {it.key} 重複宣告")
    if not it.basis:
        raise ValueError(f"活動系列 {it.key} 應載明依據")
    _SERIES[it.key] = it
    for indicator in it.indicators:
        indicators.register(indicator, subject=it.key)
    return it


def get(key: str) -> EventSeries:
    """Return the series of that key; LookupError names it when unknown."""
    try:
        return _SERIES[key]
    except KeyError:
        raise LookupError(f"沒有活動系列 {key}") from None


def every() -> tuple[EventSeries, ...]:
    """Return all series ordered by key."""
    return tuple(_SERIES[key] for key in sorted(_SERIES))
