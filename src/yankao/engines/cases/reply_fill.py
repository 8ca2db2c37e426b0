"""帶入範本: a reply template filled with what the case knows; what it does not know stays as a placeholder and blocks the sending."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from yankao.engines.cases.models import Case
from yankao.kernel.days import day_of, last_day_of
from yankao.kernel.roc import roc_date

SALUTATION = "市民朋友您好"
"""The salutation names nobody: the name of the reporter is opened by those who need it, and not by filling a template."""
_PLACE = re.compile(r"\{([a-z_.]+)\}")
_VALUES: Mapping[str, tuple[str, Callable[[Case], str]]] = {
    "case.number": ("案號", lambda case: case.number),
    "case.title": ("主旨", lambda case: case.title),
    "case.received_on": ("受理日", lambda case: roc_date(day_of(case.received_at))),
    "case.due_on": ("期限", lambda case: roc_date(last_day_of(case.due_at)) if case.due_at else ""),
    "case.category": ("項目", lambda case: case.category.name if case.category else ""),
    "case.address": ("地點", lambda case: case.address),
    "case.district": ("行政區", lambda case: case.district.name if case.district else ""),
    "agency": ("承辦機關", lambda case: case.agency.name if case.agency else ""),
    "agency.short_name": ("承辦機關簡稱", lambda case: case.agency.short_name if case.agency else ""),
    "reporter.salutation": ("反映人稱呼", lambda _case: SALUTATION),
}


def placeholders() -> Mapping[str, str]:
    """Return the placeholders a template may use, each with its meaning."""
    return {f"{{{key}}}": name for key, (name, _) in _VALUES.items()} | {"{today}": "今日"}


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Return the placeholders of a text that nothing can fill."""
    known = placeholders()
    return tuple(dict.fromkeys(found.group() for found in _PLACE.finditer(text) if found.group() not in known))


def fill(text: str, case: Case, *, now: datetime) -> str:
    """Return the text with what the case knows; an empty fact leaves its placeholder standing."""

    def value(found: re.Match[str]) -> str:
        if found[1] == "today":
            return roc_date(day_of(now))
        known = _VALUES.get(found[1])
        return (known[1](case) if known else "") or found.group()

    return _PLACE.sub(value, text)
