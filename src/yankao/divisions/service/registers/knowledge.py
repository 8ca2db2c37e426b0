"""知識庫: the questions citizens ask and the answers the agencies stand for; each answer has an owner and a day by which it is read again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.registers.declare import Counter, Register, Review, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_overdue, count_standing, sum_counted
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.actors import Actor

STAFF = holders("agent", "desk_lead", "clerk", "controller", "agency_lead", "officer", "mayor_office", "auditor", "admin")


class KnowledgeArticle(RegisterRow):
    """One question with the answer that holds from a day on."""

    question = models.CharField("問題", max_length=200)
    answer = models.TextField("答復")
    agency = models.ForeignKey("agencies.Agency", verbose_name="權責機關", on_delete=models.PROTECT, related_name="+")
    keywords = models.CharField("關鍵字", max_length=200, blank=True, help_text="民眾可能的說法，以空白分隔")
    valid_from = models.DateField("生效日")
    valid_to = models.DateField("失效日", null=True, blank=True)
    review_by = models.DateField("應檢視日")
    uses = models.PositiveIntegerField("採用次數", default=0)

    class Meta(RegisterRow.Meta):
        verbose_name = "知識條目"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="knowledge_ends_after_it_begins",
                violation_error_message="失效日不得早於生效日",
            ),
            models.CheckConstraint(
                condition=Q(review_by__gt=F("valid_from")),
                name="knowledge_is_reviewed_later",
                violation_error_message="應檢視日應晚於生效日",
            ),
            models.UniqueConstraint(
                fields=["agency", "question"],
                condition=Q(is_struck=False, valid_to__isnull=True),
                name="knowledge_answered_once",
                violation_error_message="同一機關已有相同問題的條目，請更正原條目",
            ),
        ]

    def __str__(self) -> str:
        return self.question


def owns(actor: Actor, it: KnowledgeArticle) -> bool:
    """The desk's lead keeps every article; an agency's people keep those of their own agency."""
    return actor.has_role("desk_lead") or it.agency_id in actor.agency_ids("controller", "agency_lead", "clerk")


def is_written_out(it: KnowledgeArticle) -> str | None:
    """An answer that only refers somewhere else helps nobody on the line."""
    return None if it.answer.strip() != it.question.strip() else "答復不得與問題相同，請寫出可直接告知民眾的內容"


KNOWLEDGE = register(
    Register(
        key="service.knowledge_article",
        name="知識庫",
        model=KnowledgeArticle,
        systems=("knowledge-base",),
        seen_by=STAFF,
        written_by=holders("desk_lead", "controller", "agency_lead", "clerk"),
        rows_written_by=owns,
        asks=("question", "answer", "agency", "valid_from", "review_by"),
        may_ask=("keywords", "valid_to"),
        checks=(is_written_out,),
        lists=("question", "answer", "agency", "keywords", "valid_from", "valid_to", "review_by", "uses"),
        searches=("question", "answer", "keywords", "agency"),
        dated_by="valid_from",
        counters=(Counter(key="used", name="採用", column="uses", by=holders("agent", "desk_lead")),),
        review=Review(column="review_by", owner="agency", title="question"),
        indicators=(
            Indicator(key="service.knowledge_article.articles", name="知識庫條目數", unit="則", mode=Mode.NOW,
                      measure=count_standing(starts="valid_from", ends="valid_to"), counting="期間末日有效之條目；作廢及失效者不計"),
            Indicator(key="service.knowledge_article.overdue", name="知識庫逾期未檢視條目數", unit="則", mode=Mode.NOW,
                      measure=count_overdue("review_by", starts="valid_from", ends="valid_to"),
                      counting="期間末日有效而應檢視日已過之條目，以目前登錄之應檢視日計"),
            Indicator(key="service.knowledge_article.uses", name="知識庫採用次數", unit="次", measure=sum_counted("used"),
                      counting="期間內話務及服務人員採用條目答復民眾之次數"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(KNOWLEDGE))
