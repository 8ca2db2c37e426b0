"""What reviews do by themselves: once a day, whoever waits for sheets or owes a decision on an objection is told."""

from datetime import datetime

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import tell
from yankao.engines.panel import registry
from yankao.engines.panel.deed import telling
from yankao.engines.panel.models import Appeal, Review
from yankao.engines.panel.read import late_appeals, late_sheets, owing
from yankao.kernel import jobs


@jobs.periodic(key="panel.chase", cron="10 0 * * *")
def chase(*, now: datetime) -> None:
    """Tell, once for each phase and objection, who is late: the agency of a judge who works for the city, and the division."""
    owners = {it.key: it.owner for it in registry.every()}
    late = [review for review in late_sheets(now=now).filter(chased_at__isnull=True) if review.scheme in owners]
    for review in late:
        _chase_sheets(review, owners[review.scheme], now=now)
    Review.objects.filter(pk__in=[review.pk for review in late]).update(chased_at=now)
    appeals = [each for each in late_appeals(now=now).filter(chased_at__isnull=True) if each.result.entry.review.scheme in owners]
    for appeal in appeals:
        review = appeal.result.entry.review
        title = f"申復逾期未決定：{appeal.result.entry.title}"
        tell([telling(Notice.Recipient.DIVISION, owners[review.scheme], review, title)], now=now)
    Appeal.objects.filter(pk__in=[each.pk for each in appeals]).update(chased_at=now)


def _chase_sheets(review: Review, division: str, *, now: datetime) -> None:
    missing = [(seat, owed - signed) for seat, owed, signed in owing(review) if signed < owed]
    told = [
        telling(
            Notice.Recipient.AGENCY, str(seat.expert.agency_id), review, f"評分表逾期未簽署：{review.title}", f"{seat.expert.name}尚有 {count} 份"
        )
        for seat, count in missing
        if seat.expert.agency_id
    ]
    text = "、".join(f"{seat.code}（{count} 份）" for seat, count in missing)
    tell([*told, telling(Notice.Recipient.DIVISION, division, review, f"評分逾期：{review.title}", text)], now=now)
