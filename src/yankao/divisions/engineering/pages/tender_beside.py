"""標案的查核紀錄: on the page of a tender, its inspections, corrections, warnings and verifications, as far as the reader may see them."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from yankao.divisions.engineering.procedures.citizen_supervision import CITIZEN_SUPERVISION, CitizenSupervision
from yankao.divisions.engineering.procedures.defect_correction import DEFECT_CORRECTION
from yankao.divisions.engineering.procedures.disposition import DISPOSITION
from yankao.divisions.engineering.procedures.inspection import INSPECTION, Inspection
from yankao.divisions.engineering.procedures.progress_verification import PROGRESS_VERIFICATION, ProgressVerification
from yankao.divisions.engineering.procedures.quality_warning import QUALITY_WARNING, QualityWarning
from yankao.divisions.engineering.procedures.reinspection import REINSPECTION, Reinspection
from yankao.divisions.engineering.registers.point_penalties import PENALTIES, PointPenalty
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.engines.registers.models import RegisterRow
from yankao.kernel.actors import Actor
from yankao.shell.beside import Beside, Line
from yankao.shell.words import tr

SHOWN = 50
DIRECT = (
    (INSPECTION, Inspection),
    (REINSPECTION, Reinspection),
    (QUALITY_WARNING, QualityWarning),
    (PROGRESS_VERIFICATION, ProgressVerification),
    (CITIZEN_SUPERVISION, CitizenSupervision),
)
FOLLOWING = (DEFECT_CORRECTION, DISPOSITION)


def cases_of(row: RegisterRow, actor: Actor) -> Iterator[Beside]:
    """Yield a list for each kind of case about the tender."""
    inspections = [*Inspection.objects.filter(tender_id=row.pk).values_list("pk", flat=True)]
    inspections += Reinspection.objects.filter(tender_id=row.pk).values_list("pk", flat=True)
    for procedure, detail in DIRECT:
        rows = [*detail._default_manager.filter(tender_id=row.pk).values_list("pk", flat=True)]
        more = None
        if procedure is INSPECTION and procedure.opened_by.allows(actor) and not row.is_struck:
            more = Line(address=f"{reverse('new', args=[procedure.key])}?{urlencode({'tender': str(row).split()[0]})}", name="開立查核案件")
        yield Beside(name=procedure.name, lines=_lines(visible_cases(actor, procedures=(procedure,)).filter(pk__in=rows)), more=more)
    for procedure in FOLLOWING:
        yield Beside(name=procedure.name, lines=_lines(visible_cases(actor, procedures=(procedure,)).filter(parent_id__in=inspections)))
    if PENALTIES.seen_by(actor):
        yield Beside(name=PENALTIES.name, lines=tuple(map(_penalty, PointPenalty.objects.filter(tender_id=row.pk)[:SHOWN])))


def _penalty(it: PointPenalty) -> Line:
    paid = "已繳納" if it.paid_on else "未繳納"
    return Line(address=reverse("row", args=[PENALTIES.key, it.pk]), name=f"{it.inspection} {it.party_name} {it.amount:,}元", note=tr(paid))


def _lines(cases: QuerySet[Case]) -> tuple[Line, ...]:
    return tuple(
        Line(
            address=reverse("case", args=[case.number]),
            name=f"{case.number} {case.title}",
            note=tr(registry.get(case.procedure).step_name(case.step)),
        )
        for case in cases.order_by("-received_at")[:SHOWN]
    )
