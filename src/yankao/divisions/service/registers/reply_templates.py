"""回復範本: texts for replies by procedure and item, each with its owner and the day by which it is read again; uses are counted."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.reply_fill import fill, placeholders, unknown_placeholders
from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.registers.declare import Counter, Register, Review, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_overdue, count_standing, sum_counted
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.engines.registers.write import count
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.shell.reply_texts import ReplyText, Source, register_reply_texts

STAFF = ("agent", "desk_lead", "clerk", "controller", "agency_lead", "officer", "mayor_office", "admin")
PLACEHOLDERS = "、".join(f"{key} {name}" for key, name in placeholders().items())


class ReplyTemplate(RegisterRow):
    """One text for replies; without an item it suits every case of its procedure."""

    class For(models.TextChoices):
        """The procedures whose replies it serves."""

        PETITION = "service.petition", "人民陳情"
        DISPATCH = "service.dispatch", "派工通報"
        INQUIRY = "service.inquiry", "諮詢"

    title = models.CharField("範本名稱", max_length=80)
    procedure = models.CharField("程序", max_length=60, choices=For.choices, db_collation="C")
    item = models.CharField("項目名稱", max_length=80, blank=True, help_text="留空為該程序所有項目")
    text = models.TextField("內容", help_text=f"可用欄位：{PLACEHOLDERS}。無法帶入的欄位會保留，填完才能送出。")
    agency = models.ForeignKey("agencies.Agency", verbose_name="維護機關", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("生效日")
    valid_to = models.DateField("失效日", null=True, blank=True)
    review_by = models.DateField("應檢視日")
    uses = models.PositiveIntegerField("採用次數", default=0)

    class Meta(RegisterRow.Meta):
        verbose_name = "回復範本"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(review_by__gt=models.F("valid_from")),
                name="reply_template_is_reviewed_later",
                violation_error_message="應檢視日應晚於生效日",
            ),
            models.UniqueConstraint(
                fields=["agency", "procedure", "title"],
                condition=Q(is_struck=False),
                name="reply_template_once",
                violation_error_message="同一機關已有相同名稱的範本，請更正原範本",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def owns(actor: Actor, it: ReplyTemplate) -> bool:
    """The administrator and the desk's lead keep every text; an agency's people keep those of their own agency."""
    return actor.has_role("admin", "desk_lead") or it.agency_id in actor.agency_ids("controller", "agency_lead", "clerk")


def uses_known_placeholders(it: ReplyTemplate) -> str | None:
    """A placeholder nobody knows could never be filled."""
    unknown = unknown_placeholders(it.text)
    return f"沒有這些欄位：{'、'.join(unknown)}" if unknown else None


def names_an_item_there_is(it: ReplyTemplate) -> str | None:
    """The item is one of the procedure's."""
    if not it.item or Category.objects.filter(procedure=it.procedure, name=it.item).exists():
        return None
    return f"此程序沒有「{it.item}」項目"


TEMPLATES = register(
    Register(
        key="service.reply_template",
        name="回復範本",
        model=ReplyTemplate,
        systems=("petition", "dispatch"),
        seen_by=holders(*STAFF),
        written_by=holders("admin", "desk_lead", "controller", "agency_lead", "clerk"),
        rows_written_by=owns,
        asks=("title", "procedure", "text", "agency", "valid_from", "review_by"),
        may_ask=("item", "valid_to"),
        checks=(uses_known_placeholders, names_an_item_there_is),
        lists=("title", "procedure", "item", "agency", "valid_from", "review_by", "uses"),
        filters=("procedure",),
        searches=("title", "item", "text", "agency"),
        dated_by="valid_from",
        counters=(Counter(key="used", name="採用", column="uses", by=holders(*STAFF)),),
        review=Review(column="review_by", owner="agency", title="title"),
        indicators=(
            Indicator(key="service.reply_template.texts", name="回復範本數", unit="則", mode=Mode.NOW,
                      measure=count_standing(starts="valid_from", ends="valid_to"), counting="期間末日有效之範本；作廢者不計"),
            Indicator(key="service.reply_template.overdue", name="回復範本逾期未檢視數", unit="則", mode=Mode.NOW,
                      measure=count_overdue("review_by", starts="valid_from", ends="valid_to"), counting="期間末日應檢視日已過之範本，以目前登錄之應檢視日計"),
            Indicator(key="service.reply_template.uses", name="回復範本採用次數", unit="次", measure=sum_counted("used"),
                      counting="期間內擬復時帶入並儲存之次數"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(TEMPLATES))


def suiting(case: Case, actor: Actor, now: datetime) -> tuple[ReplyText, ...]:
    """Return the texts for the case's procedure and item, of its own agency, of those above it, or of the commission, filled in."""
    if not TEMPLATES.seen_by(actor):
        return ()
    name = case.category.name if case.category else ""
    rows = ReplyTemplate.objects.filter(procedure=case.procedure, item__in={"", name}, valid_from__lte=day_of(now))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day_of(now))).select_related("agency")
    path = case.agency.path if case.agency else ""
    return tuple(
        ReplyText(id=str(row.pk), title=row.title, owner=row.agency.short_name, uses=row.uses, text=fill(row.text, case, now=now))
        for row in rows
        if row.agency.division or path.startswith(row.agency.path)
    )


def _count(text_id: str, actor: Actor, now: datetime) -> None:
    count(TEMPLATES, int(text_id), "used", actor=actor, now=now)


register_reply_texts(Source(find=suiting, count=_count))
