"""清單: what `:::each` and `:::chart` go through: sourced statements by row, cases, plans, rows, meetings and courses, or a figure by month."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, F, QuerySet

from yankao.engines.activities import course_registry as courses
from yankao.engines.activities import registry as series
from yankao.engines.activities.course_read import held_in
from yankao.engines.activities.models import HELD, Meeting
from yankao.engines.cases import registry as procedures
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseRecord
from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.compute import figure
from yankao.engines.progress import registry as programmes
from yankao.engines.progress.models import Plan
from yankao.engines.registers import registry as registers
from yankao.engines.registers.facts import column_of
from yankao.engines.registers.read import filtered, rows_of
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import choose
from yankao.kernel.days import day_of
from yankao.kernel.numerals import percent_of
from yankao.kernel.roc import RocMonth, Window, roc_year

STATEMENT = "statement."
Value = str | Decimal | int | date | None
COUNTED = ("n", "name", "count", "share")
BY = {"category": "category__name", "agency": "agency__name", "district": "district__name"}
CASE = ("number", "title", "agency", "category", "district", "received", "due", "closed")
PLAN = ("number", "name", "agency", "category", "district", "starts", "ends", "budget")
MEETING = ("number", "title", "date", "place", "chair")
EVENT = ("title", "date", "ends", "place", "organiser", "partners", "sessions", "batches", "headcount", "attendances")
MONTH, YEAR = "month", "year"
MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries of a list; `fields` is what each has, and `statements` are the documents they were taken from."""

    fields: tuple[str, ...]
    rows: tuple[Mapping[str, Value], ...]
    unit: str = ""
    statements: tuple[Statement, ...] = ()


def fields_of(key: str, *, by: str = "") -> tuple[str, ...]:
    """Return what an entry of the list has, without reading any row.

    Raises:
        LookupError: there is no such list, or it cannot be counted by `by`.

    """
    if key.startswith(STATEMENT):
        return ()
    kind = _kind(key)
    if kind == "indicator":
        if by not in {MONTH, YEAR}:
            raise LookupError(f"指標「{key}」的清單要寫 by=month 或 by=year")
        return ("n", "name", "value")
    if by:
        if kind != "procedure" or by not in BY:
            raise LookupError(f"「{key}」不能依 {by} 分列；程序可依 {'、'.join(BY)}")
        return COUNTED
    if kind == "procedure":
        procedure = procedures.get(key)
        return ("n", *CASE, *procedure.lists, *(name for model in _records(procedure) for name in _told(model)))
    return ("n", *(registers.get(key).fields if kind == "register" else {"programme": PLAN, "series": MEETING, "events": EVENT}[kind]))


def listing(key: str, *, window: Window, by: str = "") -> Listing:
    """Read a list for a period; cases that are confidential or only for trying out are never in it."""
    if key.startswith(STATEMENT):
        return _stated(key.removeprefix(STATEMENT), window)
    build: dict[str, Callable[[], tuple[Iterable[Mapping[str, Value]], str]]] = {
        "indicator": lambda: _periods(key, window, by=by),
        "procedure": lambda: (_counted(key, window, by=by) if by else _cases(key, window), "件"),
        "programme": lambda: (_plans(key, window), "項"),
        "register": lambda: (_register(key, window), ""),
        "series": lambda: (_meetings(key, window), "次"),
        "events": lambda: (_events(key, window), "場次"),
    }
    rows, unit = build[_kind(key)]()
    return Listing(
        fields=fields_of(key, by=by), rows=tuple({"n": number, **row} for number, row in zip(range(1, MOST + 1), rows, strict=False)), unit=unit
    )


def sample(subject: str, *, window: Window, most: int = 5) -> tuple[str, ...]:
    """Return the numbers of some cases behind a figure: those its procedure received in the period; none where no procedure is behind it."""
    if subject not in {each.key for each in procedures.every()}:
        return ()
    return tuple(_in_window(subject, window).order_by("-received_at", "-pk").values_list("number", flat=True)[:most])


def _kind(key: str) -> str:
    found: dict[str, Iterable[str]] = {
        "indicator": (each.key for each, _ in indicators.every()),
        "procedure": (each.key for each in procedures.every()),
        "programme": (each.key for each in programmes.every()),
        "register": (each.key for each in registers.every()),
        "series": (each.key for each in series.every()),
        "events": (each.key for each in courses.every()),
    }
    for kind, keys in found.items():
        if key in keys:
            return kind
    raise LookupError(f"沒有清單「{key}」；可用 statement.代號、程序、列管類別、登記冊、會議系列、活動系列，或指標加 by=month")


