"""What somebody was told or must still be told: in the program at once, outside by e-mail, text message or webhook."""

from typing import ClassVar

from django.db import models

from yankao.kernel.ids import uuid7


class ChannelKey(models.TextChoices):
    """The ways out of the program."""

    EMAIL = "email", "電子郵件"
    SMS = "sms", "簡訊"
    WEBHOOK = "webhook", "介接通知"


class Notice(models.Model):
    """One notice (通知) to an agency, a division of the commission, the holder of an account, the person who reported something, or a program."""

    class Recipient(models.TextChoices):
        """What kind of recipient it is; a person is named by the id of the Person row, never by an address."""

        AGENCY = "agency", "機關"
        DIVISION = "division", "研考會組室"
        PERSON = "person", "反映人"
        APPLICATION = "application", "介接應用程式"
        ACCOUNT = "account", "帳號本人"

    class State(models.TextChoices):
        """Where it is read: by staff in the program, by everybody else outside, through its deliveries."""

        SHOWN = "shown", "站內"
        OUTBOX = "outbox", "對外"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_kind = models.CharField("對象類別", max_length=12, choices=Recipient.choices, db_collation="C")
    recipient_id = models.CharField("對象識別碼", max_length=64, db_collation="C")
    subject_kind = models.CharField("主題類別", max_length=40, db_collation="C")
    subject_id = models.CharField("主題識別碼", max_length=64, db_collation="C")
    title = models.CharField("主旨", max_length=200)
    text = models.TextField("內容", blank=True)
    state = models.CharField("狀態", max_length=10, choices=State.choices, db_collation="C")
    by = models.CharField("指定管道", max_length=10, choices=ChannelKey.choices, blank=True, default="", db_collation="C")
    created_at = models.DateTimeField("建立時間")
    taken_up_at = models.DateTimeField("排定時間", null=True, blank=True)
    read_at = models.DateTimeField("閱讀時間", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recipient_kind", "recipient_id", "-created_at"], name="notice_inbox"),
            models.Index(fields=["created_at"], condition=models.Q(taken_up_at__isnull=True), name="notice_not_taken_up"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One notice on its way by one channel to one address; the address itself is read when it is sent and stands nowhere here."""

    class Target(models.TextChoices):
        """Whose address it is."""

        PERSON = "person", "反映人"
        USER = "user", "承辦人員"
        AGENCY = "agency", "機關信箱"
        DIVISION = "division", "組室信箱"
        HOOK = "hook", "介接應用程式"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "待寄"
        QUEUED = "queued", "寄送中"
        SENT = "sent", "已寄出"
        FAILED = "failed", "未寄達"
        BOUNCED = "bounced", "退信"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, verbose_name="通知", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("管道", max_length=10, choices=ChannelKey.choices, blank=True, db_collation="C")
    target_kind = models.CharField("對象", max_length=10, choices=Target.choices, db_collation="C")
    target_id = models.CharField("對象識別碼", max_length=64, db_collation="C")
    state = models.CharField("狀態", max_length=10, choices=State.choices, db_collation="C")
    reason = models.CharField("原因", max_length=200, blank=True)
    reference = models.CharField("業者回覆", max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField("次數", default=0)
    created_at = models.DateTimeField("建立時間")
    tried_at = models.DateTimeField("最近嘗試", null=True, blank=True)
    sent_at = models.DateTimeField("寄出時間", null=True, blank=True)

    class Meta:
        verbose_name = "寄件"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "channel", "target_kind", "target_id"], name="delivery_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-created_at"], name="delivery_by_state"),
            models.Index(fields=["channel", "-tried_at"], name="delivery_by_channel"),
            models.Index(fields=["-created_at"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class Preference(models.Model):
    """How somebody wants to be told outside the program (通知方式); without a row the usual way is taken."""

    class Owner(models.TextChoices):
        """Whose wish it is."""

        PERSON = "person", "反映人"
        USER = "user", "帳號"
        AGENCY = "agency", "機關"
        DIVISION = "division", "研考會組室"

    class Way(models.TextChoices):
        """By which way."""

        EMAIL = "email", "電子郵件"
        SMS = "sms", "簡訊"
        NONE = "none", "不另通知"

    owner_kind = models.CharField("類別", max_length=10, choices=Owner.choices, db_collation="C")
    owner_id = models.CharField("識別碼", max_length=64, db_collation="C")
    way = models.CharField("通知方式", max_length=10, choices=Way.choices, db_collation="C")
    mailbox = models.EmailField("機關信箱", blank=True)
    changed_at = models.DateTimeField("更新時間")

    class Meta:
        verbose_name = "通知方式"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner_kind", "owner_id"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_owner_kind_display()} {self.get_way_display()}"


class Hook(models.Model):
    """An address of a program that is told by a signed message (webhook). The secret is derived, never stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey("identity.ApplicationToken", verbose_name="應用程式", on_delete=models.CASCADE, related_name="+")
    url = models.URLField("網址", max_length=400)
    key_id = models.CharField("金鑰代號", max_length=32, db_collation="C")
    created_at = models.DateTimeField("建立時間")
    ended_at = models.DateTimeField("停用時間", null=True, blank=True)

    class Meta:
        verbose_name = "介接通知網址"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "url"], condition=models.Q(ended_at__isnull=True), name="hook_once"),
        ]

    def __str__(self) -> str:
        return self.url
