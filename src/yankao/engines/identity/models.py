"""Who may log in, and which role each person holds in which agency from when to when."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from yankao.engines.identity.roles import Role
from yankao.kernel.ids import uuid7


class User(AbstractUser):
    """An account (帳號) of staff or of a citizen; its name is the one shown in the records."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("姓名", max_length=80)
    is_citizen = models.BooleanField("市民帳號", default=False)
    is_demo = models.BooleanField("展示帳號", default=False)
    sessions_ended_at = models.DateTimeField("登出所有裝置時間", null=True, blank=True)

    class Meta:
        verbose_name = "帳號"

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return the mark a session is compared with; ending all sessions changes it, as a new password does."""
        if self.sessions_ended_at is None:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]  # the stubs leave it out
        value = f"{self.password}{self.sessions_ended_at.isoformat()}"
        return salted_hmac("yankao.identity.sessions", value, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """One role of one account in one agency for a period (職務). Several may hold at once."""

    user = models.ForeignKey(User, verbose_name="帳號", on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=20, choices=Role.choices, db_collation="C")
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("迄", null=True, blank=True)

    class Meta:
        verbose_name = "職務"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "agency", "role", "starts_on"], nulls_distinct=False, name="membership_once"),
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}／{self.agency_id}"


class ApplicationToken(models.Model):
    """A program that may use the interface (應用程式); only a hash of its key is kept."""

    name = models.CharField("名稱", max_length=100)
    key_hash = models.CharField("金鑰雜湊", max_length=64, unique=True, db_collation="C")
    scopes = models.JSONField("範圍", default=list)
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立時間")
    expires_at = models.DateTimeField("到期時間", null=True, blank=True)
    revoked_at = models.DateTimeField("撤銷時間", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "應用程式金鑰"

    def __str__(self) -> str:
        return self.name
