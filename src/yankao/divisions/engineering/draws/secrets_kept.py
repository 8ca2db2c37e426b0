"""知悉人員與調閱紀錄: who may open an order or a visit before its time, and that every opening, and every try, is written down."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.divisions.engineering.draws.draw_tables import Access, Draw, Reader, Visit
from yankao.divisions.engineering.roles import is_engineer
from yankao.engines.identity.models import User
from yankao.kernel import audit
from yankao.kernel.actors import Actor, ActorKind

Secret = Draw | Visit
NOT_NAMED = "查核時間、地點及對象應保密，僅知悉人員得調閱；您的調閱已留下紀錄"


def is_named(secret: Secret, actor: Actor) -> bool:
    """Whether the actor is named on the secret, in person: a role or a deputy is not enough."""
    return actor.kind is ActorKind.USER and secret.readers.filter(user_id=actor.id).exists()


def open_secret(secret: Secret, what: str, *, actor: Actor, now: datetime) -> bool:
    """Write down that the actor opens the secret, and tell whether they may; a refused try stays on record too."""
    is_allowed = is_named(secret, actor)
    Access.objects.create(**_of(secret), actor_id=actor.id, actor_name=actor.name[:100], what=what[:60], is_refused=not is_allowed, at=now)
    return is_allowed


def require_open(secret: Secret, what: str, *, actor: Actor, now: datetime) -> None:
    """Write the opening down and refuse whoever is not named."""
    if not open_secret(secret, what, actor=actor, now=now):
        raise PermissionDenied(NOT_NAMED)


def name_reader(secret: Secret, user: User, *, actor: Actor, now: datetime) -> Reader:
    """Name one more person (指定知悉人員); only who knows already may let another know.

    Raises:
        PermissionDenied: the actor is not named.
        ValidationError: the person is named already.
    """
    if not is_named(secret, actor):
        raise PermissionDenied("僅知悉人員得再指定知悉人員")
    if secret.readers.filter(user=user).exists():
        raise ValidationError({"user": f"{user}已是知悉人員"})
    with transaction.atomic():
        return _add(secret, user.pk, actor=actor, now=now)


def name_first(secret: Secret, actor: Actor, *, now: datetime) -> None:
    """Name who made the secret as its first reader."""
    if actor.kind is ActorKind.USER and User.objects.filter(pk=actor.id).exists():
        _add(secret, actor.id, actor=actor, now=now)


def share(secret: Secret, other: Secret, *, actor: Actor, now: datetime) -> None:
    """Name the readers of one secret for another that follows from it."""
    known = set(other.readers.values_list("user_id", flat=True))
    for pk in secret.readers.exclude(user_id__in=known).values_list("user_id", flat=True):
        _add(other, pk, actor=actor, now=now)


def visits_known_to(actor: Actor) -> QuerySet[Visit]:
    """Return the visits the actor may see: those they are named on, and for the unit those that have taken place."""
    visits = Visit.objects.select_related("tender", "tender__agency", "draw", "case")
    mine = Q(readers__user_id=actor.id) if actor.kind is ActorKind.USER else Q(pk__in=[])
    return visits.filter(mine | Q(state=Visit.State.DONE) if is_engineer(actor) else mine).distinct()


def accesses_of(secret: Secret, *, actor: Actor) -> QuerySet[Access]:
    """Return who opened a secret; for those named on it and for the auditors."""
    if not (is_named(secret, actor) or actor.has_role("auditor")):
        raise PermissionDenied(NOT_NAMED)
    return secret.accesses.all()


def _add(secret: Secret, user_id: str | UUID, *, actor: Actor, now: datetime) -> Reader:
    reader = Reader.objects.create(**_of(secret), user_id=user_id, added_at=now, added_by=actor.name[:100])
    audit.record(
        subject_kind=_kind(secret), subject_id=str(secret.public_id), verb="name_reader", actor=actor, at=now, values={"reader": str(user_id)}
    )
    return reader


def _of(secret: Secret) -> dict[str, Secret]:
    return {_kind(secret): secret}


def _kind(secret: Secret) -> str:
    return "draw" if isinstance(secret, Draw) else "visit"
