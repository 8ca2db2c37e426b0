"""What the templates of the shell may say: declared names in the reader's language, ROC dates, lamps and icons."""

from datetime import date, datetime
from functools import cache

from django import template
from django.templatetags.static import static

from yankao.shell.notice_links import address_of
from yankao.shell.parts import case_rows, entries, lamp, options, suggestions
from yankao.shell.words import day_text, due_text, joined, long_day_text, moment_text, sentences, tr

register = template.Library()

register.filter("tr", tr)
register.filter("address_of", address_of)
register.filter("joined", joined)
register.filter("sentences", sentences)
for part in (options, suggestions, entries, lamp):
    register.simple_tag(part)
register.simple_tag(case_rows, takes_context=True)
register.simple_tag(cache(static), name="asset")  # the addresses of styles and scripts stay the same as long as the program runs


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day."""
    if value is None:
        return ""
    return moment_text(value).split(" ")[0] if isinstance(value, datetime) else day_text(value)


@register.filter
def long_day(value: date) -> str:
    """Write a day in words."""
    return long_day_text(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment to the minute."""
    return moment_text(value) if value is not None else ""


@register.filter
def clock_time(value: datetime) -> str:
    """Write the time of day."""
    return moment_text(value).split(" ")[1]


@register.filter
def due(value: datetime | None) -> str:
    """Write a due date."""
    return due_text(value) if value is not None else ""


@register.filter
def iso(value: datetime) -> str:
    """Write a moment for machines."""
    return value.isoformat(timespec="minutes")


@register.filter
def size(value: int) -> str:
    """Write the size of a file."""
    kilobyte = 1024
    return f"{value / kilobyte**2:.1f} MB" if value >= kilobyte**2 else f"{max(1, value // kilobyte)} KB"


@register.filter
def at(values: tuple[str, ...], index: int) -> str:
    """Return one of several values."""
    return values[index]


@register.filter
def words(text: str) -> list[str]:
    """Cut a text at its blanks."""
    return text.split()


@register.filter
def unlocalised(value: float) -> str:
    """Write a number for machines."""
    return repr(value)
