"""缺失逐項改善: the agency tells for every defect how it was put right, with pictures, while the correction is in its hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.engineering.logic.site_models import SiteFinding, SitePhoto
from yankao.divisions.engineering.logic.site_sync import keep_photo
from yankao.divisions.engineering.roles import HANDLER
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.facts import check_text
from yankao.engines.cases.models import Case
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.files.store import Readable

KEY = "engineering.defect_correction"
MENDING = "contractor"


def tell_remedy(case: Case, finding_id: UUID, *, text: str, actor: Actor, now: datetime) -> SiteFinding:
    """Write how one defect was put right, or what is answered to one piece of advice."""
    check_text(text)
    with _mending(case, finding_id, actor) as finding:
        if not text.strip():
            raise ValidationError({"remedy": "請填寫改善情形或答復"})
        finding.remedy = text.strip()
        finding.save(update_fields=["remedy"])
        audit.record(subject_kind="case", subject_id=case.number, verb=f"{KEY}:remedy", actor=actor, at=now, values={str(finding_id): text.strip()})
    return finding


def show_remedy(
    case: Case, finding_id: UUID, photo_id: UUID, stream: Readable, *, name: str, stage: str, taken_at: datetime, actor: Actor, now: datetime
) -> SitePhoto:
    """Keep a picture of a defect before, during or after it was put right."""
    with _mending(case, finding_id, actor) as finding:
        photo = keep_photo(
            finding.case, photo_id, stream, name=name, taken_at=taken_at, actor=actor, now=now, finding_id=finding_id, stage=stage
        )  # fmt: skip
        audit.record(subject_kind="case", subject_id=case.number, verb=f"{KEY}:photo", actor=actor, at=now, values={str(photo.pk): stage})
    return photo


@contextmanager
def _mending(case: Case, finding_id: UUID, actor: Actor) -> Iterator[SiteFinding]:
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk, procedure=KEY)
        if not HANDLER.allows(actor, locked):
            raise PermissionDenied("僅主辦機關得填報改善情形")
        if locked.step != MENDING:
            raise WrongStep("改善情形限於「廠商改善中」填報；已送複核者請先退回續改。")
        yield SiteFinding.objects.select_for_update().select_related("case").get(pk=finding_id, case=_inspection_of(locked), is_struck=False)


def _inspection_of(case: Case) -> Case:
    if case.parent is None:
        raise ValidationError("此案未連結查核案，無從逐項填報")
    return case.parent
