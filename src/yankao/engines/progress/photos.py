"""Photographs and papers beside the figures of a period (施工照片及佐證): added while the plan is under control, never replaced."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import WrongState
from yankao.engines.progress.models import PeriodReport, ReportPhoto
from yankao.engines.progress.plans import SUBJECT
from yankao.engines.progress.who import require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.files.store import Readable, store

MOST = 20


def add_photo(it: Programme, report: PeriodReport, *, actor: Actor, now: datetime, stream: Readable, name: str, caption: str) -> ReportPhoto:
    """Put a file beside the figures of a period.

    Raises:
        PermissionDenied: only those who fill in the plan, or list plans, may.
        WrongState: the plan has left control.
        ValidationError: the caption is missing, there are too many already, or the file is refused.
    """
    require(it.filled_by | it.listed_by, actor, report.plan, deed="上傳照片")
    if not report.plan.is_tracked:
        raise WrongState(f"此計畫已{report.plan.get_standing_display()}，不再上傳。")
    if not caption.strip():
        raise ValidationError({"caption": "請填寫照片說明，例如拍攝位置及工項"})
    with transaction.atomic():
        held = PeriodReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if held.photos.count() >= MOST:
            raise ValidationError({"file": f"每期至多{MOST}個檔案"})
        stored = store(stream, name=name, actor=actor, now=now)
        row = ReportPhoto.objects.create(report=held, stored=stored, caption=caption.strip()[:200])
        values = {"month": str(report.month), "file": stored.name}
        audit.record(subject_kind=SUBJECT, subject_id=report.plan.number, verb=f"{it.key}:photo", actor=actor, at=now, values=values)
    return row
