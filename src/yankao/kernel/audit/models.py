"""稽核紀錄: entries nobody may change, chained per subject, and the seals that bind all chains together."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yankao.kernel.actors import ActorKind


class Entry(models.Model):
    """One deed on one subject. The database numbers and chains it; `fields` are names only, `digest` is keyed, no value is kept."""

    subject_kind = models.CharField("對象種類", max_length=40, db_collation="C")
    subject_id = models.CharField("對象代號", max_length=64, db_collation="C")
    seq = models.IntegerField("序號")
    at = models.DateTimeField("時間")
    actor_kind = models.CharField("行為者種類", max_length=20, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.CharField("行為者代號", max_length=100)
    actor_name = models.CharField("行為者姓名", max_length=200)
    verb = models.CharField("動作", max_length=60)
    fields = ArrayField(models.TextField(), verbose_name="欄位", default=list)
    digest = models.BinaryField("異動摘要", null=True)
    previous = models.BinaryField("前一筆雜湊")
    hash = models.BinaryField("雜湊")

    class Meta:
        verbose_name = verbose_name_plural = "稽核紀錄"
        constraints = (models.UniqueConstraint(fields=("subject_kind", "subject_id", "seq"), name="audit_entry_place"),)

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.seq} {self.verb}"


class Head(models.Model):
    """The end of one subject's chain: the row two writers wait for, kept by the database alone."""

    pk = models.CompositePrimaryKey("subject_kind", "subject_id")
    subject_kind = models.CharField("對象種類", max_length=40, db_collation="C")
    subject_id = models.CharField("對象代號", max_length=64, db_collation="C")
    seq = models.IntegerField("序號")
    previous = models.BinaryField("前一筆雜湊")
    hash = models.BinaryField("雜湊")
    changed_at = models.DateTimeField("異動時間")
    sealed_seq = models.IntegerField("已封印序號", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "稽核鏈末端"
        indexes = (
            models.Index(fields=("subject_kind", "subject_id"), name="audit_head_unsealed", condition=models.Q(seq__gt=models.F("sealed_seq"))),
        )

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.seq}"


class Seal(models.Model):
    """One numbered seal over the heads that had changed since the last one; `hash` is keyed, so rewriting it needs the key."""

    number = models.IntegerField("封印號", primary_key=True)
    at = models.DateTimeField("封印時間")
    entries = models.IntegerField("封印鏈數")
    root = models.BinaryField("總雜湊")
    previous = models.BinaryField("前一封印雜湊")
    key_id = models.CharField("金鑰代號", max_length=32)
    hash = models.BinaryField("雜湊")

    class Meta:
        verbose_name = verbose_name_plural = "稽核封印"

    def __str__(self) -> str:
        return f"封印 {self.number}"


class SealedHead(models.Model):
    """Which head stood where when it was sealed: lets the check name what is gone, even a whole subject."""

    pk = models.CompositePrimaryKey("number", "subject_kind", "subject_id")
    number = models.IntegerField("封印號")
    subject_kind = models.CharField("對象種類", max_length=40, db_collation="C")
    subject_id = models.CharField("對象代號", max_length=64, db_collation="C")
    seq = models.IntegerField("序號")
    hash = models.BinaryField("雜湊")

    class Meta:
        verbose_name = verbose_name_plural = "已封印的鏈末端"

    def __str__(self) -> str:
        return f"封印 {self.number}: {self.subject_kind} {self.subject_id} #{self.seq}"
