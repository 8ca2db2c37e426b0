"""What all registers share: the bookkeeping of a row, its corrections with the old values, what was counted, and who was told of a review."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class StandingRows(models.Manager[models.Model]):
    """The rows that stand: what was struck off (作廢) is left out of every list, export and figure."""

    def get_queryset(self) -> "models.QuerySet[models.Model]":
        """Return the rows not struck off."""
        return super().get_queryset().filter(is_struck=False)


class RegisterRow(models.Model):
    """One row of a register (登錄簿) that is lived in: entered by somebody, corrected, struck off, never deleted.

    `objects` holds the rows that stand, `kept` all of them. A column of a subclass that is `editable=False` stands in no form, no
    export and no interface; the register's declaration names those that some may see all the same (`sensitive`).
    """

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField("版次", default=1, editable=False)
    entered_at = models.DateTimeField("登錄時間", editable=False)
    entered_by = models.CharField("登錄者", max_length=100, editable=False)
    is_struck = models.BooleanField("作廢", default=False, editable=False)
    is_simulated = models.BooleanField("模擬資料", default=False, editable=False)
    haystack = models.TextField(blank=True, default="", editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[models.Manager[Self]] = StandingRows()  # type: ignore[assignment]
    kept: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["search"], name="%(class)s_search")]

    def __str__(self) -> str:
        return str(self.pk)


class RegisterEdit(models.Model):
    """One changed field of a row with its old and new value, or one striking off or restoring with its reason."""

    class Verb(models.TextChoices):
        """What was done to the row."""

        CORRECT = "correct", "更正"
        STRIKE = "strike", "作廢"
        RESTORE = "restore", "恢復"

    register = models.CharField("登錄簿", max_length=60, db_collation="C")
    row_id = models.BigIntegerField("列識別碼")
    version = models.PositiveIntegerField("版次")
    verb = models.CharField("動作", max_length=10, choices=Verb.choices, db_collation="C")
    field = models.CharField("欄位", max_length=60, blank=True, db_collation="C")
    old = models.TextField("原值", blank=True)
    new = models.TextField("新值", blank=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    actor_id = models.CharField("執行者識別碼", max_length=64, db_collation="C")
    actor_name = models.CharField("執行者", max_length=100)
    done_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "登錄更正"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["register", "row_id", "id"], name="register_edit_row")]

    def __str__(self) -> str:
        return f"{self.register} {self.row_id} {self.verb}"


class RegisterCount(models.Model):
    """One count on a row (計次): how many, of what kind, when and by whom (文宣索閱、知識採用)."""

    register = models.CharField("登錄簿", max_length=60, db_collation="C")
    row_id = models.BigIntegerField("列識別碼")
    key = models.CharField("計次", max_length=40, db_collation="C")
    amount = models.PositiveIntegerField("數量")
    actor_id = models.CharField("執行者識別碼", max_length=64, db_collation="C")
    actor_name = models.CharField("執行者", max_length=100)
    counted_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "登錄計次"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gte=1), name="register_count_is_something"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["register", "key", "counted_at"], name="register_count_window")]

    def __str__(self) -> str:
        return f"{self.register} {self.row_id} {self.key} {self.amount}"


class ReviewNotice(models.Model):
    """That the owner of a row was told of one review day, once before it and once after (檢視提醒)."""

    register = models.CharField("登錄簿", max_length=60, db_collation="C")
    row_id = models.BigIntegerField("列識別碼")
    review_by = models.DateField("檢視期限")
    is_overdue = models.BooleanField("已逾期")
    told_at = models.DateTimeField("通知時間")

    class Meta:
        verbose_name = "檢視提醒"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["register", "row_id", "review_by", "is_overdue"], name="review_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.row_id} {self.review_by}"
