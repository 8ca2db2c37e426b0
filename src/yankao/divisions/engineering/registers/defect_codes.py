"""缺失編號 and 查核項目表: the dated tables an inspector picks defects from, and the checklist of each kind of work.

The official table of defect codes is not public; the rows shipped here are this program's own, say so, and can be replaced at any time:
`yankao import engineering.defect_code FILE` takes a CSV whose first line names the columns as the form does. A code that changes gets a
row with a later first day and an end day on the old one; an inspection keeps what was in force on its day.
"""

from csv import DictReader
from datetime import date, datetime
from importlib.resources import files
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_standing
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.engines.registers.write import take_over
from yankao.kernel.actors import Actor
from yankao.kernel.roc import roc_date


class WorkType(models.TextChoices):
    """The kind of works a code or an item of the checklist is for (工程類別)."""

    ANY = "any", "共通"
    BUILDING = "building", "建築工程"
    ROAD = "road", "道路工程"
    BRIDGE = "bridge", "橋梁工程"
    WATER = "water", "水利及排水工程"
    ELECTRICAL = "electrical", "機電工程"
    LANDSCAPE = "landscape", "景觀工程"


class Addressee(models.TextChoices):
    """Whom a defect is addressed to (責任對象)."""

    AGENCY = "agency", "主辦機關"
    SUPERVISOR = "supervisor", "監造單位"
    CONTRACTOR = "contractor", "廠商"


class Severity(models.TextChoices):
    """How grave a defect is (嚴重程度)."""

    LIGHT = "L", "輕微"
    MEDIUM = "M", "中等"
    SEVERE = "S", "嚴重"


class DefectCode(RegisterRow):
    """One code of the table, as it holds from one day to another."""

    code = models.CharField("缺失編號", max_length=20)
    name = models.CharField("缺失名稱", max_length=200)
    addressee = models.CharField("責任對象", max_length=12, choices=Addressee.choices)
    severity = models.CharField("嚴重程度", max_length=1, choices=Severity.choices)
    points = models.PositiveSmallIntegerField("扣點", default=0)
    work_type = models.CharField("工程類別", max_length=12, choices=WorkType.choices, default=WorkType.ANY)
    starts_on = models.DateField("適用起日")
    ends_on = models.DateField("適用迄日", null=True, blank=True)
    ground = models.CharField("依據", max_length=200)

    class Meta(RegisterRow.Meta):
        verbose_name = "缺失編號"
        ordering: ClassVar[list[str]] = ["code", "-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "starts_on"], condition=Q(is_struck=False), name="defect_code_once",
                                    violation_error_message="此缺失編號自該日起的規定已登錄"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="defect_code_days",
                                   violation_error_message="適用迄日不得早於起日"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ChecklistItem(RegisterRow):
    """One item an inspector looks at on a site of some kind of works."""

    work_type = models.CharField("工程類別", max_length=12, choices=WorkType.choices)
    order = models.PositiveSmallIntegerField("項次")
    text = models.CharField("查核項目", max_length=200)
    code = models.CharField("相關缺失編號", max_length=20, blank=True)
    starts_on = models.DateField("適用起日")
    ends_on = models.DateField("適用迄日", null=True, blank=True)
    ground = models.CharField("依據", max_length=200)

    class Meta(RegisterRow.Meta):
        verbose_name = "查核項目表"
        ordering: ClassVar[list[str]] = ["work_type", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["work_type", "order", "starts_on"], condition=Q(is_struck=False), name="checklist_item_once",
                                    violation_error_message="此類工程該項次自該日起的項目已登錄"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="checklist_item_days",
                                   violation_error_message="適用迄日不得早於起日"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


Row = TypeVar("Row", DefectCode, ChecklistItem)


def codes_do_not_overlap(it: DefectCode) -> str | None:
    """Refuse a code that would hold twice on one day."""
    others = DefectCode.objects.filter(code=it.code).exclude(pk=it.pk).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=it.starts_on))
    others = others.filter(starts_on__lte=it.ends_on) if it.ends_on else others
    found = others.first()
    return None if found is None else f"缺失編號 {it.code} 自{roc_date(found.starts_on)}起的規定仍適用，請先填其適用迄日"


def in_force(rows: QuerySet[Row], day: date, *, work_type: str = "") -> QuerySet[Row]:
    """Return the rows that hold on a day, for one kind of works and those for all."""
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    return rows.filter(work_type__in=(work_type, WorkType.ANY)) if work_type else rows


DEFECT_CODES = register(
    Register(
        key="engineering.defect_code",
        name="缺失編號",
        model=DefectCode,
        systems=("inspection",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("code", "name", "addressee", "severity", "points", "work_type", "starts_on", "ends_on", "ground"),
        filters=("addressee", "severity", "work_type"),
        searches=("code", "name"),
        dated_by="starts_on",
        asks=("code", "name", "addressee", "severity", "points", "work_type", "starts_on", "ground"),
        may_ask=("ends_on",),
        checks=(codes_do_not_overlap,),
        indicators=(
            Indicator(key="engineering.defect_code.standing", name="適用中缺失編號數", unit="項",
                      measure=count_standing(starts="starts_on", ends="ends_on"), counting="期末日適用之缺失編號"),
        ),
    )
)  # fmt: skip
CHECKLIST = register(
    Register(
        key="engineering.checklist_item",
        name="查核項目表",
        model=ChecklistItem,
        systems=("inspection",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("work_type", "order", "text", "code", "starts_on", "ends_on", "ground"),
        filters=("work_type",),
        searches=("text", "code"),
        dated_by="starts_on",
        asks=("work_type", "order", "text", "starts_on", "ground"),
        may_ask=("code", "ends_on"),
    )
)
for _each in (DEFECT_CODES, CHECKLIST):
    connectors.register(csv_importer(_each))


def load_shipped(*, actor: Actor, now: datetime) -> int:
    """Enter the tables shipped with the program where a table is still empty; return how many rows were entered."""
    entered = 0
    for it, model, name in ((DEFECT_CODES, DefectCode, "defect_codes.csv"), (CHECKLIST, ChecklistItem, "checklist.csv")):
        if model.kept.exists():
            continue
        text = files("yankao.divisions.engineering.registers").joinpath(name).read_text(encoding="utf-8")
        for row in DictReader(text.splitlines()):
            take_over(it, actor=actor, now=now, facts={key: value or None for key, value in row.items()})
            entered += 1
    return entered
