"""The register of series of meetings: each declared once, with a procedure for its resolutions that exists."""

from yankao.engines.activities.declare import Series
from yankao.engines.cases import registry as cases
from yankao.engines.indicators.declared import Declarations


def _check(it: Series) -> None:
    if not it.basis:
        raise ValueError(f"會議系列 {it.key} 應載明依據")
    keys = [key for key, _name in it.programmes]
    if len(keys) != len(set(keys)):
        raise ValueError(f"會議系列 {it.key} 的列管計畫重複")


_SERIES = Declarations(Series, name="會議系列", check=_check)
load, register, get, every = _SERIES.load, _SERIES.register, _SERIES.get, _SERIES.every


def check_references() -> None:
    """Refuse a series whose resolutions would become cases of a procedure that does not exist; asked when all divisions are loaded."""
    for it in every():
        if it.tracked is not None:
            cases.get(it.tracked.procedure)
