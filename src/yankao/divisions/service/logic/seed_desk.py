"""Fills the supervisor's side of the demonstration desk: rota, hand-over, last month's monitoring and survey; then the routing model learns."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError

from yankao.divisions.service import tasks
from yankao.divisions.service.logic.holiday_duty import holidays
from yankao.divisions.service.logic.monitoring import draw, score
from yankao.divisions.service.logic.sampling import draw_sample, record_attempt
from yankao.divisions.service.logic.score_sheet import adopt_usual, sheet_on
from yankao.divisions.service.registers.call_reviews import CallReview, MonitoringPlan, ScoreItem
from yankao.divisions.service.registers.shifts import SHIFT_DUTIES, SHIFT_NOTES, Shift, ShiftDuty, ShiftNote
from yankao.divisions.service.registers.surveys import Outcome, SurveyEntry, SurveyKind, SurveySample
from yankao.engines.connectors.declare import Progress, Seeder
from yankao.engines.registers.write import take_over
from yankao.kernel import jobs
from yankao.kernel.actors import Actor, ActorKind, Membership
from yankao.kernel.days import ONE_DAY, day_of
from yankao.kernel.roc import RocMonth

NAME = "模擬資料"
SEED = "demonstration"
DAYS_AHEAD = 21
SEATS = {Shift.DAY: 6, Shift.EVENING: 4, Shift.NIGHT: 2}
CODES = 48
NOTES = (
    (1, Shift.DAY, "建國三路路面坑洞已圍設警示，請追蹤養工處修補時間", True),
    (1, Shift.EVENING, "鳳山區停電多通來電，台電預計今晚復電，復電後請逐一回電", True),
    (1, Shift.NIGHT, "同一民眾三度來電詢問號誌故障進度，請早班優先回電並致意", False),
    (1, Shift.NIGHT, "交通局值班電話第一支無人接聽，已改撥第二支；請督導通知更新輪值電話", False),
)
"""What the shifts left to each other: days ago, shift, words, whether it is done."""
LEFT_OPEN = 0.2
"""So large a share of the reviews and interviews is left for the visitor to do."""
ANSWERS = (5, 5, 5, 4, 4, 4, 4, 4, 3, 2)


def seed_desk(now: datetime, progress: Progress) -> None:
    """Enter what is missing; a second run adds the days and the month that have come since."""
    made = _rota(now) + _notes(now)
    month = RocMonth.of(day_of(now)).plus(-1)
    made += _monitoring(month, now) + _surveys(month, now)
    progress(f"話務督導：新增模擬資料 {made:,} 筆")
    jobs.enqueue_once(tasks.train_routing, tasks.train_routing.key)


def _lead() -> Actor:
    held = Membership(role="desk_lead", agency_id=0, agency_ids=frozenset())
    return Actor(kind=ActorKind.JOB, id="simulation", name=NAME, memberships=(held,))


def _rota(now: datetime) -> int:
    """Fill the shifts from last month to three weeks ahead; one holiday ahead keeps a gap, so that there is something to chase."""
    today = day_of(now)
    first, last = RocMonth.of(today).plus(-1).first, today + ONE_DAY * DAYS_AHEAD
    known = set(ShiftDuty.kept.filter(duty_on__gte=first).values_list("duty_on", flat=True))
    free = [each.day for each in holidays(first, last)]
    gap = next((day for day in free if day > today), None)
    made = 0
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        if day in known:
            continue
        for shift, person, seat in _places(day, is_short=day == gap):
            facts = {"duty_on": day, "shift": str(shift), "person": person, "seat": seat, "is_holiday": day in free}
            take_over(SHIFT_DUTIES, actor=_lead(), now=now, facts=facts, is_simulated=True)
            made += 1
    return made


def _notes(now: datetime) -> int:
    """Leave the notes of yesterday and of the night in a hand-over book in which nothing stands yet."""
    if ShiftNote.kept.exists():
        return 0
    for days_ago, shift, text, is_done in NOTES:
        facts = {"shift_on": day_of(now) - ONE_DAY * days_ago, "shift": str(shift), "text": text, "is_done": is_done}
        take_over(SHIFT_NOTES, actor=_lead(), now=now, facts=facts, is_simulated=True)
    return len(NOTES)


def _places(day: date, *, is_short: bool) -> Iterator[tuple[Shift, str, str]]:
    """Yield who sits where: each shift has its own people, so that everybody rests from one day to the next."""
    first = 1
    for shift, seats in SEATS.items():
        crew = seats * 2
        for n in range(1 if is_short and shift is Shift.EVENING else seats):
            code = first + (n + day.toordinal() * seats) % crew
            yield shift, f"T{code:03d}", f"S{n + 1:02d}"
        first += crew


def _monitoring(month: RocMonth, now: datetime) -> int:
    if MonitoringPlan.objects.filter(month=month.first).exists():
        return 0
    chance = Random(f"{SEED} {month.code}")  # noqa: S311  chance for simulation
    if not ScoreItem.kept.exists():
        adopt_usual(starts_on=month.plus(-12).first, actor=_lead(), now=now, is_simulated=True)
    try:
        plan = draw(month, seed=f"{SEED}-{month.code}", actor=_lead(), now=now)
    except ValidationError:
        return 0
    items = sheet_on(month.first)
    for review in CallReview.objects.filter(plan=plan):
        if chance.random() >= LEFT_OPEN:
            points = {item.pk: _given(item, chance) for item in items}
            score(review.pk, points, remark="", actor=_lead(), now=now)
    return plan.reviews.count()


def _given(item: ScoreItem, chance: Random) -> int:
    if item.is_fatal:
        return int(chance.random() < 0.005)  # noqa: PLR2004  one fatal fault in some two hundred
    return max(0, item.points - chance.choice((0, 0, 0, 1, 2, 4)))


def _surveys(month: RocMonth, now: datetime) -> int:
    made = 0
    for kind in (SurveyKind.PETITION, SurveyKind.DISPATCH):
        if SurveySample.objects.filter(month=month.first, kind=kind).exists():
            continue
        chance = Random(f"{SEED} {kind} {month.code}")  # noqa: S311  chance for simulation
        sample = draw_sample(month, kind, seed=f"{SEED}-{month.code}", actor=_lead(), now=now)
        for entry in SurveyEntry.objects.filter(sample=sample).order_by("pk"):
            if chance.random() >= LEFT_OPEN:
                record_attempt(entry.pk, Outcome.ANSWERED, score=chance.choice(ANSWERS), actor=_lead(), now=now)
        made += sample.size
    return made


DESK_SEEDER = Seeder(key="service.supervision", run=seed_desk)
