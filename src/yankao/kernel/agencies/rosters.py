"""輪值電話的登錄: who keeps the numbers to ring of an agency, their hours and their order."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.kernel.actors import Actor
from yankao.kernel.agencies.change import agency_subject
from yankao.kernel.agencies.models import EVERY_DAY, Agency, DutyRoster
from yankao.kernel.changes.record import record_change, require_unchanged
from yankao.kernel.days import ONE_DAY, day_of

EVERYWHERE = ("admin", "desk_lead")
OWN_AGENCY = ("controller", "agency_lead")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What is written about one number: whom it reaches, when, in which order, for which item (all when empty), and from when to when."""

    phone: str
    contact_title: str = ""
    order: int = 1
    weekdays: int = EVERY_DAY
    starts_at: time | None = None
    ends_at: time | None = None
    category_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def may_keep_rosters(actor: Actor, agency_id: int) -> bool:
    """Whether the actor keeps the numbers of an agency: the city's and the desk's keepers all, an agency's own people theirs."""
    return actor.has_role(*EVERYWHERE) or agency_id in actor.agency_ids(*OWN_AGENCY)


def add_desk(agency_id: int, facts: DeskFacts, *, actor: Actor, now: datetime, seen: int | None = None) -> DutyRoster:
    """Add a number to ring at an agency."""
    with transaction.atomic():
        _lock(agency_id, actor=actor, seen=seen)
        _check(agency_id, facts, other_than=None)
        desk = DutyRoster.objects.create(agency_id=agency_id, **asdict(facts))
        record_change(agency_subject(agency_id), "add_desk", actor=actor, now=now, changed={"duty": ("", describe(desk))})
    return desk


def change_desk(desk_id: int, facts: DeskFacts, *, actor: Actor, now: datetime, seen: int | None = None) -> DutyRoster:
    """Change what is written about a number."""
    with transaction.atomic():
        desk = DutyRoster.objects.get(pk=desk_id)
        _lock(desk.agency_id, actor=actor, seen=seen)
        _check(desk.agency_id, facts, other_than=desk_id)
        old = describe(desk)
        for name, value in asdict(facts).items():
            setattr(desk, name, value)
        if describe(desk) == old:
            raise ValidationError("沒有任何更正")
        desk.save()
        record_change(agency_subject(desk.agency_id), "change_desk", actor=actor, now=now, changed={"duty": (old, describe(desk))})
    return desk


def end_desk(desk_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> DutyRoster:
    """Let a number be rung no more from today on; it stays readable."""
    with transaction.atomic():
        desk = DutyRoster.objects.get(pk=desk_id)
        _lock(desk.agency_id, actor=actor, seen=seen)
        old, desk.valid_to = describe(desk), day_of(now) - ONE_DAY
        if desk.valid_from is not None and desk.valid_from > desk.valid_to:
            desk.valid_from = desk.valid_to
        desk.save(update_fields=["valid_from", "valid_to"])
        record_change(agency_subject(desk.agency_id), "end_desk", actor=actor, now=now, changed={"duty": (old, describe(desk))})
    return desk


def describe(desk: DutyRoster) -> str:
    """Say a number in one line: order, telephone, desk, days, hours, item and period."""
    days = "每日" if desk.weekdays == EVERY_DAY else "週" + "".join(name for place, name in enumerate(WEEKDAYS) if desk.weekdays & 1 << place)
    hours = f"{desk.starts_at:%H:%M}–{desk.ends_at:%H:%M}" if desk.starts_at and desk.ends_at else "全天"
    period = f"{desk.valid_from or ''}~{desk.valid_to or ''}" if desk.valid_from or desk.valid_to else ""
    return " ".join(filter(None, (f"第{desk.order}順位", desk.phone, desk.contact_title, days, hours, desk.category_code, period)))


def _lock(agency_id: int, *, actor: Actor, seen: int | None) -> None:
    if not may_keep_rosters(actor, agency_id):
        raise PermissionDenied("輪值電話限該機關管考窗口、主管及服務中心督導登錄")
    Agency.objects.select_for_update().get(pk=agency_id)
    require_unchanged(agency_subject(agency_id), seen)


def _check(agency_id: int, facts: DeskFacts, *, other_than: int | None) -> None:
    problems: dict[str, str] = {}
    if not any(sign.isdigit() for sign in facts.phone):
        problems["phone"] = "請填寫電話號碼"
    if not 1 <= facts.weekdays <= EVERY_DAY:
        problems["weekdays"] = "請至少勾選一天"
    if (facts.starts_at is None) != (facts.ends_at is None):
        problems["ends_at"] = "起訖時間請都填寫，或都留空（全天）"
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        problems["valid_to"] = "失效日不得早於生效日"
    same = DutyRoster.objects.filter(agency_id=agency_id, category_code=facts.category_code, weekdays=facts.weekdays, order=facts.order)
    same = same.filter(starts_at=facts.starts_at, valid_from=facts.valid_from)
    if not problems and (same.exclude(pk=other_than) if other_than else same).exists():
        problems["order"] = f"相同時段已有第{facts.order}順位，請改用其他順位"
    if problems:
        raise ValidationError(problems)
