"""公文時效統計分析、公文查訪報告: the month by class, agency and trend with one letter to all who owe a report; the visits of a year; to print or as ODT."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.control.logic.obliged import oblige
from yankao.divisions.control.logic.timeliness import Statistics, letters_due, sheet_of, statistics_of
from yankao.divisions.control.logic.visit_report import report_of
from yankao.divisions.control.pages.audiences import READERS
from yankao.divisions.control.roles import CONTROL
from yankao.engines.progress.who import may
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of, last_day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST, RocMonth, Window, parse_year, roc_date
from yankao.shell.downloads import attached
from yankao.shell.forms.fields import Field
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.progress_forms import Asked, handle
from yankao.shell.sheet import write
from yankao.shell.words import now as clock


@page(who=READERS)
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the analysis of a month, for printing or as ODT (`?format=odt`)."""
    month = _month(request.GET.get("month", ""))
    found = statistics_of(month)
    sheet = sheet_of(found, government=current_city().government)
    if request.GET.get("format") == "odt":
        return attached(f"{sheet.title}.odt", write(sheet))
    context = {
        "sheet": sheet,
        "found": found,
        "before": month.plus(-1),
        "after": month.plus(1),
        "due_on": roc_date(last_day_of(letters_due(month.first))),
        "may_ask": may(CONTROL, actor_of_request(request)) and found.unasked,
    }
    return render(request, "control/document_statistics.html", context)


@page(who=READERS)
def visits(request: HttpRequest) -> HttpResponse:
    """Show the report on a year's visits, for printing or as ODT (`?format=odt`)."""
    year = _year(request.GET.get("year", ""))
    name = str(year - YEAR_BEFORE_FIRST)
    sheet = report_of(actor_of_request(request), Window.of_year(name), government=current_city().government, name=name)
    if sheet is not None and request.GET.get("format") == "odt":
        return attached(f"{sheet.title}.odt", write(sheet))
    return render(request, "control/document_visits.html", {"sheet": sheet, "year": int(name), "before": int(name) - 1, "after": int(name) + 1})


@page(who=READERS, methods=READ_WRITE)
def letters(request: HttpRequest, month: str) -> HttpResponse:
    """Ask for the number of the letter, and open the report that each agency above the limit owes."""
    actor, found = actor_of_request(request), statistics_of(_month(month))
    if not may(CONTROL, actor):
        raise PermissionDenied(_("函請檢討由管制考核組辦理"))
    field = Field(name="letter_number", label=_("函請檢討文號"), is_required=True, max_length=60, help=_("對逾限比率超過規定之各機關，各立一案追蹤"))
    back = f"{reverse('document_statistics')}?month={found.month.code}"

    def do() -> str:
        number = request.POST.get("letter_number", "").strip()
        _refuse(found, number)
        oblige(found.month, actor=actor, now=clock(), letter_number=number)
        return back

    about = _("%(month)s逾限比率超過%(limit)s%%者%(count)s個機關尚未函請檢討") % {
        "month": found.month, "limit": found.limit, "count": found.unasked
    }  # fmt: skip
    return handle(request, Asked(title=_("函請檢討"), about=about, back=back, fields=(field,), do=do))


def _refuse(found: Statistics, number: str) -> None:
    if not number:
        raise ValidationError({"letter_number": "請填寫函請檢討文號"})
    if not found.unasked:
        raise ValidationError("沒有尚待函請檢討的機關。")


def _year(text: str) -> int:
    try:
        return parse_year(text) if text else day_of(clock()).year
    except ValueError:
        raise Http404 from None


def _month(text: str) -> RocMonth:
    if not text:
        return RocMonth.of(day_of(clock())).plus(-1)
    try:
        return RocMonth.parse(text)
    except ValueError:
        raise Http404 from None
