"""現場紀錄: what is written down on a site, each field on its own so that two devices can write without losing a word of either."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.registers.defect_codes import Addressee, Severity

PERCENT = (MaxValueValidator(100),)


class SiteSheet(models.Model):
    """The head of the record of one inspection (查核紀錄表頭)."""

    class Weather(models.TextChoices):
        """天候 on the day."""

        FINE = "fine", "晴"
        CLOUDY = "cloudy", "陰"
        RAIN = "rain", "雨"

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    weather = models.CharField("天候", max_length=8, choices=Weather.choices, blank=True, default="")
    planned_progress = models.DecimalField("預定進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    actual_progress = models.DecimalField("實際進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    supervisor_came = models.CharField("監造建築師或技師到場人員", max_length=60, blank=True, default="")
    engineer_came = models.CharField("廠商專任工程人員到場人員", max_length=60, blank=True, default="")
    absence = models.CharField("未到場情形及依契約處理", max_length=200, blank=True, default="")
    good_points = models.TextField("優點", blank=True, default="")
    remark = models.TextField("其他建議", blank=True, default="")

    class Meta:
        verbose_name = "查核紀錄"

    def __str__(self) -> str:
        return str(self.case_id)


class SiteCheck(models.Model):
    """One item of the checklist as it was found on this site."""

    class Result(models.TextChoices):
        """How an item was found (查核結果)."""

        GOOD = "good", "符合"
        BAD = "bad", "不符"
        NONE = "none", "無此項目"

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    item = models.ForeignKey("engineering.ChecklistItem", on_delete=models.PROTECT, related_name="+", verbose_name="查核項目")
    result = models.CharField("查核結果", max_length=8, choices=Result.choices, blank=True, default="")
    remark = models.CharField("說明", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "查核項目結果"
        ordering: ClassVar[list[str]] = ["item__work_type", "item__order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["case", "item"], name="site_check_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.item_id}"


class SiteFinding(models.Model):
    """One defect, or one suggestion on planning and design that is answered and not fixed (規劃設計建議)."""

    class Kind(models.TextChoices):
        """What is asked of the agency: to fix it or to answer it."""

        DEFECT = "defect", "缺失"
        ADVICE = "advice", "規劃設計建議"

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    kind = models.CharField("類別", max_length=8, choices=Kind.choices, default=Kind.DEFECT)
    code = models.CharField("缺失編號", max_length=20, blank=True, default="")
    addressee = models.CharField("責任對象", max_length=12, choices=Addressee.choices, blank=True, default="")
    severity = models.CharField("嚴重程度", max_length=1, choices=Severity.choices, blank=True, default="")
    points = models.PositiveSmallIntegerField("扣點", default=0)
    place = models.CharField("位置", max_length=100, blank=True, default="")
    text = models.TextField("情形", blank=True, default="")
    remedy = models.TextField("改善情形或答復", blank=True, default="")
    is_struck = models.BooleanField("刪除", default=False)
    made_at = models.DateTimeField("登錄時間")

    class Meta:
        verbose_name = "查核缺失"
        ordering: ClassVar[list[str]] = ["made_at", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case"], condition=Q(is_struck=False), name="site_finding_standing")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:60]


class SitePhoto(models.Model):
    """One picture of a site or of a defect before, during or after it was put right."""

    class Stage(models.TextChoices):
        """When the picture was taken (改善前、中、後)."""

        BEFORE = "before", "改善前"
        DURING = "during", "改善中"
        AFTER = "after", "改善後"

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    finding = models.ForeignKey(SiteFinding, null=True, blank=True, on_delete=models.PROTECT, related_name="photos", verbose_name="缺失")
    stage = models.CharField("時點", max_length=8, choices=Stage.choices, default=Stage.BEFORE)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="檔案")
    taken_at = models.DateTimeField("拍攝時間")
    added_by = models.CharField("上傳者", max_length=100)
    added_at = models.DateTimeField("上傳時間")

    class Meta:
        verbose_name = "查核照片"
        ordering: ClassVar[list[str]] = ["taken_at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class SiteChange(models.Model):
    """One field as a device sent it: what stood when it was typed, what was typed, and what became of it. Sent twice, it counts once."""

    class Fate(models.TextChoices):
        """What became of a change that was sent."""

        APPLIED = "applied", "已寫入"
        SAME = "same", "內容相同"
        CONFLICT = "conflict", "待決定"
        KEPT_MINE = "mine", "採用此筆"
        KEPT_THEIRS = "theirs", "保留原值"
        SUPERSEDED = "later", "由同裝置後筆取代"
        REFUSED = "refused", "未寫入"

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", verbose_name="案件")
    entity = models.CharField("對象", max_length=60, db_collation="C")
    field = models.CharField("欄位", max_length=40, db_collation="C")
    base = models.TextField("輸入時原值", blank=True)
    value = models.TextField("輸入值", blank=True)
    theirs = models.TextField("同步時的值", blank=True)
    fate = models.CharField("處理結果", max_length=10, choices=Fate.choices)
    message = models.CharField("說明", max_length=300, blank=True)
    device = models.CharField("裝置", max_length=60, blank=True)
    typed_at = models.DateTimeField("輸入時間")
    synced_at = models.DateTimeField("同步時間")
    actor_id = models.CharField("輸入者識別碼", max_length=64, db_collation="C")
    actor_name = models.CharField("輸入者", max_length=100)
    decided_at = models.DateTimeField("決定時間", null=True, blank=True)
    decided_by = models.CharField("決定者", max_length=100, blank=True)

    class Meta:
        verbose_name = "現場紀錄異動"
        ordering: ClassVar[list[str]] = ["synced_at", "typed_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "synced_at"], name="site_change_case"),
            models.Index(fields=["case"], condition=Q(fate="conflict"), name="site_change_undecided"),
        ]

    def __str__(self) -> str:
        return f"{self.entity}.{self.field} {self.fate}"
