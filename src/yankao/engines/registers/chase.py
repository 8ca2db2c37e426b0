"""Chase what must be looked through again (定期檢視): tell the owner before the day, and the division once it has passed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.registers import registry
from yankao.engines.registers.declare import Register, Review
from yankao.engines.registers.models import ReviewNotice
from yankao.kernel.days import ONE_DAY, day_of
from yankao.kernel.roc import roc_date


def chase_reviews(*, now: datetime) -> int:
    """Tell the owners of all rows due for review, each of one day once before it and once after; return how many were told."""
    return sum(_chase_register(it, it.review, now=now) for it in registry.every() if it.review is not None)


@transaction.atomic
def _chase_register(it: Register, review: Review, *, now: datetime) -> int:
    today = day_of(now)
    rows = it.model._default_manager.filter(**{f"{review.column}__lte": today + ONE_DAY * review.remind.n}).order_by("pk")
    known = set(ReviewNotice.objects.filter(register=it.key).values_list("row_id", "review_by", "is_overdue"))
    wanted = {row.pk: (row, getattr(row, review.column), getattr(row, review.column) < today) for row in rows}
    fresh = [
        ReviewNotice(register=it.key, row_id=pk, review_by=day, is_overdue=is_overdue, told_at=now)
        for pk, (_, day, is_overdue) in wanted.items()
        if (pk, day, is_overdue) not in known
    ]
    # A second run at the same moment waits here for the first, fails on the constraint and finds everything told when it is tried again.
    ReviewNotice.objects.bulk_create(fresh)
    return tell((telling for notice in fresh for telling in _tellings(it, review, wanted[notice.row_id][0], notice)), now=now)


def _tellings(it: Register, review: Review, row: Model, notice: ReviewNotice) -> list[Telling]:
    title = str(getattr(row, review.title))[:80]
    state = "已逾檢視期限" if notice.is_overdue else "請檢視"
    sentence = f"{it.name}「{title}」{state}（{roc_date(notice.review_by)}）"
    owner = getattr(row, f"{review.owner}_id")
    recipients = [(Notice.Recipient.AGENCY, str(owner))] if owner is not None else []
    if notice.is_overdue or owner is None:
        recipients.append((Notice.Recipient.DIVISION, it.owner))
    return [
        Telling(recipient_kind=kind, recipient_id=key, subject_kind="register", subject_id=f"{it.key}/{row.pk}", title=sentence)
        for kind, key in recipients
    ]
