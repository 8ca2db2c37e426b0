"""Give cases and registers away as files: stable columns, line by line, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.kernel import audit
from yankao.kernel.days import TAIPEI
from yankao.shell.filters import narrowed, read_filters
from yankao.shell.gate import SIGNED_IN, actor_of_request, page
from yankao.shell.tables import detail_accessor
from yankao.shell.words import now as clock
from yankao.shell.work import may_use

COLUMNS = (
    "number", "external_id", "category", "agency", "step", "channel", "received_at", "due_at", "closed_at", "district", "address", "lat", "long",
)  # fmt: skip
"""The columns every export of cases begins with; the procedure's own facts follow in the order of its declaration."""
BATCH = 2000
BOM = "\ufeff"
_NAMED = {"category": "category__name", "agency": "agency__name", "district": "district__name"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def case_columns(procedure: Procedure) -> tuple[str, ...]:
    """Return the columns of a procedure's export."""
    return (*COLUMNS, *(field.name for field in _own_fields(procedure.detail)))


def case_rows(procedure: Procedure, cases: QuerySet[Case]) -> Iterator[tuple[Any, ...]]:
    """Go through the rows of an export, oldest first, without holding them in memory."""
    accessor = detail_accessor(procedure.detail)
    names = [_NAMED.get(name, name) for name in COLUMNS]
    names += [f"{accessor}__{_lookup(field)}" for field in _own_fields(procedure.detail)]
    yield from cases.order_by("received_at", "id").values_list(*names).iterator(BATCH)


def table_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of a register's export."""
    return tuple(field.name for field in _own_fields(model))


def table_rows(model: type[models.Model], rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    """Go through the rows of a register."""
    yield from rows.values_list(*(_lookup(field) for field in _own_fields(model))).iterator(BATCH)


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[object]], *, with_bom: bool = True) -> Iterator[str]:
    """Write columns and rows as CSV, line by line; spreadsheets need the mark at the front to read UTF-8."""
    writer = csv.writer(_Line())
    yield (BOM if with_bom else "") + str(writer.writerow(columns))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))


def cell(value: object) -> str:
    """Write a value for a spreadsheet; a text that a spreadsheet would take for a formula is led by an apostrophe."""
    plain = bare(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str) and plain.startswith(_FORMULA):
        return f"'{plain}"
    return str(plain)


def bare(value: object) -> object:
    """Return a value as JSON knows it: moments in Taipei with their offset, decimals as numbers."""
    if isinstance(value, datetime):
        return value.astimezone(TAIPEI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [bare(each) for each in value]
    return value


@page(who=SIGNED_IN)
def export_cases(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the cases of a procedure that the reader may see, filtered as the list is, as CSV; the audit keeps who took them."""
    try:
        procedure = registry.get(key)
    except LookupError:
        raise Http404 from None
    actor, now = actor_of_request(request), clock()
    if not may_use(procedure, actor):
        raise Http404
    filters = read_filters(request.GET.dict(), default_state="all")
    cases = narrowed(visible_cases(actor, procedures=(procedure,)), filters, now=now, procedure=procedure)
    audit.record(
        subject_kind="procedure", subject_id=key, verb="exported", actor=actor, at=now, values={"filters": request.GET.urlencode(), "format": "csv"}
    )
    return attachment(f"{key}.csv", csv_lines(case_columns(procedure), case_rows(procedure, cases)))


def attachment(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    """Return a CSV file to be saved, streamed."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _own_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def _lookup(field: "models.Field[Any, Any]") -> str:
    """Return the name of what a column shows: a related row shows its name, or the number people know it by."""
    if isinstance(field, models.ForeignKey) and (number := getattr(field.related_model, "TYPED_BY", "")):
        return f"{field.name}__{number}"
    if isinstance(field, models.ForeignKey):
        names = {each.name for each in field.related_model._meta.get_fields()}
        return f"{field.name}__name" if "name" in names else field.attname
    return field.name
