"""The month of an agency and of the commission: a grid of many plans typed or pasted into, files taken in, reports sent on their way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.sheets import Sheet, read_pasted, read_sheet
from yankao.engines.progress.alarms import UNANSWERED, lag_of
from yankao.engines.progress.cells import OPEN, Cell, Outcome, text_of, write_cells
from yankao.engines.progress.declare import Judged, Programme, Stage
from yankao.engines.progress.importing import NUMBER, Taken, import_plans, import_reports
from yankao.engines.progress.models import Alarm, BaselineMonth, PeriodReport, Plan
from yankao.engines.progress.read import visible_plans
from yankao.engines.progress.reports import Sent, send
from yankao.engines.progress.rules import COLUMNS, MONEY, PERCENTS
from yankao.engines.progress.who import may
from yankao.engines.progress.windows import fill_by_agency, fill_of, owing_plans, window_of
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth
from yankao.shell.due import Lamp, kept, running
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.reading import whole_number
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.views.progress import month_of, page_number, programme_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import tr

MOST_ROWS = 100
REVIEWED = 100
"""So many reports on one page of the review; what is passed makes room for the next."""
REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One cell of the grid as it is shown: what stands in it, what its writer saw, and why it was refused."""

    name: str
    label: str
    value: str
    seen: str
    kind: str
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One plan of the grid."""

    number: int
    plan: Plan
    report: PeriodReport | None
    planned: str
    is_open: bool
    boxes: tuple[Box, ...]


@page(who=SIGNED_IN, methods=READ_WRITE)
def grid(request: HttpRequest, key: str, month: str) -> HttpResponse:
    """Show the plans of one period in a grid; save the cells that were changed, and send on what is asked for."""
    it, actor, period = programme_or_404(request, key), actor_of_request(request), month_of(month)
    plans = _plans(it, actor, period, request)
    outcome, sent = None, None
    if request.method == "POST":
        outcome = write_cells(it, period, _cells(it, plans, request.POST), actor=actor, now=clock())
        sent = _send_ready(it, plans, period, actor=actor) if "submit" in request.POST else None
        _tell(request, outcome, sent)
        if not outcome.refused and not (sent and sent.held):
            return redirect(request.get_full_path())
    lines = _lines(it, plans, period, outcome)
    columns = _columns(it)
    context = {
        "it": it,
        "month": RocMonth.of(period),
        "before": RocMonth.of(period).plus(-1).code,
        "after": RocMonth.of(period).plus(1).code,
        "columns": [(name, tr(COLUMNS[name])) for name in columns],
        "lines": lines,
        "due": _due(it, period) if lines else None,
        "held": sent.held if sent else (),
        "refused": [(_plan_name(plans, each.cell.plan_id), each) for each in outcome.refused] if outcome else [],
        "is_full": len(plans) == MOST_ROWS,
        "fill": fill_of(it, period),
    }
    return render(request, "shell/progress/grid.html", context, status=REFUSED if outcome and outcome.refused else 200)


@page(who=SIGNED_IN, methods=READ_WRITE)
def review(request: HttpRequest, key: str, month: str) -> HttpResponse:
    """Show how the window is filled and the reports that wait for the reader; send the chosen ones on or back."""
    it, actor, period = programme_or_404(request, key), actor_of_request(request), month_of(month)
    if request.method == "POST":
        return _send_chosen(request, it, actor)
    reports = PeriodReport.objects.filter(month=period, plan__in=visible_plans(it, actor)).exclude(state="draft")
    number = page_number(request)
    found = reports.select_related("plan__agency", "window", "plan").order_by("state", "plan__agency_id", "plan__number")
    rows = list(found[(number - 1) * REVIEWED : number * REVIEWED + 1])
    has_more, rows = len(rows) > REVIEWED, rows[:REVIEWED]
    waiting = set(Alarm.objects.filter(UNANSWERED, report__in=rows).values_list("report_id", flat=True))
    stages = [stage for stage in it.way[1:] if may(stage.by, actor)]
    context = {
        "it": it,
        "month": RocMonth.of(period),
        "before": RocMonth.of(period).plus(-1).code,
        "after": RocMonth.of(period).plus(1).code,
        "rows": [
            (row, lag_of(it, row), row.pk in waiting, _lamp(row), any(row.state in stage.at and may(stage.by, actor, row.plan) for stage in stages))
            for row in rows
        ],
        "page": number,
        "has_more": has_more,
        "stages": [stage for stage in stages if any(row.state in stage.at for row in rows)],
        "agencies": fill_by_agency(it, period) if may(it.listed_by, actor) else {},
        "fill": fill_of(it, period),
        "due": _due(it, period) if rows else None,
        "may_extend": may(it.listed_by, actor) and not it.is_closed,
    }
    return render(request, "shell/progress/review.html", context)


@page(who=SIGNED_IN, methods=READ_WRITE)
def take_in(request: HttpRequest, key: str) -> HttpResponse:
    """Take in a file or pasted cells: reports of a period from those who fill in, plans from those who list them."""
    it, actor = programme_or_404(request, key), actor_of_request(request)
    may_list, may_fill = may(it.listed_by, actor), may(it.filled_by, actor)
    if not (may_list or may_fill) or it.is_closed:
        raise PermissionDenied(_("您不能匯入「%(name)s」的資料") % {"name": tr(it.name)})
    period = month_of(request.POST.get("month", "") or request.GET.get("month", ""))
    taken: Taken | None = None
    wrong = ""
    if request.method == "POST":
        try:
            taken = _take(request, it, actor, period, is_plans=request.POST.get("what") == "plans" and may_list)
        except (BadFileError, ValidationError) as error:
            wrong = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    context = {
        "it": it,
        "month": RocMonth.of(period),
        "may_list": may_list,
        "taken": taken,
        "wrong": wrong,
        "heads": [NUMBER, *(COLUMNS[name] for name in _columns(it))],
    }
    return render(request, "shell/progress/take_in.html", context, status=REFUSED if wrong or (taken and taken.refused) else 200)


@page(who=SIGNED_IN)
def blank(request: HttpRequest, key: str, month: str) -> HttpResponseBase:
    """Give the table of a period to fill in with a spreadsheet: the plans, what is promised, what stands already."""
    it, actor, period = programme_or_404(request, key), actor_of_request(request), month_of(month)
    plans = _plans(it, actor, period, request)
    reports = {row.plan_id: row for row in PeriodReport.objects.filter(month=period, plan__in=plans)}
    names = _columns(it)
    rows = ([plan.number, *(text_of(getattr(reports[plan.pk], name)) if plan.pk in reports else "" for name in names)] for plan in plans)
    return attachment(f"{key}.{RocMonth.of(period).code}.csv", csv_lines([NUMBER, *(COLUMNS[name] for name in names)], rows))


def _plans(it: Programme, actor: Actor, period: date, request: HttpRequest) -> list[Plan]:
    rows: QuerySet[Plan] = owing_plans(it, period).filter(it.filled_by.filter(actor), standing="tracked").select_related("agency")
    if agency := request.GET.get("agency"):
        rows = rows.filter(agency__slug=agency)
    return list(rows.order_by("agency__path", "number")[:MOST_ROWS])


def _columns(it: Programme) -> tuple[str, ...]:
    """Return the columns a programme fills in: a value or progress, one or both sums of progress, money only where it has any."""
    measured: tuple[str, ...] = ("value",) if it.is_valued else ("year_progress", "total_progress")
    if it.judged is Judged.TOTAL and not it.is_valued:
        measured = ("total_progress",)
    return (*measured, *(MONEY if it.money else ()), "text", "reason")


def _cells(it: Programme, plans: Iterable[Plan], data: Mapping[str, Any]) -> list[Cell]:
    """Read the cells that were sent; those that still hold what their writer saw are left out."""
    found = []
    for number, plan in enumerate(plans, start=1):
        for name in _columns(it):
            text, seen = data.get(f"c{plan.pk}.{name}"), data.get(f"s{plan.pk}.{name}", "")
            if text is not None and text.strip() != seen.strip():
                address = _("第%(n)d列%(column)s") % {"n": number, "column": tr(COLUMNS[name])}
                found.append(Cell(plan_id=plan.pk, field=name, text=text, seen=seen, address=address))
    return found


def _send_ready(it: Programme, plans: Iterable[Plan], period: date, *, actor: Actor) -> Sent:
    ready = PeriodReport.objects.filter(plan__in=list(plans), month=period, state__in=OPEN)
    return send(it, list(ready.values_list("pk", flat=True)), it.way[0].key, actor=actor, now=clock())


def _tell(request: HttpRequest, outcome: Outcome, sent: Sent | None) -> None:
    if outcome.saved:
        messages.success(request, _("已儲存%(n)d格") % {"n": outcome.saved})
    if sent is not None and sent.moved:
        messages.success(request, _("已送審%(n)d案") % {"n": len(sent.moved)})
    if outcome.refused:
        messages.error(request, _("有%(n)d格未儲存，原因列於該格；其餘均已儲存") % {"n": len(outcome.refused)})


def _lines(it: Programme, plans: list[Plan], period: date, outcome: Outcome | None) -> list[Line]:
    reports = {row.plan_id: row for row in PeriodReport.objects.filter(month=period, plan__in=plans)}
    months = BaselineMonth.objects.filter(baseline_id__in=[plan.baseline_id or 0 for plan in plans], month__lte=period)
    promised = {row.baseline_id: row for row in months.order_by("baseline_id", "-month").distinct("baseline_id")}
    refused = {(each.cell.plan_id, each.cell.field): each for each in outcome.refused} if outcome else {}
    lines = []
    for number, plan in enumerate(plans, start=1):
        report, promise = reports.get(plan.pk), promised.get(plan.baseline_id or 0)
        boxes = []
        for name in _columns(it):
            value = text_of(getattr(report, name)) if report else ""
            wrong = refused.get((plan.pk, name))
            shown = wrong.cell.text if wrong else value
            kind = "percent" if name in PERCENTS or name == "value" else "money" if name in MONEY else "words"
            refusal = f"{wrong.refusal.why}；{wrong.refusal.remedy}" if wrong else ""
            boxes.append(Box(name=name, label=f"{plan.name} {tr(COLUMNS[name])}", value=shown, seen=value, kind=kind, refusal=refusal))
        is_open = report is None or report.state in OPEN
        lines.append(Line(number=number, plan=plan, report=report, planned=_planned(it, promise), is_open=is_open, boxes=tuple(boxes)))
    return lines


def _planned(it: Programme, promise: BaselineMonth | None) -> str:
    if promise is None:
        return "—"
    if it.is_valued:
        return text_of(promise.target) or "—"
    return text_of(promise.year_progress if it.judged is Judged.YEAR else promise.total_progress)


def _plan_name(plans: Iterable[Plan], plan_id: int) -> str:
    return next((plan.name for plan in plans if plan.pk == plan_id), "")


def _due(it: Programme, period: date) -> Lamp:
    return running(window_of(it, period).due_at, now=clock())


def _lamp(report: PeriodReport) -> Lamp | None:
    return kept(report.window.due_at, report.submitted_at) if report.submitted_at else None


def _send_chosen(request: HttpRequest, it: Programme, actor: Actor) -> HttpResponse:
    chosen = [pk for text in request.POST.getlist("report") if (pk := whole_number(text)) is not None]
    stage: Stage | None = next((each for each in it.way if each.key == request.POST.get("stage")), None)
    if not chosen or stage is None:
        messages.error(request, _("請先勾選案件，再選擇動作"))
        return redirect(request.get_full_path())
    try:
        sent = send(it, chosen, stage.key, actor=actor, now=clock(), reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(request.get_full_path())
    if sent.moved:
        messages.success(request, _("「%(name)s」%(n)d案完成") % {"name": tr(stage.name), "n": len(sent.moved)})
    for each in sent.held:
        messages.error(request, f"{each.report.plan.name}：{each.why}")
    return redirect(request.get_full_path())


def _take(request: HttpRequest, it: Programme, actor: Actor, period: date, *, is_plans: bool) -> Taken:
    upload, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    if upload is not None:
        sheet = read_sheet(upload.read())
    elif pasted.strip():
        table = read_pasted(pasted)
        sheet = Sheet(heading=tuple(text.strip() for text in table[0]), rows=tuple(tuple(row) for row in table[1:]))
    else:
        raise BadFileError(_("請選擇檔案，或將試算表連同標題列貼上"))
    if is_plans:
        return import_plans(it, sheet, actor=actor, now=clock())
    mine = Plan.objects.filter(it.filled_by.filter(actor), programme=it.key, standing="tracked")
    return import_reports(it, sheet, actor=actor, now=clock(), month=period, plans=mine)
