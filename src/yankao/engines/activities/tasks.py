"""What meetings and courses do by themselves: once a day, whoever owes minutes, a meeting or the results of an activity is told."""

from datetime import datetime

from yankao.engines.activities import course_chase, registry
from yankao.engines.activities.deed import SUBJECT
from yankao.engines.activities.models import Meeting
from yankao.engines.activities.periods import chase_periods
from yankao.engines.activities.read import owing_minutes
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel import jobs


@jobs.periodic(key="activities.chase_minutes", cron="5 0 * * *")
def chase_minutes(*, now: datetime) -> None:
    """Tell the division, once for each meeting, that its minutes are late."""
    owners = {it.key: it.owner for it in registry.every()}
    late = [meeting for meeting in owing_minutes(now=now).filter(chased_at__isnull=True) if meeting.series in owners]
    tell(
        (
            Telling(
                recipient_kind=Notice.Recipient.DIVISION,
                recipient_id=owners[meeting.series],
                subject_kind=SUBJECT,
                subject_id=str(meeting.pk),
                title=f"會議紀錄逾期未函發：{meeting.title}",
            )
            for meeting in late
        ),
        now=now,
    )
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in late]).update(chased_at=now)


@jobs.periodic(key="activities.chase_meetings", cron="10 0 * * *")
def chase_meetings(*, now: datetime) -> None:
    """Tell the division of a series that must meet in each period and has not (每季召開)."""
    chase_periods(now=now)


@jobs.periodic(key="activities.chase_results", cron="15 0 * * *")
def chase_results(*, now: datetime) -> None:
    """Tell the division, once for each activity, that what came of it is not written down (活動結果)."""
    course_chase.chase_results(now=now)
