"""Start, run and end response mode (應變模式): the declared emergency, the items it covers, and who takes them meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import takers_of
from yankao.engines.cases.emergency_models import EmergencyKind
from yankao.engines.cases.emergency_read import may_lead
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.facts import check_text
from yankao.engines.cases.models import Category, Emergency, EmergencyItem, EmergencyRoute, Matter
from yankao.engines.cases.tasks import settle_emergencies
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel import audit, jobs
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.days import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is said when response mode is started; `stopped` are those of the items whose time limits stand still."""

    name: str
    kind: str
    order_number: str
    ordered_on: date | None
    starts_at: datetime | None
    categories: tuple[Category, ...]
    until_at: datetime | None = None
    areas: tuple[str, ...] = ()
    stopped: frozenset[int] = frozenset()


def start(declared: Declaration, *, actor: Actor, now: datetime) -> Emergency:
    """Start response mode: from its moment on, new cases of its items are counted apart, routed and joined as it says.

    Raises:
        PermissionDenied: the actor may not lead the response of one of the procedures.
        ValidationError: a dictionary of field and what to do.
    """
    _require_leader(actor, declared.categories)
    _check(declared)
    assert declared.ordered_on is not None
    assert declared.starts_at is not None
    with transaction.atomic():
        emergency = Emergency.objects.create(
            name=declared.name.strip(),
            kind=declared.kind,
            order_number=declared.order_number.strip(),
            ordered_on=declared.ordered_on,
            areas=sorted(set(declared.areas)),
            starts_at=declared.starts_at,
            until_at=declared.until_at,
            started_by=actor.name,
            started_by_id=actor.id,
            recorded_at=now,
        )
        EmergencyItem.objects.bulk_create(
            EmergencyItem(emergency=emergency, category=it, stops_clocks=it.pk in declared.stopped, added_at=now) for it in declared.categories
        )
        _write(emergency, "start", actor=actor, now=now, order=emergency.order_number, items=[it.code for it in declared.categories])
        _tell_agencies(emergency, f"應變模式啟動：{emergency.name}（{emergency.order_number}）", now=now)
        jobs.enqueue(settle_emergencies)
    return emergency


NEEDED = (
    ("name", "請填寫名稱，例如凱米颱風"),
    ("order_number", "請填寫成立或指示之文號"),
    ("ordered_on", "請填寫發文日期"),
    ("starts_at", "請填寫開始時間"),
    ("categories", "請至少選擇一個項目"),
)


def _check(declared: Declaration) -> None:
    for text in (declared.name, declared.order_number):
        check_text(text)
    given = {name: getattr(declared, name) for name, _ in NEEDED}
    errors = {name: sentence for name, sentence in NEEDED if not (given[name].strip() if isinstance(given[name], str) else given[name])}
    if declared.kind not in EmergencyKind.values:
        errors["kind"] = f"類別應為：{'、'.join(str(label) for label in EmergencyKind.labels)}"
    if declared.starts_at and declared.until_at and declared.until_at <= declared.starts_at:
        errors["until_at"] = "預定結束應晚於開始"
    known = set(District.objects.filter(pk__in=declared.areas).values_list("pk", flat=True))
    if unknown := [area for area in declared.areas if area not in known]:
        errors["areas"] = f"查無行政區 {'、'.join(unknown)}"
    if errors:
        raise ValidationError(errors)


def cover(emergency: Emergency, *, category: Category, stops_clocks: bool, actor: Actor, now: datetime) -> EmergencyItem:
    """Add an item while response mode goes on, or let the clocks of a covered one stand from now on."""
    with _changing(emergency, (category,), actor) as locked:
        item, is_new = EmergencyItem.objects.get_or_create(
            emergency=locked, category=category, defaults={"stops_clocks": stops_clocks, "added_at": now}
        )
        if not is_new and item.stops_clocks and not stops_clocks:
            raise ValidationError("已停計的項目於解除應變模式時一併恢復，不能單獨恢復。")
        if not is_new and stops_clocks:
            item.stops_clocks = True
            item.save(update_fields=["stops_clocks"])
        _write(locked, "cover", actor=actor, now=now, item=category.code, stops_clocks=stops_clocks)
        jobs.enqueue(settle_emergencies)
    return item


def route(emergency: Emergency, *, category: Category, area: str, agency: Agency, actor: Actor, now: datetime, reason: str = "") -> EmergencyRoute:
    """Let another agency take an item for the time (改分), in one district or in all; what was set before for the same is undone."""
    with _changing(emergency, (category,), actor) as locked:
        _require_item(locked, category)
        _require_area(locked, area)
        before = EmergencyRoute.objects.filter(emergency=locked, category=category, area=area, undone_at__isnull=True)
        before.update(undone_at=now, undone_by=actor.name)
        made = EmergencyRoute.objects.create(
            emergency=locked, category=category, area=area, agency=agency, reason=reason.strip()[:200], made_at=now, made_by=actor.name
        )
        _write(locked, "route", actor=actor, now=now, item=category.code, area=area, agency=agency.slug)
    return made


