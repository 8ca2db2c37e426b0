"""一個數字: what it counts and on what ground, its value and parts in a period, month by month, and the cases behind it."""

from decimal import Decimal
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yankao.engines.cases import registry as procedures
from yankao.engines.cases.read import visible_cases
from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import figure
from yankao.engines.registers import registry as registers
from yankao.engines.reports import html, lists
from yankao.engines.reports.chart import svg
from yankao.engines.reports.document import Chart
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.numerals import style
from yankao.kernel.roc import RocMonth, Window, roc_slashed
from yankao.shell.gate import STAFF, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

SAMPLE = 10
BY = (("category", "類別"), ("agency", "機關"), ("district", "行政區"))


@page(who=STAFF)
def figure_page(request: HttpRequest, key: str) -> HttpResponse:
    """Explain a figure for a period (`?from=112-03&to=112-07`)."""
    try:
        indicator, subject = registry.get(key)
    except LookupError:
        raise Http404 from None
    window, error = _window(request)
    actor = actor_of_request(request)
    found = figure(indicator, subject=subject, window=window)
    context = {
        "it": indicator,
        "grounds": [ground.describe() for ground in indicator.basis],
        "figure": found,
        "shown": style(found.value, "comma") if found.value is not None else "—",
        "numerator": style(found.numerator, "comma") if found.numerator is not None else "—",
        "denominator": style(found.denominator, "comma") if found.denominator is not None else "",
        "mode": html.MODES[str(found.mode)],
        "days": html.days_of(found.first, found.last),
        "window": window,
        "first": RocMonth.of(window.first).code,
        "last": RocMonth.of(window.last).code,
        "error": error,
        "chart": _chart(key, window),
        "breakdown": _breakdown(subject, window),
        "cases": _cases(subject, window, actor),
        "rest": _rest(subject, window, actor),
    }
    return render(request, "shell/editions/figure.html", context)


def _window(request: HttpRequest) -> tuple[Window, str]:
    today = day_of(clock())
    this_year = Window(today.replace(month=1, day=1), RocMonth.of(today).last)
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    if not first and not last:
        return this_year, ""
    try:
        return Window.of_months(RocMonth.parse(first), RocMonth.parse(last)), ""
    except ValueError as error:
        return this_year, str(error)


def _chart(key: str, window: Window) -> str:
    if window.first.replace(day=1) <= window.last.replace(year=window.last.year - 2, day=1):
        return ""
    found = lists.listing(key, window=window, by=lists.MONTH)
    points = tuple((str(row["name"]), Decimal(value)) for row in found.rows if isinstance(value := row["value"], Decimal | int))
    made = Chart(title=_("每月"), unit=found.unit, points=points)
    return mark_safe(svg(made)) if points else ""  # noqa: S308 -- drawn and escaped by ourselves


def _breakdown(subject: str, window: Window) -> list[tuple[str, tuple[dict[str, object], ...]]]:
    if subject not in {each.key for each in procedures.every()}:
        return []
    return [(tr(name), tuple(dict(row) for row in lists.listing(subject, window=window, by=by).rows[:SAMPLE])) for by, name in BY]


def _cases(subject: str, window: Window, actor: Actor) -> list[object]:
    """Return some of the cases received in the period, as far as the reader may see them."""
    if subject not in {each.key for each in procedures.every()}:
        return []
    try:
        mine = visible_cases(actor, procedures=(procedures.get(subject),))
    except PermissionDenied:
        return []
    return list(mine.filter(received_at__gte=window.start, received_at__lt=window.end).order_by("-received_at", "-pk")[:SAMPLE])


def _rest(subject: str, window: Window, actor: Actor) -> str:
    """Return the address of the whole list behind a figure, empty where the reader may not see it."""
    days = urlencode({"from": roc_slashed(window.first), "to": roc_slashed(window.last)})
    if subject in {each.key for each in procedures.every()}:
        return f"{reverse('list', args=[subject])}?state=all&{days}" if procedures.get(subject).seen_by.allows(actor) else ""
    if subject in {each.key for each in registers.every()} and registers.get(subject).seen_by(actor):
        return f"{reverse('register', args=[subject])}?{days}"
    return ""
