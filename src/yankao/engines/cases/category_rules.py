"""項目規則的適用: which rule of an item holds on a day - the asset owner's before anybody's, then the district's, then the newest."""

from collections.abc import Collection
from datetime import UTC, date, datetime

from django.db.models import Exists, Q, QuerySet, Subquery

from yankao.engines.cases import registry
from yankao.engines.cases.category_models import CategoryRule
from yankao.engines.cases.emergency_read import items_in_force
from yankao.engines.cases.models import Case, CaseDetail
from yankao.kernel.days import day_of
from yankao.kernel.prepared import Prepared

FIRST_IS_BEST = ("-owner", "-area", "-starts_on")
"""A rule for one owner goes before one for any owner, one for a district before one for the whole city, a newer before an older."""


def category_rule(category_id: int, *, day: date, area: str = "", owner: str = "", at: datetime | None = None) -> CategoryRule | None:
    """Return the rule of a category in force on a day for a district and an owner of the asset (設施權屬); empty: not known.

    With a moment, the same statement tells whether an emergency covers the category there (`has_emergency`).
    """
    if at is None:
        return _rules(category_id, day=day, area=area, owner=owner).first()
    return (_RULE_HERE if area else _RULE_ANYWHERE).first(category_id=category_id, day=day, area=area, owner=owner, at=at)


def rules_here(category_ids: Collection[int], *, day: date, area: str = "", owner: str = "") -> dict[int, CategoryRule]:
    """Return for each of these items the rule in force on a day for a district and an owner, with its agency."""
    found = _in_force(day=day, area=area, owner=owner).filter(category_id__in=category_ids).select_related("agency")
    return {rule.category_id: rule for rule in reversed(list(found))}


def takers_of(category_ids: Collection[int], *, day: date, areas: Collection[str] = ()) -> set[int]:
    """Return the agencies that take one of these items on a day, whosever the asset is, in these districts or in all."""
    rules = CategoryRule.objects.filter(category_id__in=category_ids, starts_on__lte=day)
    if areas:
        rules = rules.filter(area__in=("", *areas))
    newest = rules.order_by("category_id", "area", "owner", "-starts_on").distinct("category_id", "area", "owner")
    return {agency_id for agency_id in newest.values_list("agency_id", flat=True) if agency_id is not None}


def owner_in(detail: CaseDetail, *, routed_by: str) -> str:
    """Return what a detail tells of the asset's owner; empty where the procedure does not ask it."""
    return str(getattr(detail, routed_by)) if routed_by else ""


def tier_of(case: Case, *, detail: CaseDetail | None = None) -> str:
    """Return the tier of hours or days that the case's category has on the day it was received; a detail already read saves looking it up."""
    if case.category_id is None:
        return ""
    procedure = registry.get(case.procedure)
    owner: str | Subquery = ""
    if procedure.routed_by and detail is not None:
        owner = owner_in(detail, routed_by=procedure.routed_by)
    elif procedure.routed_by:
        owner = Subquery(procedure.detail._default_manager.filter(pk=case.pk).values(procedure.routed_by))
    rule = _rules(case.category_id, day=day_of(case.received_at), area=case.district_id or "", owner=owner).first()
    return rule.tier if rule else ""


def _in_force(*, day: date, area: str, owner: str | Subquery) -> QuerySet[CategoryRule]:
    told = Q(owner="") | Q(owner=owner)
    return CategoryRule.objects.filter(told, starts_on__lte=day, area__in=("", area)).order_by(*FIRST_IS_BEST)


def _rules(category_id: int, *, day: date, area: str, owner: str | Subquery) -> QuerySet[CategoryRule]:
    return _in_force(day=day, area=area, owner=owner).filter(category_id=category_id)


def _rules_and_emergency(category_id: int, *, day: date, area: str, owner: str, at: datetime) -> QuerySet[CategoryRule]:
    return _rules(category_id, day=day, area=area, owner=owner).annotate(has_emergency=Exists(items_in_force(category_id, area=area, at=at)))


_RULE_HERE = Prepared(_rules_and_emergency, category_id=-1, day=date.min, area="?", owner="*", at=datetime.min.replace(tzinfo=UTC))
_RULE_ANYWHERE = Prepared(_rules_and_emergency, category_id=-1, day=date.min, area="", owner="*", at=datetime.min.replace(tzinfo=UTC))
