"""研究發展的評審: each review of the division lived through, with what is refused, what is late, its figures and its money."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, citizen
from tests.panel.stories import (
    LATER,
    MEETING,
    NOW,
    agency,
    clerk,
    desk,
    expert,
    hand_in,
    meeting,
    panel,
    points,
    prepared,
    ready,
    scheme,
    score_all,
    to_last_phase,
    value,
)

from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.panel import assign, decide, entries, follow, members, read, rounds, sheets
from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.models import Assignment, Entry, Proof, Recusal, Result
from yankao.engines.panel.tasks import chase
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.days import day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

OVERDUE = at("2023-05-10 00:20")


def decided(it, review, seats):
    decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    review.refresh_from_db()
    return review


def late_is_told(review):
    """Let the time for sheets pass: whoever waits is told once."""
    chase.function(now=OVERDUE)
    chase.function(now=OVERDUE)
    return Notice.objects.filter(subject_kind="review", subject_id=str(review.pk), title__startswith="評分逾期").count()


@pytest.mark.system("innovation-proposals")
def test_seventy_three_proposals_are_judged_by_seven_and_fifty_one_win():
    it = scheme("research.innovation_proposals")
    titles = [f"提案{n:02d}" for n in range(73)]
    review = prepared(it)
    hand_in(it, review, titles)
    rounds.end_call(it, review.pk, actor=desk(it), now=NOW)
    entries.accept_all(it, review.pk, actor=desk(it), now=NOW)
    six = panel(it, review, 6)
    rounds.begin(it, review.pk, actor=desk(it), now=NOW)
    for entry in review.entries.all():
        given = sheets.Given(points=points(it, review, "80"))
        sheets.sign(it, review.pk, entry.pk, actor=desk(it), now=NOW, given=given, proof=Proof.PASSWORD)
    with pytest.raises(ValidationError, match="至少 7 人，目前 6 人"):
        rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    seventh = members.appoint(it, review.pk, expert(6).pk, actor=desk(it), now=NOW)
    with pytest.raises(ValidationError, match="至多 7 人"):
        members.appoint(it, review.pk, expert(7).pk, actor=desk(it), now=NOW)
    members.agree(it, review.pk, seventh.pk, actor=desk(it), now=NOW)
    assign.assign_all(it, review.pk, actor=desk(it), now=NOW)
    rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    review.refresh_from_db()
    assert late_is_told(review) == 1
    score_all(it, review, {title: str(95 - Decimal(n) / 2) for n, title in enumerate(titles)})
    decided(it, review, [*six, seventh])
    told = {grade: value(f"research.innovation_proposals.grade_{grade}") for grade in ("top", "first", "second", "honour")}
    assert told == {"top": 3, "first": 18, "second": 25, "honour": 5}
    assert (value("research.innovation_proposals.entries"), value("research.innovation_proposals.awards")) == (73, 51)
    assert value("research.innovation_proposals.sheets") == 73 + 73 * 7
    assert follow.adopt(it, review.pk, actor=desk(it), now=MEETING, due_on=at("2023-05-31 00:00").date()) == 46
    assert follow.track(it, review.pk, actor=desk(it), now=MEETING) == 46
    assert Case.objects.filter(procedure="control.review_follow_up").count() == 46


@pytest.mark.system("self-research")
def test_papers_of_officials_are_judged_without_names_and_late_judges_are_chased():
    it = scheme("research.self_research")
    review, seats = ready(it, ["智慧防汛", "長照據點", "交通號誌"])
    with pytest.raises(PermissionDenied):
        rounds.publish(it, review.pk, actor=clerk(), now=LATER, number="字第1號")
    assert late_is_told(review) == 1
    score_all(it, review, {"智慧防汛": "91", "長照據點": "86", "交通號誌": "70"})
    decided(it, review, seats)
    assert list(read.results(review).values_list("entry__title", "grade_name")) == [("智慧防汛", "特優"), ("長照據點", "優等"), ("交通號誌", "")]
    assert value("research.self_research.awards") == 2
    assert value("research.self_research.share_top") == Decimal("33.33")


@pytest.mark.system("thesis-grants")
def test_theses_win_money_by_degree_and_grade_and_a_plan_gets_its_grant():
    it = scheme("research.thesis_prize")
    review = prepared(it)
    rounds.call(it, review.pk, actor=desk(it), now=NOW, entries_due_at=at("2023-06-30 17:00"))
    student = citizen()
    for title, group in (("博一", "phd"), ("博二", "phd"), ("碩一", "master"), ("碩二", "master"), ("碩三", "master")):
        entries.hand_in(it, review.pk, actor=student, now=NOW, facts=entries.Facts(title=title, group=group, parties=(("作者", title),)))
    with pytest.raises(ValidationError, match="組別"):
        entries.hand_in(it, review.pk, actor=student, now=NOW, facts=entries.Facts(title="學士", group="bachelor"))
    with pytest.raises(ValidationError, match="截止"):
        entries.hand_in(it, review.pk, actor=student, now=at("2023-07-01 08:00"), facts=entries.Facts(title="遲交", group="phd"))
    rounds.end_call(it, review.pk, actor=desk(it), now=NOW)
    entries.accept_all(it, review.pk, actor=desk(it), now=NOW)
    seats = panel(it, review)
    assign.assign_all(it, review.pk, actor=desk(it), now=NOW)
    to_last_phase(it, review)
    assert late_is_told(review) == 1
    score_all(it, review, {"博一": "92", "博二": "81", "碩一": "90", "碩二": "85", "碩三": "79"})
    decided(it, review, seats)
    money = {row.entry.title: (row.grade_name, row.amount) for row in read.results(review)}
    assert money == {"博一": ("特優", 60_000), "博二": ("佳作", 20_000), "碩一": ("特優", 40_000), "碩二": ("優等", 20_000), "碩三": ("", 0)}
    assert value("research.thesis_prize.amount") == 140_000
    rounds.publish(it, review.pk, actor=desk(it), now=MEETING, number="字第1號")
    assert read.published(it).count() == 1


def test_no_rule_on_theses_holds_before_its_year():
    it = scheme("research.thesis_writing")
    with pytest.raises(ValidationError, match="尚無規定可適用"):
        rounds.prepare(it, actor=desk(it), now=NOW, facts=rounds.Facts(year=2014, rules_on=at("2014-06-01 00:00").date()))
    grading = it.grading.at(day_of(NOW)).value
    assert [grading.prize_of("granted", group=degree) for degree in ("phd", "master")] == [20_000, 10_000]


@pytest.mark.system("phone-test")
def test_two_hundred_and_eighty_five_calls_are_planned_made_and_graded_and_one_falls_below_seventy():
    it = scheme("research.phone_test")
    review = prepared(it)
    count = entries.take_candidates(it, review.pk, actor=desk(it), now=NOW)
    tested = agencies_valid_on(day_of(NOW)).filter(kind__in=(AgencyKind.BUREAU, AgencyKind.DISTRICT)).count()
    assert count == tested == review.entries.count()
    assert entries.take_candidates(it, review.pk, actor=desk(it), now=NOW) == 0
    rounds.end_call(it, review.pk, actor=desk(it), now=NOW)
    entries.accept_all(it, review.pk, actor=desk(it), now=NOW)
    own = expert(0, kind="official", agency_id=agency("water-resources").pk)
    callers = [members.appoint(it, review.pk, own.pk, actor=desk(it), now=NOW, duty="convenor")]
    callers += [members.appoint(it, review.pk, expert(n).pk, actor=desk(it), now=NOW) for n in (1, 2)]
    for seat in callers:
        members.agree(it, review.pk, seat.pk, actor=desk(it), now=NOW)
    (caller, entry, suspicion) = members.open_suspicions(review, on=NOW)[0]
    assert (caller.pk, entry.agency.slug, suspicion.kind) == (callers[0].pk, "water-resources", TieKind.EMPLOYED)
    members.recuse(it, review.pk, caller.pk, entry.pk, actor=desk(it), now=NOW, kind=suspicion.kind, source=Recusal.Source.SUGGESTED)
    with pytest.raises(ValidationError, match="至少各一份"):
        assign.plan_sheets(it, review.pk, actor=desk(it), now=NOW, total=count - 1, seed="112-03-01")
    assert assign.plan_sheets(it, review.pk, actor=desk(it), now=NOW, total=285, seed="112-03-01").assigned == 285
    rows = list(Assignment.objects.filter(member__review=review))
    per_agency: dict[int, int] = {}
    for row in rows:
        per_agency[row.entry_id] = per_agency.get(row.entry_id, 0) + row.sheets
    assert sum(per_agency.values()) == 285
    assert set(per_agency.values()) == {285 // count, 285 // count + 1}
    assert not any(row.member_id == callers[0].pk and row.entry_id == entry.pk for row in rows)
    to_last_phase(it, review)
    assert late_is_told(review) == 1
    ordered = list(review.entries.order_by("order"))
    shares = {each.title: "90" for each in ordered} | {ordered[0].title: "84.5", ordered[1].title: "84.49", ordered[2].title: "69"}
    score_all(it, review, shares)
    decided(it, review, callers)
    grades = {row.entry.order: row.grade_name for row in read.results(review)}
    assert (grades[1], grades[2], grades[3]) == ("優等", "甲等", "未達七十分")
    assert value("research.phone_test.grade_below") == 1
    assert value("research.phone_test.sheets") == 285
    rounds.publish(it, review.pk, actor=desk(it), now=MEETING, number="字第2號")
    assert Notice.objects.filter(title__startswith="評審結果", recipient_kind="agency").count() == count


@pytest.mark.system("service-award")
def test_the_city_nominates_two_of_each_group_and_what_is_not_ready_is_coached():
    it = scheme("research.service_award")
    review, seats = ready(it, ["甲機關", "乙機關", "丙機關", "丁機關"])
    with pytest.raises(ValidationError, match="未簽署"):
        decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    assert late_is_told(review) == 1
    score_all(it, review, {"甲機關": "92", "乙機關": "88", "丙機關": "85", "丁機關": "70"})
    decided(it, review, seats)
    assert [row.grade_name for row in read.results(review)] == ["推薦參獎", "推薦參獎", "備選", ""]
    advice = follow.Facts(
        kind="suggestion", text="請補強服務成效數據", agency_id=agency().pk, due_on=at("2023-04-10 00:00").date(), entry_id=review.entries.first().pk
    )
    with pytest.raises(PermissionDenied):
        follow.recommend(it, review.pk, actor=clerk(), now=MEETING, facts=advice)
    follow.recommend(it, review.pk, actor=desk(it), now=MEETING, facts=advice)
    assert follow.track(it, review.pk, actor=desk(it), now=MEETING) == 1
    assert value("research.service_award.grade_nominated") == 2
    assert Result.objects.filter(entry__review=review).count() == 4
    assert Entry.objects.filter(review=review).first().follow_ups.get().case.procedure == "control.review_follow_up"
