"""報告版本: an edition of a report with its chapters, their revisions, signatures, frozen figures, decided figures and files."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.reports.statement_models import Statement


def key_field(name: str, length: int = 80, **more: Any) -> "models.CharField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for a key."""
    return models.CharField(name, max_length=length, db_collation="C", **more)


class Standing(models.TextChoices):
    """How far an edition has come, in the order of a smooth life."""

    DRAFTING = "drafting", "編撰中"
    SIGNING = "signing", "簽核中"
    APPROVED = "approved", "已核定"
    SENT = "sent", "已函送"
    PUBLISHED = "published", "已公開"


class Stage(models.TextChoices):
    """The stages of the sign-off (簽核), in their order."""

    OFFICER = "officer", "承辦"
    HEAD = "head", "組長"
    SECRETARY = "secretary", "主任秘書"
    DEPUTY = "deputy", "副主任委員"
    CHAIR = "chair", "主任委員"


class ChapterStanding(models.TextChoices):
    """How far a chapter has come."""

    WRITING = "writing", "撰寫中"
    HANDED_IN = "handed_in", "已提送，待審"
    RETURNED = "returned", "退回補正"
    ACCEPTED = "accepted", "審定"


class Edition(models.Model):
    """One edition (版本) of a report type, numbered within it; a correction is a new edition that names the one it corrects."""

    kind = key_field("報告類型", 60)
    number = models.PositiveIntegerField("版次")
    title = models.CharField("名稱", max_length=200)
    first = models.DateField("起日")
    last = models.DateField("迄日")
    as_of = models.DateField("資料截止日")
    session_term = models.PositiveSmallIntegerField("屆別", null=True, blank=True)
    session_meeting = models.PositiveSmallIntegerField("次別", null=True, blank=True)
    chapter_number = models.PositiveSmallIntegerField("議會公報章次", null=True, blank=True)
    reporter_title = models.CharField("報告人職稱", max_length=60, blank=True)
    reporter_name = models.CharField("報告人", max_length=60, blank=True)
    is_acting = models.BooleanField("代理", default=False)
    reported_on = models.DateField("報告日", null=True, blank=True)
    standing = models.CharField("狀態", max_length=12, choices=Standing.choices, default=Standing.DRAFTING, db_collation="C")
    stage = models.CharField("簽核階段", max_length=12, choices=Stage.choices, default=Stage.OFFICER, db_collation="C")
    corrects = models.ForeignKey("self", verbose_name="更正", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    correction_reason = models.CharField("更正理由", max_length=400, blank=True)
    frozen_at = models.DateTimeField("數字凍結時間", null=True, blank=True)
    lists = models.JSONField("凍結的清單", default=list)
    digest = key_field("內容雜湊", 64, blank=True)
    document = models.JSONField("定稿", null=True, blank=True)
    approved_at = models.DateTimeField("核定時間", null=True, blank=True)
    council_number = models.CharField("送議會函文號", max_length=60, blank=True)
    copies = models.PositiveIntegerField("印製份數", null=True, blank=True)
    delivered_on = models.DateField("送達日", null=True, blank=True)
    published_at = models.DateTimeField("公開時間", null=True, blank=True)
    created_by = models.CharField("建立者", max_length=200)
    created_at = models.DateTimeField("建立時間")
    version = models.PositiveIntegerField("異動次數", default=1)

    class Meta:
        verbose_name = "報告版本"
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="edition_ends_after_it_starts", violation_error_message="迄日不得早於起日"
            ),
            models.CheckConstraint(condition=Q(standing="drafting") | Q(frozen_at__isnull=False), name="edition_is_signed_frozen"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Chapter(models.Model):
    """A chapter of an edition: its text, the agency that writes it and by when."""

    edition = models.ForeignKey(Edition, verbose_name="版本", on_delete=models.CASCADE, related_name="chapters")
    section = key_field("章節")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("標題", max_length=200)
    text = models.TextField("內容")
    agency = models.ForeignKey("agencies.Agency", verbose_name="主責機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField("期限", null=True, blank=True)
    chased_at = models.DateTimeField("稽催時間", null=True, blank=True)
    standing = models.CharField("狀態", max_length=12, choices=ChapterStanding.choices, default=ChapterStanding.WRITING, db_collation="C")
    handed_in_by = models.CharField("提送者", max_length=200, blank=True)
    handed_in_at = models.DateTimeField("提送時間", null=True, blank=True)
    note = models.CharField("審查意見", max_length=400, blank=True)
    version = models.PositiveIntegerField("異動次數", default=1)

    class Meta:
        verbose_name = "章節"
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["edition", "section"], name="chapter_once_an_edition")]

    def __str__(self) -> str:
        return str(self.title)


