"""The registers (登錄簿): things the city has and counts, with the same filters, search, pages and export as cases."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from yankao.engines.registers import registry
from yankao.engines.registers.declare import Register
from yankao.kernel.days import ONE_DAY, start_of
from yankao.kernel.roc import parse_date
from yankao.shell.export import attachment, csv_lines, table_columns, table_rows
from yankao.shell.gate import SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.keyset import Order, turn
from yankao.shell.tables import count_text
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
    it = _register_or_404(request, key)
    filters, errors = _filters(it, request), dict[str, str]()
    rows = _rows(it, request, errors)
    order = Order(key="newest", name="", column=it.dated_by, is_newest_first=True)
    shown = turn(rows, order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "register": it,
        "columns": [tr(_column(it, name).verbose_name) for name in it.lists],
        "rows": [[_cell(row, name) for name in it.lists] for row in shown.rows],
        "page": shown,
        "count": count_text(rows),
        "filters": filters,
        "errors": errors,
        "dated_by": tr(_column(it, it.dated_by).verbose_name),
        "is_narrowed": any(request.GET.get(name) for name in ("q", "from", "to", *it.filters)),
    }
    return render(request, "shell/register.html", context)


@page(who=SIGNED_IN)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the filtered register as CSV, line by line."""
    it = _register_or_404(request, key)
    rows = _rows(it, request, {}).order_by(it.dated_by, "pk")
    return attachment(f"{key}.csv", csv_lines(table_columns(it.model), table_rows(it.model, rows)))


def _register_or_404(request: HttpRequest, key: str) -> Register:
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if not it.seen_by(actor_of_request(request)):
        raise PermissionDenied(_("您沒有檢視「%(name)s」的權限") % {"name": tr(it.name)})
    return it


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
    rows = it.model._default_manager.filter(**{name: value for name in it.filters if (value := request.GET.get(name, "").strip())})
    query = request.GET.get("q", "").strip()
    if query and it.searches:
        condition = Q()
        for name in it.searches:
            condition |= Q(**{f"{name}__startswith": query})
        rows = rows.filter(condition)
    for name, lookup, extra in (("from", "gte", 0), ("to", "lt", 1)):
        text = request.GET.get(name, "").strip()
        if not text:
            continue
        try:
            day = parse_date(text) + ONE_DAY * extra
        except ValueError:
            errors[name] = _("請輸入日期，例如 112/3/1")
            continue
        is_moment = isinstance(_column(it, it.dated_by), models.DateTimeField)
        rows = rows.filter(**{f"{it.dated_by}__{lookup}": start_of(day) if is_moment else day})
    return rows


def _cell(row: models.Model, name: str) -> str:
    chosen = getattr(row, f"get_{name}_display", None)
    return tr(chosen()) or value_text(None) if chosen else value_text(getattr(row, name))
