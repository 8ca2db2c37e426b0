"""異動紀錄: one row for each field an administrative deed changed; personal values are never written here."""

from typing import ClassVar

from django.db import models


class Change(models.Model):
    """One changed field of one thing with its old and new value, the reason, and who did it."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField("對象種類", max_length=40, db_collation="C")
    subject_id = models.CharField("對象代號", max_length=64, db_collation="C")
    verb = models.CharField("動作", max_length=40, db_collation="C")
    field = models.CharField("欄位", max_length=60, blank=True, db_collation="C")
    old = models.TextField("原值", blank=True)
    new = models.TextField("新值", blank=True)
    reason = models.CharField("理由或文號", max_length=400, blank=True)
    actor_id = models.CharField("異動者代號", max_length=100)
    actor_name = models.CharField("異動者", max_length=200)
    done_at = models.DateTimeField("異動時間")

    class Meta:
        """Order and names."""

        verbose_name = verbose_name_plural = "異動紀錄"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject_kind", "subject_id", "id"], name="change_of_subject")]

    def __str__(self) -> str:
        """Say what was done to what."""
        return f"{self.subject_kind}/{self.subject_id} {self.verb} {self.field}".rstrip()
