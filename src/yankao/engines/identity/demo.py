"""The accounts and keys of a demonstration city (展示城市): one person for every role, never made in a real one."""

from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from yankao.engines.identity.models import ApplicationToken, Membership, User
from yankao.engines.identity.read import hash_of
from yankao.engines.identity.roles import Role
from yankao.kernel.agencies.models import Agency

PASSWORD = "yankao-demo"  # noqa: S105  the published password of accounts that exist in a demonstration only
JUDGE = "評審委員"
PEOPLE: tuple[tuple[str, str, Role | None, str], ...] = (
    ("citizen", "王小明", Role.CITIZEN, ""),
    ("agent", "陳話務", Role.AGENT, "rdec-service-callcentre"),
    ("desk_lead", "林督導", Role.DESK_LEAD, "rdec-service"),
    ("clerk", "張承辦", Role.CLERK, "public-works-maintenance"),
    ("agency_lead", "李科長", Role.AGENCY_LEAD, "public-works-maintenance"),
    ("controller", "黃管考", Role.CONTROLLER, "public-works-maintenance"),
    ("mayor_office", "吳秘書", Role.MAYOR_OFFICE, "mayor-office"),
    ("auditor", "周稽核", Role.AUDITOR, "rdec"),
    ("admin", "系統管理者", Role.ADMIN, "rdec"),
    ("inspector", "許工程", Role.OFFICER, "rdec-engineering"),
    ("researcher", "何研究", Role.OFFICER, "rdec-research"),
    ("planner", "高綜企", Role.OFFICER, "rdec-planning"),
    ("tracker", "鄭管制", Role.OFFICER, "rdec-control"),
    ("editor", "馮秘書", Role.OFFICER, "rdec-secretariat"),
    ("section_lead", "曾組長", Role.AGENCY_LEAD, "rdec-secretariat"),
    ("chief_secretary", "蕭主秘", Role.CHIEF_SECRETARY, "rdec"),
    ("deputy_chair", "賴副主委", Role.DEPUTY_CHAIR, "rdec"),
    ("chair", "石主委", Role.CHAIR, "rdec"),
    ("judge", "沈評委", None, ""),
)
"""Name of the account, of the person, role and agency; a judge of a panel has an account and no office."""
KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Open311", ("open311:write",)),
    ("API", ("cases:read", "cases:write", "indicators:read", "registers:read")),
)


@transaction.atomic
def seed(_home: Path) -> None:
    """Make the accounts and keys that are missing; a second run changes nothing."""
    known = set(User.objects.filter(username__in=[name for name, *_ in PEOPLE]).values_list("username", flat=True))
    hashed = make_password(PASSWORD) if len(known) < len(PEOPLE) else ""
    agencies = dict(Agency.objects.values_list("slug", "id"))
    for username, name, role, slug in PEOPLE:
        if username in known:
            continue
        user = User.objects.create(
            username=username, name=name, email=f"{username}@example.org", password=hashed, is_citizen=role is Role.CITIZEN, is_demo=True
        )
        if slug and role:
            Membership.objects.create(user=user, agency_id=agencies[slug], role=role)
    for name, scopes in KEYS:
        defaults = {"name": f"展示用 {name}", "scopes": list(scopes), "created_at": timezone.now()}
        ApplicationToken.objects.get_or_create(key_hash=hash_of(_key(name)), defaults=defaults)


def accounts() -> tuple[tuple[str, str, str], ...]:
    """Return role, account and password, a row for each account of the demonstration."""
    return tuple((str(role.label) if role else JUDGE, username, PASSWORD) for username, _, role, _ in PEOPLE)


def keys() -> tuple[tuple[str, str], ...]:
    """Return name and value of the test keys; they differ from one installation to the next."""
    return tuple((f"{name} 測試金鑰", _key(name)) for name, _ in KEYS)


def _key(name: str) -> str:
    return salted_hmac("yankao.demo", name).hexdigest()[:40]
