"""One plan under control: facts, curve, control points, period by period, alarms, versions of its promise; and the deeds on it."""

from datetime import date
from decimal import Decimal
from typing import Any
from zlib import crc32

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.progress.alarms import Answer, answer_alarm
from yankao.engines.progress.baseline import Point, even_promises, set_baseline
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.facts import column_of
from yankao.engines.progress.models import Alarm, BaselineMonth, Exit, Plan
from yankao.engines.progress.plans import correct_plan, detail_of, leave, reach_milestone
from yankao.engines.progress.read import curve, open_alarms, plan_for, points
from yankao.engines.progress.reports import verify_on_site
from yankao.engines.progress.rules import Promise
from yankao.engines.progress.who import may
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, parse_date
from yankao.shell.forms.fields import Field, Kind
from yankao.shell.forms.reading import read, whole_number
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.progress_charts import curve_of, gantt_of
from yankao.shell.progress_forms import Asked, handle, reason_field
from yankao.shell.views.progress import cell_text, plan_fields
from yankao.shell.words import day_text, tr
from yankao.shell.words import now as clock

MOST_LINES = 240
NEWEST_ALARMS = 3
"""So many alarms stand open on the page; older ones that were explained are folded up."""


@page(who=SIGNED_IN)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one plan on one printable page."""
    it, found = _plan_or_404(request, pk)
    actor, today = actor_of_request(request), day_of(clock())
    reports = list(found.reports.select_related("window", "baseline").annotate(files=Count("photos")).order_by("month"))
    reached = points(found)
    lines = curve(it, found, reports)
    alarms = list(open_alarms(found))
    explained = [each for each in alarms[NEWEST_ALARMS:] if each.answered_at]
    context = {
        "it": it,
        "plan": found,
        "facts": _facts(it, found),
        "curve": curve_of(lines),
        "lines": lines,
        "gantt": gantt_of(reached, first=found.starts_on, last=found.ends_on, today=today),
        "points": [(point, point.is_late(today)) for point in reached],
        "reports": reports[::-1],
        "alarms": [each for each in alarms if each not in explained],
        "explained": explained,
        "baselines": found.baselines.order_by("-version"),
        "verifications": found.verifications.order_by("-checked_on"),
        "merged": found.merged.all(),
        "following": Plan.objects.filter(carried_from=found).first(),
        "may_fill": may(it.filled_by, actor, found) and found.is_tracked and not it.is_closed,
        "may_list": may(it.listed_by, actor, found) and not it.is_closed,
        "today": today,
    }
    return render(request, "shell/progress/plan.html", context)


@page(who=SIGNED_IN, methods=READ_WRITE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is wrong with the facts of a plan and correct them."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.listed_by, actor, found), name=_("修正計畫資料"))
    detail = detail_of(it, found)
    values = {name: getattr(found if hasattr(found, name) else detail, name, None) for name in it.fields}
    fields = plan_fields(it, values)
    version = whole_number(request.POST.get("version", ""))

    def do() -> str:
        sent = read(fields, request.POST)
        sent.raise_errors()
        correct_plan(it, pk, actor=actor, now=clock(), facts=sent.facts, version=version)
        return reverse("plan", args=[pk])

    return handle(request, _asked(_("修正計畫資料"), found, fields, do, hidden=(("version", str(found.version)),)))


@page(who=SIGNED_IN, methods=READ_WRITE)
def baseline(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the next version of what a plan promises, a line for each month, and the letter that approved it."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.filled_by | it.listed_by, actor, found), name=_("訂定基準"))
    fields = _baseline_fields(it, found)

    def do() -> str:
        promises, reached = _read_months(request.POST.get("months", "")), _read_points(it, found, request.POST.get("points", ""))
        set_baseline(
            it,
            found,
            actor=actor,
            now=clock(),
            promises=promises,
            points=reached,
            approved_number=request.POST.get("approved_number", ""),
            reason=request.POST.get("reason", ""),
        )
        return reverse("plan", args=[pk])

    title = _("修正基準") if found.baseline else _("訂定基準")
    return handle(request, _asked(title, found, fields, do, help=_("可由試算表複製貼上；每月一列，各欄以空白或定位鍵分隔。舊版基準永久保留。")))


@page(who=SIGNED_IN, methods=READ_WRITE)
def milestone(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Ask on which day a control point was reached."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.filled_by | it.listed_by, actor, found), name=_("登錄查核點"))
    name = next((point.name for point in points(found) if point.key == key), None)
    if name is None:
        raise Http404
    fields = (
        Field(name="done_on", label=_("實際完成日"), kind=Kind.DATE, is_required=True, help=_("例如 112/3/1")),
        Field(name="evidence", label=_("佐證"), max_length=200, help=_("例如決標公告文號")),
    )

    def do() -> str:
        sent = read(fields, request.POST)
        sent.raise_errors()
        if sent.facts["done_on"] is None:
            raise ValidationError({"done_on": _("請填寫實際完成日")})
        reach_milestone(it, found, actor=actor, now=clock(), key=key, done_on=sent.facts["done_on"], evidence=sent.facts["evidence"])
        return reverse("plan", args=[pk])

    return handle(request, _asked(_("登錄查核點：%(name)s") % {"name": name}, found, fields, do))


@page(who=SIGNED_IN, methods=READ_WRITE)
def answer(request: HttpRequest, pk: int, alarm: int) -> HttpResponse:
    """Ask for cause, remedy, month of catching up and responsible party of an alarm."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.filled_by, actor, found), name=_("說明警示"))
    row = Alarm.objects.filter(pk=alarm, plan=found).first()
    if row is None:
        raise Http404
    catch_up = RocMonth.of(row.catch_up_month).code if row.catch_up_month else ""
    fields = (
        Field(name="cause", label=_("原因分析"), kind=Kind.LONG_TEXT, is_required=True, value=row.cause),
        Field(name="remedy", label=_("改善方案"), kind=Kind.LONG_TEXT, is_required=True, value=row.remedy),
        Field(name="catch_up_month", label=_("預定趕上月份"), is_required=True, value=catch_up, help=_("例如 112-09"), max_length=20),
        Field(
            name="responsible",
            label=_("責任歸屬"),
            is_required=True,
            value=row.responsible,
            max_length=100,
            help=_("例如主辦機關、承攬廠商、管線單位"),
        ),
    )

    def do() -> str:
        told = read(fields, request.POST).facts
        month = _month(str(told["catch_up_month"]), field="catch_up_month")
        given = Answer(cause=str(told["cause"]), remedy=str(told["remedy"]), catch_up_month=month, responsible=str(told["responsible"]))
        answer_alarm(it, alarm, actor=actor, now=clock(), answer=given)
        return reverse("plan", args=[pk]) + "#alarms"

    title = _("說明：%(kind)s") % {"kind": tr(row.get_kind_display())}
    return handle(request, _asked(title, found, fields, do, help=f"{RocMonth.of(row.month)}：{row.measured}（{row.rule}）"))


