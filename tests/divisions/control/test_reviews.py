"""管制考核的評審: year-end, enterprises and road safety lived through, with what is refused, what is late, and what is tracked until it is lifted."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day
from tests.divisions.control.stories import clerk as handler
from tests.panel.stories import MEETING, NOW, agency, clerk, desk, meeting, panel, points, prepared, ready, scheme, score_all, value

from yankao.divisions.control.reviews.annual_evaluation import tracked_plans
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase as chase_cases
from yankao.engines.notices.models import Notice
from yankao.engines.panel import assign, decide, entries, follow, read, rounds, sheets
from yankao.engines.panel.models import Proof, Result
from yankao.engines.panel.tasks import chase
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.days import day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.system("annual-evaluation")
def test_a_hundred_and_fifty_nine_plans_give_forty_six_first_and_the_rest_second():
    it = scheme("control.annual_evaluation")
    titles = [f"計畫{n:03d}" for n in range(159)]
    review, seats = ready(it, titles)
    chase.function(now=at("2023-05-10 00:20"))
    assert Notice.objects.filter(subject_id=str(review.pk), title__startswith="評分逾期").count() == 1
    score_all(it, review, {title: "80" if n < 46 else "79" for n, title in enumerate(titles)})
    with pytest.raises(PermissionDenied):
        decide.decide(it, review.pk, actor=clerk(), now=MEETING, facts=meeting(seats))
    decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    told = [value(f"control.annual_evaluation.{name}") for name in ("grade_first", "share_first", "grade_second", "share_second", "entries")]
    assert told == [46, Decimal("28.93"), 113, Decimal("71.07"), 159]
    Result.objects.filter(grade="second").order_by("pk").first().delete()
    told = [value(f"control.annual_evaluation.{name}") for name in ("grade_second", "share_first")]
    assert told == [112, Decimal("29.11")]


def test_the_plans_under_city_control_are_put_up_once(django_assert_max_num_queries):
    it = scheme("control.annual_evaluation")
    review = prepared(it, year=2022)
    with django_assert_max_num_queries(1):
        assert list(tracked_plans(review, day_of(NOW))) == []
    assert entries.take_candidates(it, review.pk, actor=desk(it), now=NOW) == 0
    with pytest.raises(ValidationError, match="先登錄再截止"):
        rounds.end_call(it, review.pk, actor=desk(it), now=NOW)


@pytest.mark.system("enterprise-evaluation")
def test_enterprises_judge_themselves_are_judged_first_and_again_over_five_areas():
    it = scheme("control.enterprise_evaluation")
    review = prepared(it)
    count = entries.take_candidates(it, review.pk, actor=desk(it), now=NOW)
    assert count == agencies_valid_on(day_of(NOW)).filter(kind=AgencyKind.ENTERPRISE).count() > 0
    rounds.end_call(it, review.pk, actor=desk(it), now=NOW)
    entries.accept_all(it, review.pk, actor=desk(it), now=NOW)
    seats = panel(it, review)
    assign.assign_all(it, review.pk, actor=desk(it), now=NOW)
    rounds.begin(it, review.pk, actor=desk(it), now=NOW)
    first = review.entries.first()
    given = sheets.Given(points=points(it, review, "95"))
    with pytest.raises(PermissionDenied, match="受評者自評"):
        sheets.sign(it, review.pk, first.pk, actor=clerk("fire"), now=NOW, given=given, proof=Proof.PASSWORD)
    with pytest.raises(ValidationError, match="尚未進入"):
        decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    with pytest.raises(ValidationError, match="未簽署"):
        rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    for entry in review.entries.all():
        sheets.sign(it, review.pk, entry.pk, actor=clerk(entry.agency.slug), now=NOW, given=given, proof=Proof.PASSWORD)
    rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    for entry in review.entries.all():
        lower = sheets.Given(points=points(it, review, "85"))
        sheets.sign(it, review.pk, entry.pk, actor=desk(it), now=NOW, given=lower, proof=Proof.PASSWORD)
    rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    review.refresh_from_db()
    chase.function(now=at("2023-05-10 00:20"))
    assert Notice.objects.filter(subject_id=str(review.pk), title__startswith="評分逾期").exists()
    score_all(it, review, {entry.title: "82" for entry in review.entries.all()})
    decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    assert {row.grade_name for row in read.results(review)} == {"甲等"}
    assert value("control.enterprise_evaluation.grade_first") == count
    assert value("control.enterprise_evaluation.mean") == Decimal("82.00")


@pytest.mark.system("traffic-safety")
def test_what_members_suggest_on_road_safety_is_tracked_until_the_council_lifts_it():
    it = scheme("control.traffic_safety")
    review, seats = ready(it, [f"院頒計畫{n:02d}" for n in range(92)])
    score_all(it, review, {f"院頒計畫{n:02d}": "88" for n in range(92)}, skip=seats[4:])
    with pytest.raises(ValidationError, match="92 份評分表未簽署"):
        decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    score_all(it, review, {f"院頒計畫{n:02d}": "88" for n in range(92)}, skip=seats[:4])
    decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    assert value("control.traffic_safety.entries") == 92
    facts = follow.Facts(kind="suggestion", text="請改善學校周邊人行空間", agency_id=agency().pk, due_on=at("2023-04-10 00:00").date())
    with pytest.raises(ValidationError, match="不得早於今日"):
        early = follow.Facts(kind="suggestion", text="同上", agency_id=agency().pk, due_on=at("2023-01-10 00:00").date())
        follow.recommend(it, review.pk, actor=desk(it), now=MEETING, facts=early)
    follow.recommend(it, review.pk, actor=desk(it), now=MEETING, facts=facts)
    follow.track(it, review.pk, actor=desk(it), now=MEETING)
    case = review.follow_ups.get().case
    assert due_day(case) == "2023-04-10"
    chase_cases(now=at("2023-04-11 00:30"))
    assert value("control.review_follow_up.overdue", last="2023-04-11") == 1
    with pytest.raises(ValidationError, match="辦理情形"):
        advance(case, "answer", actor=handler(), now=at("2023-04-12 09:00"), facts={"answer": " "})
    case = advance(case, "answer", actor=handler(), now=at("2023-04-12 09:00"), facts={"answer": "已完成三處"})
    case = advance(case, "send_back", actor=desk(it), now=at("2023-04-13 09:00"), facts={"opinion": "請附照片"})
    case = advance(case, "answer", actor=handler(), now=at("2023-04-14 09:00"), facts={"answer": "已完成三處，附照片"})
    with pytest.raises(PermissionDenied):
        advance(case, "release", actor=handler(), now=MEETING, facts={"opinion": "可", "released_by": "第9次道安大會"})
    done = {"opinion": "同意", "released_by": "第9次道安大會"}
    case = advance(case, "release", actor=desk(it), now=at("2023-05-01 09:00"), facts=done)
    assert case.closed_at is not None
    assert value("control.review_follow_up.released") == 1


def test_a_penalty_is_not_answered_without_the_number_of_its_order():
    it = scheme("control.annual_evaluation")
    review, seats = ready(it, ["計畫"])
    score_all(it, review, {"計畫": "60"})
    decide.decide(it, review.pk, actor=desk(it), now=MEETING, facts=meeting(seats))
    facts = follow.Facts(kind="penalty", text="承辦人員申誡一次", agency_id=agency().pk, due_on=at("2023-05-31 00:00").date())
    follow.recommend(it, review.pk, actor=desk(it), now=MEETING, facts=facts)
    follow.track(it, review.pk, actor=desk(it), now=MEETING)
    case = review.follow_ups.get().case
    with pytest.raises(ValidationError, match="獎懲令"):
        advance(case, "answer", actor=handler(), now=MEETING, facts={"answer": "已懲處"})
    case = advance(case, "answer", actor=handler(), now=MEETING, facts={"answer": "已懲處", "order_number": "高市水人字第1號"})
    assert case.step == "answered"
