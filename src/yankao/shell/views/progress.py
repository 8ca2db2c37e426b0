"""The portfolio of a programme (列管計畫): lamps, agencies, money, one click down to the plan; listing new plans; the agenda; the export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.progress import registry
from yankao.engines.progress.alarms import agenda
from yankao.engines.progress.declare import Colour, Programme
from yankao.engines.progress.facts import column_of
from yankao.engines.progress.models import Plan, Risk, Standing
from yankao.engines.progress.plans import list_plan
from yankao.engines.progress.read import Narrowing, Share, farthest_behind, narrowed, shares, total_of, visible_plans, with_lamps
from yankao.engines.progress.who import may
from yankao.engines.progress.windows import Fill, fill_of
from yankao.kernel.actors import Actor
from yankao.kernel.days import MONTHS_A_YEAR, day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST, RocMonth, parse_year, roc_year
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.fields import Field, Kind, as_input, of_column
from yankao.shell.forms.reading import read
from yankao.shell.gate import READ_WRITE, SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.parts import options
from yankao.shell.progress_forms import Asked, handle
from yankao.shell.progress_rows import agency_rows, plan_rows
from yankao.shell.words import now as clock
from yankao.shell.words import tr, value_text

PAGE = 50
FULL = Decimal(100)
COLOUR_NAMES = {Colour.RED: "嚴重落後", Colour.YELLOW: "落後", Colour.GREEN: "正常", Colour.GREY: "未填報"}
HEADS = (
    "列管編號", "來源編號", "計畫名稱", "主辦機關", "管制級別", "風險等級", "狀態", "計畫起日", "計畫迄日",
    "公務預算", "基金預算", "中央補助",
    "最近期別", "預定年累計", "實際年累計", "預定總累計", "實際總累計",
    "目標值", "實際值", "累計分配數", "累計實現數", "應付未付數", "節餘數", "落後百分點",
)  # fmt: skip
VALUES = (
    "number", "external_id", "name", "agency__name", "level", "risk", "standing", "starts_on", "ends_on",
    "budget_public", "budget_fund", "budget_central",
    "latest__month", "latest__planned_year", "latest__year_progress", "latest__planned_total", "latest__total_progress", "latest__target",
    "latest__value", "latest__allotted", "latest__realised", "latest__payable", "latest__surplus", "lag",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number at the head of a portfolio, and the address that narrows the list to it."""

    name: str
    colour: str
    count: int
    url: str
    is_current: bool


@page(who=STAFF)
def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programmes the reader has to do with, and how the window of the period that ended last is filled."""
    actor = actor_of_request(request)
    owed = ((it, last_owed(it)) for it in registry.every() if may(it.seen_by, actor))
    found = [(it, _fill(it, month), RocMonth.of(month)) for it, month in owed]
    context = {"programmes": found, "bulletins": registry.every_bulletin()}
    return render(request, "shell/progress/index.html", context)


@page(who=SIGNED_IN)
def portfolio(request: HttpRequest, key: str) -> HttpResponse:
    """Show the plans of one set with their lamps, by agency, the farthest behind first."""
    it, actor, today = programme_or_404(request, key), actor_of_request(request), day_of(clock())
    by = _narrowing(it, request, actor, today=today)
    plans = with_lamps(it, visible_plans(it, actor), day=_day_of_rules(by.year, today))
    parts = shares(narrowed(plans, Narrowing(year=by.year, standing=by.standing, agency=by.agency, words=by.words)))
    number = page_number(request)
    rows = farthest_behind(narrowed(plans, by), first=(number - 1) * PAGE, count=PAGE + 1)
    total = total_of(parts)
    context = {
        "it": it,
        "by": by,
        "year": by.year - YEAR_BEFORE_FIRST,
        "total": total,
        "spend": _share(total),
        "tiles": _tiles(request, total, by),
        "agencies": options(((part.key, part.name) for part in parts), by.agency),
        "agency_rows": agency_rows(parts, path=request.path, asked=request.GET) if len(parts) > 1 else "",
        "rows": plan_rows(it, rows[:PAGE], {str(colour): tr(name) for colour, name in COLOUR_NAMES.items()}),
        "page": number,
        "has_more": len(rows) > PAGE,
        "standings": [(key, tr(name)) for key, name in Standing.choices],
        "may_list": may(it.listed_by, actor) and not it.is_closed,
        "may_fill": may(it.filled_by | it.listed_by, actor) and not it.is_closed,
        "month": RocMonth.of(last_owed(it)),
        "rule": it.alarms.at(today),
        "lamps": it.lamps.at(today),
        "is_narrowed": bool(by.agency or by.colour or by.words),
        "bulletins": [each for each in registry.every_bulletin() if it in each.programmes],
    }
    return render(request, "shell/progress/portfolio.html", context)


@page(who=SIGNED_IN, methods=READ_WRITE)
def list_new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the facts of a new plan and put it under control."""
    it, actor = programme_or_404(request, key), actor_of_request(request)
    if not may(it.listed_by, actor) or it.is_closed:
        raise PermissionDenied(_("您不能在「%(name)s」新增列管計畫") % {"name": tr(it.name)})
    year = Field(name="set_year", label=_("年度"), kind=Kind.NUMBER, is_required=True, value=str(roc_year(day_of(clock()))), input_mode="numeric")
    fields = (year, *plan_fields(it))

    def do() -> str:
        sent = read(fields, request.POST)
        sent.raise_errors()
        facts = {name: value for name, value in sent.facts.items() if name != "set_year"}
        return reverse("plan", args=[list_plan(it, actor=actor, now=clock(), facts=facts, year=_set_year(sent.facts["set_year"])).pk])

    return handle(request, Asked(title=_("新增列管計畫"), about=tr(it.name), back=reverse("portfolio", args=[key]), fields=fields, do=do))


