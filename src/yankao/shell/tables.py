"""A page of a list of cases, ready to be shown: columns, rows, how many, and where the next page begins."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connections, models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseDetail
from yankao.kernel.agencies.models import Agency
from yankao.shell.due import Lamp, lamp
from yankao.shell.filters import Filters, narrowed
from yankao.shell.keyset import PAGE, turn
from yankao.shell.words import NONE, is_chinese, namer, tr, value_text

COUNTED_UP_TO = 1000
GLANCE, OFTEN, SELDOM = 2000, 100, 8
"""A word is common when so many of the newest cases have it, one more than `OFTEN`, and not rare from `SELDOM` on."""
SHOWN = (
    "number", "title", "procedure", "step", "agency", "handler_name",
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
    agencies: tuple[str, ...]
    """The names of all agencies, for the filter."""


def case_table(cases: QuerySet[Case], filters: Filters, *, now: datetime, procedure: Procedure | None = None, size: int = PAGE) -> Table:
    """Return one page of the cases that pass the filters."""
    joined, columns = _reads(procedure) if procedure else ((), ())
    if filters.query:
        # How many a word finds nobody foresees, the database least: what stands on the page is chosen first and joined after.
        among, count = _found(cases, filters, now=now, procedure=procedure)
        rows = Case.objects.all()
    else:
        rows, among = narrowed(cases, filters, now=now, procedure=procedure), None
        count = count_text(rows)
    rows = (rows.select_related(*joined) if joined else rows).only(*SHOWN, *columns)  # without a name it would join whatever it can
    agencies = tuple(Agency.objects.values_list("pk", "name", "short_name", "english_name"))
    said = _Said(procedure, agencies, now=now)
    page = turn(rows, filters.order, after=filters.after, before=filters.before, size=size, among=among)
    return Table(
        columns=tuple(tr(label_of(procedure, name)) for name in procedure.lists) if procedure else (),
        rows=tuple(said.row(case) for case in page.rows),
        count=count,
        before=page.before,
        after=page.after,
        shows_procedure=procedure is None,
        agencies=tuple(name for _pk, name, _short, _english in agencies),
    )


def _found(cases: QuerySet[Case], filters: Filters, *, now: datetime, procedure: Procedure | None) -> tuple[QuerySet[Case], str]:
    """Return the cases among which a search chooses its page, and how many it finds in words.

    How many a word finds nobody foresees, the database least, so a glance at the newest cases of a procedure tells. Words that many of them have
    are read through in the order of the list, which soon has enough. Others are looked up in the index, once: what it finds is taken as it is,
    as long as it is not too much.
    """
    through = narrowed(cases, filters, now=now, procedure=procedure, by_index=False)
    seen, is_many = _glance(cases, through, now=now) if procedure else (0, False)
    if is_many:
        return through, _up_to_a_thousand(COUNTED_UP_TO + 1)
    found = narrowed(cases, filters, now=now, procedure=procedure)
    hits = list(found.order_by().values_list("pk", flat=True)[: COUNTED_UP_TO + 1])
    if len(hits) <= COUNTED_UP_TO:
        return Case.objects.filter(pk__in=hits), _up_to_a_thousand(len(hits))
    return (through if seen >= SELDOM else found), _up_to_a_thousand(len(hits))


def _glance(cases: QuerySet[Case], through: QuerySet[Case], *, now: datetime) -> tuple[int, bool]:
    """Return how many of the newest cases a search finds, and whether it surely finds more than are counted: so many stand in a longer while."""
    begins = cases.order_by("-received_at", "-id").values_list("received_at", flat=True)[GLANCE : GLANCE + 1].first()
    if begins is None:
        return 0, False
    seen = counted(through.filter(received_at__gte=begins), OFTEN)
    if seen <= OFTEN:
        return seen, False
    longer = now - 2 * COUNTED_UP_TO / OFTEN * (now - begins)
    return seen, counted(through.filter(received_at__gte=longer), COUNTED_UP_TO) > COUNTED_UP_TO


def _reads(procedure: Procedure) -> tuple[list[str], list[str]]:
    """Return which rows beside the case the columns of a procedure's list need, and what is read of all of them."""
    accessor, own = detail_accessor(procedure.detail), {column.name: column for column in procedure.detail._meta.fields}
    paths = {f"{accessor}__{name}" if name in own else name: own.get(name) or Case._meta.get_field(name) for name in procedure.lists}
    return [accessor, *(path for path, column in paths.items() if column.is_relation)], [f"{accessor}__case", *paths]


def count_text(rows: QuerySet[Any]) -> str:
    """Count up to a thousand and say so when there are more."""
    return _up_to_a_thousand(counted(rows, COUNTED_UP_TO))


def counted(rows: QuerySet[Any], most: int) -> int:
    """Count rows, one more than `most` of them at most."""
    try:
        # What Django's own count() sends, without building the query a second time.
        sql, values = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", values)  # noqa: S608 -- the statement that Django made
        count: int = cursor.fetchone()[0]
    return count


def _up_to_a_thousand(count: int) -> str:
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


class _Said:
    """What the rows of one page have in common, said in the reader's language once a page and not once a row."""

    def __init__(self, procedure: Procedure | None, agencies: Iterable[tuple[int, str, str, str]], *, now: datetime) -> None:
        self._now, self._named = now, cache(_named)
        in_chinese = is_chinese()
        self._agencies = {pk: short or name if in_chinese else english or tr(name) for pk, name, short, english in agencies}
        self._closed, self._unassigned = lamp(None, now=now, closed=now), _("未分派")
        self._cells = tuple(_column(procedure, name) for name in procedure.lists) if procedure else ()

    def row(self, case: Case) -> Row:
        """Return the row of a case."""
        name, step = self._named(case.procedure, case.step)
        return Row(
            id=case.pk,
            number=case.number,
            title=case.title,
            procedure=name,
            step=step,
            agency=self._agencies.get(case.agency_id or 0, self._unassigned),
            handler=case.handler_name,
            received_at=case.received_at,
            lamp=self._closed if case.closed_at else lamp(case.due_at, now=self._now),
            marks=marks_of(case),
            is_simulated=case.is_simulated,
            cells=tuple(cell(case) for cell in self._cells),
        )


def _column(procedure: Procedure, name: str) -> Callable[[Case], str]:
    """Return what writes one column of a procedure's list: a choice by its name, anything else as a line has it."""
    own = name in {column.name for column in procedure.detail._meta.fields}
    of, column = attrgetter(f"{detail_accessor(procedure.detail)}.{name}" if own else name), (procedure.detail if own else Case)._meta.get_field(name)
    choices = procedure.channels if name == "channel" else getattr(column, "flatchoices", ())
    names, say = {key: tr(label) for key, label in choices}, namer()

    def write(case: Case) -> str:
        try:
            value = of(case)
        except ObjectDoesNotExist:  # a case that came without its detail
            return NONE
        if names:
            return names.get(value) or listed_text(value)
        return say(value) if isinstance(value, models.Model) and not hasattr(value, "TYPED_BY") else listed_text(value)

    return write
