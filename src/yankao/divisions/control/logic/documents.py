"""公文時效: the seven classes of documents, how long each has, and how many days one has used."""

from datetime import date
from decimal import Decimal

from django.db import models

from yankao.kernel.days import Calendar, Days, Months, Span, WorkDays, days_used
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

BEGAN = date(2001, 1, 1)
HANDBOOK = Law("文書處理手冊", "第78點")
FLOW_RULES = Law("文書流程管理作業規範")
LONG_OVERDUE = 30
"""逾限超過30日、非專案管制者，應作個案分析。"""
OVERDUE_SHARE = Dated(Since(BEGAN, Decimal(3), Ours("參採臺中市逾期公文比率超過3%應提檢討之作法，待本府訂定後修改")))
"""逾限比率（%）超過此數之機關，應提檢討報告。"""


class DocumentClass(models.TextChoices):
    """The seven classes by which timeliness is counted (七大類公文)."""

    GENERAL = "general", "一般公文"
    LEGISLATOR = "legislator", "立委質詢"
    APPLICATION = "application", "人民申請"
    PETITION = "petition", "人民陳情"
    APPEAL = "appeal", "訴願"
    PROJECT = "project", "專案管制"
    CONTROL_YUAN = "control_yuan", "監察案件"


class Speed(models.TextChoices):
    """How fast a general document must go (速別)."""

    URGENT = "urgent", "最速件"
    FAST = "fast", "速件"
    NORMAL = "normal", "普通件"


BY_SPEED: dict[str, Dated[Span]] = {
    Speed.URGENT: Dated(Since(BEGAN, WorkDays(1), HANDBOOK)),
    Speed.FAST: Dated(Since(BEGAN, WorkDays(3), HANDBOOK)),
    Speed.NORMAL: Dated(Since(BEGAN, WorkDays(6), HANDBOOK)),
}
BY_CLASS: dict[str, Dated[Span]] = {
    DocumentClass.LEGISLATOR: Dated(Since(BEGAN, WorkDays(3), Ours("參採中央機關立委質詢3日之時效，待本府訂定後修改"))),
    DocumentClass.APPLICATION: Dated(Since(BEGAN, Months(2), Law("行政程序法", "第51條"))),
    DocumentClass.PETITION: Dated(Since(BEGAN, Days(30), Law("行政院及所屬各機關處理人民陳情案件要點", "第11點"))),
    DocumentClass.APPEAL: Dated(Since(BEGAN, Days(20), Law("訴願法", "第58條"))),
    DocumentClass.PROJECT: Dated(Since(BEGAN, Months(6), FLOW_RULES)),
    DocumentClass.CONTROL_YUAN: Dated(Since(BEGAN, Months(2), Law("監察法", "第25條"))),
}
FIXED = Practice("限期公文依來文所定日期，假日計入；到文時已逾期者以普通件計", seen="文書流程管理作業實務")


def time_for(document_class: str, speed: str, *, received_on: date, fixed_on: date | None) -> Dated[Span]:
    """Return how long a document has: by its fixed date, its class, or for general documents its speed."""
    if fixed_on is not None and fixed_on >= received_on:
        return Dated(Since(BEGAN, Days((fixed_on - received_on).days), FIXED))
    return BY_CLASS.get(document_class) or BY_SPEED.get(speed) or BY_SPEED[Speed.NORMAL]


def used_is_right(received_on: date, dispatched_on: date, told: Decimal, calendar: Calendar) -> str | None:
    """Refuse a number of used days that is not the one the days give (使用日數)."""
    if dispatched_on < received_on:
        return "發文日期不得早於收文日期"
    used = days_used(received_on, dispatched_on, calendar)
    return None if told == used else f"使用日數應為{used}日：自收文次日起算至發文日、扣除假日，當日辦畢以0.5日計"


def needs_analysis(document_class: str, due_on: date, until: date) -> bool:
    """Whether a late document must be analysed by itself: more than thirty days late, and no project (專案管制)."""
    return document_class != DocumentClass.PROJECT and (until - due_on).days > LONG_OVERDUE
