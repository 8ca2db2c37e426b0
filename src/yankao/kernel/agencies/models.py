"""機關的樹、區與里、輪值電話和職務代理人: who exists in the city, from when to when, and who answers for whom."""

from django.db import models
from django.db.models import F, Q

EVERY_DAY = 0b1111111


class FoundedCity(models.Model):
    """The one row that says for which city this database was made; loaded for another, all agencies of this one would end."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    key = models.CharField("城市", max_length=60, db_collation="C")
    founded_at = models.DateTimeField("建立時間")

    class Meta:
        verbose_name = "資料庫所屬城市"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="city_founded_once"),)

    def __str__(self) -> str:
        return self.key


class AgencyKind(models.TextChoices):
    """What sort of body an agency is; outside bodies receive work without a login and outside every ranking."""

    BUREAU = "bureau", "一級機關"
    SECOND = "second", "二級機關"
    UNIT = "unit", "科室隊"
    DISTRICT = "district", "區公所"
    ENTERPRISE = "enterprise", "市營事業"
    OUTSIDE = "outside", "府外單位"
    COMMISSION_UNIT = "commission_unit", "研考會組室"


class Agency(models.Model):
    """One body of the city or outside it; `path` is its place in the tree, so a subtree is every path that starts with it."""

    id = models.BigAutoField(primary_key=True)
    slug = models.CharField("代稱", max_length=60, unique=True, db_collation="C")
    name = models.CharField("機關全銜", max_length=120)
    short_name = models.CharField("簡稱", max_length=60)
    english_name = models.CharField("英文名稱", max_length=200, blank=True)
    kind = models.CharField("類別", max_length=20, choices=AgencyKind.choices)
    parent = models.ForeignKey("self", verbose_name="上級機關", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField("路徑", max_length=200, unique=True, db_collation="C")
    division = models.CharField("業務別", max_length=20, blank=True)
    official_code = models.CharField("機關代碼", max_length=20, blank=True)
    duty_phone = models.CharField("輪值電話", max_length=40, blank=True)
    valid_from = models.DateField("生效日", null=True, blank=True)
    valid_to = models.DateField("失效日", null=True, blank=True)
    is_local = models.BooleanField("於畫面異動過", default=False, db_default=False)

    class Meta:
        verbose_name = "機關"
        verbose_name_plural = "機關"
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_is_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        """府外單位: no login, no personal data, no ranking."""
        return self.kind == AgencyKind.OUTSIDE


class AgencyName(models.Model):
    """A former name of an agency (舊名) with the last day on which it held."""

    agency = models.ForeignKey(Agency, verbose_name="機關", on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("機關全銜", max_length=120, db_index=True)
    short_name = models.CharField("簡稱", max_length=60, blank=True)
    english_name = models.CharField("英文名稱", max_length=200, blank=True)
    valid_to = models.DateField("最後一日")
    reason = models.CharField("依據", max_length=400, blank=True)

    class Meta:
        verbose_name = "機關舊名"
        verbose_name_plural = "機關舊名"
        ordering = ("agency", "-valid_to")
        constraints = (models.UniqueConstraint(fields=("agency", "valid_to"), name="agency_name_ends_once"),)

    def __str__(self) -> str:
        return self.name


class DutyRoster(models.Model):
    """輪值電話: one number of an agency, for a category or for all, on some weekdays and hours; the next in order if nobody answers."""

    agency = models.ForeignKey(Agency, verbose_name="機關", on_delete=models.CASCADE, related_name="duty_rosters")
    category_code = models.CharField("案件類別", max_length=40, blank=True, db_collation="C")
    weekdays = models.PositiveSmallIntegerField("星期", default=EVERY_DAY, help_text="位元遮罩: 星期一為 1，星期日為 64")
    starts_at = models.TimeField("起", null=True, blank=True)
    ends_at = models.TimeField("迄", null=True, blank=True)
    order = models.PositiveSmallIntegerField("順位", default=1)
    phone = models.CharField("電話", max_length=40)
    contact_title = models.CharField("聯絡職稱", max_length=60, blank=True)
    valid_from = models.DateField("生效日", null=True, blank=True)
    valid_to = models.DateField("失效日", null=True, blank=True)

    class Meta:
        verbose_name = "輪值電話"
        verbose_name_plural = "輪值電話"
        ordering = ("agency", "order", "id")
        constraints = (
            models.CheckConstraint(condition=Q(weekdays__gte=1, weekdays__lte=EVERY_DAY), name="duty_weekdays_is_a_mask"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="duty_hours_are_both_or_none",
            ),
            models.UniqueConstraint(
                fields=("agency", "category_code", "weekdays", "starts_at", "order", "valid_from"),
                nulls_distinct=False,
                name="duty_order_is_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contact_title} {self.phone}".strip()


class Deputy(models.Model):
    """職務代理人: who acts for whom in a period; both are plain ids, for the kernel knows no user."""

    principal_id = models.UUIDField("本人")
    deputy_id = models.UUIDField("代理人")
    starts_at = models.DateTimeField("代理開始")
    ends_at = models.DateTimeField("代理結束")
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = "職務代理"
        verbose_name_plural = "職務代理"
        ordering = ("starts_at", "id")
        indexes = (
            models.Index(fields=("principal_id", "ends_at"), name="deputy_by_principal"),
            models.Index(fields=("deputy_id", "ends_at"), name="deputy_by_deputy"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="deputy_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal_id=F("deputy_id")), name="deputy_is_another_person"),
        )

    def __str__(self) -> str:
        return f"{self.principal_id} → {self.deputy_id}"


class District(models.Model):
    """行政區, with the office (區公所) that serves it."""

    code = models.CharField("行政區代碼", max_length=12, primary_key=True, db_collation="C")
    name = models.CharField("區名", max_length=20)
    english_name = models.CharField("英文名稱", max_length=60, blank=True)
    zip_code = models.CharField("郵遞區號", max_length=6, blank=True)
    order = models.PositiveSmallIntegerField("順序", default=0)
    office_slug = models.CharField("區公所代稱", max_length=60, blank=True, db_collation="C")
    electoral_district = models.PositiveSmallIntegerField("選舉區", null=True, blank=True)

    class Meta:
        verbose_name = "行政區"
        verbose_name_plural = "行政區"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """里."""

    code = models.CharField("里代碼", max_length=14, primary_key=True, db_collation="C")
    name = models.CharField("里名", max_length=20)
    english_name = models.CharField("英文名稱", max_length=60, blank=True)
    district = models.ForeignKey(District, verbose_name="行政區", on_delete=models.PROTECT, related_name="villages")

    class Meta:
        verbose_name = "里"
        verbose_name_plural = "里"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
