"""Fills a demonstration city with a season of inspections: one told and being put right, one waiting for its sheets, two still to come."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from yankao.divisions.engineering.draws.candidates import Candidate, candidates
from yankao.divisions.engineering.draws.draw_tables import Draw, Visit
from yankao.divisions.engineering.draws.opening import open_inspection
from yankao.divisions.engineering.draws.schedule import Arrangement, finish, plan_drawn, plan_priority
from yankao.divisions.engineering.logic.score_sheets import POOL, enter_paper, seat
from yankao.divisions.engineering.logic.scoring_facts import outcome
from yankao.divisions.engineering.logic.site_sync import Change, take_in
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.identity.models import User
from yankao.engines.panel import experts
from yankao.engines.panel.models import Expert
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.workdays.calendar import load_calendar

OWNER = "public-works-maintenance"
JUDGE = "judge"
TEAM = (("簡技師（模擬）", "professional"), ("姚教授（模擬）", "scholar"))
HEAD = {
    "weather": "fine", "planned_progress": "62.5", "actual_progress": "58", "supervisor_came": "模擬監造人員", "engineer_came": "模擬專任工程人員",
    "good_points": "交通維持設施完整（模擬）",
}  # fmt: skip
DEFECTS = (
    {"code": "C-21", "addressee": "contractor", "severity": "M", "points": "2", "place": "0K+120", "text": "路基或級配壓實不足（模擬）"},
    {"code": "B-02", "addressee": "supervisor", "severity": "M", "points": "2", "place": "工務所", "text": "材料設備抽驗未落實（模擬）"},
    {"kind": "advice", "place": "0K+300", "text": "建議增設集水井（模擬）"},
)
TOLD_AGO, WAITING_AGO = 24, 5
AHEAD = (2, 5)
"""So many working days before and after now the visits lie."""


def seed_season(actor: Actor, *, now: datetime) -> int:
    """Play the season once and return how many visits it has; without an account of the inspector nobody could be named on them."""
    if Visit.objects.exists() or not User.objects.filter(pk=actor.id).exists():
        return 0
    with transaction.atomic():
        first, second, third = _chosen(now)
        team = _team(actor, now=now)
        told = _visited(first, actor, team, back=TOLD_AGO, scores=(86, 88, 85), now=now)
        advance(told, "send", actor=actor, now=_moment(now, -TOLD_AGO + 4), facts={"record_number": "模擬工字第001號"}, reason_code="defects")
        found = outcome(Inspection.objects.get(pk=told.pk))
        facts = {"score": found.score, "grade": found.grade}
        advance(Case.objects.get(pk=told.pk), "grade", actor=actor, now=_moment(now, -TOLD_AGO + 6), facts=facts)
        _visited(second, actor, team, back=WAITING_AGO, scores=(78, 81), now=now)
        coming = plan_priority(third.tender, actor=actor, now=now, arrangement=_arrangement(now, AHEAD[0], team))
        open_inspection(coming.pk, actor=actor, now=now)
        draw = Draw.objects.filter(reveal__isnull=True, readers__user_id=actor.id).order_by("-published_at").first()
        if draw is not None:
            plan_drawn(draw, actor=actor, now=now, arrangement=_arrangement(now, AHEAD[1], team))
    return Visit.objects.count()


def _chosen(now: datetime) -> list[Candidate]:
    """Return three tenders that article 4 puts first, those of the agency with the demonstration's clerk before others."""
    found = [it for it in candidates(day_of(now)) if it.grounds]
    return sorted(found, key=lambda it: it.tender.agency.slug != OWNER)[:3]


def _team(actor: Actor, *, now: datetime) -> list[Expert]:
    """Return the members, the last of whom has the account of the demonstration's judge."""
    found = []
    for name, kind in TEAM:
        facts = experts.Facts(name=name, kind=kind, organisation="模擬公會", fields=("土木",), pools=(POOL,))
        found.append(experts.enter(facts, actor=actor, now=now, is_simulated=True))
    account = User.objects.filter(username=JUDGE, is_demo=True).first()
    known = Expert.objects.filter(account=account).first() if account is not None else None
    facts = experts.Facts(name=account.name if account else "沈評委", kind="scholar", organisation="模擬大學", username=JUDGE if account else "")
    return [*found, known or experts.enter(facts, actor=actor, now=now, is_simulated=True)]


def _visited(chosen: Candidate, actor: Actor, team: list[Expert], *, back: int, scores: tuple[int, ...], now: datetime) -> Case:
    """Plan a visit, open and make its inspection so many working days ago; a member without a score still owes the sheet."""
    before, at = _moment(now, -back - 2), _moment(now, -back)
    visit = plan_priority(chosen.tender, actor=actor, now=before, arrangement=_arrangement(now, -back, team))
    case = open_inspection(visit.pk, actor=actor, now=before)
    take_in(case, _written(case, at), actor=actor, now=at, device="demo")
    facts = {"inspected_on": day_of(at), "led_by": visit.leader, "papers_shown": True}
    case = advance(case, "visit", actor=actor, now=at, facts=facts)
    finish(visit.pk, actor=actor, now=at)
    for n, expert in enumerate(team):
        sheet = seat(case, expert.pk, actor=actor, now=at)
        if n < len(scores):
            enter_paper(case, sheet.pk, actor=actor, now=at, given=scores[n], remark="模擬評語")
    return case


def _written(case: Case, at: datetime) -> list[Change]:
    rows = [("sheet", HEAD)]
    rows += [(f"finding:{uuid5(NAMESPACE_URL, f'{case.number}{n}')}", dict(each)) for n, each in enumerate(DEFECTS)]
    return [
        Change(id=uuid5(NAMESPACE_URL, f"{case.number}{entity}{name}"), entity=entity, field=name, base="", value=value, typed_at=at)
        for entity, values in rows
        for name, value in values.items()
    ]


def _arrangement(now: datetime, workdays: int, team: list[Expert]) -> Arrangement:
    day = day_of(_moment(now, workdays))
    return Arrangement(
        visit_on=day,
        meets_at=time(9, 30),
        meeting_place="市府一樓（模擬）",
        leader="許工程",
        members="、".join(each.name for each in team),
        staff="模擬工作人員",
    )


def _moment(now: datetime, workdays: int) -> datetime:
    """Return the same hour so many working days later, or earlier."""
    calendar, at, step = load_calendar(), now, timedelta(days=1 if workdays > 0 else -1)
    for _ in range(abs(workdays)):
        at += step
        while not calendar.is_workday(day_of(at)):
            at += step
    return at
