"""The register of series of meetings: each declared once, with a procedure for its resolutions that exists."""

from importlib import import_module
from pkgutil import iter_modules

from yankao.engines.activities.declare import Series
from yankao.engines.cases import registry as cases
from yankao.engines.indicators import registry as indicators

_SERIES: dict[str, Series] = {}


def load(package: str) -> None:
    """Import every module of a division's `series` package; each Series found at module level is registered."""
    root = import_module(package)
    for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
        for value in vars(import_module(f"{package}.{module.name}")).values():
            if isinstance(value, Series) and _SERIES.get(value.key) is not value:
                register(value)


def register(it: Series) -> Series:
    """Enter a series and its indicators; a key may be entered once only."""
    if it.key in _SERIES:
        raise ValueError(f"會議系列 {it.key} 重複宣告")
    if not it.basis:
        raise ValueError(f"會議系列 {it.key} 應載明依據")
    keys = [key for key, _name in it.programmes]
    if len(keys) != len(set(keys)):
        raise ValueError(f"會議系列 {it.key} 的列管計畫重複")
    _SERIES[it.key] = it
    for indicator in it.indicators:
        indicators.register(indicator, subject=it.key)
    return it


def get(key: str) -> Series:
    """Return the series of that key; LookupError names it when unknown."""
    try:
        return _SERIES[key]
    except KeyError:
        raise LookupError(f"沒有會議系列 {key}") from None


def every() -> tuple[Series, ...]:
    """Return all series ordered by key."""
    return tuple(_SERIES[key] for key in sorted(_SERIES))


def check_references() -> None:
    """Refuse a series whose resolutions would become cases of a procedure that does not exist; asked when all divisions are loaded."""
    for it in every():
        if it.tracked is not None:
            cases.get(it.tracked.procedure)
