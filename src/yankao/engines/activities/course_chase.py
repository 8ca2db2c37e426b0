"""活動結果稽催: whoever held a course, a visit or a reception writes down what came of it within two weeks, and is told when it is late."""

from collections.abc import Iterator
from datetime import date, datetime

from yankao.engines.activities import course_registry
from yankao.engines.activities.course_models import Event, EventStanding
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell_once
from yankao.kernel.days import Days, day_of, due_at, start_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.workdays.calendar import load_calendar

RESULTS: Dated[Days] = Dated(Since(date(2009, 1, 1), Days(14), Ours("活動結束後十四日內登錄人數、人次及成果，俾按期統計")))
OWED = (EventStanding.PLANNED, EventStanding.OPEN)
SUBJECT = "page"


def owing_results(*, now: datetime) -> Iterator[Event]:
    """Go through the activities that are over, were neither closed nor cancelled, and whose results are late."""
    calendar = load_calendar()
    for event in Event.objects.filter(standing__in=OWED, ends_on__lt=day_of(now)):
        if due_at(start_of(event.ends_on), RESULTS.at(event.ends_on).value, calendar) <= now:
            yield event


def chase_results(*, now: datetime) -> None:
    """Tell the division, once for each activity, that its results are late."""
    owners = {it.key: it.owner for it in course_registry.every()}
    tell_once((_telling(event, owners[event.series]) for event in owing_results(now=now) if event.series in owners), now=now)


def _telling(event: Event, owner: str) -> Telling:
    return Telling(
        recipient_kind=Notice.Recipient.DIVISION, recipient_id=owner, subject_kind=SUBJECT, subject_id=f"/e/{event.series}/{event.pk}/",
        title=f"活動結果逾期未登錄：{event.title}",
    )  # fmt: skip
