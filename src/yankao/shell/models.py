"""What the pages themselves must remember: which forms were already sent."""

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
