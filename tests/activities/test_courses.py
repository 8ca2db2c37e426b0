"""課程: planned, opened, filled, checked in at the door, closed with 人 and 人次 apart, and rated by those who came."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, staff
from yankao.divisions.engineering.series.engineering_courses import DIGITAL_COURSE, TRAINING
from yankao.engines.activities import course_registry, course_write
from yankao.engines.activities.course_chase import owing_results
from yankao.engines.activities.course_models import Event, EventStanding
from yankao.engines.activities.course_read import satisfaction
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.engines.activities.tasks import chase_results
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NOW, FIRST, SECOND = at("2023-06-01 09:00"), at("2023-06-13 08:50"), at("2023-06-14 08:50")
COURSE = {
    "title": "品質計畫審查研習班",
    "starts_on": "2023-06-13",
    "ends_on": "2023-06-14",
    "place": "人發中心",
    "partners": "人發中心",
    "capacity": 2,
}


def holder():
    return staff("officer", "rdec-engineering")


def clerk():
    return staff("clerk", "water-resources")


def opened(**facts) -> Event:
    event = course_write.plan(TRAINING, actor=holder(), now=NOW, facts=COURSE | facts)
    return course_write.open_registration(TRAINING, event.pk, actor=holder(), now=NOW)


def enrolled(event, name, *, who=None, agency="water-resources"):
    slug = staff("clerk", agency).memberships[0].agency_id
    return course_write.register_person(TRAINING, event.pk, actor=who or holder(), now=NOW, name=name, agency_id=slug)


def value(key, first="112-03", last="112-07"):
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window.of_months(first, last)))


@pytest.mark.system("engineering-training")
def test_a_course_is_filled_checked_in_and_counts_people_and_their_days_apart():
    event = opened()
    one, two = enrolled(event, "王一", who=clerk()), enrolled(event, "李二")
    with pytest.raises(ValidationError, match="名額2名已滿"):
        enrolled(event, "張三")
    with pytest.raises(PermissionDenied):
        enrolled(event, "趙四", who=clerk(), agency="police")
    for row, moment in ((one, FIRST), (one, SECOND), (one, SECOND), (two, FIRST)):
        course_write.check_in(TRAINING, row.token, actor=holder(), now=moment)
    with pytest.raises(ValidationError, match="尚未開始"):
        course_write.hold(TRAINING, event.pk, actor=holder(), now=NOW, facts={})
    event = course_write.hold(TRAINING, event.pk, actor=holder(), now=SECOND, facts={"outcome": "反應良好"})

    assert (event.headcount, event.attendances) == (2, 3)
    course_write.rate(one.token, actor=clerk(), now=SECOND, score=5, said="很實用")
    course_write.rate(two.token, actor=clerk(), now=SECOND, score=4)
    with pytest.raises(ValidationError, match="5"):
        course_write.rate(two.token, actor=clerk(), now=SECOND, score=6)
    event.refresh_from_db()
    assert satisfaction(event) == 4.5
    figures = [value(f"engineering.training.{name}") for name in ("sessions", "batches", "people", "person_times", "satisfaction")]
    assert figures == [1, 1, 2, 3, 4.5]


def test_nobody_comes_in_on_another_day_or_by_a_code_of_nobody():
    event = opened()
    row = enrolled(event, "王一")
    with pytest.raises(ValidationError, match="不能報到"):
        course_write.check_in(TRAINING, row.token, actor=holder(), now=NOW)
    with pytest.raises(ValidationError, match="查無此報到碼"):
        course_write.check_in(TRAINING, uuid4(), actor=holder(), now=FIRST)
    with pytest.raises(PermissionDenied):
        course_write.check_in(TRAINING, row.token, actor=clerk(), now=FIRST)
    with pytest.raises(ValidationError, match="已報到者"):
        course_write.rate(row.token, actor=clerk(), now=FIRST, score=5)


def test_a_registration_is_taken_back_before_its_person_came_and_frees_the_place():
    event = opened(capacity=1)
    row = enrolled(event, "王一", who=clerk())
    with pytest.raises(PermissionDenied):
        course_write.cancel_registration(TRAINING, row.pk, actor=staff("clerk", "police"), now=NOW)
    course_write.cancel_registration(TRAINING, row.pk, actor=clerk(), now=NOW)
    again = enrolled(event, "王一")
    course_write.check_in(TRAINING, again.token, actor=holder(), now=FIRST)
    with pytest.raises(WrongStanding, match="已報到"):
        course_write.cancel_registration(TRAINING, again.pk, actor=holder(), now=FIRST)


def test_a_person_registers_once_and_an_activity_stands_once():
    event = opened()
    enrolled(event, "王一")
    with pytest.raises(ValidationError, match="已報名"):
        enrolled(event, "王一")
    with pytest.raises(ValidationError, match="已登錄"):
        opened()
    with pytest.raises(ValidationError, match="不得早於辦理日期"):
        opened(title="另一班", ends_on="2023-06-01")
    with pytest.raises(PermissionDenied):
        course_write.plan(TRAINING, actor=clerk(), now=NOW, facts=COURSE)
    with pytest.raises(ValidationError, match="沒有這個欄位"):
        course_write.change(TRAINING, event.pk, actor=holder(), now=NOW, facts={"standing": "held"})
    with pytest.raises(MeetingConflict):
        course_write.change(TRAINING, event.pk, actor=holder(), now=NOW, facts={"place": "他處"}, version=event.version - 1)


def test_a_cancelled_course_takes_nobody_and_counts_for_nothing():
    event = opened()
    with pytest.raises(ValidationError, match="理由"):
        course_write.cancel(TRAINING, event.pk, actor=holder(), now=NOW, reason=" ")
    event = course_write.cancel(TRAINING, event.pk, actor=holder(), now=NOW, reason="講師請假")
    assert event.standing == EventStanding.CANCELLED
    with pytest.raises(WrongStanding):
        enrolled(event, "王一")
    assert value("engineering.training.sessions") == 0


def test_whoever_held_a_course_is_told_once_when_its_result_is_late():
    event, cancelled = opened(), opened(title="另一班")
    course_write.cancel(TRAINING, cancelled.pk, actor=holder(), now=NOW, reason="講師請假")
    for moment in ("2023-06-28 23:00", "2023-06-29 00:15", "2023-06-30 00:15"):
        chase_results.function(now=at(moment))
        told = list(Notice.objects.filter(title__startswith="活動結果逾期").values_list("recipient_id", "subject_id"))
        assert told == ([] if moment.startswith("2023-06-28") else [("engineering", f"/e/{TRAINING.key}/{event.pk}/")]), moment
    course_write.hold(TRAINING, event.pk, actor=holder(), now=at("2023-06-30 09:00"), facts={"headcount": 3, "attendances": 3})
    assert list(owing_results(now=at("2023-07-30 09:00"))) == []


def test_a_result_needs_a_count_and_no_more_people_than_their_days():
    event = opened()
    with pytest.raises(ValidationError, match="參加人數或人次"):
        course_write.hold(TRAINING, event.pk, actor=holder(), now=FIRST, facts={})
    with pytest.raises(ValidationError, match="人次不得少於人數"):
        course_write.hold(TRAINING, event.pk, actor=holder(), now=FIRST, facts={"headcount": 5, "attendances": 4})


def take_in(it, path: Path, tmp_path: Path):
    task = ImportTask(file=path, rejects_file=tmp_path / "rejects.csv", actor=holder(), now=NOW, progress=lambda _line: None)
    return connectors.importer(it.key).run(task)


@pytest.mark.system("engineering-training")
def test_the_published_sessions_add_up_and_398_stays_398_beside_the_published_480(tmp_path):
    path = current_city().folder / "engineering_training.csv"
    assert take_in(TRAINING, path, tmp_path).imported == 22
    assert take_in(TRAINING, path, tmp_path).unchanged == 22

    figures = {
        window: [value(f"engineering.training.{name}", *window) for name in ("sessions", "batches", "people", "person_times")]
        for window in (("103-01", "103-12"), ("108-01", "108-12"), ("112-03", "112-07"))
    }
    assert figures == {
        ("103-01", "103-12"): [6, 7, 237, 398],
        ("108-01", "108-12"): [12, 12, 835, 835],
        ("112-03", "112-07"): [4, 4, 219, 219],
    }


@pytest.mark.system("digital-courses")
def test_a_digital_course_stands_with_its_address_and_a_bad_row_is_written_down(tmp_path):
    path = tmp_path / "courses.csv"
    lines = [
        "活動名稱,辦理日期,主辦單位,合辦單位,線上課程網址,人次",
        "機水電工程,103/1/1,研考會,公務人力發展中心,https://example.org/c,",
        "無人課程,103/2/1,,,,",
        "x,103年,,,,1",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    summary = take_in(DIGITAL_COURSE, path, tmp_path)

    assert (summary.imported, summary.rejected) == (1, 2)
    assert "請填寫人或人次" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert value("engineering.digital_course.sessions", "103-01", "103-12") == 1
    assert Event.objects.get(series=DIGITAL_COURSE.key).starts_on == date(2014, 1, 1)


def test_a_series_is_declared_once_and_says_on_what_ground():
    with pytest.raises(ValueError, match="重複宣告"):
        course_registry.register(TRAINING)
    assert course_registry.get("engineering.training") is TRAINING
    with pytest.raises(LookupError):
        course_registry.get("engineering.nothing")
