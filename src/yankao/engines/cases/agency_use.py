"""裁撤前的清查: what is still with an agency - open cases, items routed to it - and the closing that waits until nothing is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from yankao.engines.cases.category_models import CategoryRule
from yankao.engines.cases.models import Case, Party
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.change import WRITER, close_agency
from yankao.kernel.agencies.models import Agency
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.days import ONE_DAY, day_of


class StillInUse(ValidationError):
    """Something is still with the agency: cases to be transferred, items to be routed elsewhere."""

    def __init__(self, use: "AgencyUse") -> None:
        told = []
        if use.below:
            told.append(f"所屬仍有{use.below}個機關或單位存續，請先裁撤")
        if use.open_cases:
            told.append(f"尚有{use.open_cases}件未結案件，請先改派其他機關")
        if use.asked:
            told.append(f"尚有{use.asked}件協辦、會辦未回復，請先回復或改請其他機關")
        if use.items:
            told.append(f"尚有{len(use.items)}個項目（{'、'.join(use.items[:5])}）由其受理，請先訂定新的權責機關")
        super().__init__(told, code="in_use")
        self.use = use


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyUse:
    """What is with an agency on a day: open cases, open requests to take part, and the names of items that go to it."""

    open_cases: int
    asked: int
    items: tuple[str, ...]
    below: int = 0

    @property
    def is_none(self) -> bool:
        """Whether nothing is left with it."""
        return not (self.open_cases or self.asked or self.items or self.below)


def agency_use(agency: Agency, *, day: date) -> AgencyUse:
    """Return what is with an agency today, and which items go to it after a day."""
    return AgencyUse(
        open_cases=Case.objects.filter(agency=agency, closed_at__isnull=True, is_historical=False).count(),
        asked=Party.objects.filter(agency=agency, ended_at__isnull=True, answered_at__isnull=True, kind__in=("assist", "consult"))
        .filter(case__closed_at__isnull=True).count(),
        items=_items(agency, day=day),
        below=agencies_valid_on(day + ONE_DAY).filter(path__startswith=agency.path).exclude(pk=agency.pk).count(),
    )  # fmt: skip


def close(agency: Agency, *, last_day: date, actor: Actor, now: datetime, reason: str, seen: int | None = None) -> Agency:
    """End an agency once nothing is left with it; raises StillInUse with the numbers else."""
    if not actor.has_role(WRITER):
        raise PermissionDenied("機關異動限系統管理者")
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        use = agency_use(agency, day=max(last_day, day_of(now)))
        if not use.is_none:
            raise StillInUse(use)
        return close_agency(agency.pk, last_day=last_day, actor=actor, now=now, reason=reason, seen=seen)


def _items(agency: Agency, *, day: date) -> tuple[str, ...]:
    """Name the items for which the newest rule in force on the day, or any later one, names the agency."""
    touched = CategoryRule.objects.filter(agency=agency).values("category_id")
    open_items = Q(category__valid_to__isnull=True) | Q(category__valid_to__gt=day)
    latest: dict[tuple[int, str, str], CategoryRule] = {}
    later: list[CategoryRule] = []
    rules = CategoryRule.objects.filter(open_items, category_id__in=touched).select_related("category").order_by("category", "area", "starts_on")
    for rule in rules:
        if rule.starts_on <= day:
            latest[rule.category_id, rule.area, rule.owner] = rule
        else:
            later.append(rule)
    return tuple(dict.fromkeys(rule.category.name for rule in [*latest.values(), *later] if rule.agency_id == agency.pk))
