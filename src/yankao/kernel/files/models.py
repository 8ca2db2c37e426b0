"""附件: what is known of every stored file; the content itself lies in the storage under its SHA-256."""

from django.db import models

from yankao.kernel.ids import uuid7


class StoredFile(models.Model):
    """One uploaded file; two of the same content share it on disk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, db_collation="C")
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("媒體類型", max_length=100)
    name = models.CharField("檔名", max_length=200)
    created_at = models.DateTimeField("上傳時間")
    uploaded_by_kind = models.CharField("上傳者種類", max_length=20)
    uploaded_by_id = models.CharField("上傳者代號", max_length=100)
    uploaded_by_name = models.CharField("上傳者姓名", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "附件"

    def __str__(self) -> str:
        return self.name
