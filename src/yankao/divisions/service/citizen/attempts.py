"""Tries of strangers, counted to keep guessing and flooding out: what was tried, under a keyed digest of who, and when."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.http import HttpRequest

from yankao.kernel.keys import current_key

KEPT = timedelta(days=1)
LOOPBACK = {"127.0.0.1", "::1", ""}


class Attempt(models.Model):
    """One try. The address or number it was made from stands here only as a keyed digest."""

    kind = models.CharField("種類", max_length=12, db_collation="C")
    who = models.CharField("來源摘要", max_length=64, db_collation="C")
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "嘗試紀錄"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "who", "at"], name="attempt_counted"),
            models.Index(fields=["at"], name="attempt_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


def digest(value: str) -> str:
    """Return what a value is counted under, not readable back."""
    return hmac.digest(current_key().derive("attempts"), value.encode(), sha256).hex()


def note_attempt(kind: str, *values: str, now: datetime) -> None:
    """Count one try for each of the values."""
    Attempt.objects.bulk_create(Attempt(kind=kind, who=digest(value), at=now) for value in dict.fromkeys(values))


def is_too_many(kind: str, *values: str, most: int, within: timedelta, now: datetime) -> bool:
    """Whether one of the values has been tried as often as allowed in the time before now; one statement."""
    names = [digest(value) for value in dict.fromkeys(values)]
    counted = Attempt.objects.filter(kind=kind, who__in=names, at__gt=now - within).values("who").annotate(n=models.Count("pk"))
    return any(row["n"] >= most for row in counted)


def address_of(request: HttpRequest) -> str:
    """Return the network address of the sender: behind the city's own proxy the one the proxy saw, which is the last it wrote."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
    return passed_on if direct in LOOPBACK and passed_on else direct


def forget(*, now: datetime) -> int:
    """Delete the tries that no limit counts any more and return how many."""
    return Attempt.objects.filter(at__lt=now - KEPT).delete()[0]
