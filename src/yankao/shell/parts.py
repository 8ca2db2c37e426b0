"""The parts that stand on a page by the hundred: choices, entries of the navigation, rows of cases; a template would cost ten times as much."""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from urllib.parse import quote

from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yankao.kernel.days import TAIPEI
from yankao.shell.context import Entry
from yankao.shell.due import Lamp
from yankao.shell.tables import Row, Table
from yankao.shell.words import NONE, dater

MOST_UNREAD = 99
"""More are not counted."""
LONGEST_NUMBER = 24


def options(choices: Iterable[tuple[object, object]], chosen: object = None) -> SafeString:
    """Write the choices of a list, key and name each, the chosen one marked."""
    marked = (f'<option value="{escape(str(key))}"{" selected" if key == chosen else ""}>{escape(str(name))}</option>' for key, name in choices)
    return SafeString("".join(marked))


def suggestions(names: Iterable[object]) -> SafeString:
    """Write what an input suggests while something is typed."""
    return SafeString("".join(f'<option value="{escape(str(name))}"></option>' for name in names))


def entries(of: Iterable[Entry]) -> SafeString:
    """Write the entries of one section of the navigation."""
    return SafeString("".join(map(_entry, of)))


def _entry(it: Entry) -> str:
    current = ' aria-current="page"' if it.is_current else ""
    return f'<li><a href="{escape(it.url)}"{current}>{escape(it.name)}{_badge(it.badge)}</a></li>'


def _badge(count: int) -> str:
    if not count:
        return ""
    shown = f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count)
    return f' <span class="badge">{shown}<span class="unseen">{escape(_("則未讀"))}</span></span>'


def case_rows(context: Context, table: Table) -> SafeString:
    """Write the rows of a list of cases; the page says whether they can be picked, are compact, and whom they are for."""
    has_pick, is_compact, is_staff = (bool(context.get(name)) for name in ("has_pick", "compact", "is_staff_page"))
    start, end = reverse("case", args=["*"]).split("*")
    simulated = "" if context.get("is_demo") else _mark(_("模擬"))
    labels = tuple(escape(column) for column in table.columns)
    pick, received, due = (escape(word) for word in (_("勾選"), _("受理"), _("期限")))
    write_day, found = dater(), []
    for row in table.rows:
        number, procedure, when = escape(row.number), escape(row.procedure), _small(escape(row.lamp.when))
        picked = f'<td class="pick"><input type="checkbox" name="case" value="{row.id}" aria-label="{pick} {number}"></td>' if has_pick else ""
        marks = "".join(map(_mark, row.marks)) + (simulated if row.is_simulated else "")
        found.append(
            f'<tr>{picked}<td class="number">{number}</td><td class="title"><a href="{start}{quote(row.number)}{end}">{escape(row.title)}</a>{marks}'
            + (f"{_small(procedure)}</td>" if is_compact else f'</td><td class="nowrap">{procedure}</td>' if table.shows_procedure else "</td>")
            + f'<td><span class="step">{escape(row.step)}</span></td><td class="whole nowrap">{_lamp(row.lamp, due)}{when}</td>'
            + f'<td class="whole nowrap">{escape(row.agency)}{_small(escape(row.handler)) if is_staff else ""}</td>'
            + "".join(map(_fact, labels, row.cells))
            + ("" if is_compact else _received(row, received, write_day))
            + "</tr>\n"
        )
    return SafeString("".join(found))


def _mark(word: str) -> str:
    return f' <span class="mark">{escape(word)}</span>'


def _small(said: str) -> str:
    return f'<div class="muted small">{said}</div>' if said else ""


def lamp(it: Lamp) -> SafeString:
    """Show a lamp with its words."""
    return SafeString(_lamp(it, escape(_("期限"))))


def _lamp(it: Lamp, due: str) -> str:
    title = f' title="{due} {escape(it.when)}"' if it.when else ""
    return f'<span class="lamp {it.light}"{title}>{escape(it.says)}</span>'


def _fact(label: str, text: str) -> str:
    # A number, a day, a code is read whole or not at all; a sentence may be cut.
    if text.isascii() and len(text) <= LONGEST_NUMBER:
        return f'<td class="fact nowrap" data-label="{label}">{escape(text)}</td>'
    return f'<td class="fact"{" data-empty" if text == NONE else ""} data-label="{label}"><span class="cut">{escape(text)}</span></td>'


def _received(row: Row, label: str, write_day: Callable[[date], str]) -> str:
    local = row.received_at.astimezone(TAIPEI)
    return f'<td class="whole when" data-label="{label}">{write_day(local.date())} <span class="muted">{local.hour:02}:{local.minute:02}</span></td>'
