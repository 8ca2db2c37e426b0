"""評審: one round of a scheme, the entries that came in, who sits on the panel and who judges what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.expert_models import Expert


class Standing(models.TextChoices):
    """How far a review has come, in the order of a smooth life."""

    PREPARED = "prepared", "籌備中"
    CALLED = "called", "徵件中"
    CHECKED = "checked", "形式審查及組成小組"
    SCORING = "scoring", "評分中"
    DECIDED = "decided", "已評定，待公告"
    PUBLISHED = "published", "已公告"
    CLOSED = "closed", "結案"
    CANCELLED = "cancelled", "停止辦理"


class Review(models.Model):
    """One round of a scheme (一次評審), numbered within its year; `attempt` rises when the sheets are voided and given anew."""

    scheme = models.CharField("評審辦法", max_length=60, db_collation="C")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("梯次", default=1)
    title = models.CharField("評審名稱", max_length=200)
    rules_on = models.DateField("適用規定日")
    standing = models.CharField("狀態", max_length=12, choices=Standing.choices, default=Standing.PREPARED)
    phase = models.CharField("評分階段", max_length=20, blank=True, db_collation="C")
    attempt = models.PositiveSmallIntegerField("評分次別", default=1)
    entries_due_at = models.DateTimeField("收件截止", null=True, blank=True)
    scores_due_at = models.DateTimeField("評分期限", null=True, blank=True)
    decided_at = models.DateTimeField("評定時間", null=True, blank=True)
    published_at = models.DateTimeField("公告時間", null=True, blank=True)
    published_number = models.CharField("公告文號", max_length=60, blank=True)
    appeal_until = models.DateTimeField("申復截止", null=True, blank=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)
    reminded_at = models.DateTimeField("提醒時間", null=True, blank=True)
    chased_at = models.DateTimeField("催辦時間", null=True, blank=True)
    reason = models.CharField("停止辦理的理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "評審"
        ordering: ClassVar[list[str]] = ["-year", "-number", "scheme"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["scheme", "year", "number"], name="review_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["scores_due_at"], condition=Q(standing="scoring"), name="review_sheets_owed")]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """One candidate (參選案、受評對象): something handed in, or an agency, a plan or a site named by `subject`."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "已收件"
        ACCEPTED = "accepted", "受理"
        REFUSED = "refused", "不受理"
        WITHDRAWN = "withdrawn", "撤回"
        OUT = "out", "未進入下一階段"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="entries")
    order = models.PositiveIntegerField("編號")
    code = models.CharField("匿名代號", max_length=12, db_collation="C")
    title = models.CharField("名稱", max_length=200)
    summary = models.TextField("摘要", blank=True)
    group = models.CharField("組別", max_length=20, blank=True, db_collation="C")
    field = models.CharField("領域", max_length=40, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("對象代號", max_length=80, blank=True, db_collation="C")
    state = models.CharField("狀態", max_length=10, choices=State.choices, default=State.SUBMITTED)
    reason = models.CharField("理由", max_length=300, blank=True)
    out_at = models.CharField("淘汰階段", max_length=20, blank=True, db_collation="C")
    parted = models.PositiveSmallIntegerField("同名次經決議之次序", default=0)
    entered_at = models.DateTimeField("收件時間")
    entered_by_kind = models.CharField("送件者種類", max_length=20, db_collation="C")
    entered_by_id = models.CharField("送件者代號", max_length=100, db_collation="C")
    entered_by_name = models.CharField("送件者", max_length=200)

    class Meta:
        verbose_name = "參選案"
        ordering: ClassVar[list[str]] = ["order", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "order"], name="entry_number_once"),
            models.UniqueConstraint(fields=["review", "code"], name="entry_code_once"),
            models.UniqueConstraint(fields=["review", "subject"], condition=~Q(subject=""), name="entry_subject_once"),
        ]

    def __str__(self) -> str:
        return self.title


class EntryParty(models.Model):
    """Somebody with an interest in an entry (作者、指導教授、廠商): what conflicts are told from."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField("身分", max_length=40, blank=True)
    name = models.CharField("姓名或單位", max_length=120)

    class Meta:
        verbose_name = "參選人"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["entry", "name"], name="entry_party_once")]

    def __str__(self) -> str:
        return self.name


class EntryFile(models.Model):
    """A paper of an entry; in a blind phase judges are given the redacted copy only."""

    class Kind(models.TextChoices):
        FULL = "full", "全文"
        REDACTED = "redacted", "匿名本"
        EVIDENCE = "evidence", "佐證資料"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", verbose_name="檔案", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = "參選檔案"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Member(models.Model):
    """One seat of the panel (委員); the code stands for the name on summaries that others see."""

    class Duty(models.TextChoices):
        CONVENOR = "convenor", "召集人"
        DEPUTY = "deputy", "副召集人"
        MEMBER = "member", "委員"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="members")
    expert = models.ForeignKey(Expert, verbose_name="專家", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField("職務", max_length=10, choices=Duty.choices, default=Duty.MEMBER)
    code = models.CharField("代號", max_length=12, db_collation="C")
    agreed_at = models.DateTimeField("同意擔任並簽署保密及迴避聲明", null=True, blank=True)
    left_at = models.DateTimeField("解任時間", null=True, blank=True)
    left_reason = models.CharField("解任理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "評審委員"
        ordering: ClassVar[list[str]] = ["code", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "expert"], name="member_once"),
            models.UniqueConstraint(fields=["review", "code"], name="member_code_once"),
            models.UniqueConstraint(fields=["review"], condition=Q(duty="convenor", left_at__isnull=True), name="member_one_convenor"),
        ]

    def __str__(self) -> str:
        return self.expert.name


class Recusal(models.Model):
    """One conflict between a member and an entry (迴避): declared, suggested or challenged, and what was decided on it."""

    class Source(models.TextChoices):
        DECLARED = "declared", "委員聲明"
        SUGGESTED = "suggested", "資料比對"
        CHALLENGED = "challenged", "書面聲請"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recusals")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="recusals")
    kind = models.CharField("事由", max_length=12, choices=[(kind.value, kind.label) for kind in TieKind])
    source = models.CharField("來源", max_length=10, choices=Source.choices)
    is_upheld = models.BooleanField("應迴避", default=True)
    reason = models.CharField("說明", max_length=300, blank=True)
    decided_at = models.DateTimeField("決定時間")
    decided_by_name = models.CharField("決定者", max_length=200)

    class Meta:
        verbose_name = "迴避"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "entry"], name="recusal_once"),
            models.CheckConstraint(condition=Q(is_upheld=True) | ~Q(reason=""), name="recusal_dismissed_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"


class Assignment(models.Model):
    """That a member judges an entry (分案), on so many sheets."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="assignments")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="assignments")
    sheets = models.PositiveSmallIntegerField("份數", default=1)

    class Meta:
        verbose_name = "分案"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "entry"], name="assignment_once"),
            models.CheckConstraint(condition=Q(sheets__gte=1), name="assignment_has_a_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}→{self.entry_id}"
