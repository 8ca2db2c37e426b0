"""輪值電話: whom to ring at an agency now, and whom next if nobody answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from yankao.kernel.agencies.models import Agency, DutyRoster
from yankao.kernel.days import TAIPEI


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNumber:
    """One number to ring, with the desk that answers it."""

    phone: str
    contact_title: str
    agency_id: int


def duty_numbers(agency_id: int, *, at: datetime, category_code: str = "") -> tuple[DutyNumber, ...]:
    """Return the numbers to ring at a moment, in order: those of the category first.

    An agency without a desk on duty falls back to the nearest agency above it that has one, then to its own
    published number, then to those above.
    """
    return numbers_on_duty([(agency_id, category_code)], at=at)[agency_id, category_code]


def numbers_on_duty(wanted: Collection[tuple[int, str]], *, at: datetime) -> dict[tuple[int, str], tuple[DutyNumber, ...]]:
    """Return the numbers to ring for several agencies, each with the code of a category, by as many statements as for one."""
    paths = dict(Agency.objects.filter(pk__in={agency_id for agency_id, _ in wanted}).values_list("pk", "path"))
    above = Agency.objects.filter(path__in={each for path in paths.values() for each in _lineage(path)})
    by_path = {agency.path: agency for agency in above}
    codes = {"", *(code for _, code in wanted)}
    desks = _desks_on_duty([agency.pk for agency in by_path.values()], at=at, category_codes=codes)
    found = {}
    for agency_id, code in wanted:
        lineage = [by_path[path] for path in reversed(_lineage(paths[agency_id])) if path in by_path]
        found[agency_id, code] = _numbers_of(lineage, [desk for desk in desks if desk.category_code in {"", code}])
    return found


def _numbers_of(lineage: list[Agency], desks: list[DutyRoster]) -> tuple[DutyNumber, ...]:
    for agency in lineage:
        mine = [desk for desk in desks if desk.agency_id == agency.pk]
        if mine:
            return tuple(DutyNumber(phone=desk.phone, contact_title=desk.contact_title, agency_id=agency.pk) for desk in mine)
    return tuple(DutyNumber(phone=agency.duty_phone, contact_title="", agency_id=agency.pk) for agency in lineage if agency.duty_phone)


def is_on_duty(desk: DutyRoster, *, at: datetime) -> bool:
    """Whether a desk answers at a moment; hours past midnight belong to the weekday on which they began."""
    local = at.astimezone(TAIPEI)
    day, clock = local.date(), local.time()
    if desk.starts_at is not None and desk.ends_at is not None:
        overnight = desk.ends_at <= desk.starts_at
        if overnight and clock < desk.ends_at:
            day -= timedelta(days=1)
        elif clock < desk.starts_at or (not overnight and clock >= desk.ends_at):
            return False
    if not desk.weekdays & 1 << day.weekday():
        return False
    return (desk.valid_from is None or desk.valid_from <= day) and (desk.valid_to is None or day <= desk.valid_to)


def _lineage(path: str) -> list[str]:
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1)]


def _desks_on_duty(agency_ids: list[int], *, at: datetime, category_codes: Collection[str]) -> list[DutyRoster]:
    desks = DutyRoster.objects.filter(category_code__in=category_codes, agency_id__in=agency_ids)
    return sorted((desk for desk in desks if is_on_duty(desk, at=at)), key=lambda desk: (not desk.category_code, desk.order, desk.pk))