def _stated(prefix: str, window: Window) -> Listing:
    """Gather statements named PREFIX.ROW.FIELD into rows, in the order of the rows' names (item2 before item10)."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for it in Statement.objects.filter(key__startswith=f"{prefix}.", replaced_at__isnull=True):
        found[it.key].append(it)
    rows: dict[str, dict[str, Value]] = defaultdict(dict)
    used: list[Statement] = []
    for key, stated in found.items():
        row, _dot, name = key.removeprefix(f"{prefix}.").partition(".")
        chosen = choose(stated, window=window).statement if name and "." not in name else None
        if chosen is not None:
            rows[row][name] = chosen.value
            used.append(chosen)
    ordered = [{"n": number, **rows[row]} for number, row in enumerate(sorted(rows, key=_natural), start=1)]
    names = dict.fromkeys(name for row in ordered for name in row)
    return Listing(fields=tuple(names), rows=tuple(ordered), statements=tuple(used))


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part)


def _periods(key: str, window: Window, *, by: str) -> tuple[Iterable[Mapping[str, Value]], str]:
    indicator, subject = indicators.get(key)
    if by == YEAR:
        pieces = [(f"{roc_year(date(year, 1, 1))}年", Window.of_year(year)) for year in range(window.first.year, window.last.year + 1)]
    else:
        pieces, month = [], RocMonth.of(window.first)
        while month.first <= window.last:
            pieces.append((str(month), Window(month.first, month.last)))
            month = month.plus(1)
    return ({"name": name, "value": figure(indicator, subject=subject, window=piece).value} for name, piece in pieces), indicator.unit


def _in_window(key: str, window: Window) -> QuerySet[Case]:
    return Case.objects.filter(procedure=key, received_at__gte=window.start, received_at__lt=window.end, is_confidential=False, is_test=False)


def _counted(key: str, window: Window, *, by: str) -> Iterable[Mapping[str, Value]]:
    counted = list(_in_window(key, window).order_by().values(name=F(BY[by])).annotate(count=Count("pk")).order_by("-count", "name"))
    whole = sum(row["count"] for row in counted)
    return ({"name": row["name"] or "未分類", "count": row["count"], "share": percent_of(row["count"], whole)} for row in counted)


def _cases(key: str, window: Window) -> Iterable[Mapping[str, Value]]:
    procedure = procedures.get(key)
    related = f"{procedure.detail._meta.app_label}_{procedure.detail._meta.model_name}"
    cases = _in_window(key, window).select_related("agency", "category", "district", related).order_by("received_at", "pk")
    listed = list(cases[:MOST])
    newest = [(_told(model), _newest(model, listed)) for model in _records(procedure)]
    for case in listed:
        detail = getattr(case, related)
        row = {name: _value(rows[case.pk], field) if case.pk in rows else "" for names, rows in newest for name, field in names.items()}
        row |= {name: _value(detail if hasattr(detail, name) else case, name) for name in procedure.lists if name not in CASE}
        yield row | {
            "number": case.number,
            "title": case.title,
            "agency": _name(case.agency),
            "category": _name(case.category),
            "district": _name(case.district),
            "received": day_of(case.received_at),
            "due": day_of(case.due_at) if case.due_at else None,
            "closed": day_of(case.closed_at) if case.closed_at else None,
        }


def _records(procedure: Procedure) -> tuple[type[CaseRecord], ...]:
    return tuple(dict.fromkeys(it.record for it in procedure.actions if it.record is not None and it.record.LISTED))


def _told(model: type[CaseRecord]) -> Mapping[str, str]:
    """Name what a record says as a list may print it: of the newest such record of a case, `progressreport_done` the field `done`."""
    return {f"{model._meta.model_name}_{name}": name for name in model.LISTED}


def _newest(model: type[CaseRecord], cases: Iterable[Case]) -> Mapping[int, CaseRecord]:
    rows = model._default_manager.filter(case_id__in=[case.pk for case in cases]).order_by("case_id", "-pk").distinct("case_id")
    return {row.case_id: row for row in rows}


def _plans(key: str, window: Window) -> Iterable[Mapping[str, Value]]:
    plans = Plan.objects.filter(programme=key, listed_on__lte=window.last).exclude(left_on__lt=window.first)
    for plan in plans.select_related("agency", "district").order_by("number")[:MOST]:
        yield {
            "number": plan.number,
            "name": plan.name,
            "agency": _name(plan.agency),
            "category": plan.category,
            "district": _name(plan.district),
            "starts": plan.starts_on,
            "ends": plan.ends_on,
            "budget": plan.budget_public + plan.budget_fund + plan.budget_central,
        }


def _register(key: str, window: Window) -> Iterable[Mapping[str, Value]]:
    it = registers.get(key)
    open_fields = [name for name in it.fields if name not in it.sensitive]
    rows = filtered(rows_of(it), it, {}, first=window.first, last=window.last).order_by(it.dated_by, "pk")
    return ({name: _value(row, name) for name in open_fields if column_of(it, name)} for row in rows[:MOST])


def _meetings(key: str, window: Window) -> Iterable[Mapping[str, Value]]:
    held = Meeting.objects.filter(series=key, starts_at__gte=window.start, starts_at__lt=window.end, standing__in=HELD)
    for it in held.order_by("starts_at", "pk"):
        yield {"number": it.number, "title": it.title, "date": day_of(it.starts_at), "place": it.place, "chair": it.chair}


def _events(key: str, window: Window) -> Iterable[Mapping[str, Value]]:
    for it in held_in(key, window).order_by("starts_on", "pk"):
        told = {name: _value(it, name) for name in EVENT if name not in {"date", "ends"}}
        yield told | {"date": it.starts_on, "ends": it.ends_on}


def _name(it: models.Model | None) -> str:
    return str(it) if it is not None else ""


def _value(row: Any, name: str) -> Value:  # noqa: ANN401 -- a row of any table
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display is not None else getattr(row, name)
    if isinstance(value, datetime):
        return day_of(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if value is None or isinstance(value, str | Decimal | int | date) else str(value)
