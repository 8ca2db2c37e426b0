"""What all cases share: the case, its passages, parties, links, notes and edits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from yankao.engines.cases.category_models import Category as Category
from yankao.engines.cases.category_models import CategoryRule as CategoryRule
from yankao.engines.cases.category_models import key_field
from yankao.engines.cases.due_models import DueDate as DueDate
from yankao.engines.cases.due_models import ExtensionGrant as ExtensionGrant
from yankao.engines.cases.emergency_models import Emergency as Emergency
from yankao.engines.cases.emergency_models import EmergencyItem as EmergencyItem
from yankao.engines.cases.emergency_models import EmergencyRoute as EmergencyRoute
from yankao.engines.cases.emergency_models import Matter as Matter
from yankao.kernel.actors import ActorKind
from yankao.kernel.ids import uuid7

OPEN = Q(closed_at__isnull=True, is_historical=False)


class Case(models.Model):
    """A case (案件): an item somebody must answer by a date. One row lists, chases and counts it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField("公開識別碼", default=uuid7, unique=True, editable=False)
    number = key_field("案號", 20, unique=True)
    procedure = key_field("程序", 60)
    category = models.ForeignKey(Category, verbose_name="項目", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("主旨", max_length=200)
    description = models.TextField("內容", blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="承辦機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handler_id = models.UUIDField("承辦人識別碼", null=True, blank=True)
    handler_name = models.CharField("承辦人", max_length=80, blank=True)
    step = key_field("步驟")
    channel = key_field("管道", 20, blank=True)
    priority = models.PositiveSmallIntegerField("優先", default=0)
    is_confidential = models.BooleanField("保密", default=False)
    is_historical = models.BooleanField("歷史案件", default=False)
    is_simulated = models.BooleanField("模擬資料", default=False)
    is_test = models.BooleanField("測試案件", default=False)
    source = key_field("來源", 20, blank=True)
    external_id = key_field("外部案號", 64, blank=True)
    received_at = models.DateTimeField("受理時間")
    due_at = models.DateTimeField("期限", null=True, blank=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)
    district = models.ForeignKey("agencies.District", verbose_name="行政區", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey("agencies.Village", verbose_name="里", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lat = models.FloatField("緯度", null=True, blank=True)
    long = models.FloatField("經度", null=True, blank=True)
    address = models.CharField("地點", max_length=300, blank=True)
    reporter = models.ForeignKey(
        "persons.Person", verbose_name="反映人", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opener_kind = key_field("立案者類別", 12)
    opener_id = key_field("立案者識別碼", 64)
    opener_name = models.CharField("立案者", max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="前案", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ons", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", verbose_name="併入案件", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_cases", db_index=False
    )
    emergency = models.ForeignKey(
        Emergency, verbose_name="應變模式", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    chain_received_at = models.DateTimeField("首次受理時間", null=True, blank=True)
    returns = models.PositiveSmallIntegerField("退回次數", default=0)
    version = models.PositiveIntegerField("版次", default=1)
    source_digest = models.BinaryField("來源摘要", max_length=32, null=True, editable=False)
    haystack = models.TextField(blank=True, default="", editable=False)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = "案件"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "external_id"], condition=~Q(external_id=""), name="case_external_id_once"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, long__isnull=True) | Q(lat__isnull=False, long__isnull=False), name="case_has_both_coordinates"
            ),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="case_not_merged_into_itself"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # With what figures leave out or tell apart, so that the cases received in a window are counted without reading them.
            models.Index(fields=["procedure", "-received_at", "-id"], include=["is_test", "channel", "emergency"], name="case_newest"),
            # For lists and searches of all procedures together.
            models.Index(fields=["-received_at", "-id"], name="case_newest_of_all"),
            models.Index(fields=["agency", "due_at", "id"], condition=OPEN, name="case_agency_open"),
            models.Index(fields=["due_at", "id"], condition=OPEN, name="case_open_due"),
            models.Index(fields=["procedure", "step", "due_at", "id"], condition=OPEN, name="case_step_open"),
            models.Index(fields=["lat", "long"], condition=Q(lat__isnull=False), name="case_place"),
            # Most cases have none of these: they are not entered.
            models.Index(fields=["reporter"], condition=Q(reporter__isnull=False), name="case_reporter"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_parent"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged_into"),
            # A person or program that asks for its own cases; jobs, which bring whole histories in, never do.
            models.Index(fields=["opener_id", "-received_at"], condition=~Q(opener_kind=ActorKind.JOB), name="case_opened_by"),
            models.Index(fields=["emergency", "category"], condition=Q(emergency__isnull=False), name="case_emergency"),
            models.Index(fields=["id"], condition=Q(is_test=True), name="case_test"),
            GinIndex(fields=["search"], name="case_search"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class CaseDetail(models.Model):
    """The facts only one procedure knows. A procedure's file subclasses it; the shared facts stay on the case."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s", verbose_name="案件", editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.case_id)


class Passage(models.Model):
    """One deed on a case: from which step to which, when it happened, when it was recorded, who did it, and whether in time."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="passages")
    procedure = key_field("程序", 60)
    action = key_field("動作", 40)
    from_step = key_field("原步驟", 40, blank=True)
    to_step = key_field("新步驟", 40)
    occurred_at = models.DateTimeField("發生時間")
    recorded_at = models.DateTimeField("登錄時間")
    late_reason = models.CharField("補登理由", max_length=200, blank=True)
    actor_kind = key_field("執行者類別", 12)
    actor_id = key_field("執行者識別碼", 64)
    actor_name = models.CharField("執行者", max_length=100, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="當時承辦機關", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    in_time = models.BooleanField("如期", null=True)
    reason = models.CharField("理由", max_length=1000, blank=True)
    unmet = ArrayField(models.CharField(max_length=200), verbose_name="未符條件", default=list, blank=True)

    class Meta:
        verbose_name = "歷程"
        ordering: ClassVar[list[str]] = ["case_id", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["procedure", "to_step", "occurred_at"], name="passage_entering"),
            models.Index(fields=["procedure", "action", "occurred_at"], name="passage_action"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.action}"


class CaseRecord(models.Model):
    """One of several typed entries of a case (通知、回報、回電…), written by a deed and hung on its passage."""

    LISTED: ClassVar[tuple[str, ...]] = ()
    """The fields that a printed list of cases may show of the newest entry; none, unless a subclass names them."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_set", editable=False)
    passage = models.ForeignKey(Passage, verbose_name="歷程", on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_set", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.case_id)


class PartyKind(models.TextChoices):
    """How an agency takes part beside the main one (主辦)."""

    ASSIST = "assist", "協辦"
    CONSULT = "consult", "會辦"
    INFORM = "inform", "副知"
    OUTSIDE = "outside", "府外單位"


class Party(models.Model):
    """An agency that takes part in a case beside the main one, with what it was asked and what it answered."""

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="parties")
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", on_delete=models.PROTECT, related_name="+")
    kind = key_field("參與方式", 12, choices=PartyKind.choices)
    asked = models.CharField("請辦事項", max_length=1000, blank=True)
    since_at = models.DateTimeField("請辦時間")
    answered_at = models.DateTimeField("回復時間", null=True, blank=True)
    answer = models.TextField("辦理情形", blank=True)
    ended_at = models.DateTimeField("結束時間", null=True, blank=True)

    class Meta:
        verbose_name = "參與機關"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "agency", "kind"], condition=Q(ended_at__isnull=True), name="party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class PartyAnswer(models.Model):
    """One answer of an agency that takes part, window after window; a later one never takes the place of an earlier one."""

    party = models.ForeignKey(Party, verbose_name="參與機關", on_delete=models.CASCADE, related_name="answers")
    ordinal = models.PositiveSmallIntegerField("次序")
    answer = models.TextField("辦理情形")
    answered_at = models.DateTimeField("回復時間")
    answered_by = models.CharField("填復者", max_length=100)

    class Meta:
        verbose_name = "參與機關填復"
        ordering: ClassVar[list[str]] = ["party_id", "ordinal"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["party", "ordinal"], name="party_answer_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.ordinal}"


class LinkKind(models.TextChoices):
    """How two cases belong together."""

    FOLLOW_ON = "follow_on", "後續案件"
    MERGED = "merged", "併案"
    RELATED = "related", "相關案件"


class CaseLink(models.Model):
    """A numbered link from an earlier case to a later one, with the coded reason; an undone merge keeps its row."""

    from_case = models.ForeignKey(Case, verbose_name="前案", on_delete=models.CASCADE, related_name="links_out")
    to_case = models.ForeignKey(Case, verbose_name="後案", on_delete=models.CASCADE, related_name="links_in")
    kind = key_field("關係", 12, choices=LinkKind.choices)
    ordinal = models.PositiveSmallIntegerField("序號", default=1)
    reason_code = key_field("理由代碼", 20, blank=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    made_at = models.DateTimeField("建立時間")
    undone_at = models.DateTimeField("取消時間", null=True, blank=True)

    class Meta:
        verbose_name = "案件關聯"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["from_case", "kind", "ordinal"], name="case_link_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.from_case_id} → {self.to_case_id}"


class CaseNote(models.Model):
    """Something written on a case: the internal 處理紀錄 and the public 回復 are two kinds and never mixed."""

    class Kind(models.TextChoices):
        """Who the text is for."""

        INTERNAL = "internal", "處理紀錄"
        PUBLIC = "public", "回復"
        SUPPLEMENT = "supplement", "補陳"

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="notes")
    passage = models.ForeignKey(Passage, verbose_name="歷程", null=True, on_delete=models.CASCADE, related_name="notes")
    kind = key_field("種類", 12, choices=Kind.choices)
    text = models.TextField("內容")
    written_at = models.DateTimeField("時間")
    author_name = models.CharField("撰寫者", max_length=100, blank=True)

    class Meta:
        verbose_name = "紀錄"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "written_at"], name="case_note_order")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Edit(models.Model):
    """One changed field with its old and new value; masking and erasure reach these, the audit holds only digests."""

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="edits")
    passage = models.ForeignKey(Passage, verbose_name="歷程", null=True, on_delete=models.CASCADE, related_name="edits")
    field = key_field("欄位", 60)
    old = models.TextField("原值", blank=True)
    new = models.TextField("新值", blank=True)
    actor_name = models.CharField("執行者", max_length=100, blank=True)
    occurred_at = models.DateTimeField("發生時間")
    recorded_at = models.DateTimeField("登錄時間")

    class Meta:
        verbose_name = "修改"
        ordering: ClassVar[list[str]] = ["case_id", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.field}"


class CaseFile(models.Model):
    """A file attached to a case (附件)."""

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="files")
    passage = models.ForeignKey(Passage, verbose_name="歷程", null=True, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey("files.StoredFile", verbose_name="檔案", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField("說明", max_length=200, blank=True)
    is_public = models.BooleanField("可公開", default=False)
    removed_at = models.DateTimeField("移除時間", null=True, blank=True)

    class Meta:
        verbose_name = "附件"

    def __str__(self) -> str:
        return f"{self.case_id} {self.caption}"


class ReplyDraft(models.Model):
    """A reply on its way (回復稿): drafted, checked, decided, and kept as it was sent."""

    class State(models.TextChoices):
        """How far the reply has come."""

        DRAFT = "draft", "擬稿中"
        CHECKING = "checking", "核稿中"
        DECIDING = "deciding", "待決行"
        SENT_BACK = "sent_back", "退稿"
        SENT = "sent", "已發文"

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="replies")
    state = key_field("狀態", 12, choices=State.choices)
    text = models.TextField("回復內容", blank=True)
    number = models.CharField("文號", max_length=40, blank=True)
    drafted_by = models.CharField("擬稿人", max_length=100)
    drafted_at = models.DateTimeField("擬稿時間")
    checked_by = models.CharField("核稿人", max_length=100, blank=True)
    decided_by = models.CharField("決行人", max_length=220, blank=True)
    decided_at = models.DateTimeField("決行時間", null=True, blank=True)

    class Meta:
        verbose_name = "回復稿"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=~Q(state="sent"), name="one_open_reply_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class NumberSeries(models.Model):
    """The last number given for a letter in a ROC year; its row is the lock under which the next is given."""

    letter = key_field("字軌", 1)
    roc_year = models.PositiveSmallIntegerField("民國年")
    last = models.PositiveIntegerField("末號")

    class Meta:
        verbose_name = "編號"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["letter", "roc_year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.letter}{self.roc_year:03d}"
