"""From an account to the frozen actor that every verb is handed."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from yankao.engines.identity.models import ApplicationToken, User
from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.actors import Membership as HeldRole
from yankao.kernel.days import day_of
from yankao.kernel.prepared import Prepared

USE_NOTED_EVERY = timedelta(minutes=5)
"""The last use of a key is written down at most so often, so that reading costs no write."""

# One statement: the account's own memberships and those of the people it stands in for, each with its whole subtree.
_MEMBERSHIPS = """
    WITH held AS (
        SELECT m.role, m.agency_id, m.starts_on, m.ends_on, '' AS on_behalf_of
          FROM identity_membership m WHERE m.user_id = %(user)s
        UNION ALL
        SELECT m.role, m.agency_id, m.starts_on, m.ends_on, u.name
          FROM agencies_deputy d
          JOIN identity_membership m ON m.user_id = d.principal_id
          JOIN identity_user u ON u.id = d.principal_id
         WHERE d.deputy_id = %(user)s AND d.starts_at <= %(now)s AND %(now)s < d.ends_at
    )
    SELECT h.role, h.agency_id, a.name, a.division, h.starts_on, h.ends_on, h.on_behalf_of, array_agg(below.id)
      FROM held h
      JOIN agencies_agency a ON a.id = h.agency_id
      JOIN agencies_agency below ON starts_with(below.path, a.path)
     WHERE (h.starts_on IS NULL OR h.starts_on <= %(day)s) AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY h.on_behalf_of, h.role, h.agency_id
"""


def actor_of(user: User, *, now: datetime) -> Actor:
    """Return the actor behind an account with the memberships valid now, deputies included (職務代理); one query."""
    if user.is_citizen:
        return Actor(kind=ActorKind.CITIZEN, id=str(user.pk), name=str(user))
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, {"user": user.pk, "now": now, "day": day_of(now)})
        held = tuple(
            HeldRole(
                role=role,
                agency_id=agency,
                agency_name=name,
                division=division,
                starts_on=start,
                ends_on=end,
                on_behalf_of=behalf,
                agency_ids=frozenset(below),
            )
            for role, agency, name, division, start, end, behalf, below in cursor.fetchall()
        )
    return Actor(kind=ActorKind.USER, id=str(user.pk), name=str(user), memberships=held)


def hash_of(key: str) -> str:
    """Return what is stored of an application's key: its SHA-256 in hex."""
    return hashlib.sha256(key.encode()).hexdigest()


_TOKEN = Prepared(lambda key_hash: ApplicationToken.objects.filter(key_hash=key_hash, revoked_at__isnull=True), key_hash="?")


def actor_of_key(key: str, *, now: datetime) -> Actor | None:
    """Return the application that holds `key`, or None when it is unknown, expired or revoked."""
    token = _TOKEN.first(key_hash=hash_of(key))
    if token is None or (token.expires_at is not None and token.expires_at <= now):
        return None
    if token.last_used_at is None or token.last_used_at <= now - USE_NOTED_EVERY:
        ApplicationToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return Actor(kind=ActorKind.APPLICATION, id=str(token.pk), name=token.name, scopes=tuple(token.scopes))


def role_name(role: str) -> str:
    """Return the Chinese name of a role."""
    return str(Role(role).label)


def people_in(agency_ids: Iterable[int], *roles: str, day: date) -> QuerySet[User]:
    """Return the accounts that hold one of the roles (any when none is named) in one of the agencies on a day, by name."""
    held = Q(memberships__agency_id__in=list(agency_ids))
    held &= Q(memberships__starts_on__isnull=True) | Q(memberships__starts_on__lte=day)
    held &= Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    if roles:
        held &= Q(memberships__role__in=roles)
    return User.objects.filter(held, is_active=True).distinct().order_by("name", "id")
