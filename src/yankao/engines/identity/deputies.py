"""職務代理的登錄: who stands in for whom; never two at once, never a chain, and only people of the same bureau."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.identity.models import Membership, User
from yankao.engines.identity.people import is_admin
from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Deputy
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change
from yankao.kernel.days import TAIPEI, day_of

KEEPERS = (str(Role.AGENCY_LEAD), str(Role.CONTROLLER), str(Role.DESK_LEAD))


def deputy_subject(principal: User) -> Subject:
    """Return the name under which the deputies of a person are written down."""
    return Subject(kind="deputy", id=str(principal.pk))


def principals_for(actor: Actor, *, now: datetime) -> QuerySet[User]:
    """Return the people whose deputies the actor may name: all for the administrator, the own agency's for its keepers, and oneself.

    A deputy acts with every role of the person stood in for. So a keeper names none for people with roles beyond her agency, nor for
    an administrator.
    """
    day = day_of(now)
    valid = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    valid &= Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    people = User.objects.filter(is_active=True, is_citizen=False, pk__in=Membership.objects.filter(valid).values("user_id"))
    if not is_admin(actor):
        mine = sorted(actor.agency_ids(*KEEPERS))
        beyond = Membership.objects.filter(~Q(agency_id__in=mine) | Q(role=Role.ADMIN)).values("user_id")
        people = people.filter(~Q(pk__in=beyond) | Q(pk=actor.id))
    return people.order_by("name", "id")


def candidates_for(principals: Iterable[User], *, now: datetime) -> QuerySet[User]:
    """Return the people of the same bureaus who may stand in for some of these."""
    day = day_of(now)
    valid = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    ids = [principal.pk for principal in principals]
    paths = Membership.objects.filter(valid, user_id__in=ids).values_list("agency__path", flat=True).distinct()
    bureaus = {path.split("/")[0] for path in paths}
    below = Q(pk__in=())
    for bureau in sorted(bureaus):
        below |= Q(agency__path__startswith=f"{bureau}/")
    return User.objects.filter(is_active=True, is_citizen=False, pk__in=Membership.objects.filter(valid, below).values("user_id")).order_by(
        "name", "id"
    )


def appoint_deputy(principal: User, deputy: User, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor, now: datetime) -> Deputy:
    """Let a person stand in for another in a period.

    Raises:
        PermissionDenied: the actor may not name deputies of this person.
        ValidationError: the period is over, overlaps another one, or the deputy is absent or from another bureau.
    """
    _require_keeper(actor, principal, now=now)
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": "代理結束須晚於開始"})
    if ends_at <= now:
        raise ValidationError({"ends_at": "代理期間已過"})
    if not reason.strip():
        raise ValidationError({"reason": "請填寫事由，例如休假、公差"})
    if principal.pk == deputy.pk:
        raise ValidationError({"deputy": "代理人須為他人"})
    if not _bureaus(principal, now=now) & _bureaus(deputy, now=now):
        raise ValidationError({"deputy": f"{deputy.name}與{principal.name}不屬同一機關，不得代理"})
    with transaction.atomic():
        # Both rows are locked in one order, so that two periods entered at the same moment see each other.
        list(User.objects.select_for_update().filter(pk__in=[principal.pk, deputy.pk]).order_by("pk"))
        _require_free(principal, deputy, starts_at=starts_at, ends_at=ends_at)
        row = Deputy.objects.create(principal_id=principal.pk, deputy_id=deputy.pk, starts_at=starts_at, ends_at=ends_at, reason=reason.strip()[:200])
        changed = {"period": ("", f"{_moment(starts_at)}–{_moment(ends_at)}"), "deputy": ("", deputy.pk)}
        record_change(deputy_subject(principal), "appoint", actor=actor, now=now, changed=changed)
    return row


def end_deputy(row_id: int, *, actor: Actor, now: datetime) -> None:
    """End a period now (提前銷假); one that has not begun is taken back as if never named, and the record keeps both."""
    with transaction.atomic():
        row = Deputy.objects.select_for_update().get(pk=row_id)
        principal = User.objects.get(pk=row.principal_id)
        _require_keeper(actor, principal, now=now)
        if row.ends_at <= now:
            raise ValidationError("代理期間已結束")
        old = f"{_moment(row.starts_at)}–{_moment(row.ends_at)}"
        if row.starts_at >= now:
            row.delete()
            new = ""
        else:
            row.ends_at = now
            row.save(update_fields=["ends_at"])
            new = f"{_moment(row.starts_at)}–{_moment(now)}"
        record_change(deputy_subject(principal), "end", actor=actor, now=now, changed={"period": (old, new)})


def _require_free(principal: User, deputy: User, *, starts_at: datetime, ends_at: datetime) -> None:
    crossing = Deputy.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if (other := crossing.filter(principal_id=principal.pk).first()) is not None:
        raise ValidationError({"starts_at": f"{_moment(other.starts_at)}至{_moment(other.ends_at)}已有代理人，期間不得重疊"})
    if (other := crossing.filter(principal_id=deputy.pk).first()) is not None:
        raise ValidationError({"deputy": f"{deputy.name}於{_moment(other.starts_at)}至{_moment(other.ends_at)}由他人代理，不能再代理他人"})
    if (other := crossing.filter(deputy_id=principal.pk).first()) is not None:
        raise ValidationError({"starts_at": f"{principal.name}於{_moment(other.starts_at)}至{_moment(other.ends_at)}正代理他人，請先改派該代理"})


def _require_keeper(actor: Actor, principal: User, *, now: datetime) -> None:
    if not principals_for(actor, now=now).filter(pk=principal.pk).exists():
        raise PermissionDenied("職務代理限本人、所屬機關主管或管考窗口登錄")


def _bureaus(user: User, *, now: datetime) -> set[str]:
    day = day_of(now)
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), user=user)
    return {path.split("/")[0] for path in held.values_list("agency__path", flat=True)}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
