"""What may be read of reviews: by those who run or watch them, by their judges, by whoever handed in, and by everybody once published."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from yankao.engines.panel import registry
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.models import Appeal, Entry, Member, Result, Review, Sheet, Standing
from yankao.kernel.actors import Actor, ActorKind

PUBLIC = (Standing.PUBLISHED, Standing.CLOSED)
NEVER: Q = Q(pk__in=())


def watches(it: Scheme, actor: Actor) -> bool:
    """Whether the actor may see everything of the scheme but the sheets before their time."""
    return it.run_by.allows(actor) or it.seen_by.allows(actor)


def may_see_sheets(it: Scheme, review: Review, actor: Actor) -> bool:
    """Whether the actor may see the sheets of everybody: those who run or watch the review, but none who still owes sheets of the own."""
    if not watches(it, actor):
        return False
    if review.standing != Standing.SCORING:
        return True
    return not any(signed < owed for seat, owed, signed in owing(review) if str(seat.expert.account_id) == actor.id)


def visible_schemes(actor: Actor) -> tuple[Scheme, ...]:
    """Return the schemes of which the actor may see or enter some review."""
    mine = set(visible(actor).values_list("scheme", flat=True).distinct())
    return tuple(it for it in registry.every() if watches(it, actor) or it.entered_by.allows(actor) or it.key in mine)


def visible(actor: Actor, *, scheme: Scheme | None = None) -> QuerySet[Review]:
    """Return the reviews the actor may see: run or watched, judged, entered, or open to be entered; newest first."""
    watched = [it.key for it in registry.every() if watches(it, actor)]
    invited = [it.key for it in registry.every() if it.entered_by.allows(actor)]
    mine = Q(pk__in=own_entries(actor).values("review_id")) | Q(pk__in=own_seats(actor).values("review_id"))
    found = Review.objects.filter(Q(scheme__in=watched) | Q(scheme__in=invited, standing=Standing.CALLED) | mine)
    return found if scheme is None else found.filter(scheme=scheme.key)


def own_seats(actor: Actor) -> QuerySet[Member]:
    """Return the seats the actor holds on panels now."""
    return Member.objects.filter(_account(actor, "expert__account_id"), left_at__isnull=True)


def own_entries(actor: Actor) -> QuerySet[Entry]:
    """Return the entries that are the actor's: handed in by the actor, or of an agency the actor works for."""
    by_actor = Q(entered_by_kind=str(actor.kind), entered_by_id=actor.id)
    return Entry.objects.filter(by_actor | Q(agency_id__in=sorted(actor.agency_ids())))


def listed(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Add to each review the numbers its list shows, in one statement."""
    return reviews.annotate(
        entered=Count("entries", distinct=True),
        accepted=Count("entries", filter=Q(entries__state__in=("accepted", "out")), distinct=True),
        seats=Count("members", filter=Q(members__left_at__isnull=True), distinct=True),
        signed=Count("sheets", filter=Q(sheets__signed_at__isnull=False, sheets__attempt=F("attempt")), distinct=True),
    )


def results(review: Review) -> QuerySet[Result]:
    """Return the results in force, in their order."""
    found = Result.objects.filter(entry__review=review, is_current=True).select_related("entry__agency", "decision")
    return found.order_by("entry__group", F("rank").asc(nulls_last=True), "entry__order")


def published(scheme: Scheme) -> QuerySet[Review]:
    """Return the reviews of a public scheme that everybody may read."""
    return Review.objects.filter(scheme=scheme.key, standing__in=PUBLIC) if scheme.is_public else Review.objects.none()


def owing(review: Review) -> tuple[tuple[Member, int, int], ...]:
    """Return, for each sitting member, how many sheets are owed in the present phase and how many of them are signed."""
    signed = dict(
        Sheet.objects.filter(review=review, phase=review.phase, attempt=review.attempt, signed_at__isnull=False, entry__state=Entry.State.ACCEPTED)
        .values_list("member_id")
        .annotate(n=Count("pk"))
    )
    found = []
    for seat in review.members.filter(left_at__isnull=True).select_related("expert").prefetch_related("assignments__entry"):
        owed = sum(each.sheets for each in seat.assignments.all() if each.entry.state == Entry.State.ACCEPTED)
        found.append((seat, owed, signed.get(seat.pk, 0)))
    return tuple(found)


def late_sheets(*, now: datetime) -> QuerySet[Review]:
    """Return the reviews whose sheets are late."""
    return Review.objects.filter(standing=Standing.SCORING, scores_due_at__lte=now)


def due_by(until: datetime, *, now: datetime) -> QuerySet[Review]:
    """Return the reviews whose sheets fall due after now and until a moment, and whose judges were not reminded yet."""
    return Review.objects.filter(standing=Standing.SCORING, scores_due_at__gt=now, scores_due_at__lte=until, reminded_at__isnull=True)


def late_appeals(*, now: datetime) -> QuerySet[Appeal]:
    """Return the objections whose decision is late."""
    return Appeal.objects.filter(outcome=Appeal.Outcome.OPEN, due_at__lte=now).select_related("result__entry__review")


def _account(actor: Actor, column: str) -> Q:
    return Q(**{column: actor.id}) if actor.kind in {ActorKind.USER, ActorKind.CITIZEN} and _is_uuid(actor.id) else NEVER


def _is_uuid(text: str) -> bool:
    plain = text.replace("-", "")
    return len(plain) == len("0" * 32) and all(sign in "0123456789abcdef" for sign in plain.lower())
