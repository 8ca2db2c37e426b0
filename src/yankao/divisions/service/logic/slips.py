"""紙本受理單的作業: number and print forms ahead, enter them later with both times, and spoil what was not used."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yankao.divisions.service.registers.paper_slips import MOST_AT_ONCE, PaperSlip
from yankao.engines.cases.models import Case
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_year

DESK = ("agent", "desk_lead")
WIDTH = 3


@transaction.atomic
def print_slips(count: int, *, actor: Actor, now: datetime) -> Sequence[PaperSlip]:
    """Give numbers to so many forms, going on where the day left off, for example K1150302-001."""
    _require_desk(actor)
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValidationError(f"一次可印1至{MOST_AT_ONCE}張")
    today = day_of(now)
    prefix = f"K{roc_year(today):03d}{today:%m%d}-"
    last = PaperSlip.objects.select_for_update().filter(number__startswith=prefix).order_by("-number").first()
    begin = int(last.number.removeprefix(prefix)) if last else 0
    slips = PaperSlip.objects.bulk_create(
        PaperSlip(number=f"{prefix}{begin + n:0{WIDTH}d}", printed_on=today, printed_at=now, printed_by=actor.name[:100]) for n in range(1, count + 1)
    )
    audit.record(
        subject_kind="register",
        subject_id=f"service.paper_slip/{prefix}",
        verb="service.paper_slip:print",
        actor=actor,
        at=now,
        values={"count": count},
    )
    return slips


def outstanding() -> QuerySet[PaperSlip]:
    """Return the forms that are neither entered nor spoilt, oldest first."""
    return PaperSlip.objects.filter(case__isnull=True, spoilt_at__isnull=True).order_by("number")


def enter_slip(number: str, case: Case, *, received_at: datetime, actor: Actor, now: datetime) -> PaperSlip:
    """Join a form to the case opened out of it; an unknown, used or spoilt number is refused."""
    slip = PaperSlip.objects.select_for_update().filter(number=number.strip().upper()).first()
    if slip is None:
        raise ValidationError({"slip": f"查無受理單號 {number}，請核對紙本右上角的號碼"})
    if slip.case_id is not None:
        raise ValidationError({"slip": f"{slip.number} 已補登，請查詢該案件"})
    if slip.spoilt_at is not None:
        raise ValidationError({"slip": f"{slip.number} 已作廢：{slip.spoilt_reason}"})
    slip.case, slip.received_at, slip.entered_at, slip.entered_by = case, received_at, now, actor.name[:100]
    slip.save()
    audit.record(
        subject_kind="register", subject_id=f"service.paper_slip/{slip.number}", verb="service.paper_slip:enter", actor=actor, at=now,
        values={"case": case.number},
    )  # fmt: skip
    return slip


@transaction.atomic
def spoil_slip(number: str, *, reason: str, actor: Actor, now: datetime) -> PaperSlip:
    """Spoil a form that was printed and will not be used."""
    _require_desk(actor)
    slip = outstanding().select_for_update().filter(number=number).first()
    if slip is None:
        raise ValidationError("此受理單已補登或已作廢")
    if not reason.strip():
        raise ValidationError("請填寫作廢理由")
    slip.spoilt_at, slip.spoilt_by, slip.spoilt_reason = now, actor.name[:100], reason.strip()[:200]
    slip.save()
    audit.record(
        subject_kind="register", subject_id=f"service.paper_slip/{slip.number}", verb="service.paper_slip:spoil", actor=actor, at=now, values={}
    )
    return slip


def _require_desk(actor: Actor) -> None:
    if not actor.has_role(*DESK):
        raise PermissionDenied("紙本受理單由話務及服務人員使用")
