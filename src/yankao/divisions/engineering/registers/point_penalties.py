"""扣點違約金: for each inspection what the points cost the contractor or the supervising unit, the letter that said so, and when it was paid."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Sum

from yankao.divisions.engineering.logic.penalties import GROUND, Terms, penalty_of
from yankao.divisions.engineering.logic.site_models import SiteFinding
from yankao.divisions.engineering.logic.site_sync import PROCEDURES
from yankao.divisions.engineering.registers.defect_codes import Addressee
from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_rows, share_of, sum_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.actors import Actor

PARTIES = tuple(choice for choice in Addressee.choices if choice[0] != Addressee.AGENCY)
NONE = [MinValueValidator(Decimal(0))]


class PointPenalty(RegisterRow):
    """The penalty of one party for the points of one inspection."""

    inspection = models.CharField("查核案號", max_length=20)
    tender = models.ForeignKey("tenders.Tender", verbose_name="標案編號", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", verbose_name="主辦機關", on_delete=models.PROTECT, related_name="+")
    party = models.CharField("對象", max_length=12, choices=PARTIES)
    party_name = models.CharField("廠商或監造單位名稱", max_length=100)
    points = models.PositiveSmallIntegerField("扣點")
    per_point_amount = models.DecimalField("契約每點金額（元）", max_digits=10, decimal_places=0, validators=NONE)
    contract_amount = models.DecimalField("契約金額（元）", max_digits=14, decimal_places=0, validators=NONE)
    cap_percent = models.DecimalField("契約上限（契約金額之%，0為未定）", max_digits=5, decimal_places=2, default=Decimal(0), validators=NONE)
    amount = models.DecimalField("違約金（元）", max_digits=14, decimal_places=0, validators=NONE)
    letter_number = models.CharField("通知文號", max_length=60)
    notified_on = models.DateField("通知日期")
    paid_on = models.DateField("繳納或扣抵日期", null=True, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "扣點違約金"
        ordering: ClassVar[list[str]] = ["-notified_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inspection", "party"], condition=Q(is_struck=False), name="point_penalty_once",
                                    violation_error_message="此查核案對該對象之違約金已登錄，請更正原紀錄"),
            models.CheckConstraint(condition=Q(paid_on__isnull=True) | Q(paid_on__gte=models.F("notified_on")), name="point_penalty_paid_after",
                                   violation_error_message="繳納或扣抵日期不得早於通知日期"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.inspection} {self.party}"


def taken_before(it: PointPenalty) -> Decimal:
    """Return what this party was charged under this tender before."""
    rows = PointPenalty.objects.filter(tender_id=it.tender_id, party=it.party).exclude(pk=it.pk)
    rows = rows.filter(pk__lt=it.pk) if it.pk else rows
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def amount_is_by_contract(it: PointPenalty) -> str | None:
    """The amount is that of the contract: points times the amount of a point, within what the cap leaves."""
    terms = Terms(per_point_amount=it.per_point_amount, contract_amount=it.contract_amount, cap_percent=it.cap_percent)
    found = penalty_of(it.points, terms, taken_before=taken_before(it))
    return None if it.amount == found.amount else f"違約金應為{found.amount:,}元（{found.told}）"


def agrees_with_its_inspection(it: PointPenalty) -> str | None:
    """The points are those of the findings of that inspection of that tender; one that was made before this system is not asked."""
    case = Case.objects.filter(number=it.inspection, procedure__in=PROCEDURES).first()
    if case is None:
        return None
    detail: Any = registry.get(case.procedure).detail._default_manager.get(pk=case.pk)
    if detail.tender_id != it.tender_id:
        return f"查核案{it.inspection}之標案為{detail.tender_number}"
    rows = SiteFinding.objects.filter(case_id=case.pk, is_struck=False, addressee=it.party)
    found = rows.aggregate(total=Sum("points"))["total"] or 0
    return None if it.points == found else f"查核紀錄對{it.get_party_display()}之扣點合計為{found}點"


def _owing(actor: Actor, row: PointPenalty) -> bool:
    return is_engineer(actor) or row.agency_id in actor.agency_ids()


def _writes(actor: Actor) -> bool:
    return is_engineer(actor) or actor.has_role("clerk", "agency_lead", "controller")


PAID = Q(paid_on__isnull=False)
PENALTIES = register(
    Register(
        key="engineering.point_penalty",
        name="扣點違約金",
        model=PointPenalty,
        systems=("inspection", "defect-correction"),
        seen_by=reads_engineering,
        written_by=_writes,
        rows_written_by=_owing,
        lists=("inspection", "tender", "agency", "party", "party_name", "points", "amount", "letter_number", "notified_on", "paid_on"),
        filters=("party", "agency"),
        searches=("inspection", "tender", "party_name", "letter_number"),
        dated_by="notified_on",
        asks=("inspection", "tender", "agency", "party", "party_name", "points", "per_point_amount", "contract_amount", "amount",
              "letter_number", "notified_on"),
        may_ask=("cap_percent", "paid_on"),
        checks=(agrees_with_its_inspection, amount_is_by_contract),
        indicators=(
            Indicator(key="engineering.point_penalty.count", name="扣點違約金件數", unit="件", measure=count_rows(), counting="期間內通知者", basis=GROUND),
            Indicator(key="engineering.point_penalty.points", name="查核扣點數", unit="點", measure=sum_of("points"), counting="期間內通知之扣點合計", basis=GROUND),
            Indicator(key="engineering.point_penalty.amount", name="扣點違約金金額", unit="元", measure=sum_of("amount"), counting="期間內通知之違約金合計", basis=GROUND),
            Indicator(key="engineering.point_penalty.paid_share", name="扣點違約金繳納率", unit="%", measure=share_of(PAID), counting="期間內通知者中已繳納或扣抵之件數比率"),
        ),
    )
)  # fmt: skip
connectors.register(csv_importer(PENALTIES))
