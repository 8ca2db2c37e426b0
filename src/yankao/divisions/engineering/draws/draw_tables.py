"""The tables of sealed draws and of visits: written once and never changed; a trigger of the database refuses what a mistake would do."""

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Draw(models.Model):
    """One sealed draw (密封抽籤) as it was published: the commitment, and under seal the seed and the list it binds."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季別", validators=[MinValueValidator(1), MaxValueValidator(4)])
    serial = models.PositiveSmallIntegerField("次別", default=1)
    reason = models.CharField("再次抽籤之理由", max_length=200, blank=True)
    population_on = models.DateField("母體基準日")
    rule = models.CharField("母體依據", max_length=300)
    algorithm = models.CharField("算法", max_length=20, db_collation="C")
    count = models.PositiveIntegerField("名單件數")
    digest = models.CharField("名單雜湊", max_length=64, db_collation="C")
    commitment = models.CharField("承諾", max_length=64, unique=True, db_collation="C")
    numbers = models.TextField("名單", db_collation="C")
    key_id = models.CharField("金鑰代號", max_length=32, db_collation="C")
    seed_sealed = models.BinaryField("密封之種子")
    published_at = models.DateTimeField("公布時間")
    published_by = models.CharField("公布者", max_length=100)
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "密封抽籤"
        ordering: ClassVar[list[str]] = ["-published_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "quarter", "serial"], name="draw_once"),
            models.CheckConstraint(condition=Q(serial=1) | ~Q(reason=""), name="draw_again_with_reason"),
            models.CheckConstraint(condition=Q(count__gte=1), name="draw_has_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.year - 1911}年第{self.quarter}季" + (f"第{self.serial}次" if self.serial > 1 else "") + "查核抽籤"


class Reveal(models.Model):
    """The opening of a draw (揭示): its seed; the database itself refuses one that does not fit the commitment."""

    draw = models.OneToOneField(Draw, primary_key=True, on_delete=models.PROTECT, related_name="reveal", verbose_name="抽籤")
    seed = models.CharField("種子", max_length=64, db_collation="C")
    revealed_at = models.DateTimeField("揭示時間")
    revealed_by = models.CharField("揭示者", max_length=100)

    class Meta:
        verbose_name = "揭示"

    def __str__(self) -> str:
        return f"{self.draw_id} {self.revealed_at:%Y-%m-%d}"


class Place(models.Model):
    """The place of one tender in the order of a revealed draw."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places", verbose_name="抽籤")
    position = models.PositiveIntegerField("順位")
    number = models.CharField("標案編號", max_length=40, db_collation="C")

    class Meta:
        verbose_name = "抽籤順位"
        ordering: ClassVar[list[str]] = ["draw_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "position"], name="draw_place_once"),
            models.UniqueConstraint(fields=["draw", "number"], name="draw_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.number}"


class Visit(models.Model):
    """One visit to a site (查核行程): when, where, who goes; secret but for those named on it until it has taken place."""

    class State(models.TextChoices):
        """How it stands (行程狀態)."""

        PLANNED = "planned", "排定"
        DONE = "done", "已查核"
        REPLACED = "replaced", "改查替補案"
        CANCELLED = "cancelled", "取消"

    class Chosen(models.TextChoices):
        """How the tender came to be visited (選案方式)."""

        PRIORITY = "priority", "優先查核"
        DRAWN = "drawn", "密封抽籤"

    class Why(models.TextChoices):
        """Why another site took its place (替補原因)."""

        WEATHER = "weather", "天候不佳"
        STOPPED = "stopped", "工地停工"
        ENDED = "ended", "已竣工"
        RECUSAL = "recusal", "委員迴避致人數不足"
        OTHER = "other", "其他"

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", verbose_name="標案", on_delete=models.PROTECT, related_name="visits")
    chosen = models.CharField("選案方式", max_length=10, choices=Chosen.choices, db_collation="C")
    ground = models.CharField("選案理由", max_length=300)
    draw = models.ForeignKey(Draw, verbose_name="抽籤", null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    position = models.PositiveIntegerField("抽籤順位", null=True, blank=True)
    visit_on = models.DateField("查核日期")
    meets_at = models.TimeField("集合時間")
    meeting_place = models.CharField("集合地點", max_length=200)
    leader = models.CharField("領隊", max_length=60)
    members = models.CharField("外聘委員", max_length=200)
    staff = models.CharField("內聘委員及工作人員", max_length=200, blank=True)
    state = models.CharField("行程狀態", max_length=10, choices=State.choices, default=State.PLANNED, db_collation="C")
    why = models.CharField("替補原因", max_length=10, choices=Why.choices, blank=True, db_collation="C")
    note = models.CharField("替補或取消之說明", max_length=300, blank=True)
    replaces = models.OneToOneField("self", verbose_name="替補", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    case = models.OneToOneField("cases.Case", verbose_name="查核案件", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField("排定時間")
    planned_by = models.CharField("排定者", max_length=100)

    class Meta:
        verbose_name = "查核行程"
        ordering: ClassVar[list[str]] = ["visit_on", "meets_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tender", "visit_on"], condition=Q(state__in=("planned", "done")), name="visit_once_a_day",
                violation_error_message="此標案當日已排定行程",
            ),
            models.CheckConstraint(
                condition=Q(chosen="priority", draw__isnull=True) | Q(chosen="drawn", draw__isnull=False, position__isnull=False),
                name="visit_drawn_has_its_place",
            ),
            models.CheckConstraint(condition=Q(state__in=("planned", "done")) | ~Q(note=""), name="visit_given_up_with_reason"),
            models.CheckConstraint(condition=~Q(state="replaced") | ~Q(why=""), name="visit_replaced_for_a_cause"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visit_on} {self.tender_id}"


class Reader(models.Model):
    """One person named to know a draw's order or a visit (知悉人員), by whom and when; nobody else reads it before its time."""

    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="readers", verbose_name="抽籤")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="readers", verbose_name="行程")
    user = models.ForeignKey("identity.User", on_delete=models.PROTECT, related_name="+", verbose_name="知悉人員")
    added_at = models.DateTimeField("指定時間")
    added_by = models.CharField("指定者", max_length=100)

    class Meta:
        verbose_name = "知悉人員"
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(draw__isnull=True) ^ Q(visit__isnull=True), name="reader_of_one_secret"),
            models.UniqueConstraint(fields=["draw", "user"], name="reader_of_draw_once"),
            models.UniqueConstraint(fields=["visit", "user"], name="reader_of_visit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Access(models.Model):
    """That somebody opened a secret (調閱紀錄), or tried to: who, when, what; never changed."""

    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="accesses", verbose_name="抽籤")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="accesses", verbose_name="行程")
    actor_id = models.CharField("調閱者識別碼", max_length=64, db_collation="C")
    actor_name = models.CharField("調閱者", max_length=100)
    what = models.CharField("調閱內容", max_length=60)
    is_refused = models.BooleanField("未獲准")
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "調閱紀錄"
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(draw__isnull=True) ^ Q(visit__isnull=True), name="access_of_one_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.what}"