@page(who=SIGNED_IN, methods=READ_WRITE)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what was found on site; the reported figure stays beside it."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.listed_by, actor, found), name=_("登錄實地查證"))
    latest = RocMonth.of(found.latest.month).code if found.latest else ""
    fields = (
        Field(name="month", label=_("對應期別"), is_required=True, value=latest, help=_("例如 112-06"), max_length=20),
        Field(name="checked_on", label=_("查證日期"), kind=Kind.DATE, is_required=True, help=_("例如 112/7/1")),
        Field(name="progress", label=_("查證進度（%）"), kind=Kind.NUMBER, input_mode="decimal"),
        Field(name="finding", label=_("查證意見"), kind=Kind.LONG_TEXT, is_required=True),
        Field(name="checked_by", label=_("查證人員"), max_length=200, value=actor.name),
    )

    def do() -> str:
        sent = read(fields, request.POST)
        sent.raise_errors()
        told: dict[str, Any] = sent.facts
        month = _month(told["month"], field="month")
        if month is None or told["checked_on"] is None:
            raise ValidationError({"checked_on": _("請填寫期別與查證日期")})
        verify_on_site(
            it,
            found,
            actor=actor,
            now=clock(),
            month=month,
            checked_on=told["checked_on"],
            finding=told["finding"],
            progress=_percent(told["progress"]),
            checked_by=told["checked_by"],
        )
        return reverse("plan", args=[pk])

    return handle(request, _asked(_("登錄實地查證"), found, fields, do))