@page(who=SIGNED_IN)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the portfolio as it is narrowed as CSV, line by line."""
    it, actor, today = programme_or_404(request, key), actor_of_request(request), day_of(clock())
    by = _narrowing(it, request, actor, today=today)
    plans = narrowed(with_lamps(it, visible_plans(it, actor), day=_day_of_rules(by.year, today)), by).order_by("number")
    return attachment(f"{key}.{by.year - YEAR_BEFORE_FIRST}.csv", csv_lines([tr(head) for head in HEADS], _rows(plans)))


@page(who=SIGNED_IN)
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Show the plans that the supervision meeting deals with (督導會報提會案件), for printing."""
    it, actor = programme_or_404(request, key), actor_of_request(request)
    month = month_of(request.GET.get("month", ""))
    rows = [alarm for alarm in agenda(month, programmes=(it,)) if may(it.seen_by, actor, alarm.plan)]
    context = {"it": it, "rows": rows, "month": RocMonth.of(month), "rule": it.alarms.at(month)}
    return render(request, "shell/progress/agenda.html", context)


def programme_or_404(request: HttpRequest, key: str) -> Programme:
    """Return a programme the reader may see."""
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if not may(it.seen_by, actor_of_request(request)):
        raise PermissionDenied(_("您沒有檢視「%(name)s」的權限") % {"name": tr(it.name)})
    return it


def plan_fields(it: Programme, values: dict[str, Any] | None = None) -> tuple[Field, ...]:
    """Return the fields of a plan in the order of the declaration, filled with what is known."""
    return tuple(_field(it, name, (values or {}).get(name)) for name in it.fields)


def last_month() -> date:
    """Return the month that ended last, whose window is open."""
    return RocMonth.of(day_of(clock())).plus(-1).first


def last_owed(it: Programme) -> date:
    """Return the period that ended last of which a plan of the programme may owe a report: of a yearly one the last December."""
    months = (RocMonth.of(last_month()).plus(-back).first for back in range(MONTHS_A_YEAR))
    return next((month for month in months if any(it.owes(risk, month) for risk in Risk.values)), last_month())


def month_of(text: str) -> date:
    """Read a month out of an address; the one that ended last when none can be read."""
    try:
        return RocMonth.parse(text).first
    except ValueError:
        return last_month()


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for."""
    text = request.GET.get("page", "1")
    return min(int(text), 10_000) if text.isdecimal() and text != "0" else 1


def _field(it: Programme, name: str, value: object) -> Field:
    column = column_of(it, name)
    shown = column.get_default() if value is None and column.has_default() else value
    return of_column(Field(name=name, label=tr(column.verbose_name), is_required=name in it.asks, value=as_input(shown)), column)


def _set_year(text: object) -> int:
    try:
        return parse_year(str(text))
    except ValueError as error:
        raise ValidationError({"set_year": str(error)}) from None


def _fill(it: Programme, month: date) -> Fill | None:
    return None if it.is_closed else fill_of(it, month)


def _narrowing(it: Programme, request: HttpRequest, actor: Actor, *, today: date) -> Narrowing:
    typed = request.GET.get("year", "")
    try:
        year = parse_year(typed) if typed else _latest_year(it, actor) or today.year
    except ValueError:
        year = today.year
    colour = request.GET.get("colour", "")
    return Narrowing(
        year=year,
        standing=request.GET.get("standing", ""),
        agency=request.GET.get("agency", ""),
        colour=colour if colour in set(Colour) else "",
        words=request.GET.get("q", "").strip(),
    )


def _latest_year(it: Programme, actor: Actor) -> int | None:
    return visible_plans(it, actor).order_by("-year").values_list("year", flat=True).first()


def _day_of_rules(year: int, today: date) -> date:
    """Return the day whose rules hold for a set: today, or the end of a set that is over."""
    return min(today, date(year, 12, 31))


def _tiles(request: HttpRequest, total: Share, by: Narrowing) -> tuple[Tile, ...]:
    def url(colour: str) -> str:
        kept = request.GET.copy()
        kept.pop("page", None)
        kept["colour"] = colour
        return f"{request.path}?{kept.urlencode()}"

    return tuple(
        Tile(name=tr(COLOUR_NAMES[colour]), colour=str(colour), count=total.colours[colour], url=url(str(colour)), is_current=by.colour == colour)
        for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.GREY)
    )


def _share(total: Share) -> str:
    if not total.allotted or total.realised is None:
        return ""
    return f"{total.realised * FULL / total.allotted:.2f}%"


def _rows(plans: QuerySet[Plan]) -> Iterator[tuple[object, ...]]:
    for row in plans.values_list(*VALUES).iterator(2000):
        yield tuple("" if value is None else value for value in row)


def cell_text(value: object) -> str:
    """Write a fact of a plan for reading."""
    return value_text(tr(value)) if isinstance(value, str) and value else value_text(value)
