"""The registers (登錄簿): things the city has and counts, with the same filters, search, pages and export as cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.registers import registry
from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.read import filtered, searched, visible_rows
from yankao.engines.registers.write import may_enter
from yankao.kernel.roc import parse_date
from yankao.shell.export import attachment, csv_lines, table_columns, table_rows
from yankao.shell.gate import SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.keyset import Order, turn
from yankao.shell.tables import count_text, listed_text
from yankao.shell.views.rows import register_or_404
from yankao.shell.words import tr, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter of a register: by choices where the column has them, else by what is typed."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


@page(who=STAFF)
def registers(request: HttpRequest) -> HttpResponse:
    """Show the registers the reader may see."""
    actor = actor_of_request(request)
    return render(request, "shell/registers.html", {"registers": [each for each in registry.every() if each.seen_by(actor)]})


@page(who=SIGNED_IN)
def register(request: HttpRequest, key: str) -> HttpResponse:
    """Show one register, newest first."""
    it = register_or_404(request, key)
    filters, errors = _filters(it, request), dict[str, str]()
    rows = _rows(it, request, errors)
    order = Order(key="newest", name="", column=it.dated_by, is_newest_first=True)
    shown = turn(rows, order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "register": it,
        "columns": [tr(_column(it, name).verbose_name) for name in it.lists],
        "rows": [(_address(it, row), [_cell(row, name) for name in it.lists]) for row in shown.rows],
        "may_enter": may_enter(it, actor_of_request(request)),
        "has_struck": issubclass(it.model, RegisterRow),
        "is_struck": _wants_struck(it, request),
        "page": shown,
        "count": count_text(rows),
        "filters": filters,
        "errors": errors,
        "dated_by": tr(_column(it, it.dated_by).verbose_name),
        "is_narrowed": any(request.GET.get(name) for name in ("q", "from", "to", "struck", *it.filters)),
    }
    return render(request, "shell/register.html", context)


@page(who=SIGNED_IN)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the filtered register as CSV, line by line."""
    it = register_or_404(request, key)
    rows = _rows(it, request, {}).order_by(it.dated_by, "pk")
    return attachment(f"{key}.csv", csv_lines(table_columns(it.model), table_rows(it.model, rows)))


def _column(it: Register, name: str) -> "models.Field[Any, Any]":
    column = it.model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def _filters(it: Register, request: HttpRequest) -> tuple[Filter, ...]:
    return tuple(
        Filter(
            name=name,
            label=tr(_column(it, name).verbose_name),
            value=request.GET.get(name, ""),
            options=tuple((str(key), tr(label)) for key, label in _column(it, name).flatchoices),
        )
        for name in it.filters
    )


def _rows(it: Register, request: HttpRequest, errors: dict[str, str]) -> QuerySet[Any]:
    rows = visible_rows(it, actor_of_request(request), with_struck=_wants_struck(it, request))
    if _wants_struck(it, request):
        rows = rows.filter(is_struck=True)
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        text = request.GET.get(name, "").strip()
        try:
            days[name] = parse_date(text) if text else None
        except ValueError:
            errors[name] = _("請輸入日期，例如 112/3/1")
    try:
        rows = filtered(rows, it, request.GET.dict(), first=days.get("from"), last=days.get("to"))
    except ValidationError:
        return rows.none()
    return searched(rows, it, request.GET.get("q", ""))


def _wants_struck(it: Register, request: HttpRequest) -> bool:
    return bool(request.GET.get("struck")) and issubclass(it.model, RegisterRow)


def _address(it: Register, row: models.Model) -> str:
    """Return the page of a row; rows that an import fills have none."""
    return reverse("row", args=[it.key, row.pk]) if isinstance(row, RegisterRow) else ""


def _cell(row: models.Model, name: str) -> str:
    chosen = getattr(row, f"get_{name}_display", None)
    return tr(chosen()) or value_text(None) if chosen else listed_text(getattr(row, name))
