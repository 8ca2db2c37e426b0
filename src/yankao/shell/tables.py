"""A page of a list of cases, ready to be shown: columns, rows, how many, and where the next page begins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseDetail
from yankao.shell.due import Lamp, lamp
from yankao.shell.filters import Filters, narrowed
from yankao.shell.keyset import PAGE, turn
from yankao.shell.words import short_name, tr, value_text

COUNTED_UP_TO = 1000
SHOWN = (
    "number", "title", "procedure", "step", "agency__name", "agency__short_name", "agency__english_name", "handler_name",
    "received_at", "due_at", "closed_at", "is_historical", "is_confidential", "is_test", "is_simulated", "emergency", "merged_into", "returns",
)  # fmt: skip
"""What every list shows of a case; nothing else of it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list."""

    id: int
    number: str
    title: str
    procedure: str
    step: str
    agency: str
    handler: str
    received_at: datetime
    lamp: Lamp
    marks: tuple[str, ...]
    is_simulated: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One page of cases; `count` is in words, for it stops counting at a thousand."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: str
    before: str
    after: str
    shows_procedure: bool


def case_table(cases: QuerySet[Case], filters: Filters, *, now: datetime, procedure: Procedure | None = None, size: int = PAGE) -> Table:
    """Return one page of the cases that pass the filters."""
    found = narrowed(cases, filters, now=now, procedure=procedure)
    joined, columns = _reads(procedure) if procedure else ((), ())
    # How many a word finds nobody foresees, the database least: what stands on the page is chosen first and joined after.
    rows, among = (Case.objects.all(), found) if filters.query else (found, None)
    rows = rows.select_related("agency", *joined).only(*SHOWN, *columns)
    named = cache(_named)
    page = turn(rows, filters.order, after=filters.after, before=filters.before, size=size, among=among)
    return Table(
        columns=tuple(tr(label_of(procedure, name)) for name in procedure.lists) if procedure else (),
        rows=tuple(_row(case, procedure, now=now, named=named) for case in page.rows),
        count=count_text(found),
        before=page.before,
        after=page.after,
        shows_procedure=procedure is None,
    )


def _reads(procedure: Procedure) -> tuple[list[str], list[str]]:
    """Return which rows beside the case the columns of a procedure's list need, and what is read of all of them."""
    accessor, own = detail_accessor(procedure.detail), {column.name: column for column in procedure.detail._meta.fields}
    paths = {f"{accessor}__{name}" if name in own else name: own.get(name) or Case._meta.get_field(name) for name in procedure.lists}
    return [accessor, *(path for path, column in paths.items() if column.is_relation)], [f"{accessor}__case", *paths]


def count_text(rows: QuerySet[Any]) -> str:
    """Count up to a thousand and say so when there are more."""
    count = rows.order_by()[: COUNTED_UP_TO + 1].count()
    return f"{COUNTED_UP_TO:,}+" if count > COUNTED_UP_TO else f"{count:,}"


def detail_accessor(detail: type[CaseDetail]) -> str:
    """Return the name under which a case reaches its own detail."""
    return f"{detail._meta.app_label}_{detail._meta.model_name}"


def fact_text(case: Case, detail: CaseDetail | None, procedure: Procedure, name: str) -> str:
    """Write one fact of a case, shared or its own, for reading."""
    if name == "channel":
        return tr(dict(procedure.channels).get(case.channel, case.channel)) or value_text(None)
    owner: models.Model | None = detail if detail is not None and hasattr(detail, name) else case
    chosen = getattr(owner, f"get_{name}_display", None)
    if chosen is not None:
        return tr(chosen() or "") or value_text(None)
    value = getattr(owner, name, None)
    return tr(value) if isinstance(value, models.Model) else value_text(value)


def listed_text(value: object) -> str:
    """Write a value for one line of a list: a row that people know by a number of its own by that number alone, for the title names it."""
    number = getattr(value, getattr(value, "TYPED_BY", ""), None) if isinstance(value, models.Model) else None
    return value_text(value if number is None else number)


def marks_of(case: Case) -> tuple[str, ...]:
    """Return the marks a case carries beside its title."""
    return tuple(_marks(case))


def _marks(case: Case) -> Iterator[str]:
    if case.is_historical:
        yield _("歷史")
    if case.is_confidential:
        yield _("保密")
    if case.is_test:
        yield _("測試")
    if case.emergency_id is not None:
        yield _("應變")
    if case.merged_into_id is not None:
        yield _("已併案")
    if case.returns > 1:
        yield _("退回%(n)d次") % {"n": case.returns}


def _named(key: str, step: str) -> tuple[str, str]:
    """Name a procedure and a step of it in the reader's language."""
    procedure = registry.get(key)
    return tr(procedure.name), tr(procedure.step_name(step))


def _row(case: Case, procedure: Procedure | None, *, now: datetime, named: Callable[[str, str], tuple[str, str]]) -> Row:
    detail = getattr(case, detail_accessor(procedure.detail), None) if procedure else None
    name, step = named(case.procedure, case.step)
    return Row(
        id=case.pk,
        number=case.number,
        title=case.title,
        procedure=name,
        step=step,
        agency=short_name(case.agency) if case.agency else _("未分派"),
        handler=case.handler_name,
        received_at=case.received_at,
        lamp=lamp(case.due_at, now=now, closed=case.closed_at),
        marks=marks_of(case),
        is_simulated=case.is_simulated,
        cells=tuple(_cell(case, detail, procedure, name) for name in procedure.lists) if procedure else (),
    )


def _cell(case: Case, detail: CaseDetail | None, procedure: Procedure, name: str) -> str:
    value = getattr(detail, name, None)
    return listed_text(value) if hasattr(value, "TYPED_BY") else fact_text(case, detail, procedure, name)
