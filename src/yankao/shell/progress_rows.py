"""The rows of a portfolio (列管計畫): plans with their lamps, agencies with their counts; written without a template, which would cost far more."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yankao.engines.progress.declare import Judged, Programme
from yankao.engines.progress.models import PeriodReport, Plan
from yankao.engines.progress.read import Share
from yankao.shell.templatetags.progress import amount, plain, roc_month
from yankao.shell.words import namer


def plan_rows(it: Programme, plans: Iterable[Plan], names: Mapping[str, str]) -> SafeString:
    """Write plans that carry their lamps; `names` are the words of the lamps."""
    named = namer()
    start, end = reverse("plan", args=[0]).split("0")
    waiting = f' <span class="mark">{escape(_("待說明"))}</span>'
    labels = [escape(word) for word in (_("最近期別"), _("預定"), _("實際"), _("落後百分點"), _("經費（元）"))]
    found = []
    for plan in plans:
        planned, actual = _told(it, plan.latest)
        month = roc_month(None if plan.latest is None else plan.latest.month)
        figures = (month, plain(planned), plain(actual), plain(getattr(plan, "lag", None)), amount(plan.budget))
        cells = "".join(
            f'<td class="whole{" amount" if place else ""}" data-label="{label}">{escape(text)}</td>'
            for place, (label, text) in enumerate(zip(labels, figures, strict=True))
        )
        colour = str(getattr(plan, "colour", ""))
        found.append(
            f'<tr><td class="whole"><span class="light {escape(colour)}">{escape(names.get(colour, ""))}</span></td>'
            f'<td class="title"><a href="{start}{plan.pk}{end}">{escape(plan.name)}</a>{waiting if getattr(plan, "is_waiting", False) else ""} '
            f'<div class="muted small">{escape(plan.number)}</div></td><td class="whole">{escape(named(plan.agency))}</td>{cells}'
            f'<td class="whole"><span class="step">{escape(named(plan.get_standing_display()))}</span></td></tr>'
        )
    return SafeString("\n".join(found))


def agency_rows(parts: Iterable[Share], *, path: str, asked: QueryDict) -> SafeString:
    """Write the agencies of a portfolio with their counts, each with the address that narrows the list to it."""
    kept = asked.copy()
    for name in ("page", "agency"):
        kept.pop(name, None)
    begin = f"{path}?{kept.urlencode()}&" if kept else f"{path}?"
    found = []
    for part in parts:
        address = escape(begin + QueryDict.fromkeys(("agency",), value=part.key).urlencode())
        counts = "".join(f'<td class="amount">{count}</td>' for count in part.colours.values())
        found.append(
            f'<tr><th scope="row"><a href="{address}">{escape(part.name)}</a></th><td class="amount">{part.plans}</td>{counts}'
            f'<td class="amount">{amount(part.budget)}</td></tr>'
        )
    return SafeString("".join(found))


def _told(it: Programme, report: PeriodReport | None) -> tuple[Decimal | None, Decimal | None]:
    """Return what was promised and what was told, by what the programme judges."""
    if report is None:
        return None, None
    if it.is_valued:
        return report.target, report.value
    if it.judged is Judged.YEAR:
        return report.planned_year, report.year_progress
    return report.planned_total, report.total_progress
