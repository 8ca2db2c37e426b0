"""What the shell itself must remember: which forms were already sent, and what programs were answered."""

from typing import ClassVar

from django.db import models


class Submission(models.Model):
    """One form that was sent: its one-time mark and where its sender was led, so that sending it twice does the deed once."""

    token = models.UUIDField("表單識別碼", primary_key=True)
    actor_id = models.CharField("送出者識別碼", max_length=64, db_collation="C")
    location = models.CharField("結果網址", max_length=400, blank=True)
    created_at = models.DateTimeField("送出時間")

    class Meta:
        verbose_name = "表單送出紀錄"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="submission_age")]

    def __str__(self) -> str:
        return str(self.token)


class IdempotentAnswer(models.Model):
    """What a program was answered under its Idempotency-Key, kept for a day and given again to the same request."""

    actor_kind = models.CharField("呼叫者類別", max_length=12, db_collation="C")
    actor_id = models.CharField("呼叫者識別碼", max_length=64, db_collation="C")
    key = models.CharField("冪等鍵", max_length=100, db_collation="C")
    request_hash = models.CharField("請求雜湊", max_length=64, db_collation="C")
    status = models.PositiveSmallIntegerField("狀態碼", default=0)
    location = models.CharField("網址", max_length=400, blank=True)
    body = models.TextField("答復", blank=True)
    created_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "介接答復紀錄"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["actor_kind", "actor_id", "key"], name="idempotent_answer_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="idempotent_answer_age")]

    def __str__(self) -> str:
        return self.key


class RateMark(models.Model):
    """Until when somebody's share of requests is used up; who it is stands here only as a keyed digest. The table is unlogged."""

    key = models.CharField("摘要", max_length=120, primary_key=True, db_collation="C")
    full_at = models.DateTimeField("用至")
    span = models.DurationField("期間")

    class Meta:
        verbose_name = "使用頻率"

    def __str__(self) -> str:
        return f"{self.key.split(':')[0]} {self.full_at:%H:%M:%S}"
