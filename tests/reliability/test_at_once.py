"""Several people at the same row in the same moment, and the same form sent twice: one effect, and whoever came second is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client

from tests.activities.test_meetings import AFTER, MONDAY, PLANS, desk, held, planned, resolved, series
from tests.cases.people import at, staff
from tests.cases.test_together import at_once
from tests.progress.plans import a_plan, commission, controller, fill, hand_in, with_baseline
from tests.progress.test_figures import sheet
from tests.progress.test_importing import a_row
from tests.security.test_permissions import logged_in
from tests.shell.conftest import a_dispatch, people
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS, HealthVisit
from yankao.engines.activities.agenda import add_item
from yankao.engines.activities.meetings import change, plan
from yankao.engines.activities.models import AgendaItem, Meeting
from yankao.engines.activities.resolve import track
from yankao.engines.cases.models import Case, CaseNote
from yankao.engines.progress.importing import import_plans
from yankao.engines.progress.models import BaselineMonth, MilestoneDone, PeriodReport, Plan, ReportEdit
from yankao.engines.progress.plans import correct_plan
from yankao.engines.progress.reports import send
from yankao.engines.registers.models import RegisterEdit
from yankao.engines.registers.write import correct, enter, strike
from yankao.kernel import audit
from yankao.shell.once import new_token

__all__ = ["people"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]
MORNING = at("2023-03-01 12:00")
JULY = at("2023-07-03 09:00")
SESSION = {"served_on": "2023-03-01", "session": "morning", "person_times": 12, "nurse_hours": "4"}


def refused(results: list[object]) -> int:
    return sum(isinstance(each, ValidationError) for each in results)


def agent():
    return staff("agent", "rdec-service-callcentre")


def lead():
    return staff("desk_lead", "rdec-service")


def test_one_session_entered_by_four_at_once_is_one_row():
    by = agent()
    results = at_once(*[lambda: enter(HEALTH_VISITS, actor=by, now=MORNING, facts=SESSION)] * 4)
    assert refused(results) == 3
    assert HealthVisit.objects.count() == 1
    assert list(audit.verify()) == []


def test_of_four_who_correct_one_row_one_wins_and_three_are_told():
    by = lead()
    row = enter(HEALTH_VISITS, actor=agent(), now=MORNING, facts=SESSION)
    deeds = [
        lambda times=times: correct(HEALTH_VISITS, row.pk, actor=by, now=MORNING, facts={"person_times": times}, version=1, reason="誤植")
        for times in (20, 30, 40, 50)
    ]
    results = at_once(*deeds)
    row.refresh_from_db()
    assert refused(results) == 3
    assert row.version == 2
    assert RegisterEdit.objects.filter(field="person_times").count() == 1


def test_a_row_struck_off_by_two_at_once_is_struck_once():
    by = lead()
    row = enter(HEALTH_VISITS, actor=agent(), now=MORNING, facts=SESSION)
    results = at_once(*[lambda: strike(HEALTH_VISITS, row.pk, actor=by, now=MORNING, reason="重複登錄")] * 3)
    assert refused(results) == 2
    assert (HealthVisit.objects.count(), HealthVisit.kept.count()) == (0, 1)


def test_meetings_planned_at_once_get_numbers_without_a_double():
    by, it = desk(), series()
    at_once(*[lambda: plan(it, actor=by, now=MONDAY, facts=PLANS)] * 4)
    numbers = sorted(Meeting.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_of_two_who_change_one_meeting_at_once_one_is_told():
    by, it, meeting = desk(), series(), planned()
    results = at_once(*[lambda: change(it, meeting.pk, actor=by, now=MONDAY, facts=PLANS, version=meeting.version)] * 3)
    assert refused(results) == 2


def test_items_put_on_one_agenda_at_once_keep_an_order_of_their_own():
    by, it, meeting = desk(), series(), planned()
    at_once(*[lambda: add_item(it, meeting.pk, actor=by, now=MONDAY, kind=AgendaItem.Kind.DISCUSSION, title="落後檢討")] * 4)
    assert sorted(meeting.items.values_list("order", flat=True)) == sorted(set(meeting.items.values_list("order", flat=True)))
    assert meeting.items.count() == 4


def test_resolutions_put_under_control_by_two_at_once_become_one_case_each():
    meeting = held()
    resolved(meeting)
    by, it = desk(), series()
    done = at_once(*[lambda: track(it, meeting.pk, actor=by, now=AFTER)] * 3)
    assert sorted(each for each in done if isinstance(each, int)) == [0, 0, 1]
    assert Case.objects.count() == 1


def test_of_four_who_correct_one_plan_one_wins_and_three_are_told():
    by, it = commission(), a_plan()
    names = ("排水改善一期", "排水改善二期", "排水改善三期", "排水改善四期")
    results = at_once(
        *[lambda name=name: correct_plan(PROJECTS, it.pk, actor=by, now=JULY, facts={"name": name}, version=it.version) for name in names]
    )
    assert refused(results) == 3
    assert Plan.objects.get().version == it.version + 1


def test_one_file_taken_in_by_four_at_once_is_one_plan_a_row():
    by, file = commission(), sheet([a_row("A"), a_row("B")])
    results = at_once(*[lambda: import_plans(INFRA_SUBSIDY, file, actor=by, now=JULY).taken] * 4)
    assert sorted(map(str, results)) == ["0", "0", "0", "2"]
    assert (Plan.objects.count(), BaselineMonth.objects.count(), MilestoneDone.objects.count()) == (2, 4, 2)
    assert list(audit.verify()) == []


def test_one_cell_typed_by_four_at_once_keeps_the_first_and_shows_it_to_the_others():
    it = with_baseline(a_plan())
    outcomes = at_once(
        *[lambda value=value: fill(it, "112-06", now=JULY, seen={"year_progress": ""}, year_progress=value) for value in ("50", "51", "52", "53")]
    )
    assert sorted(len(each.refused) for each in outcomes) == [0, 1, 1, 1]
    assert PeriodReport.objects.count() == ReportEdit.objects.count() == 1


def test_a_report_passed_on_by_two_at_once_moves_one_stage():
    report = hand_in(with_baseline(a_plan()), "112-06", now=JULY)
    by = controller()
    results = at_once(*[lambda: send(PROJECTS, [report.pk], "check", actor=by, now=JULY)] * 3)
    assert sum(len(each.moved) for each in results) == 1
    assert sum(len(each.held) for each in results) == 2


@pytest.mark.usefixtures("people")
def test_a_form_sent_by_an_impatient_finger_writes_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    case, token = a_dispatch(), new_token()
    cookies = logged_in("clerk").cookies

    def press(_number: int) -> int:
        client = Client(raise_request_exception=False)
        client.cookies = cookies
        try:
            return client.post(f"/case/{case.number}/verb/note", {"text": "已聯繫廠商", "once": token}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(press, range(6)))
    assert set(statuses) == {302}
    assert CaseNote.objects.filter(case=case).count() == 1
