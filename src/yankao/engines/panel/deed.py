"""What every deed on a review shares: the row lock, who may, whether it still can be done, the version, and the audit entry."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yankao.engines.cases.who import Who
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.errors import ReviewConflict, WrongStanding
from yankao.engines.panel.models import Member, Review, Standing
from yankao.kernel import audit
from yankao.kernel.actors import Actor

SUBJECT = "review"


def require(who: Who, actor: Actor, *, deed: str) -> None:
    """Refuse whoever may not, and say who may."""
    if not who.allows(actor):
        raise PermissionDenied(f"您沒有「{deed}」的權限（{who.describe()}）")


@contextmanager
def locked(it: Scheme, review_id: int, *, deed: str, at: tuple[Standing, ...], version: int | None = None) -> Iterator[Review]:
    """Lock a review for a deed whose right was asked for before; its version rises when the deed is done.

    Raises:
        WrongStanding: the review stands elsewhere.
        ReviewConflict: `version` is given and the review has moved on.
    """
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=review_id, scheme=it.key)
        if version is not None and version != review.version:
            raise ReviewConflict
        if review.standing not in at:
            allowed = "、".join(str(each.label) for each in at)
            raise WrongStanding(f"「{deed}」限於{allowed}時辦理；評審目前為「{Standing(review.standing).label}」。")
        yield review
        review.version += 1
        review.save()


@contextmanager
def doing(it: Scheme, review_id: int, *, actor: Actor, deed: str, at: tuple[Standing, ...], version: int | None = None) -> Iterator[Review]:
    """Lock a review for a deed of those who run it.

    Raises:
        PermissionDenied: the actor does not run reviews of this scheme.
        WrongStanding: the review stands elsewhere.
        ReviewConflict: `version` is given and the review has moved on.
    """
    require(it.run_by, actor, deed=deed)
    with locked(it, review_id, deed=deed, at=at, version=version) as review:
        yield review


def record(review: Review, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object] | None = None) -> None:
    """Write the audit entry of a deed."""
    audit.record(subject_kind=SUBJECT, subject_id=review.pk, verb=f"{review.scheme}:{verb}"[:60], actor=actor, at=now, values=values)


def tell_agencies(review: Review, title: str, text: str, *, now: datetime) -> None:
    """Tell the agencies that have an entry in the review."""
    agencies = review.entries.filter(agency__isnull=False).values_list("agency_id", flat=True).distinct()
    tell((telling(Notice.Recipient.AGENCY, str(pk), review, title, text) for pk in agencies), now=now)


def tell_judges(seats: Iterable[Member], title: str, text: str, *, now: datetime) -> None:
    """Tell members of a panel themselves, by their account; who scores on paper has none and is asked by letter."""
    tell((to_judge(seat, title, text) for seat in seats if seat.expert.account_id), now=now)


def to_judge(seat: Member, title: str, text: str) -> Telling:
    """Return one notice to a member of a panel with an account."""
    return telling(Notice.Recipient.ACCOUNT, str(seat.expert.account_id), seat.review, title, text)


def telling(kind: Notice.Recipient, who: str, review: Review, title: str, text: str = "") -> Telling:
    """Return one notice about a review."""
    return Telling(recipient_kind=kind, recipient_id=who, subject_kind=SUBJECT, subject_id=str(review.pk), title=title, text=text)
