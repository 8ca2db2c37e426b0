"""公文統計月報: what the document system tells each month for every agency and class of documents, and the figures made of it.

The file (doc-system) is CSV in UTF-8 or Big5; its first line names the columns as the form does: 機關 (name or short name), 統計月份
(first day of the month, 112/3/1), 公文類別 (one of seven), 前月待辦件數, 本月新收件數, 發文件數, 存查件數, 待辦件數, 如期發文件數,
逾限發文件數, 逾限待辦件數, 展期件數, 發文使用日數合計 (half days as .5), 逾限超過30日件數. A row that does not add up is not taken and
stands in the file of rejects with its line and its reason; the rest is.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q, Sum

from yankao.divisions.control.logic.documents import DocumentClass
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.ask import Asked, Question
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import rows_in, sum_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.actors import Actor

KEY = "control.document_month"
COUNTS = (
    "carried", "received", "dispatched", "filed", "pending", "in_time", "late", "overdue_pending", "extended", "days_used", "over_thirty",
)  # fmt: skip
OVERDUE, ALL = ("late", "overdue_pending"), ("dispatched", "pending")


class DocumentMonth(RegisterRow):
    """The documents of one agency, one class and one month."""

    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("統計月份")
    document_class = models.CharField("公文類別", max_length=16, choices=DocumentClass.choices, db_collation="C")
    carried = models.PositiveIntegerField("前月待辦件數")
    received = models.PositiveIntegerField("本月新收件數")
    dispatched = models.PositiveIntegerField("發文件數")
    filed = models.PositiveIntegerField("存查件數")
    pending = models.PositiveIntegerField("待辦件數")
    in_time = models.PositiveIntegerField("如期發文件數")
    late = models.PositiveIntegerField("逾限發文件數")
    overdue_pending = models.PositiveIntegerField("逾限待辦件數")
    extended = models.PositiveIntegerField("展期件數")
    days_used = models.DecimalField("發文使用日數合計", max_digits=10, decimal_places=1)
    over_thirty = models.PositiveIntegerField("逾限超過30日件數")

    class Meta(RegisterRow.Meta):
        verbose_name = "公文統計月報"
        ordering: ClassVar[list[str]] = ["-month", "agency_id", "document_class"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "month", "document_class"], condition=Q(is_struck=False), name="document_month_once",
                violation_error_message="該機關該月此類公文已登錄；如有更正，請以「更正」辦理",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month} {self.document_class}"


def month_is_its_first_day(it: DocumentMonth) -> str | None:
    """Refuse a month that is not told by its first day."""
    return None if it.month.day == 1 else "統計月份請填該月第一日，例如 112/3/1"


def counts_add_up(it: DocumentMonth) -> str | None:
    """Refuse a row whose documents appear or vanish."""
    if it.carried + it.received != it.dispatched + it.filed + it.pending:
        return "前月待辦加本月新收，應等於發文、存查、待辦之合計"
    if it.in_time + it.late != it.dispatched:
        return "如期發文加逾限發文，應等於發文件數"
    if not it.over_thirty <= it.overdue_pending <= it.pending:
        return "逾限超過30日件數不得多於逾限待辦，逾限待辦不得多於待辦"
    return None


def days_are_halves(it: DocumentMonth) -> str | None:
    """Refuse days that no count of working days and half days can give."""
    if it.days_used % Decimal("0.5"):
        return "使用日數以0.5日為最小單位"
    if it.days_used < it.dispatched * Decimal("0.5"):
        return "每件發文使用日數至少0.5日，合計不得低於發文件數之半"
    return None if it.dispatched or not it.days_used else "沒有發文即沒有發文使用日數"


def ratio(over: tuple[str, ...], under: tuple[str, ...], where: Q | None = None) -> Measure:
    """Divide the sum of some columns by the sum of others, over the months of the window; numerator and denominator are shown."""
    sums = tuple(Sum(name, filter=where) for name in (*over, *under))

    def answer(*values: Decimal | int | None) -> Measured:
        told = [value or 0 for value in values]
        return Measured(numerator=sum(told[: len(over)]), denominator=sum(told[len(over) :]))

    return Asked(lambda subject, window: Question(rows=rows_in, given=(subject, window), asks=sums, answer=answer))


def _by_class(each: DocumentClass) -> tuple[Indicator, ...]:
    where = Q(document_class=each.value)
    label = str(each.label)
    return (
        Indicator(key=f"{KEY}.received_{each.value}", name=f"{label}收文件數", unit="件", measure=sum_of("received", where), counting="月報之本月新收件數"),
        Indicator(key=f"{KEY}.average_{each.value}", name=f"{label}發文平均使用日數", unit="日", measure=ratio(("days_used",), ("dispatched",), where),
                  counting="發文使用日數合計除以發文件數，存查不計；當日辦畢以0.5日計"),
        Indicator(key=f"{KEY}.overdue_{each.value}", name=f"{label}逾限比率", unit="%", measure=ratio(OVERDUE, ALL, where),
                  counting="逾限發文與逾限待辦，占發文與待辦之比率"),
    )  # fmt: skip


def _seen_by(actor: Actor) -> bool:
    return any(held.division == "control" for held in actor.memberships) or actor.has_role("controller", "agency_lead", "auditor", "mayor_office")


def _written_by(actor: Actor) -> bool:
    return any(held.division == "control" for held in actor.memberships)


DOCUMENT_MONTHS = register(
    Register(
        key=KEY,
        name="公文統計月報",
        model=DocumentMonth,
        seen_by=_seen_by,
        written_by=_written_by,
        lists=("agency", "month", "document_class", "received", "dispatched", "pending", "overdue_pending", "days_used"),
        dated_by="month",
        filters=("document_class", "agency"),
        systems=("doc-timeliness", "doc-system"),
        asks=("agency", "month", "document_class", *COUNTS),
        checks=(month_is_its_first_day, counts_add_up, days_are_halves),
        indicators=(
            Indicator(key=f"{KEY}.received", name="公文收文件數", unit="件", measure=sum_of("received"), counting="各機關月報之本月新收件數合計"),
            Indicator(key=f"{KEY}.dispatched", name="公文發文件數", unit="件", measure=sum_of("dispatched"), counting="發文件數合計，存查另計"),
            Indicator(key=f"{KEY}.extended", name="公文展期件數", unit="件", measure=sum_of("extended"), counting="核准展期之件數"),
            Indicator(key=f"{KEY}.over_thirty", name="逾限超過30日公文件次", unit="件次", measure=sum_of("over_thirty"), counting="各月底逾限超過30日之待辦件數合計，跨月未結者逐月計次"),
            Indicator(key=f"{KEY}.average_days", name="公文發文平均使用日數", unit="日", measure=ratio(("days_used",), ("dispatched",)),
                      counting="發文使用日數合計除以發文件數，存查不計；當日辦畢以0.5日計"),
            Indicator(key=f"{KEY}.in_time_share", name="公文如期發文率", unit="%", measure=ratio(("in_time",), ("dispatched",)), counting="如期發文占發文之比率"),
            Indicator(key=f"{KEY}.overdue_share", name="公文逾限比率", unit="%", measure=ratio(OVERDUE, ALL), counting="逾限發文與逾限待辦，占發文與待辦之比率"),
            *(each for kind in DocumentClass for each in _by_class(kind)),
        ),
    )
)  # fmt: skip

connectors.register(csv_importer(DOCUMENT_MONTHS))
