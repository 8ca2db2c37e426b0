"""異動機關: add (設立), rename (更名), correct, close (裁撤) and reopen an agency; old names and periods stay readable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency, AgencyName
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change, require_unchanged
from yankao.kernel.days import ONE_DAY, day_of
from yankao.kernel.roc import roc_date

WRITER = "admin"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CORRECTABLE = ("official_code", "duty_phone", "english_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of an agency: full (全銜), short (簡稱) and English."""

    name: str
    short_name: str = ""
    english_name: str = ""


def agency_subject(agency_id: int) -> Subject:
    """Return the name under which changes of an agency are written down."""
    return Subject(kind="agency", id=str(agency_id))


def add_agency(names: Names, *, slug: str, kind: str, parent: Agency | None, from_day: date, actor: Actor, now: datetime, reason: str) -> Agency:
    """Add an agency or an outside body below another one.

    Raises:
        PermissionDenied: the actor does not administer the city.
        ValidationError: a name is missing or taken, or the parent does not exist on that day.
    """
    _require_writer(actor)
    _require_reason(reason)
    if not SLUG.fullmatch(slug):
        raise ValidationError({"slug": "代稱請用小寫英文、數字與連字號，例如 public-works-lamps"})
    if Agency.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": f"代稱「{slug}」已使用"})
    _require_name(names, other_than=None)
    if parent is not None and not agencies_valid_on(from_day).filter(pk=parent.pk).exists():
        raise ValidationError({"parent": f"{parent.name}於{roc_date(from_day)}已裁撤或尚未設立"})
    own = slug.removeprefix(f"{parent.slug}-") if parent else slug
    with transaction.atomic():
        agency = Agency.objects.create(
            slug=slug,
            name=names.name.strip(),
            short_name=(names.short_name or names.name).strip()[:60],
            english_name=names.english_name.strip(),
            kind=kind,
            parent=parent,
            path=f"{parent.path if parent else ''}{own}/",
            division=parent.division if parent else "",
            valid_from=from_day,
            is_local=True,
        )
        changed = {"name": ("", agency.name), "kind": ("", agency.get_kind_display()), "valid_from": ("", from_day)}
        record_change(agency_subject(agency.pk), "add", actor=actor, now=now, changed=changed, reason=reason)
    return agency


def rename_agency(agency_id: int, names: Names, *, from_day: date, actor: Actor, now: datetime, reason: str, seen: int | None = None) -> Agency:
    """Give an agency its new name from a day on; the old one is kept with its last day."""
    _require_writer(actor)
    _require_reason(reason)
    if from_day > day_of(now):
        raise ValidationError({"from_day": "更名請於生效日當日或之後登錄，以免案件提前使用新名稱"})
    with transaction.atomic():
        agency = _locked(agency_id, seen)
        _require_name(names, other_than=agency)
        last = AgencyName.objects.filter(agency=agency).order_by("-valid_to").first()
        if last is not None and last.valid_to >= from_day:
            raise ValidationError({"from_day": f"前次更名於{roc_date(last.valid_to + ONE_DAY)}生效，本次生效日應在其後"})
        new = {
            "name": names.name.strip(),
            "short_name": (names.short_name or names.name).strip()[:60],
            "english_name": names.english_name.strip(),
        }
        changed = {key: (getattr(agency, key), value) for key, value in new.items() if getattr(agency, key) != value}
        if not changed:
            raise ValidationError("名稱沒有不同")
        AgencyName.objects.create(
            agency=agency,
            name=agency.name,
            short_name=agency.short_name,
            english_name=agency.english_name,
            valid_to=from_day - ONE_DAY,
            reason=reason.strip(),
        )
        _write(agency, changed, verb="rename", actor=actor, now=now, reason=f"{roc_date(from_day)}生效；{reason.strip()}")
    return agency


def correct_agency(agency_id: int, facts: Mapping[str, str], *, actor: Actor, now: datetime, seen: int | None = None) -> Agency:
    """Correct the code, the published telephone or the English name of an agency."""
    _require_writer(actor)
    with transaction.atomic():
        agency = _locked(agency_id, seen)
        changed = {
            key: (getattr(agency, key), facts[key].strip()) for key in CORRECTABLE if key in facts and getattr(agency, key) != facts[key].strip()
        }
        if not changed:
            raise ValidationError("沒有任何更正")
        _write(agency, changed, verb="correct", actor=actor, now=now)
    return agency


def close_agency(agency_id: int, *, last_day: date, actor: Actor, now: datetime, reason: str, seen: int | None = None) -> Agency:
    """End an agency with its last day (裁撤); the caller has made sure that nothing is left with it."""
    _require_writer(actor)
    _require_reason(reason)
    with transaction.atomic():
        agency = _locked(agency_id, seen)
        if agency.valid_from is not None and last_day < agency.valid_from:
            raise ValidationError({"last_day": f"最後一日不得早於設立日{roc_date(agency.valid_from)}"})
        below = agencies_valid_on(last_day + ONE_DAY).filter(path__startswith=agency.path).exclude(pk=agency.pk).count()
        if below:
            raise ValidationError({"last_day": f"所屬仍有{below}個機關或單位存續，請先裁撤或改隸"})
        _write(agency, {"valid_to": (agency.valid_to, last_day)}, verb="close", actor=actor, now=now, reason=reason)
    return agency


def reopen_agency(agency_id: int, *, actor: Actor, now: datetime, reason: str, seen: int | None = None) -> Agency:
    """Take a closing back: the agency exists again without an end."""
    _require_writer(actor)
    _require_reason(reason)
    with transaction.atomic():
        agency = _locked(agency_id, seen)
        if agency.valid_to is None:
            raise ValidationError("此機關並未裁撤")
        if agency.parent is not None and agency.parent.valid_to is not None:
            raise ValidationError(f"上級機關{agency.parent.name}已裁撤，請先恢復上級機關")
        _write(agency, {"valid_to": (agency.valid_to, None)}, verb="reopen", actor=actor, now=now, reason=reason)
    return agency


def _write(agency: Agency, changed: Mapping[str, tuple[object, object]], *, verb: str, actor: Actor, now: datetime, reason: str = "") -> None:
    for key, (_, value) in changed.items():
        setattr(agency, key, value)
    agency.is_local = True
    agency.save(update_fields=[*changed, "is_local"])
    record_change(agency_subject(agency.pk), verb, actor=actor, now=now, changed=changed, reason=reason)


def _locked(agency_id: int, seen: int | None) -> Agency:
    agency = Agency.objects.select_for_update().get(pk=agency_id)
    require_unchanged(agency_subject(agency_id), seen)
    return agency


def _require_writer(actor: Actor) -> None:
    if not actor.has_role(WRITER):
        raise PermissionDenied("機關異動限系統管理者")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "請填寫依據，例如組織規程修正之日期與文號"})


def _require_name(names: Names, *, other_than: Agency | None) -> None:
    if not names.name.strip():
        raise ValidationError({"name": "請填寫機關全銜"})
    taken = Agency.objects.filter(name=names.name.strip())
    if (taken.exclude(pk=other_than.pk) if other_than else taken).exists():
        raise ValidationError({"name": f"「{names.name.strip()}」已有機關使用"})
