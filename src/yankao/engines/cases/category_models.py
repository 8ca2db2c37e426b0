"""The register of items (項目): what a case may be about, and by dated rules which agency takes it and which tier it has."""

from datetime import date
from typing import ClassVar

from django.db import models


def key_field(label: str, length: int = 40, **options: object) -> models.CharField:  # type: ignore[type-arg]
    """Return a column for a key: compared byte by byte, so that its index serves prefixes and order alike."""
    return models.CharField(label, max_length=length, db_collation="C", **options)  # type: ignore[arg-type]


def in_use(day: date) -> models.Q:
    """Return the condition for the items that may be chosen on a day; both ends inclusive, an empty end is open."""
    begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
    return begun & (models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day))


class Category(models.Model):
    """An item (項目) a case of one procedure is about; which agency and hour tier it has is told by its dated rules."""

    procedure = key_field("程序", 60)
    code = key_field("代碼", 60)
    name = models.CharField("名稱", max_length=80)
    group = models.CharField("類別", max_length=80, blank=True)
    description = models.CharField("說明", max_length=400, blank=True)
    is_public = models.BooleanField("可公開", default=True)
    order = models.PositiveSmallIntegerField("順序", default=0)
    valid_from = models.DateField("啟用日", null=True, blank=True)
    valid_to = models.DateField("停用日", null=True, blank=True)

    class Meta:
        verbose_name = "項目"
        ordering: ClassVar[list[str]] = ["procedure", "order", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["procedure", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.name


class CategoryRule(models.Model):
    """From a day on: which agency takes an item in an area, of one owner's assets or of any (empty), and which declared tier it has."""

    category = models.ForeignKey(Category, verbose_name="項目", on_delete=models.CASCADE, related_name="rules")
    starts_on = models.DateField("生效日")
    area = models.CharField("區域", max_length=20, blank=True, db_collation="C")
    owner = key_field("設施權屬", 20, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="權責機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tier = key_field("時限級別", 20, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "項目規則"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["category", "area", "owner", "starts_on"], name="category_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.starts_on}"

    @property
    def taken_by(self) -> "models.Model | str":
        """The agency; without one the rules of the place decide, and by a rule that is already of a place or an owner the desk."""
        return self.agency or ("待分派" if self.area or self.owner else "依地點分派")
