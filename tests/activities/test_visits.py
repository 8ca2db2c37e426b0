"""參訪、接待: visits to others and guests received are counted like courses, each in its own series."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from tests.cases.people import at, staff
from tests.divisions.engineering.sites import PNG
from yankao.divisions.engineering.roles import ENGINEER
from yankao.divisions.engineering.series.engineering_courses import BENCHMARK_VISIT
from yankao.engines.activities import course_write
from yankao.engines.activities.course import EventKind, Reception
from yankao.engines.activities.course_read import held_in, totals_of, visible_series
from yankao.engines.activities.errors import WrongStanding
from yankao.kernel.files.store import store
from yankao.kernel.law import Ours
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NOW = at("2023-05-02 09:00")
TRIP = {"title": "觀摩捷運工程", "starts_on": "2023-05-01", "place": "臺北市", "partners": "臺北市政府捷運工程局", "programme": "簡報、工地觀摩"}


def holder():
    return staff("officer", "rdec-engineering")


@pytest.mark.system("benchmark-visits")
def test_a_visit_is_held_with_its_people_its_pictures_and_what_was_learnt():
    event = course_write.plan(BENCHMARK_VISIT, actor=holder(), now=NOW, facts=TRIP)
    assert event.ends_on == event.starts_on
    photo = store(BytesIO(PNG), name="a.png", actor=holder(), now=NOW)
    course_write.add_picture(BENCHMARK_VISIT, event.pk, actor=holder(), now=NOW, stored=photo, caption="工地")
    facts = {"headcount": 25, "outcome": "引進材料追溯做法"}
    event = course_write.hold(BENCHMARK_VISIT, event.pk, actor=holder(), now=NOW, facts=facts)
    with pytest.raises(WrongStanding):
        course_write.hold(BENCHMARK_VISIT, event.pk, actor=holder(), now=NOW, facts=facts)

    totals = totals_of(held_in(BENCHMARK_VISIT.key, Window.of_months("112-03", "112-07")))
    assert (totals.sessions, totals.headcount, totals.person_times, totals.without_headcount) == (1, 25, 25, 0)
    assert event.photos.get().caption == "工地"


def test_guests_are_received_in_a_series_of_their_own_and_strangers_see_none():
    guests = Reception(key="engineering.guests_of_a_test", name="來賓接待", held_by=ENGINEER, seen_by=ENGINEER, basis=(Ours("測試"),))
    event = course_write.plan(guests, actor=holder(), now=NOW, facts=TRIP | {"title": "他市來訪"})
    with pytest.raises(ValidationError, match="整數"):
        course_write.hold(guests, event.pk, actor=holder(), now=NOW, facts={"headcount": "多"})
    course_write.hold(guests, event.pk, actor=holder(), now=NOW, facts={"attendances": 30})

    assert (guests.kind, guests.people) == (EventKind.RECEPTION, "來賓")
    assert totals_of(held_in(guests.key, Window.of_months("112-03", "112-07"))).without_headcount == 1
    assert BENCHMARK_VISIT in visible_series(holder())
    assert visible_series(staff("agent", "rdec-service")) == ()