class Revision(models.Model):
    """A text of a chapter as somebody left it; the difference to the one before is the tracked change (追蹤修訂)."""

    chapter = models.ForeignKey(Chapter, verbose_name="章節", on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField("內容")
    by_id = key_field("修改者識別碼", 64)
    by_name = models.CharField("修改者", max_length=200)
    stage = models.CharField("階段", max_length=12, choices=Stage.choices, db_collation="C")
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "修訂"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.chapter_id} {self.by_name}"


class Signature(models.Model):
    """One decision of the sign-off."""

    edition = models.ForeignKey(Edition, verbose_name="版本", on_delete=models.CASCADE, related_name="signatures")
    stage = models.CharField("階段", max_length=12, choices=Stage.choices, db_collation="C")
    is_approval = models.BooleanField("同意")
    note = models.CharField("意見", max_length=400, blank=True)
    by_id = key_field("簽核者識別碼", 64)
    by_name = models.CharField("簽核者", max_length=200)
    on_behalf_of = models.CharField("代理", max_length=100, blank=True)
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "簽核"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.stage} {self.by_name}"


class FrozenFigure(models.Model):
    """A figure as it was when the edition was frozen: what was counted, under which definition, when, and the hash of all that."""

    edition = models.ForeignKey(Edition, verbose_name="版本", on_delete=models.CASCADE, related_name="figures")
    key = key_field("代號")
    mode = key_field("期間別", 24)
    name = models.CharField("名稱", max_length=200)
    unit = models.CharField("單位", max_length=20, blank=True)
    first = models.DateField("起日", null=True, blank=True)
    last = models.DateField("迄日", null=True, blank=True)
    value = models.CharField("數值", max_length=400, blank=True)
    numerator = models.CharField("分子", max_length=40, blank=True)
    denominator = models.CharField("分母", max_length=40, blank=True)
    definition_version = models.PositiveIntegerField("定義版次", default=1)
    statement = models.ForeignKey(Statement, verbose_name="來源登錄", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    queried_at = models.DateTimeField("查詢時間")
    hash = key_field("雜湊", 64)

    class Meta:
        verbose_name = "凍結的數字"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["edition", "key", "mode"], name="figure_frozen_once")]

    def __str__(self) -> str:
        return str(self.key)


class Overruling(models.Model):
    """A figure decided by somebody instead of computed (裁示口徑), with the document and who approved it."""

    edition = models.ForeignKey(Edition, verbose_name="版本", on_delete=models.CASCADE, related_name="overrulings")
    key = key_field("代號")
    text = models.CharField("裁示數字", max_length=60)
    document = models.CharField("裁示文號", max_length=100)
    approver = models.CharField("核准人", max_length=100)
    reason = models.CharField("理由", max_length=400)
    by_name = models.CharField("登錄者", max_length=200)
    at = models.DateTimeField("時間")
    ended_at = models.DateTimeField("取消時間", null=True, blank=True)

    class Meta:
        verbose_name = "裁示口徑"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "key"], condition=Q(ended_at__isnull=True), name="figure_overruled_once"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(approver=""), name="overruling_has_document_and_approver"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class EditionFile(models.Model):
    """A file of an edition that an office program makes in the background, with how far it has come."""

    class State(models.TextChoices):
        """How far a file has come."""

        QUEUED = "queued", "排隊中"
        WORKING = "working", "轉檔中"
        DONE = "done", "完成"
        FAILED = "failed", "無法產生"

    edition = models.ForeignKey(Edition, verbose_name="版本", on_delete=models.CASCADE, related_name="files")
    suffix = key_field("格式", 8)
    state = models.CharField("狀態", max_length=10, choices=State.choices, default=State.QUEUED, db_collation="C")
    percent = models.PositiveSmallIntegerField("進度", default=0)
    message = models.CharField("說明", max_length=400, blank=True)
    content = models.BinaryField("內容", null=True, editable=False)
    asked_by = models.CharField("要求者", max_length=200)
    asked_at = models.DateTimeField("要求時間")

    class Meta:
        verbose_name = "報告檔案"
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.edition_id}{self.suffix}"
