"""Give out what the months show (月分析報告、雙月報): once a period, by its day, with a letter; what is not given out is asked after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell_once
from yankao.engines.progress import registry
from yankao.engines.progress.analysis import Analysis, analyse, plans_at
from yankao.engines.progress.declare import Bulletin
from yankao.engines.progress.errors import WrongState
from yankao.engines.progress.models import BulletinIssue
from yankao.engines.progress.who import require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of, due_at, last_day_of, start_of
from yankao.kernel.files.store import store
from yankao.kernel.roc import RocMonth, Window, roc_date
from yankao.kernel.workdays.calendar import load_calendar

SUBJECT = "bulletin"
FOLLOWED = 6
"""How many issues back one is still asked after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the next issue would say."""

    it: Bulletin
    month: date
    analyses: tuple[Analysis, ...]

    @property
    def plans(self) -> int:
        """All plans under control at the end of the period."""
        return sum(each.whole.plans for each in self.analyses)

    @property
    def behind(self) -> int:
        """Those of them that are behind."""
        return sum(each.whole.behind for each in self.analyses)

    @property
    def period(self) -> str:
        """The months of the issue as they are written."""
        last = RocMonth.of(self.month)
        first = last.plus(1 - self.it.every)
        return str(last) if first == last else f"{first}至{last.month}月"


def draft(it: Bulletin, month: date) -> Draft:
    """Return what the issue of a period says as the records stand now; programmes without plans are left out."""
    before = RocMonth.of(month).plus(-it.every).first
    found = (analyse(each, month, before=before) for each in it.programmes)
    return Draft(it=it, month=month, analyses=tuple(each for each in found if each.whole.plans))


def issue(it: Bulletin, month: date, *, actor: Actor, now: datetime, letter_number: str, paper: bytes, shown: Draft) -> BulletinIssue:
    """Give out one issue: the paper and the figures of its draft as they were read, never to be changed.

    Raises:
        PermissionDenied: the actor may not.
        WrongState: the period has not ended, or its issue was given out already.
        ValidationError: the letter is missing, or no issue covers the month.
    """
    require(it.issued_by, actor, deed=f"公布{it.name}")
    _refuse(it, month, now=now, letter_number=letter_number)
    with transaction.atomic():
        stored = store(BytesIO(paper), name=f"{it.name}{shown.period}.odt", actor=actor, now=now)
        row, is_new = BulletinIssue.objects.get_or_create(
            bulletin=it.key,
            month=month,
            defaults={
                "due_at": due_of(it, month),
                "issued_at": now,
                "issued_by": actor.name[:100],
                "letter_number": letter_number.strip(),
                "plans": shown.plans,
                "behind": shown.behind,
                "stored": stored,
            },
        )
        if not is_new:
            raise WrongState(f"{it.name}{shown.period}已公布，不得重新公布。")
        values = {"number": letter_number, "plans": str(shown.plans), "behind": str(shown.behind)}
        audit.record(subject_kind=SUBJECT, subject_id=subject_of(it, month), verb=f"{it.key}:issue", actor=actor, at=now, values=values)
    return row


def due_of(it: Bulletin, month: date) -> datetime:
    """Return the moment from which an issue is late, counted from the last day of its period."""
    last = RocMonth.of(month).last
    return due_at(start_of(last), it.within.at(last).value, load_calendar())


def subject_of(it: Bulletin, month: date) -> str:
    """Return the name of an issue in notices and in the audit."""
    return f"{it.key}/{month}"


def months_of(it: Bulletin, *, today: date, count: int = FOLLOWED) -> Iterator[date]:
    """Go through the periods that have ended, newest first, each by its last month."""
    month = RocMonth.of(today).plus(-1)
    while count:
        if month.month % it.every == 0:
            yield month.first
            count -= 1
        month = month.plus(-1)


def owed(it: Bulletin, *, now: datetime) -> list[date]:
    """Return the periods that ended with plans under control and were not given out yet, oldest first."""
    given = set(BulletinIssue.objects.filter(bulletin=it.key).values_list("month", flat=True))
    first = min(given, default=None)
    return [
        month
        for month in reversed(list(months_of(it, today=day_of(now))))
        if month not in given and (first is None or month > first) and any(plans_at(each, month).exists() for each in it.programmes)
    ]


def chase_bulletins(*, now: datetime) -> int:
    """Tell the division once of each issue that is past its day; return how many were told."""
    late = [(it, month) for it in registry.every_bulletin() for month in owed(it, now=now) if due_of(it, month) <= now]
    return tell_once((_late(it, month) for it, month in late), now=now)


def issued_in(window: Window) -> QuerySet[BulletinIssue]:
    """Return the issues of all bulletins given out in the window."""
    return BulletinIssue.objects.filter(issued_at__gte=window.start, issued_at__lt=window.end)


def count_issued() -> Measure:
    """Count the issues given out in the window."""
    return Asked(lambda subject, window: Question(rows=issued_in, given=(window,), asks=(Count("pk"),), answer=as_count, by="bulletin", of=subject))


def issued_in_time_share() -> Measure:
    """The share of the issues given out in the window that came by their day."""
    asks = (Count("pk", filter=Q(issued_at__lt=F("due_at"))), Count("pk"))
    return Asked(lambda subject, window: Question(rows=issued_in, given=(window,), asks=asks, answer=as_share, by="bulletin", of=subject))


def _refuse(it: Bulletin, month: date, *, now: datetime, letter_number: str) -> None:
    if month.month % it.every:
        raise ValidationError({"month": f"{it.name}每{it.every}個月一期，{RocMonth.of(month)}不是期末月份"})
    if day_of(now) <= RocMonth.of(month).last:
        raise WrongState(f"{RocMonth.of(month)}尚未結束，不得公布。")
    if not letter_number.strip():
        raise ValidationError({"letter_number": "請填寫函送各機關的文號"})


def _late(it: Bulletin, month: date) -> Telling:
    title = f"{it.name}{RocMonth.of(month)}應於{roc_date(last_day_of(due_of(it, month)))}前公布，尚未公布"
    return Telling(
        recipient_kind=Notice.Recipient.DIVISION, recipient_id=it.owner, subject_kind=SUBJECT, subject_id=subject_of(it, month), title=title
    )
