"""What a report keeps: the figures of systems not built yet, each with the document it was read in (依來源登錄)."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.kernel.numerals import style


class Statement(models.Model):
    """A figure or word taken from a document, for a period, entered by somebody; a later entry replaces it and both stay.

    Without `first` it is a state as at the end of `last` (截至).
    """

    key = models.CharField("代號", max_length=80, db_collation="C")
    first = models.DateField("起日", null=True, blank=True)
    last = models.DateField("迄日")
    number = models.DecimalField("數值", max_digits=20, decimal_places=4, null=True, blank=True)
    text = models.CharField("文字", max_length=400, blank=True)
    unit = models.CharField("單位", max_length=20, blank=True)
    source = models.CharField("來源文件", max_length=200)
    line = models.CharField("行號或頁碼", max_length=20, blank=True)
    entered_by = models.CharField("登錄者", max_length=200)
    entered_at = models.DateTimeField("登錄時間")
    replaced_at = models.DateTimeField("取代時間", null=True, blank=True)

    class Meta:
        verbose_name = "來源登錄"
        ordering: ClassVar[list[str]] = ["key", "last", "first", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key", "first", "last"], condition=Q(replaced_at__isnull=True), nulls_distinct=False, name="statement_in_force_once"
            ),
            models.CheckConstraint(condition=Q(first__isnull=True) | Q(first__lte=F("last")), name="statement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, text="") | (Q(number__isnull=True) & ~Q(text="")), name="statement_is_number_or_text"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> Decimal | str:
        """The figure, or the words where it is none."""
        return self.text if self.number is None else self.number

    @property
    def amount(self) -> str:
        """The figure with its unit, or the words, as a list shows them."""
        return self.text if self.number is None else style(self.number, "comma") + self.unit
