"""評分與評定: signed sheets, what the meeting decided on them, the results with their letters, objections and recommendations."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.panel.review_models import Entry, Member, Review


class Proof(models.TextChoices):
    """By what a sheet was locked."""

    PASSWORD = "password", "重新輸入密碼"
    TOTP = "totp", "驗證應用程式六位數字"
    PAPER = "paper", "紙本簽名，承辦單位登錄"


class Sheet(models.Model):
    """One score sheet (評分表) of a phase; locked when signed. `digest` binds what was signed, and stands in the audit as well."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sheets")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sheets")
    phase = models.CharField("階段", max_length=20, db_collation="C")
    attempt = models.PositiveSmallIntegerField("評分次別", default=1)
    member = models.ForeignKey(Member, verbose_name="委員", null=True, blank=True, on_delete=models.PROTECT, related_name="sheets")
    serial = models.PositiveSmallIntegerField("份次", default=1)
    taken_at = models.DateTimeField("受測或訪視時間", null=True, blank=True)
    remark = models.TextField("評語", blank=True)
    total = models.DecimalField("總分", max_digits=9, decimal_places=4)
    saved_at = models.DateTimeField("儲存時間")
    signed_at = models.DateTimeField("簽署時間", null=True, blank=True)
    proof = models.CharField("簽署方式", max_length=10, choices=Proof.choices, blank=True)
    signed_by_name = models.CharField("簽署者", max_length=200, blank=True)
    digest = models.CharField("內容摘要", max_length=64, blank=True, db_collation="C")

    class Meta:
        verbose_name = "評分表"
        ordering: ClassVar[list[str]] = ["entry", "member", "serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "phase", "attempt", "member", "serial"], name="sheet_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(signed_at__isnull=True) | ~Q(digest=""), name="sheet_signed_with_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.member_id}/{self.serial}"


class SheetLine(models.Model):
    """The points given for one criterion."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="lines")
    criterion = models.CharField("項目", max_length=20, db_collation="C")
    points = models.DecimalField("分數", max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "評分"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="sheet_line_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="sheet_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


class Decision(models.Model):
    """What the meeting of the panel decided (評定會議決議)."""

    class Outcome(models.TextChoices):
        KEEP = "keep", "維持原評分結果"
        DROP = "drop", "除去個別委員評分，重計結果"
        VOID = "void", "廢棄原評分，重行評分"
        NONE = "none", "無法評定，從缺"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("會議次別")
    held_at = models.DateTimeField("會議時間")
    place = models.CharField("會議地點", max_length=200)
    chair = models.CharField("主席", max_length=100)
    recorder = models.CharField("紀錄", max_length=100, blank=True)
    observers = models.CharField("列席人員", max_length=300, blank=True)
    present = models.ManyToManyField(Member, verbose_name="出席委員", related_name="attended")
    outcome = models.CharField("決議", max_length=6, choices=Outcome.choices)
    dropped = models.ForeignKey(Member, verbose_name="除去之委員", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    votes_for = models.PositiveSmallIntegerField("同意人數")
    reason = models.TextField("理由", blank=True)
    differences = models.TextField("明顯差異及處置", blank=True)
    minutes = models.TextField("討論紀要", blank=True)
    made_at = models.DateTimeField("登錄時間")
    made_by_name = models.CharField("登錄者", max_length=200)

    class Meta:
        verbose_name = "評定會議"
        ordering: ClassVar[list[str]] = ["number", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(outcome="drop") | Q(dropped__isnull=False), name="decision_drop_names_member"),
            models.CheckConstraint(condition=Q(outcome="keep") | ~Q(reason=""), name="decision_departs_with_reason"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次 {self.get_outcome_display()}"


class Dissent(models.Model):
    """A member's different opinion, which the minutes must take in (不同意見)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="dissents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("不同意見")

    class Meta:
        verbose_name = "不同意見"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Result(models.Model):
    """The result of an entry by one decision; a change after an objection makes a new one and keeps the old."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="results")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="results")
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    score = models.DecimalField("評定分數", max_digits=9, decimal_places=4, null=True, blank=True)
    mean = models.DecimalField("平均分數", max_digits=9, decimal_places=4, null=True, blank=True)
    rank_sum = models.DecimalField("序位和", max_digits=9, decimal_places=2, null=True, blank=True)
    sheets = models.PositiveSmallIntegerField("評分表份數", default=0)
    adjusted = models.DecimalField("寬嚴調整分數（參考）", max_digits=9, decimal_places=4, null=True, blank=True)
    adjusted_rank = models.PositiveIntegerField("寬嚴調整名次（參考）", null=True, blank=True)
    grade = models.CharField("等第", max_length=20, blank=True, db_collation="C")
    grade_name = models.CharField("等第名稱", max_length=40, blank=True)
    amount = models.PositiveIntegerField("獎金或補助", default=0)
    is_award = models.BooleanField("獲獎", default=False)
    is_current = models.BooleanField("現行", default=True)
    letter_number = models.CharField("通知文號", max_length=60, blank=True)
    made_at = models.DateTimeField("評定時間")
    reason = models.CharField("變更理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "評定結果"
        ordering: ClassVar[list[str]] = ["rank", "entry"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry"], condition=Q(is_current=True), name="result_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.grade_name}"


class Appeal(models.Model):
    """An objection to a result (申復), within its time, with reason and evidence, and what was decided."""

    class Outcome(models.TextChoices):
        OPEN = "", "審查中"
        UPHELD = "upheld", "維持原評定"
        CHANGED = "changed", "變更評定"
        REFUSED = "refused", "不受理"

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="appeals")
    filed_at = models.DateTimeField("申復時間")
    filed_by_name = models.CharField("申復人", max_length=200)
    number = models.CharField("申復文號", max_length=60, blank=True)
    reason = models.TextField("申復理由")
    evidence = models.ManyToManyField("files.StoredFile", verbose_name="佐證資料", related_name="+", blank=True)
    due_at = models.DateTimeField("審查期限")
    outcome = models.CharField("決定", max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    answer = models.TextField("決定理由", blank=True)
    decided_at = models.DateTimeField("決定時間", null=True, blank=True)
    decided_by_name = models.CharField("決定者", max_length=200, blank=True)
    replaced_by = models.OneToOneField(Result, verbose_name="變更後結果", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chased_at = models.DateTimeField("催辦時間", null=True, blank=True)

    class Meta:
        verbose_name = "申復"
        ordering: ClassVar[list[str]] = ["-filed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["result"], name="appeal_once_a_result"),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(answer=""), name="appeal_decided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"申復 {self.result_id}"


class FollowUp(models.Model):
    """What a review asks of an agency (改善建議、獎懲建議、參採), and the case it became."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", "改善建議"
        MERIT = "merit", "獎勵建議"
        PENALTY = "penalty", "懲處建議"
        ADOPT = "adopt", "參採建議"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="follow_ups")
    entry = models.ForeignKey(Entry, verbose_name="參選案", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField("性質", max_length=12, choices=Kind.choices)
    text = models.TextField("建議內容")
    agency = models.ForeignKey("agencies.Agency", verbose_name="辦理機關", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("回復期限")
    case = models.OneToOneField("cases.Case", verbose_name="列管案件", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "考評建議"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
