"""個人資料: people as ciphertext, and the log of every time a hidden field was opened (調閱紀錄)."""

from django.db import models

from yankao.kernel.ids import uuid7


class Person(models.Model):
    """One natural person; every value is encrypted, found again by a keyed index, and empty after erasure."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name_enc = models.BinaryField("姓名", null=True)
    phone_enc = models.BinaryField("電話", null=True)
    email_enc = models.BinaryField("電子郵件", null=True)
    address_enc = models.BinaryField("地址", null=True)
    national_id_enc = models.BinaryField("身分證統一編號", null=True)
    name_index = models.BinaryField(null=True, db_index=True)
    phone_index = models.BinaryField(null=True, db_index=True)
    email_index = models.BinaryField(null=True, db_index=True)
    national_id_index = models.BinaryField(null=True, db_index=True)
    key_id = models.CharField("金鑰代號", max_length=32, db_index=True)
    created_at = models.DateTimeField("建立時間")
    erased_at = models.DateTimeField("清除時間", null=True, blank=True)
    retention_until = models.DateField("保存至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "個人資料"
        indexes = (models.Index(fields=("retention_until",), name="persons_person_due", condition=models.Q(erased_at__isnull=True)),)

    def __str__(self) -> str:
        return f"個人資料 {self.id}"


class AccessLog(models.Model):
    """調閱紀錄: who opened which field of whom, when and for what."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="當事人")
    field = models.CharField("欄位", max_length=20)
    actor_kind = models.CharField("調閱者種類", max_length=20)
    actor_id = models.CharField("調閱者代號", max_length=100)
    actor_name = models.CharField("調閱者姓名", max_length=200)
    purpose = models.CharField("調閱目的", max_length=200)
    at = models.DateTimeField("調閱時間", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "調閱紀錄"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.field}"