def undo_route(found: EmergencyRoute, *, actor: Actor, now: datetime) -> None:
    """Take an override back: the next case goes to its own agency again; cases sent meanwhile stay where they are."""
    with _changing(found.emergency, (found.category,), actor) as locked:
        undone = EmergencyRoute.objects.filter(pk=found.pk, undone_at__isnull=True).update(undone_at=now, undone_by=actor.name)
        if undone:
            _write(locked, "undo_route", actor=actor, now=now, item=found.category.code, area=found.area)


def open_matter(emergency: Emergency, *, category: Category, area: str, name: str, actor: Actor, now: datetime) -> Matter:
    """Name a matter (應變事項): the next report of the item there becomes its mother case, later ones are merged into it."""
    with _changing(emergency, (category,), actor) as locked:
        _require_item(locked, category)
        _require_area(locked, area)
        if Matter.objects.filter(emergency=locked, category=category, area=area, ended_at__isnull=True).exists():
            raise ValidationError({"category": "此項目及行政區已有應變事項"})
        if not name.strip():
            raise ValidationError({"name": "請填寫事項名稱，例如三民區路樹傾倒"})
        matter = Matter.objects.create(emergency=locked, category=category, area=area, name=name.strip()[:80], made_at=now, made_by=actor.name)
        _write(locked, "open_matter", actor=actor, now=now, item=category.code, area=area)
    return matter


def close_matter(matter: Matter, *, actor: Actor, now: datetime) -> None:
    """Merge no more reports by themselves; what is merged stays with its mother case."""
    with _changing(matter.emergency, (matter.category,), actor) as locked:
        if Matter.objects.filter(pk=matter.pk, ended_at__isnull=True).update(ended_at=now):
            _write(locked, "close_matter", actor=actor, now=now, item=matter.category.code, area=matter.area)


def end(emergency: Emergency, *, actor: Actor, now: datetime, reason: str) -> Emergency:
    """End response mode: overrides and matters end with it, and the clocks that stood go on."""
    with _changing(emergency, tuple(it.category for it in emergency.items.select_related("category")), actor) as locked:
        if locked.ended_at is not None:
            raise WrongStep("此應變模式已解除。")
        if not reason.strip():
            raise ValidationError({"reason": "請填寫解除依據（文號或指示）"})
        check_text(reason)
        locked.ended_at, locked.ended_by, locked.end_reason = max(now, locked.starts_at), actor.name, reason.strip()[:200]
        locked.save(update_fields=["ended_at", "ended_by", "end_reason"])
        EmergencyRoute.objects.filter(emergency=locked, undone_at__isnull=True).update(undone_at=now, undone_by=actor.name)
        Matter.objects.filter(emergency=locked, ended_at__isnull=True).update(ended_at=now)
        _write(locked, "end", actor=actor, now=now, reason=reason.strip())
        _tell_agencies(locked, f"應變模式解除：{locked.name}，停計之期限恢復計算", now=now)
        jobs.enqueue(settle_emergencies)
    return locked


@contextmanager
def _changing(emergency: Emergency, categories: tuple[Category, ...], actor: Actor) -> Iterator[Emergency]:
    """Lock an emergency for somebody who may lead its response."""
    _require_leader(actor, categories)
    with transaction.atomic():
        yield Emergency.objects.select_for_update().get(pk=emergency.pk)


def _require_leader(actor: Actor, categories: tuple[Category, ...]) -> None:
    if not may_lead(actor):
        raise PermissionDenied("啟動及解除應變模式限服務中心督導及研考會業務承辦")
    for key in sorted({it.procedure for it in categories}):
        response = registry.get(key).response
        if response is None:
            raise ValidationError({"categories": f"「{registry.get(key).name}」不適用應變模式"})
        if not response.led_by.allows(actor):
            raise PermissionDenied(f"「{registry.get(key).name}」的應變模式由{response.led_by.describe()}啟動及解除")


def _require_item(emergency: Emergency, category: Category) -> None:
    if emergency.ended_at is not None:
        raise WrongStep("此應變模式已解除。")
    if not emergency.items.filter(category=category).exists():
        raise ValidationError({"category": f"「{category}」不在此應變模式的項目中，請先加入"})


def _require_area(emergency: Emergency, area: str) -> None:
    if area and not District.objects.filter(pk=area).exists():
        raise ValidationError({"area": f"查無行政區 {area}"})
    if area and emergency.areas and area not in emergency.areas:
        raise ValidationError({"area": "此行政區不在應變模式的範圍內"})


def _write(emergency: Emergency, verb: str, *, actor: Actor, now: datetime, **values: object) -> None:
    audit.record(subject_kind="emergency", subject_id=emergency.pk, verb=f"emergency:{verb}", actor=actor, at=now, values=values)


def _tell_agencies(emergency: Emergency, title: str, *, now: datetime) -> None:
    """Tell every agency that takes one of the items there now, and the divisions that run the procedures."""
    categories = list(emergency.items.values_list("category", "category__procedure"))
    agencies = takers_of([pk for pk, _ in categories], day=day_of(now), areas=emergency.areas)
    told = [(Notice.Recipient.AGENCY, str(pk)) for pk in sorted(agencies)]
    told += [(Notice.Recipient.DIVISION, owner) for owner in {registry.get(key).owner for _, key in categories}]
    tell(
        (
            Telling(recipient_kind=kind, recipient_id=recipient, subject_kind="emergency", subject_id=str(emergency.pk), title=title)
            for kind, recipient in told
        ),
        now=now,
    )
