"""What somebody was told or must still be told: in the program at once, outside through the outbox."""

from typing import ClassVar

from django.db import models

from yankao.kernel.ids import uuid7


class Notice(models.Model):
    """One notice (通知) to an agency, a division of the commission, or the person who reported something."""

    class Recipient(models.TextChoices):
        """What kind of recipient it is; a person is named by the id of the Person row, never by an address."""

        AGENCY = "agency", "機關"
        DIVISION = "division", "研考會組室"
        PERSON = "person", "反映人"

    class State(models.TextChoices):
        """Where the notice is. Without a configured channel it waits in the outbox for somebody to send it."""

        SHOWN = "shown", "站內"
        OUTBOX = "outbox", "待寄"
        SENT = "sent", "已寄"
        FAILED = "failed", "失敗"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_kind = models.CharField("對象類別", max_length=12, choices=Recipient.choices, db_collation="C")
    recipient_id = models.CharField("對象識別碼", max_length=64, db_collation="C")
    subject_kind = models.CharField("主題類別", max_length=40, db_collation="C")
    subject_id = models.CharField("主題識別碼", max_length=64, db_collation="C")
    title = models.CharField("主旨", max_length=200)
    text = models.TextField("內容", blank=True)
    state = models.CharField("狀態", max_length=10, choices=State.choices, db_collation="C")
    created_at = models.DateTimeField("建立時間")
    sent_at = models.DateTimeField("寄出時間", null=True, blank=True)
    read_at = models.DateTimeField("閱讀時間", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recipient_kind", "recipient_id", "-created_at"], name="notice_inbox"),
            models.Index(fields=["created_at"], condition=models.Q(state="outbox"), name="notice_outbox"),
        ]

    def __str__(self) -> str:
        return self.title
