"""Every mail that came in (來信): what became of it and why; the original is kept under the keys of personal data."""

from typing import ClassVar

from django.db import models

from yankao.divisions.service.mail.words import about_case
from yankao.engines.notices.words import use_wording
from yankao.kernel.ids import uuid7


class IncomingMail(models.Model):
    """One mail. Sender, subject and text stand only in the sealed original."""

    class State(models.TextChoices):
        """What became of it."""

        OPENED = "opened", "已立案"
        ADDED = "added", "已併入補陳"
        BOUNCE = "bounce", "退信通知"
        HELD = "held", "隔離待處理"
        DISMISSED = "dismissed", "不予處理"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField("信件識別摘要", max_length=64, unique=True, db_collation="C")
    who = models.CharField("寄件人摘要", max_length=64, db_collation="C")
    received_at = models.DateTimeField("收信時間")
    state = models.CharField("處理結果", max_length=10, choices=State.choices, db_collation="C")
    reason = models.CharField("原因", max_length=200, blank=True)
    case = models.ForeignKey("cases.Case", verbose_name="案件", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    size = models.PositiveIntegerField("大小")
    is_whole = models.BooleanField("原件完整", default=True)
    is_mayors = models.BooleanField("市長信箱", default=False)
    raw_enc = models.BinaryField("原件", null=True)
    key_id = models.CharField("金鑰代號", max_length=32, db_collation="C")
    handled_at = models.DateTimeField("處理時間", null=True, blank=True)
    handled_by = models.CharField("處理者", max_length=200, blank=True)

    class Meta:
        verbose_name = "來信"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-received_at"], name="mail_by_state"),
            models.Index(fields=["who", "received_at"], name="mail_by_sender"),
            models.Index(fields=["-received_at"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


use_wording("case", about_case)
