"""讀機關: the tree, who is valid on a day, a subtree, and the agency behind a name; one query each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yankao.kernel.agencies.models import Agency, AgencyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyNode:
    """One agency with those below it."""

    id: int
    slug: str
    name: str
    short_name: str
    english_name: str
    kind: str
    division: str
    path: str
    children: tuple["AgencyNode", ...] = ()


def agencies_valid_on(day: date) -> QuerySet[Agency]:
    """Return the agencies that exist on a day; both ends inclusive, an empty end is open."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Agency.objects.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def agency_tree(*, day: date | None = None) -> tuple[AgencyNode, ...]:
    """Return the whole tree, or the tree of a day; an agency whose parent is gone on that day stands at the top."""
    agencies = list(Agency.objects.all() if day is None else agencies_valid_on(day))
    present = {agency.pk for agency in agencies}
    below: dict[int | None, list[Agency]] = defaultdict(list)
    for agency in agencies:
        below[agency.parent_id if agency.parent_id in present else None].append(agency)

    def nodes(parent: int | None) -> tuple[AgencyNode, ...]:
        return tuple(_node(agency, children=nodes(agency.pk)) for agency in below[parent])

    return nodes(None)


def by_slug(slug: str) -> Agency:
    """Return the agency with this slug; Agency.DoesNotExist if there is none."""
    return Agency.objects.get(slug=slug)


def by_slugs(slugs: Iterable[str]) -> dict[str, Agency]:
    """Return the agencies with these slugs, keyed by slug; unknown ones are left out."""
    return {agency.slug: agency for agency in Agency.objects.filter(slug__in=list(slugs))}


def unit_of(division: str) -> Agency:
    """Return the commission's unit for a division, as the city's own table has it: the first one named there that still exists.

    Raises:
        LookupError: the table has none.

    """
    found = Agency.objects.filter(kind=AgencyKind.COMMISSION_UNIT, division=division, valid_to__isnull=True).order_by("pk").first()
    if found is None:
        message = f"研考會沒有業務別為 {division} 的組室；請在機關表補上（類別 commission_unit，業務別 {division}）"
        raise LookupError(message)
    return found


def subtree(path: str) -> QuerySet[Agency]:
    """Return the agency with this path and all below it."""
    return Agency.objects.filter(path__startswith=path)


def subtree_ids(path: str) -> list[int]:
    """Return the ids of the agency with this path and of all below it."""
    return list(subtree(path).order_by("path").values_list("pk", flat=True))


def ids_by_name(aliases: Mapping[str, str]) -> dict[str, int]:
    """Return the id of the agency behind every name; `aliases` gives name to slug (City.aliases())."""
    ids = dict(Agency.objects.values_list("slug", "pk"))
    return {name: ids[slug] for name, slug in aliases.items() if slug in ids}


def _node(agency: Agency, *, children: tuple[AgencyNode, ...]) -> AgencyNode:
    return AgencyNode(
        id=agency.pk,
        slug=agency.slug,
        name=agency.name,
        short_name=agency.short_name,
        english_name=agency.english_name,
        kind=agency.kind,
        division=agency.division,
        path=agency.path,
        children=children,
    )
