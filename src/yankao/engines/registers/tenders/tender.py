"""工程標案: one tender of public works, from its award to its acceptance, as the central system and the city know it."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from yankao.engines.registers.models import RegisterRow

NUMBER = RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z._/()-]*\Z", "標案編號僅能用英數字及 . _ / ( ) -，例如 1120315-A01")


def percent(name: str, **more: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for a cumulative percentage."""
    return models.DecimalField(name, max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)], **more)


def dollars(name: str, **more: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for whole dollars (元)."""
    return models.DecimalField(name, max_digits=15, decimal_places=0, validators=[MinValueValidator(0)], **more)


def day(name: str) -> "models.DateField[Any, Any]":
    """Return a column for a day that may not have come."""
    return models.DateField(name, null=True, blank=True)


class State(models.TextChoices):
    """How far the works have come (標案狀態)."""

    AWARDED = "awarded", "決標未開工"
    WORKING = "working", "施工中"
    STOPPED = "stopped", "停工"
    ENDED = "ended", "竣工未驗收"
    ACCEPTED = "accepted", "驗收完成"
    TERMINATED = "terminated", "終止或解除契約"


class Works(models.TextChoices):
    """What is built (工程類別)."""

    ROAD = "road", "道路"
    BRIDGE = "bridge", "橋梁"
    BUILDING = "building", "建築"
    WATER = "water", "水利及排水"
    SEWER = "sewer", "下水道"
    SLOPE = "slope", "水土保持及邊坡"
    PARK = "park", "公園綠地及景觀"
    HARBOUR = "harbour", "港灣及漁港"
    ELECTRICAL = "electrical", "機電"
    OTHER = "other", "其他"


class Funding(models.TextChoices):
    """Whose works these are: those the city only pays for, or has others do, do not count toward the minimum of article 4."""

    OWN = "own", "本府自辦"
    SUBSIDISED = "subsidised", "補助其他機關"
    ENTRUSTED = "entrusted", "委託其他機關"


class Tender(RegisterRow):
    """One tender of public works (工程標案). Money in dollars, progress cumulative in percent."""

    TYPED_BY: ClassVar[str] = "number"

    number = models.CharField("標案編號", max_length=40, validators=[NUMBER], db_collation="C")
    name = models.CharField("標案名稱", max_length=200)
    agency = models.ForeignKey("agencies.Agency", verbose_name="主辦機關", on_delete=models.PROTECT, related_name="+")
    works = models.CharField("工程類別", max_length=12, choices=Works.choices, default=Works.OTHER, db_collation="C")
    funding = models.CharField("辦理方式", max_length=12, choices=Funding.choices, default=Funding.OWN, db_collation="C")
    state = models.CharField("標案狀態", max_length=12, choices=State.choices, default=State.AWARDED, db_collation="C")
    district = models.ForeignKey("agencies.District", verbose_name="行政區", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("工程地點", max_length=200, blank=True)
    budget_amount = dollars("預算金額（元）")
    floor_amount = dollars("底價（元）", null=True, blank=True)
    award_amount = dollars("決標金額（元）", null=True, blank=True)
    contract_amount = dollars("變更後契約金額（元）", null=True, blank=True)
    changes = models.PositiveSmallIntegerField("變更設計次數", default=0)
    contractor = models.CharField("施工廠商", max_length=100, blank=True)
    design_unit = models.CharField("設計單位", max_length=100, blank=True)
    supervision_unit = models.CharField("監造單位", max_length=100, blank=True)
    management_unit = models.CharField("專案管理單位", max_length=100, blank=True)
    awarded_on = models.DateField("決標日期")
    planned_start_on = day("預定開工日期")
    started_on = day("實際開工日期")
    planned_end_on = day("預定竣工日期")
    revised_end_on = day("變更後預定竣工日期")
    ended_on = day("實際竣工日期")
    planned_acceptance_on = day("預定驗收日期")
    accepted_on = day("驗收完成日期")
    stopped_on = day("停工日期")
    terminated_on = day("終止契約日期")
    progress_month = models.DateField("進度月份", null=True, blank=True, editable=False)
    planned_progress = percent("預定進度（%）", null=True, blank=True, editable=False)
    actual_progress = percent("實際進度（%）", null=True, blank=True, editable=False)

    class Meta(RegisterRow.Meta):
        verbose_name = "工程標案"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(is_struck=False),
                name="tender_number_once",
                violation_error_message="此標案編號已登錄；如有變動，請以「更正」辦理",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                name="tender_ends_after_it_starts",
                violation_error_message="實際竣工日期不得早於實際開工日期，且應先填實際開工日期",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(ended_on__isnull=False, accepted_on__gte=F("ended_on")),
                name="tender_accepted_after_its_end",
                violation_error_message="驗收完成日期不得早於實際竣工日期，且應先填實際竣工日期",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *RegisterRow.Meta.indexes,
            models.Index(fields=["agency", "state"], name="tender_agency"),
            models.Index(fields=["started_on", "ended_on"], name="tender_in_execution"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def lag(self) -> Decimal | None:
        """Percentage points behind the plan (positive: behind); None without figures."""
        if self.planned_progress is None or self.actual_progress is None:
            return None
        lag: Decimal = self.planned_progress - self.actual_progress
        return lag

    @property
    def end_due_on(self) -> date | None:
        """The day by which the works should end, as last revised."""
        due: date | None = self.revised_end_on or self.planned_end_on
        return due

    @property
    def award_ratio(self) -> Decimal | None:
        """The award in percent of the floor price (標比); None where one is not told."""
        if not self.floor_amount or self.award_amount is None:
            return None
        ratio: Decimal = self.award_amount * 100 / self.floor_amount
        return ratio
