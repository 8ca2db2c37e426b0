"""The mayor's office reads a district in one page and a month in one table; small numbers are not ranked, sending on is charged."""

from datetime import timedelta
from math import sqrt

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import at
from tests.shell.conftest import Login, a_dispatch, actor, login, people

from yankao.divisions.service.citizen.district import sheet_of
from yankao.divisions.service.citizen.monthly import report_of
from yankao.divisions.service.logic.wilson import Z, wilson
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.route import transfer
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

__all__ = ["login", "people"]

NOW = at("2026-03-02 12:00")
MARCH = Window.of_months("115-03", "115-03")
counted = st.integers(0, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.fixture
def _clock(people, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


pytestmark = pytest.mark.usefixtures("_clock")


def answered(*, late=False, slug="public-works-maintenance", **facts):
    case = a_dispatch(category=Category.objects.get(code="road-pothole-1"), agency=Agency.objects.get(slug=slug), **facts)
    at_ = NOW + (timedelta(days=5) if late else timedelta(minutes=1))
    return advance(case, "report", actor=actor("agent"), now=at_, facts={"result": "fixed", "report": "填補"})


def named(rows, slug):
    return next(it for it in rows if it.name == Agency.objects.get(slug=slug).name)


def test_only_the_mayors_office_and_the_lead_of_the_desk_may_read(login: Login):
    who = ("", "citizen", "clerk", "agent", "auditor", "mayor_office", "desk_lead")
    for path in ("/district/", "/monthly/", "/district/?d=64000050"):
        assert [login(it).get(path).status_code for it in who] == [302, 403, 403, 403, 403, 200, 200], path


def test_the_page_of_a_district_counts_it_alone_and_says_that_it_is_no_electoral_district(login: Login):
    inside = a_dispatch(lat=22.6300, long=120.3100, address="建國三路100號5樓", description="王小明家前")
    Case.objects.filter(pk=inside.pk).update(due_at=NOW - timedelta(hours=1))
    a_dispatch(lat=22.7300, long=120.3300)
    a_dispatch(lat=22.6300, long=120.3100, address="三民路口")
    sheet = sheet_of(Q(district_id__in=[str(inside.district_id)]), Window(NOW.date(), NOW.date()), actor=actor("mayor_office"), now=NOW)
    assert (sheet.total.received, sheet.total.open, sheet.total.late, sheet.total.closed) == (2, 2, 1, 0)
    page = login("mayor_office").get(f"/district/?d={inside.district_id}").content.decode()
    assert "非選舉區" in page
    assert inside.number in page
    for personal in ("王小明", "100號", "林美玲", "0912"):
        assert personal not in page


def test_several_districts_are_counted_together_with_few_questions(login: Login, django_assert_max_num_queries):
    cases = [a_dispatch(lat=22.6300, long=120.3100), a_dispatch(lat=22.7300, long=120.3300)]
    sheet = sheet_of(Q(district_id__in=[str(it.district_id) for it in cases]), MARCH, actor=actor("desk_lead"), now=NOW)
    assert sheet.total.received == 2
    someone, one_case = actor("desk_lead"), [str(cases[0].district_id)]
    with django_assert_max_num_queries(9):
        sheet_of(Q(district_id__in=one_case), MARCH, actor=someone, now=NOW)


def test_a_place_reported_three_times_is_named_without_its_house():
    for _ in range(3):
        case = a_dispatch(lat=22.6300, long=120.3100, address="建國三路100號")
    (it,) = sheet_of(Q(district_id__in=[str(case.district_id)]), MARCH, actor=actor("desk_lead"), now=NOW).repeated
    assert (it.place, it.count, it.open) == ("建國三路", 3, 3)


def test_a_period_that_cannot_be_read_is_told_and_the_usual_is_shown(login: Login):
    page = login("desk_lead").get("/district/?d=64000050&from=昨天").content.decode()
    assert "以下為近 30 日" in page
    assert login("desk_lead").get("/district/?d=64000050&from=115/3/9&to=115/3/1").status_code == 200


def test_an_agency_is_ranked_from_thirty_cases_on_and_outside_bodies_never():
    for n in range(30):
        answered(late=n < 3)
    for _ in range(29):
        answered(slug="environment")
    for _ in range(30):
        answered(slug="outside-taipower")
    report = report_of(MARCH)
    (first,) = report.ranked
    assert (first.name, first.rank, first.answered, first.in_time) == (Agency.objects.get(slug="public-works-maintenance").name, 1, 30, 27)
    assert first.share == 90
    assert named(report.unranked, "environment").answered == 29
    assert named(report.outside, "outside-taipower").answered == 30
    assert report.total.answered == 59


def test_what_an_agency_sends_on_is_charged_to_it_and_the_time_runs_from_the_first_receipt():
    case = a_dispatch(category=Category.objects.get(code="road-pothole-1"), agency=Agency.objects.get(slug="environment"))
    case = transfer(case, actor=actor("agent"), now=NOW + timedelta(hours=1), agency=Agency.objects.get(slug="public-works-maintenance"))
    advance(case, "report", actor=actor("agent"), now=NOW + timedelta(days=2), facts={"result": "fixed", "report": "填補"})
    report = report_of(MARCH)
    sender, finisher = named(report.unranked, "environment"), named(report.unranked, "public-works-maintenance")
    assert (sender.answered, sender.sent_on, sender.sent_on_share) == (0, 1, 100)
    assert (finisher.answered, finisher.sent_on, finisher.hops) == (1, 0, 1)
    assert finisher.days == pytest.approx((NOW + timedelta(days=2) - case.received_at).total_seconds() / 86400)


def test_a_case_turned_into_a_petition_shows_as_converted():
    case = a_dispatch(category=Category.objects.get(code="road-pothole-1"))
    case = advance(case, "acknowledge", actor=actor("agent"), now=NOW)
    advance(case, "convert", actor=actor("agent"), now=NOW, facts={"report": "待料"}, reason_code="materials")
    it = named(report_of(MARCH).unranked, "public-works-maintenance")
    assert (it.converted, it.converted_share) == (1, 100)


def test_the_month_is_chosen_in_the_calendar_of_the_republic(login: Login, django_assert_max_num_queries):
    answered()
    client = login("mayor_office")
    page = client.get("/monthly/?month=115-03").content.decode()
    assert "115年3月各機關" in page
    assert "本月尚未結束" in page
    assert "115年2月各機關" in client.get("/monthly/?month=x").content.decode()


def test_a_count_of_nothing_leaves_everything_open_and_more_than_all_is_refused():
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="不可能"):
        wilson(3, 2)


def test_the_interval_is_the_published_one():
    low, high = wilson(27, 30)
    assert (round(low, 4), round(high, 4)) == (0.7438, 0.9654)


@given(counted)
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(it):
    hits, total = it
    low, high = wilson(hits, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= hits / total <= high
        assert wilson(total - hits, total) == pytest.approx((1 - high, 1 - low))


@given(counted)
def test_the_bounds_are_the_shares_from_which_the_count_is_just_z_deviations_away(it):
    hits, total = it
    for bound in wilson(hits, total):
        if total and 0 < bound < 1:
            assert abs(hits / total - bound) == pytest.approx(Z * sqrt(bound * (1 - bound) / total), rel=1e-6, abs=1e-9)


@given(counted, st.integers(2, 9))
def test_more_cases_of_the_same_share_make_it_surer(it, times):
    hits, total = it
    if total:
        few, many = wilson(hits, total), wilson(hits * times, total * times)
        assert many[1] - many[0] < few[1] - few[0]
