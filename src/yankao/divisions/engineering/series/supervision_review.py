"""全民督工檢討會議: once a year with the agencies whose works were reported most, on what was done and what should be done better."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from yankao.divisions.engineering.roles import ENGINEER, OVERSIGHT
from yankao.engines.activities.declare import Series, Suggestion
from yankao.engines.activities.measures import count_held
from yankao.engines.activities.models import Meeting
from yankao.engines.cases.models import Case
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, WorkDays, start_of
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2012, 2, 6)
HELD = Practice(
    "109年1月17日召開108年度「全民監督公共工程」辦理情形檢討會議，邀請受通報件數較多工程及應精進案之主辦機關進行檢討", seen="業務報告 108 第162行"
)
MOST = 5


def most_reported(meeting: Meeting, day: date) -> Iterable[Suggestion]:
    """Propose for the agenda the agencies with most reports of the year before the meeting."""
    year = min(day, meeting.starts_at.date()).year - 1
    first, after = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
    reported = Case.objects.filter(
        procedure="engineering.citizen_supervision", received_at__gte=first, received_at__lt=after, is_test=False, agency__isnull=False
    )
    rows = reported.exclude(step__in=("invalid", "passed_on")).values("agency_id", "agency__name").annotate(n=Count("pk")).order_by("-n", "agency_id")
    return [
        Suggestion(
            key=f"{year}-{row['agency_id']}", title=f"{row['agency__name']}：{year - 1911}年度受通報{row['n']}件之檢討", agency_id=row["agency_id"]
        )
        for row in rows[:MOST]
    ]


SUPERVISION_REVIEW = Series(
    key="engineering.supervision_review",
    name="全民督工檢討會議",
    called_by=ENGINEER,
    seen_by=ENGINEER | OVERSIGHT,
    chaired_by="執行秘書",
    basis=(HELD,),
    notice=Dated(Since(BEGAN, Days(7), Ours("開會七日前通知"))),
    minutes=Dated(Since(BEGAN, WorkDays(7), Ours("會後七個工作日函發紀錄"))),
    systems=("supervision-review",),
    suggests=most_reported,
    indicators=(
        Indicator(
            key="engineering.supervision_review.held",
            name="全民督工檢討會議場次",
            unit="場",
            measure=count_held(),
            counting="期間內召開者",
            basis=(HELD,),
        ),
    ),
)