@page(who=SIGNED_IN, methods=READ_WRITE)
def exit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how and why a plan leaves control."""
    it, found = _plan_or_404(request, pk)
    actor = actor_of_request(request)
    _require(is_allowed=may(it.listed_by, actor, found) and not it.is_closed, name=_("退場"))
    ways = tuple((str(each.value), tr(each.label)) for each in it.exits)
    fields = (
        Field(name="exit", label=_("退場方式"), kind=Kind.CHOICE, is_required=True, options=ways),
        Field(name="number", label=_("簽准文號"), max_length=60, help=_("解除列管以外均須填寫")),
        Field(name="into", label=_("併入計畫編號"), max_length=20, help=_("僅併案填寫，例如 J1120000001")),
        reason_field(label=_("理由")),
    )

    def do() -> str:
        told = read(fields, request.POST).facts
        if told["exit"] not in Exit.values:
            raise ValidationError({"exit": _("請選擇退場方式")})
        into = Plan.objects.filter(number=told["into"], programme=it.key).values_list("pk", flat=True).first() if told["into"] else None
        leave(it, pk, actor=actor, now=clock(), exit_=Exit(told["exit"]), reason=told["reason"], number=told["number"], into=into)
        return reverse("plan", args=[pk])

    return handle(request, _asked(_("退場"), found, fields, do))


@page(who=SIGNED_IN)
def find(request: HttpRequest, number: str) -> HttpResponseBase:
    """Lead from the number of a plan to its page."""
    found = Plan.objects.filter(number=number).first()
    if found is None:
        raise Http404
    _plan_or_404(request, found.pk)
    return redirect("plan", pk=found.pk)


def _plan_or_404(request: HttpRequest, pk: int) -> tuple[Programme, Plan]:
    try:
        return plan_for(actor_of_request(request), pk)
    except (Plan.DoesNotExist, LookupError):
        raise Http404 from None


def _require(*, is_allowed: bool, name: str) -> None:
    if not is_allowed:
        raise PermissionDenied(_("您沒有「%(name)s」的權限") % {"name": name})


def _asked(title: str, plan: Plan, fields: tuple[Field, ...], do: Any, **more: Any) -> Asked:  # noqa: ANN401 -- what Asked takes
    return Asked(title=title, about=f"{plan.number} {plan.name}", back=reverse("plan", args=[plan.pk]), fields=fields, do=do, **more)


def _facts(it: Programme, plan: Plan) -> list[tuple[str, str]]:
    detail = detail_of(it, plan)
    found = []
    for name in it.fields:
        owner = plan if hasattr(plan, name) else detail
        chosen = getattr(owner, f"get_{name}_display", None)
        value = chosen() if chosen else getattr(owner, name, None)
        shown = f"{value:,}" if isinstance(value, Decimal) else cell_text(value)
        if name not in {"name", "agency"}:
            found.append((tr(column_of(it, name).verbose_name), shown))
    return found


def _baseline_fields(it: Programme, plan: Plan) -> tuple[Field, ...]:
    current: list[BaselineMonth | Promise] = list(BaselineMonth.objects.filter(baseline=plan.baseline)) if plan.baseline else [*even_promises(plan)]
    lines = "\n".join(
        f"{RocMonth.of(row.month).code}\t{row.year_progress}\t{row.total_progress}\t{row.amount}"
        + (f"\t{row.target.normalize():f}" if row.target is not None else "")
        for row in current
    )
    known = "\n".join(f"{point.name}\t{day_text(point.planned_on)}" for point in points(plan))
    names = "、".join(tr(name) for _key, name in it.milestones)
    is_change = plan.baseline is not None
    return (
        Field(
            name="months",
            label=_("各月：月份、年累計進度、總累計進度、年累計支用數（元）、目標值"),
            kind=Kind.LONG_TEXT,
            is_required=True,
            value=lines,
        ),
        Field(
            name="points", label=_("查核點：名稱、預定完成日"), kind=Kind.LONG_TEXT, value=known, help=_("常用查核點：%(names)s") % {"names": names}
        ),
        Field(name="approved_number", label=_("簽准文號"), is_required=is_change, max_length=60),
        reason_field(label=_("修正理由"), is_required=is_change),
    )


def _read_months(text: str) -> list[Promise]:
    promises, errors = [], []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], start=1):
        cells = line.replace("\t", " ").replace("%", " ").split()
        if not cells:
            continue
        try:
            numbers = [Decimal(cell.replace(",", "")) for cell in cells[1:]]
            month = RocMonth.parse(cells[0]).first
            if not numbers or not all(value.is_finite() for value in numbers):
                raise ValueError(line)  # noqa: TRY301 -- told with the rest
        except (ArithmeticError, ValueError):
            errors.append(_("第%(n)d列「%(line)s」無法讀懂，請填月份與數字") % {"n": number, "line": line.strip()[:60]})
            continue
        total, amount, target = (*numbers[1:4], *([None] * 3))[:3]
        promises.append(
            Promise(
                month=month,
                year_progress=numbers[0],
                total_progress=numbers[0] if total is None else total,
                amount=amount or Decimal(0),
                target=target,
            )
        )
    if errors:
        raise ValidationError({"months": errors})
    return promises


def _read_points(it: Programme, plan: Plan, text: str) -> list[Point]:
    """Read control points; one that keeps its name keeps its key, so that what was reached stays reached."""
    known = (
        {tr(name): key for key, name in it.milestones} | {name: key for key, name in it.milestones} | {each.name: each.key for each in points(plan)}
    )
    found = []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], start=1):
        name, _space, day = line.strip().replace("\t", " ").rpartition(" ")
        if not line.strip():
            continue
        try:
            found.append(
                Point(key=known.get(name.strip()) or f"x{crc32(name.strip().encode()):08x}", name=name.strip()[:100], planned_on=parse_date(day))
            )
        except ValueError as error:
            raise ValidationError({"points": _("第%(n)d列：%(why)s") % {"n": number, "why": error}}) from None
    return found


def _month(text: str, *, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return RocMonth.parse(text).first
    except ValueError as error:
        raise ValidationError({field: str(error)}) from None


def _percent(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Decimal(text.strip().removesuffix("%"))
    except ArithmeticError:
        raise ValidationError({"progress": _("請填百分比，例如 45.5")}) from None
