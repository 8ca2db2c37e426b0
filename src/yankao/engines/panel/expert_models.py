"""專家人才庫: who may be asked to judge or inspect, in which fields, and what ties ask for recusal."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yankao.engines.panel.conflicts import TieKind


class Bar(models.TextChoices):
    """Why somebody may not be a member at all."""

    NONE = "", "無"
    CORRUPTION = "corruption", "犯瀆職罪或貪污罪經判刑確定"
    CIVIL_RIGHTS = "civil_rights", "褫奪公權尚未復權"
    BANKRUPT = "bankrupt", "受破產宣告尚未復權"
    LICENCE = "licence", "停止執行業務或撤銷、廢止執業執照"
    LISTED = "listed", "經主管機關列入不得遴選名單"


class Expert(models.Model):
    """One person of the pool (專家、學者、機關代表); `account` is how the person logs in, if at all."""

    class Kind(models.TextChoices):
        SCHOLAR = "scholar", "學者"
        PROFESSIONAL = "professional", "專業人士"
        OFFICIAL = "official", "本府人員"
        OTHER_OFFICIAL = "other_official", "其他政府機關人員"

    class Source(models.TextChoices):
        NATIONAL = "national", "主管機關專家名單"
        OWN = "own", "機關自行遴選"
        STAFF = "staff", "本府指派"

    name = models.CharField("姓名", max_length=60)
    kind = models.CharField("身分", max_length=16, choices=Kind.choices)
    organisation = models.CharField("服務單位", max_length=120, blank=True)
    title = models.CharField("職稱", max_length=60, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="所屬機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("identity.User", verbose_name="登入帳號", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    fields = ArrayField(models.CharField(max_length=40), verbose_name="專長", default=list, blank=True)
    pools = ArrayField(models.CharField(max_length=60, db_collation="C"), verbose_name="適用評審", default=list, blank=True)
    source = models.CharField("名單來源", max_length=10, choices=Source.choices, default=Source.NATIONAL)
    source_reason = models.CharField("自行遴選理由", max_length=300, blank=True)
    source_approval = models.CharField("核定文號", max_length=60, blank=True)
    bar = models.CharField("不得擔任事由", max_length=16, choices=Bar.choices, default=Bar.NONE, blank=True)
    bar_reason = models.CharField("查證情形", max_length=300, blank=True)
    valid_from = models.DateField("列入日", null=True, blank=True)
    valid_to = models.DateField("除名日", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "專家"
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="expert_ends_after_it_starts"
            ),
            # 準則5：未能自名單覓得適當人選者，得敘明理由另行遴選，簽報機關首長核定。
            models.CheckConstraint(
                condition=~Q(source="own") | (~Q(source_reason="") & ~Q(source_approval="")), name="expert_own_choice_is_reasoned"
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(account__isnull=False), name="expert_account_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_external(self) -> bool:
        """Whether the member counts as an expert from outside (外聘、府外): never anybody of the city government."""
        return self.kind != self.Kind.OFFICIAL

    @property
    def is_scholar_or_expert(self) -> bool:
        """Whether the member counts as 專家學者: never a serving official of any government."""
        return self.kind in {self.Kind.SCHOLAR, self.Kind.PROFESSIONAL}


class ExpertTie(models.Model):
    """One tie of an expert (利害關係) as declared or as found; what became of it is told by its end."""

    class Source(models.TextChoices):
        DECLARED = "declared", "本人聲明"
        FOUND = "found", "機關查得"

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField("關係", max_length=12, choices=[(kind.value, kind.label) for kind in TieKind])
    name = models.CharField("對象姓名或單位", max_length=120, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="對象機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateField("關係終止日", null=True, blank=True)
    source = models.CharField("來源", max_length=10, choices=Source.choices, default=Source.DECLARED)

    class Meta:
        verbose_name = "利害關係"
        ordering: ClassVar[list[str]] = ["kind", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name="") | Q(agency__isnull=False), name="expert_tie_names_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name or self.agency}"
