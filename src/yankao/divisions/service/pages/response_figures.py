"""應變情形: how the matters of an emergency stand now, by matter, agency and district, counted in a few set-based statements."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from yankao.divisions.service.pages.board_tiles import UNACKNOWLEDGED
from yankao.engines.cases import registry
from yankao.engines.cases.emergency_read import cases_of
from yankao.engines.cases.matters import takes_reports
from yankao.engines.cases.models import Case, Emergency, Matter
from yankao.kernel.agencies.models import District
from yankao.shell.words import tr

MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures at the top."""

    received: int
    merged: int
    open: int
    unacknowledged: int
    unsent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterLine:
    """One matter: its mother case and where it stands, how many reports are in it, how many stand beside it."""

    pk: int
    name: str
    item: str
    area: str
    mother: str
    step: str
    agency: str
    children: int
    loose: int
    is_over: bool
    is_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One agency or district: reports received, open cases, those nobody has acknowledged."""

    key: str
    name: str
    received: int
    open: int
    unacknowledged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one emergency stands."""

    emergency: Emergency
    totals: Totals
    matters: tuple[MatterLine, ...]
    agencies: tuple[Line, ...]
    districts: tuple[Line, ...]


def standing(emergency: Emergency) -> Standing:
    """Count how an emergency stands; the number of statements does not depend on the number of cases."""
    cases = cases_of(emergency).order_by()
    counted = cases.aggregate(**_counts(), merged=Count("pk", filter=Q(merged_into__isnull=False)), unsent=Count("pk", filter=Q(agency__isnull=True)))
    return Standing(
        emergency=emergency,
        totals=Totals(**counted),
        matters=_matters(emergency),
        agencies=_lines(cases, "agency__name", "agency__short_name", nobody="未分派"),
        districts=_lines(cases, "district", "district__name", nobody="未定行政區"),
    )


def _counts() -> dict[str, Count]:
    alive = Q(closed_at__isnull=True)
    return {
        "received": Count("pk"),
        "open": Count("pk", filter=alive),
        "unacknowledged": Count("pk", filter=alive & Q(step=UNACKNOWLEDGED)),
    }


def _lines(cases: QuerySet[Case], key: str, name: str, *, nobody: str) -> tuple[Line, ...]:
    counts = _counts()
    rows = cases.values(key, name).annotate(received=counts["received"], open=counts["open"], unacknowledged=counts["unacknowledged"])
    return tuple(
        Line(
            key=row[key] or "",
            name=row[name] or row[key] or tr(nobody),
            received=row["received"],
            open=row["open"],
            unacknowledged=row["unacknowledged"],
        )
        for row in rows.order_by("-open", "-received", name)[:MOST]
    )


def _matters(emergency: Emergency) -> tuple[MatterLine, ...]:
    rows = list(Matter.objects.filter(emergency=emergency).select_related("category", "mother", "mother__agency"))
    if not rows:
        return ()
    children = dict(
        Case.objects.filter(merged_into__in=[row.mother_id for row in rows if row.mother_id])
        .order_by()
        .values("merged_into")
        .annotate(count=Count("pk"))
        .values_list("merged_into", "count")
    )
    names = dict(District.objects.values_list("pk", "name"))
    alone = _alone(rows)
    return tuple(_matter(row, children=children.get(row.mother_id, 0), names=names, alone=alone) for row in rows)


def _alone(rows: list[Matter]) -> dict[tuple[int, str], int]:
    """Count the open reports of the items that are merged into nothing, by item and district."""
    cases = Case.objects.filter(category__in={row.category_id for row in rows}, closed_at__isnull=True, is_historical=False, is_test=False)
    counted = cases.order_by().values("category", "district").annotate(count=Count("pk")).values_list("category", "district", "count")
    return {(category, district or ""): count for category, district, count in counted}


def _matter(row: Matter, *, children: int, names: dict[str, str], alone: dict[tuple[int, str], int]) -> MatterLine:
    mother, procedure = row.mother, registry.get(row.category.procedure)
    is_open = mother is not None and mother.closed_at is None
    here = sum(count for (category, district), count in alone.items() if category == row.category_id and row.area in {"", district})
    return MatterLine(
        pk=row.pk,
        name=row.name,
        item=tr(row.category.name),
        area=names.get(row.area, ""),
        mother=mother.number if mother else "",
        step=tr(procedure.step_name(mother.step)) if mother else "",
        agency=(mother.agency.short_name or mother.agency.name) if mother and mother.agency else "",
        children=children,
        loose=here - is_open,
        is_over=row.ended_at is not None,
        is_answered=mother is not None and not takes_reports(mother),
    )
