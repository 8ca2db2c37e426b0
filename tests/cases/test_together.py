"""Two people at once, the same thing twice, and how many statements a deed costs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase, recompute_workdays
from yankao.engines.cases.errors import Conflict
from yankao.engines.cases.join import merge
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.notices.models import Notice
from yankao.kernel import audit
from yankao.kernel.audit.models import Entry
from yankao.kernel.workdays.calendar import set_day

MORNING = at("2023-03-01 09:00")
FACTS = {"category": "road-pothole-1", "description": "路面坑洞", "address": "建國三路100號", "channel": "phone"}


def at_once(*deeds):
    """Do the deeds in threads of their own and return what each gave or raised."""

    def run(deed):
        try:
            return deed()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(run, deed) for deed in deeds]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_of_two_clerks_at_once_one_wins_and_the_other_is_told():
    agent, clerk = staff("agent", "rdec-service-callcentre"), staff("clerk", "public-works-maintenance")
    case = open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS)

    results = at_once(*[lambda: advance(case, "acknowledge", actor=clerk, now=MORNING, version=1)] * 4)

    assert sum(isinstance(result, Case) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert Passage.objects.filter(case=case, action="acknowledge").count() == 1
    assert list(audit.verify()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_reports_that_come_at_once_get_numbers_without_gap_or_double():
    agent = staff("agent", "rdec-service-callcentre")
    dispatch = registry.get("service.dispatch")

    at_once(*[lambda: [open_case(dispatch, actor=agent, now=MORNING, facts=FACTS) for _ in range(5)]] * 4)

    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"D112{n:07d}" for n in range(1, 21)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_two_cases_merged_into_each_other_at_once_become_one_merge():
    agent = staff("agent", "rdec-service-callcentre")
    first, second = (open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS) for _ in range(2))

    at_once(lambda: merge(first, into=second, actor=agent, now=MORNING), lambda: merge(second, into=first, actor=agent, now=MORNING))

    assert Case.objects.filter(merged_into__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_two_chasers_at_once_tell_once():
    agent = staff("agent", "rdec-service-callcentre")
    for _ in range(6):
        open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS)
    due = at("2023-03-03 09:00")
    Notice.objects.all().delete()

    at_once(*[lambda: chase(now=due)] * 3)

    told = Notice.objects.values_list("subject_id", "title")
    assert len(told) == len(set(told)) == 12
    assert not DueDate.objects.filter(chase_at__lte=due).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_the_same_outside_case_twice_is_one_case():
    agent = staff("agent", "rdec-service-callcentre")
    origin = Origin(source="app", external_id="A-1")
    first = open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS, origin=origin)
    again = open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS, origin=origin)
    assert first.pk == again.pk
    assert Entry.objects.filter(subject_kind="case").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_what_a_deed_costs_in_statements_stays_flat():
    agent, clerk = staff("agent", "rdec-service-callcentre"), staff("clerk", "public-works-maintenance")
    with CaptureQueriesContext(
        connection,
    ) as opening:
        case = open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=FACTS)
    with CaptureQueriesContext(connection) as acting:
        advance(case, "acknowledge", actor=clerk, now=MORNING)
    assert len([q for q in opening if "SAVEPOINT" not in q["sql"]]) <= 9
    assert len([q for q in acting if "SAVEPOINT" not in q["sql"]]) <= 11


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_a_new_closure_moves_open_working_day_deadlines_later_never_earlier():
    agent = staff("agent", "rdec-service-callcentre")
    inquiry = registry.get("service.inquiry")
    case = open_case(inquiry, actor=agent, now=MORNING, facts={"question": "戶政事務所幾點上班", "channel": "phone"})
    assert case.due_at == at("2023-03-03 00:00")

    storm = at("2023-03-01 20:00")
    set_day(at("2023-03-02 00:00").date(), is_workday=False, name="颱風停班", source="人事行政", actor_name="系統", now=storm)
    assert recompute_workdays(now=storm) == 1
    case.refresh_from_db()
    assert case.due_at == at("2023-03-04 00:00")
    assert Entry.objects.filter(subject_id=case.number, verb="calendar_moved").count() == 1

    set_day(at("2023-03-02 00:00").date(), is_workday=True, name="照常上班", source="人事行政", actor_name="系統", now=storm + timedelta(hours=1))
    assert recompute_workdays(now=storm + timedelta(hours=1)) == 0
    case.refresh_from_db()
    assert case.due_at == at("2023-03-04 00:00")
