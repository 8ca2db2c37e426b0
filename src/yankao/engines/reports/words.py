"""報告用語: the words a text may use beside figures: title, period by its modes, cut-off, session of the council, who reports and when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from yankao.engines.indicators.declare import Mode
from yankao.engines.reports.types import ReportType
from yankao.kernel.roc import RocMonth, Window, roc_date, roc_year

NAMES = {
    Mode.WINDOW: "本期",
    Mode.YEAR: "{year}年度",
    Mode.YEAR_TO_DATE: "{year}年1月至{to_month}月",
    Mode.LAST_YEAR: "{last_year}年度",
    Mode.CUMULATIVE: "截至{asof}累計",
    Mode.NOW: "目前",
    Mode.PLANNED: "{next_year}年度預定",
}
"""How the modes are called (期間別) where a type does not say otherwise."""

MODES = {str(mode): mode for mode in Mode} | {
    "本期": Mode.WINDOW,
    "年度": Mode.YEAR,
    "年度截至": Mode.YEAR_TO_DATE,
    "前一年度": Mode.LAST_YEAR,
    "累計": Mode.CUMULATIVE,
    "目前": Mode.NOW,
    "預定": Mode.PLANNED,
}
"""What may stand behind @ in a placeholder."""

ASKED = {
    "session": "會期",
    "session.term": "屆別",
    "session.meeting": "次別",
    "reporter": "報告人",
    "reporter.title": "報告人職稱",
    "reporter.name": "報告人姓名",
    "reported_on": "報告日",
    "chapter": "議會公報章次",
}
"""Words that only whoever makes the report can tell; an edition holds them."""

_HALF = 6
_TOKEN = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report is told beside its period: the day up to which figures count, and words such as the session."""

    as_of: date | None = None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def words_of(kind: ReportType, window: Window, told: Told) -> dict[str, str]:
    """Return the words a text may use; those nobody told yet are left out and become gaps."""
    first, last, cut = RocMonth.of(window.first), RocMonth.of(window.last), cut_of(window, told)
    tokens = {
        "window": str(window),
        "from": str(first),
        "to": str(last),
        "to_month": str(last.month),
        "year": str(roc_year(window.last)),
        "last_year": str(roc_year(window.last) - 1),
        "next_year": str(roc_year(window.last) + 1),
        "asof": asof(cut),
    }
    modes = {f"period.{mode}": _said(kind.period_names.get(str(mode), name), tokens) for mode, name in NAMES.items()}
    return {
        **modes,
        "title": kind.title,
        "period": _said(kind.period, tokens),
        "period.window": str(window),
        "period.months": str(window.months) if window.is_whole_months else "",
        "period.from": str(first),
        "period.to": str(last),
        "period.half": f"{roc_year(window.last)}年{'上' if last.month <= _HALF else '下'}半年",
        "year": tokens["year"],
        "last_year": tokens["last_year"],
        "next_year": tokens["next_year"],
        "asof": tokens["asof"],
        "asof.date": roc_date(cut),
        **kind.words,
        **told.words,
    }


def cut_of(window: Window, told: Told) -> date:
    """Return the day up to which figures count (資料截止日)."""
    return told.as_of or window.last


def asof(day: date) -> str:
    """Say a cut-off: the end of a month, or the day."""
    month = RocMonth.of(day)
    return f"{month}底" if day == month.last else roc_date(day)


def _said(text: str, tokens: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda found: tokens.get(found[1], found[0]), text)
