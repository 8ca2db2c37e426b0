"""The register of series of courses, visits and receptions: each declared once, with its indicators."""

from yankao.engines.activities.course import EventSeries
from yankao.engines.indicators.declared import Declarations


def _check(it: EventSeries) -> None:
    if not it.basis:
        raise ValueError(f"活動系列 {it.key} 應載明依據")


_SERIES = Declarations(EventSeries, name="活動系列", check=_check)
load, register, get, every = _SERIES.load, _SERIES.register, _SERIES.get, _SERIES.every
