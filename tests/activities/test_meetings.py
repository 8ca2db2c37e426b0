"""A meeting is called, held, minuted and followed up: a full life with refusals and late minutes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, staff
from yankao.engines.activities import registry
from yankao.engines.activities.agenda import add_item, drop_item, move_item, suggestions, take_open
from yankao.engines.activities.attend import answer, invite, invite_person, sign_in, uninvite
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.engines.activities.meetings import Facts, cancel, change, hold, notify, plan, send_minutes, write_minutes
from yankao.engines.activities.models import AgendaItem, Attendee, Meeting, Standing
from yankao.engines.activities.periods import chase_periods
from yankao.engines.activities.read import open_cases, owing_minutes, visible, visible_series
from yankao.engines.activities.resolve import Facts as ResolutionFacts
from yankao.engines.activities.resolve import drop, resolve, track
from yankao.engines.activities.tasks import chase_meetings, chase_minutes
from yankao.engines.cases.models import Case
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("works-supervision")]

SERIES = "control.works_supervision"
MONDAY = at("2023-03-06 09:00")
HELD_AT = at("2023-03-16 14:00")
ENDED = at("2023-03-16 16:30")
AFTER = at("2023-03-17 09:00")
PLANS = Facts(starts_at=HELD_AT, place="第一會議室", programmes=("control.project", "control.infra_subsidy"))


def desk():
    return staff("officer", "rdec-control")


def series():
    return registry.get(SERIES)


def agency(slug="water-resources"):
    return Agency.objects.get(slug=slug)


def planned(facts=PLANS, now=MONDAY):
    return plan(series(), actor=desk(), now=now, facts=facts)


def called(facts=PLANS, now=MONDAY):
    meeting = planned(facts, now)
    add_item(series(), meeting.pk, actor=desk(), now=now, kind=AgendaItem.Kind.DISCUSSION, title="滯洪池工程落後檢討", agency_id=agency().pk)
    invite(series(), meeting.pk, actor=desk(), now=now, agency_ids=[agency().pk, agency("transportation").pk])
    return notify(series(), meeting.pk, actor=desk(), now=now, number="高市研管字第11230001號")


def held(facts=PLANS, now=MONDAY):
    meeting = called(facts, now)
    sign_in(series(), meeting.pk, meeting.attendees.get(agency=agency()).pk, actor=desk(), now=facts.starts_at, sent="蔡副局長")
    return hold(series(), meeting.pk, actor=desk(), now=AFTER, ended_at=ENDED, minutes="一、主席致詞。")


def resolved(meeting, text="水利局應於四月底前趕上進度", due=date(2023, 4, 28), slug="water-resources"):
    item = meeting.items.filter(kind=AgendaItem.Kind.DISCUSSION).first()
    facts = ResolutionFacts(text=text, item_id=item.pk, agency_id=agency(slug).pk if slug else None, due_on=due)
    return resolve(series(), meeting.pk, actor=desk(), now=AFTER, facts=facts)


def value(suffix, first="2023-03-01", last="2023-03-31"):
    indicator, subject = indicators.get(f"{SERIES}.{suffix}")
    return indicator.value_of(indicator.measure(subject, Window(date.fromisoformat(first), date.fromisoformat(last))))


def test_a_meeting_is_called_held_resolved_minuted_and_its_resolutions_tracked():
    meeting = held()
    resolved(meeting)
    resolve(series(), meeting.pk, actor=desk(), now=AFTER, facts=ResolutionFacts(text="洽悉"))
    assert track(series(), meeting.pk, actor=desk(), now=AFTER) == 1
    send_minutes(series(), meeting.pk, actor=desk(), now=AFTER, number="高市研管字第11230002號")
    case = Case.objects.get(source="meeting")
    assert (case.procedure, case.agency.slug, case.step) == ("control.taskforce_item", "water-resources", "reporting")
    assert [each.pk for each in open_cases(series())] == [case.pk]
    meeting.refresh_from_db()
    assert meeting.standing == Standing.MINUTED
    assert Notice.objects.filter(subject_kind="meeting", recipient_kind="agency").count() == 4  # two agencies: the notice, the minutes
    assert Entry.objects.filter(subject_kind="meeting", subject_id=str(meeting.pk)).count() >= 7


def test_a_second_click_on_track_opens_nothing_again():
    meeting = held()
    resolved(meeting)
    assert [track(series(), meeting.pk, actor=desk(), now=AFTER) for _ in range(2)] == [1, 0]
    assert Case.objects.filter(source="meeting").count() == 1


def test_what_is_still_open_is_listed_on_the_next_agenda_once():
    meeting = held()
    resolved(meeting)
    track(series(), meeting.pk, actor=desk(), now=AFTER)
    later = Facts(starts_at=at("2023-06-15 14:00"), place="第一會議室")
    following = planned(later, now=AFTER)
    assert [take_open(series(), following.pk, actor=desk(), now=AFTER) for _ in range(2)] == [1, 0]
    item = following.items.get()
    assert item.kind == AgendaItem.Kind.OPEN
    assert item.case.source == "meeting"
    assert following.number == meeting.number + 1


def test_one_meeting_counts_for_every_programme_it_served_and_once_for_the_series():
    held()
    assert value("held") == 1
    assert value("held_for_project") == 1
    assert value("held_for_infra_subsidy") == 1
    assert value("held_for_morakot") == 0
    assert value("attendance") == 1


def test_the_figures_follow_each_single_record():
    meeting = held()
    resolved(meeting)
    assert value("resolutions") == 1
    resolved(meeting, text="交通局應檢討動線")
    assert value("resolutions") == 2
    Attendee.objects.filter(meeting=meeting).update(signed_in_at=HELD_AT)
    assert value("attendance") == 2
    Meeting.objects.update(starts_at=at("2023-02-16 14:00"))
    assert value("held") == 0


def test_minutes_that_are_late_are_chased_once_and_counted_late():
    meeting = held()
    due = meeting.minutes_due_at
    assert due == at("2023-03-26 00:00")  # seven working days after the 16th; Saturday the 25th was worked
    chase_minutes.function(now=due - timedelta(minutes=1))
    assert not Notice.objects.filter(recipient_kind="division").exists()
    for _ in range(2):
        chase_minutes.function(now=due)
    assert Notice.objects.filter(recipient_kind="division", recipient_id="control").count() == 1
    assert [each.pk for each in owing_minutes(now=due)] == [meeting.pk]
    assert value("minuted_in_time") == 0
    resolved(meeting)
    send_minutes(series(), meeting.pk, actor=desk(), now=due + timedelta(days=1), number="字第1號")
    assert not owing_minutes(now=due + timedelta(days=2)).exists()
    assert value("minuted_in_time") == 0


def test_a_notice_needs_an_agenda_somebody_to_come_a_number_and_time():
    meeting = planned()
    with pytest.raises(ValidationError, match="議程"):
        notify(series(), meeting.pk, actor=desk(), now=MONDAY, number="字第1號")
    add_item(series(), meeting.pk, actor=desk(), now=MONDAY, kind=AgendaItem.Kind.REPORT, title="進度報告")
    with pytest.raises(ValidationError, match="與會"):
        notify(series(), meeting.pk, actor=desk(), now=MONDAY, number="字第1號")
    invite_person(series(), meeting.pk, actor=desk(), now=MONDAY, name="林教授", title="外聘委員")
    with pytest.raises(ValidationError, match="文號"):
        notify(series(), meeting.pk, actor=desk(), now=MONDAY, number=" ")
    late = at("2023-03-15 17:00")
    with pytest.raises(ValidationError, match="急迫"):
        notify(series(), meeting.pk, actor=desk(), now=late, number="字第1號")
    assert notify(series(), meeting.pk, actor=desk(), now=late, number="字第1號", urgent="颱風災情").standing == Standing.NOTICED


def test_over_the_lunar_new_year_a_notice_must_leave_before_the_holidays():
    facts = Facts(starts_at=at("2023-01-30 14:00"), place="第一會議室")
    meeting = planned(facts, now=at("2023-01-16 09:00"))
    add_item(series(), meeting.pk, actor=desk(), now=MONDAY, kind=AgendaItem.Kind.REPORT, title="進度報告")
    invite(series(), meeting.pk, actor=desk(), now=at("2023-01-16 09:00"), agency_ids=[agency().pk])
    with pytest.raises(ValidationError, match="3個工作日"):
        notify(series(), meeting.pk, actor=desk(), now=at("2023-01-19 09:00"), number="字第1號")
    notify(series(), meeting.pk, actor=desk(), now=at("2023-01-16 10:00"), number="字第1號")


def test_after_the_notice_a_new_time_asks_for_a_reason_and_is_told():
    meeting = called()
    later = Facts(starts_at=at("2023-03-20 14:00"), place="第一會議室")
    with pytest.raises(ValidationError, match="改期"):
        change(series(), meeting.pk, actor=desk(), now=AFTER, facts=later)
    change(series(), meeting.pk, actor=desk(), now=MONDAY, facts=later, reason="主席另有公務")
    assert Notice.objects.filter(title__startswith="會議改期").count() == 2


def test_two_who_change_the_same_meeting_one_is_told():
    meeting = planned()
    change(series(), meeting.pk, actor=desk(), now=MONDAY, facts=PLANS, version=meeting.version)
    with pytest.raises(MeetingConflict):
        change(series(), meeting.pk, actor=desk(), now=MONDAY, facts=PLANS, version=meeting.version)


def test_agencies_answer_for_themselves_only():
    meeting = called()
    mine, other = meeting.attendees.get(agency=agency()), meeting.attendees.get(agency=agency("transportation"))
    clerk = staff("clerk", "water-resources")
    with pytest.raises(ValidationError, match="代理"):
        answer(series(), meeting.pk, mine.pk, actor=clerk, now=MONDAY, answer=Attendee.Answer.DEPUTY)
    answer(series(), meeting.pk, mine.pk, actor=clerk, now=MONDAY, answer=Attendee.Answer.DEPUTY, sent="蔡副局長")
    with pytest.raises(PermissionDenied):
        answer(series(), meeting.pk, other.pk, actor=clerk, now=MONDAY, answer=Attendee.Answer.COMES)
    with pytest.raises(PermissionDenied):
        cancel(series(), meeting.pk, actor=clerk, now=MONDAY, reason="不開了")


def test_an_invited_agency_sees_the_meeting_once_its_notice_is_out():
    clerk = staff("clerk", "water-resources")
    meeting = planned()
    invite(series(), meeting.pk, actor=desk(), now=MONDAY, agency_ids=[agency().pk])
    assert not visible(clerk).exists()
    add_item(series(), meeting.pk, actor=desk(), now=MONDAY, kind=AgendaItem.Kind.REPORT, title="進度報告")
    notify(series(), meeting.pk, actor=desk(), now=MONDAY, number="字第1號")
    assert [each.pk for each in visible(clerk)] == [meeting.pk]
    assert [it.key for it in visible_series(clerk)] == [SERIES]
    assert not visible(staff("clerk", "transportation")).exists()


def test_a_meeting_nobody_signed_in_for_was_not_held():
    meeting = called()
    with pytest.raises(ValidationError, match="簽到"):
        hold(series(), meeting.pk, actor=desk(), now=AFTER, ended_at=ENDED)


def test_minutes_wait_until_every_item_of_discussion_is_resolved():
    meeting = held()
    with pytest.raises(ValidationError, match="滯洪池工程落後檢討"):
        send_minutes(series(), meeting.pk, actor=desk(), now=AFTER, number="字第1號")
    write_minutes(series(), meeting.pk, actor=desk(), now=AFTER, minutes="紀錄")
    resolved(meeting, due=None, slug="")
    with pytest.raises(WrongStanding):
        cancel(series(), meeting.pk, actor=desk(), now=AFTER, reason="不開了")
    send_minutes(series(), meeting.pk, actor=desk(), now=AFTER, number="字第1號")


def test_a_resolution_with_a_date_names_who_carries_it_out_and_one_under_control_stays():
    meeting = held()
    with pytest.raises(ValidationError, match="主辦機關"):
        resolved(meeting, slug="")
    with pytest.raises(ValidationError, match="早於開會日"):
        resolved(meeting, due=date(2023, 3, 1))
    found = resolved(meeting)
    track(series(), meeting.pk, actor=desk(), now=AFTER)
    with pytest.raises(ValidationError, match="列管"):
        drop(series(), meeting.pk, found.pk, actor=desk(), now=AFTER)


def test_items_are_moved_and_taken_off_until_they_are_resolved():
    meeting = planned()
    titles = ("一", "二", "三")
    items = [add_item(series(), meeting.pk, actor=desk(), now=MONDAY, kind=AgendaItem.Kind.REPORT, title=title) for title in titles]
    move_item(series(), meeting.pk, items[2].pk, actor=desk(), now=MONDAY, up=True)
    move_item(series(), meeting.pk, items[0].pk, actor=desk(), now=MONDAY, up=True)
    assert [item.title for item in meeting.items.all()] == ["一", "三", "二"]
    drop_item(series(), meeting.pk, items[0].pk, actor=desk(), now=MONDAY)
    assert meeting.items.count() == 2
    invite(series(), meeting.pk, actor=desk(), now=MONDAY, agency_ids=[agency().pk])
    uninvite(series(), meeting.pk, meeting.attendees.get().pk, actor=desk(), now=MONDAY)
    assert not meeting.attendees.exists()


def test_an_agenda_without_a_suggesting_division_suggests_nothing():
    assert suggestions(registry.get("control.city_meeting_series"), planned(), now=MONDAY) == ()


def test_a_series_that_meets_each_quarter_is_asked_after_before_and_after_a_quarter_without_a_meeting():
    assert chase_periods(now=at("2023-07-01 08:00")) == 0  # nobody has ever called it here
    held()
    assert chase_periods(now=at("2023-05-30 08:00")) == 0
    assert [chase_periods(now=at(day)) for day in ("2023-05-31 08:00", "2023-06-15 08:00")] == [1, 0]
    chase_meetings.function(now=at("2023-07-01 08:00"))
    titles = list(Notice.objects.filter(subject_kind="meeting_series", recipient_id="control").order_by("pk").values_list("title", flat=True))
    assert ["尚未召開，請於112年6月30日前召開" in titles[0], "未召開，請敘明原因" in titles[1], len(titles)] == [True, True, 2]
    whole = ("2023-01-01", "2023-12-31")
    assert value("periods_held", *whole) == 25
    Meeting.objects.update(starts_at=at("2023-06-30 14:00"))
    assert [value("periods_held", "2023-01-01", "2023-06-30"), value("periods_held", "2023-04-01", "2023-05-31")] == [50, None]
