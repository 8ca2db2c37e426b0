"""What reviews do by themselves: once a day, judges are reminded, and whoever waits for sheets or owes a decision on an objection is told."""

from datetime import datetime, timedelta

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import tell
from yankao.engines.panel import registry
from yankao.engines.panel.deed import telling, to_judge
from yankao.engines.panel.models import Appeal, Member, Review
from yankao.engines.panel.read import due_by, late_appeals, late_sheets, owing
from yankao.kernel import jobs
from yankao.kernel.days import WorkDays, last_day_of, remind_at
from yankao.kernel.roc import roc_date
from yankao.kernel.workdays.calendar import load_calendar

REMIND_BEFORE = WorkDays(2)
"""Ours: two working days are enough to finish a sheet, and few enough that the reminder is not forgotten again."""
LOOK_AHEAD = timedelta(days=31)


@jobs.periodic(key="panel.chase", cron="10 0 * * *")
def chase(*, now: datetime) -> None:
    """Tell, once for each phase and objection, who is late: the judge, the agency of one who works for the city, and the division."""
    owners = {it.key: it.owner for it in registry.every()}
    _remind(now=now)
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
    missing = _missing(review)
    told = [
        telling(
            Notice.Recipient.AGENCY, str(seat.expert.agency_id), review, f"評分表逾期未簽署：{review.title}", f"{seat.expert.name}尚有 {count} 份"
        )
        for seat, count in missing
        if seat.expert.agency_id
    ]
    told += [
        to_judge(seat, f"評分表逾期未簽署：{review.title}", f"尚有 {count} 份，請儘速完成。") for seat, count in missing if seat.expert.account_id
    ]
    text = "、".join(f"{seat.code}（{count} 份）" for seat, count in missing)
    tell([*told, telling(Notice.Recipient.DIVISION, division, review, f"評分逾期：{review.title}", text)], now=now)


def _remind(*, now: datetime) -> None:
    """Remind the judges who still owe sheets, once for each phase, shortly before these are due."""
    calendar = load_calendar()
    found = [
        each for each in due_by(now + LOOK_AHEAD, now=now) if each.scores_due_at and remind_at(each.scores_due_at, REMIND_BEFORE, calendar) <= now
    ]
    for review in found:
        assert review.scores_due_at is not None
        until = roc_date(last_day_of(review.scores_due_at))
        text = f"請於{until}前簽署完成，尚有 "
        tell([to_judge(seat, f"評分將到期：{review.title}", f"{text}{n} 份。") for seat, n in _missing(review) if seat.expert.account_id], now=now)
    Review.objects.filter(pk__in=[review.pk for review in found]).update(reminded_at=now)


def _missing(review: Review) -> list[tuple[Member, int]]:
    return [(seat, owed - signed) for seat, owed, signed in owing(review) if signed < owed]
