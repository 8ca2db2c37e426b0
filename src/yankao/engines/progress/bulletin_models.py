"""Issued papers on plans under control (月分析報告、雙月報): the file as it was given out, with the figures it was given out with."""

from typing import ClassVar

from django.db import models


class BulletinIssue(models.Model):
    """One issue of one bulletin; what was given out stays, whatever is corrected later."""

    bulletin = models.CharField("刊名", max_length=60, db_collation="C")
    month = models.DateField("期別")
    due_at = models.DateTimeField("應公布期限")
    issued_at = models.DateTimeField("公布時間")
    issued_by = models.CharField("公布者", max_length=100)
    letter_number = models.CharField("函送文號", max_length=60)
    plans = models.PositiveIntegerField("列管計畫數")
    behind = models.PositiveIntegerField("落後計畫數")
    stored = models.ForeignKey("files.StoredFile", verbose_name="檔案", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "月報及雙月報"
        ordering: ClassVar[list[str]] = ["bulletin", "-month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bulletin", "month"], name="bulletin_once_a_period"),
            models.CheckConstraint(condition=~models.Q(letter_number=""), name="bulletin_names_its_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.month:%Y-%m}"
