"""每月填報: by the 6th each agency has filled in every tender it has in hand; who has not is reminded, chased and escalated.

The deadline is a dated parameter: other cities and ministries use the 5th or the 10th.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.registers.tenders.month import Chase, Source, TenderMonth
from yankao.engines.registers.tenders.register import in_hand
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.roc import RocMonth, Window, roc_date

DUE_DAY = Dated(Since(date(2014, 1, 1), 6, Practice("稽催各機關每月6日前至系統填報最新進度與辦理情形", seen="業務報告 104-04 第470行")))
DIVISION = "engineering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the chase: so many days after the deadline (before it, where negative), and who is told beside the agency."""

    number: int
    name: str
    after: int
    tells_division: bool = False
    tells_parent: bool = False
    tells_office: bool = False


STEPS = (
    Step(number=1, name="期前提醒", after=-3),
    Step(number=2, name="逾期稽催", after=1, tells_division=True),
    Step(number=3, name="函請上級機關督導", after=4, tells_division=True, tells_parent=True),
    Step(number=4, name="陳報市長室", after=9, tells_division=True, tells_parent=True, tells_office=True),
)
STEPS_GROUND = Ours("期限前3日提醒；逾期翌日稽催、逾4日請上級機關督導、逾9日陳報市長室")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How one month was filled: tenders owed, filled in, and filled in by the deadline."""

    owed: int
    filled: int
    in_time: int

    @property
    def missing(self) -> int:
        """Tenders still owed."""
        return self.owed - self.filled

    @property
    def late(self) -> int:
        """Tenders filled in after the deadline."""
        return self.filled - self.in_time


def due_on(month: date) -> date:
    """Return the last day on which a month is filled in in time; a holiday does not move it."""
    following = RocMonth.of(month).plus(1).first
    return following.replace(day=DUE_DAY.at(following).value)


def owing(month: date) -> QuerySet[Tender]:
    """Return the tenders for which a month must be filled in: all the agencies had in hand at its end."""
    last = RocMonth.of(month).last
    return in_hand(Window(last, last))


def filled(month: date) -> QuerySet[TenderMonth]:
    """Return what was filled in in the central system for a month, of the tenders that owe it."""
    return TenderMonth.objects.filter(month=month, source=Source.CENTRAL, tender__in=owing(month))


def missing(month: date) -> QuerySet[Tender]:
    """Return the tenders whose month is not filled in in the central system."""
    return owing(month).exclude(pk__in=filled(month).values("tender_id"))


def fill_of(month: date) -> Fill:
    """Return how a month was filled in."""
    found = filled(month).aggregate(n=Count("pk"), k=Count("pk", filter=Q(filled_on__lte=due_on(month))))
    return Fill(owed=owing(month).count(), filled=found["n"], in_time=found["k"])


def fill_by_agency(month: date) -> dict[Agency, Fill]:
    """Return how each agency filled a month in, those that owe most first."""
    owed = dict(owing(month).order_by().values_list("agency_id").annotate(n=Count("pk")))
    counts = filled(month).order_by().values_list("tender__agency_id")
    told = {pk: (n, k) for pk, n, k in counts.annotate(n=Count("pk"), k=Count("pk", filter=Q(filled_on__lte=due_on(month))))}
    fills = {
        agency: Fill(owed=owed[agency.pk], filled=told.get(agency.pk, (0, 0))[0], in_time=told.get(agency.pk, (0, 0))[1])
        for agency in Agency.objects.filter(pk__in=owed)
    }
    return dict(sorted(fills.items(), key=lambda pair: (-pair[1].missing, pair[0].name)))


def chase_filling(*, now: datetime) -> int:
    """Take each agency that owes the last month one step further once its day has come; return how many notices were written."""
    month = RocMonth.of(day_of(now)).plus(-1).first
    if month < DUE_DAY.since[0].day:
        return 0
    reached = [step for step in STEPS if due_on(month) + timedelta(days=step.after) <= day_of(now)]
    return _chase(month, reached[-1], now=now) if reached else 0


@transaction.atomic
def _chase(month: date, step: Step, *, now: datetime) -> int:
    owed = dict(missing(month).order_by().values_list("agency_id").annotate(n=Count("pk")))
    known = set(Chase.objects.filter(month=month, step__gte=step.number, agency_id__in=owed).values_list("agency_id", flat=True))
    fresh = list(Agency.objects.filter(pk__in=owed).exclude(pk__in=known).order_by("pk"))
    Chase.objects.bulk_create(Chase(agency=it, month=month, step=step.number, name=step.name, owed=owed[it.pk], told_at=now) for it in fresh)
    return tell((telling for it in fresh for telling in _tellings(month, step, it, owed[it.pk])), now=now)


def _tellings(month: date, step: Step, agency: Agency, count: int) -> Iterator[Telling]:
    due = due_on(month)
    state = f"請於{roc_date(due)}前填報" if step.after < 0 else f"已逾填報期限（{roc_date(due)}），{step.name}"
    title = f"{agency.name}{RocMonth.of(month)}標案進度尚有{count}件未填報，{state}"
    yield _telling(Notice.Recipient.AGENCY, str(agency.pk), month, title)
    if step.tells_division:
        yield _telling(Notice.Recipient.DIVISION, DIVISION, month, title)
    if step.tells_parent and agency.parent_id is not None:
        yield _telling(Notice.Recipient.AGENCY, str(agency.parent_id), month, title)
    if step.tells_office:
        for pk in Agency.objects.filter(slug=current_city().mayor_agency).values_list("pk", flat=True):
            yield _telling(Notice.Recipient.AGENCY, str(pk), month, title)


def _telling(kind: Notice.Recipient, to: str, month: date, title: str) -> Telling:
    return Telling(recipient_kind=kind, recipient_id=to, subject_kind="tender_month", subject_id=f"{month:%Y-%m}", title=title)
