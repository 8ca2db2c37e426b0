"""委員評分表: one sheet for each member of the team of an inspection; locked when signed, and nothing of it can be changed after."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.logic.scoring import HIGHEST
from yankao.engines.panel.models import Expert, Proof


class ScoreSheet(models.Model):
    """The sheet of one member: asked for when the member is seated, signed once. `digest` binds what was signed, and stands in the audit as well."""

    case = models.ForeignKey("cases.Case", verbose_name="案件", on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, verbose_name="查核委員", on_delete=models.PROTECT, related_name="+")
    is_external = models.BooleanField("外聘", default=False)
    cleared_because = models.CharField("不迴避之理由", max_length=300, blank=True)
    given = models.PositiveSmallIntegerField("評分", null=True, blank=True, validators=[MaxValueValidator(HIGHEST)])
    remark = models.TextField("評語", blank=True)
    seated_at = models.DateTimeField("排定時間")
    seated_by_name = models.CharField("排定者", max_length=200)
    signed_at = models.DateTimeField("簽署時間", null=True, blank=True)
    signed_by_name = models.CharField("簽署者", max_length=200, blank=True)
    proof = models.CharField("簽署方式", max_length=10, choices=Proof.choices, blank=True)
    digest = models.CharField("內容摘要", max_length=64, blank=True, db_collation="C")

    class Meta:
        verbose_name = "委員評分表"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "expert"], name="score_sheet_once", violation_error_message="此委員已列入本次查核"),
            models.CheckConstraint(condition=Q(given__isnull=True) | Q(given__lte=HIGHEST), name="score_sheet_of_100"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, given__isnull=True, digest="")
                | (Q(signed_at__isnull=False, given__isnull=False) & ~Q(digest="")),
                name="score_sheet_signed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.expert.name
