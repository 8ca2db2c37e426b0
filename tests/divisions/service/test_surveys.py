"""滿意度抽樣: who may be asked, how many are drawn, that a no is kept, and what share with what certainty comes out."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import at
from tests.shell.conftest import a_dispatch, a_petition, actor, people

from yankao.divisions.service.logic.sampling import answer_online, draw_sample, open_entries, record_attempt, satisfaction_of, send_messages
from yankao.divisions.service.registers.calls import CallCase, CallRecord
from yankao.divisions.service.registers.surveys import SAMPLE, DoNotAsk, Outcome, SurveyEntry, SurveyKind
from yankao.engines.cases.models import Case
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import RocMonth, Window

__all__ = ["people"]
FEBRUARY = RocMonth.parse("115-02")
NOW = at("2026-03-02 10:00")


def closed(count: int = 1, *, phone: str = "", **facts: object) -> list[Case]:
    made: list[Case] = []
    for n in range(count):
        reporter = PersonData(name="林美玲", phone=phone or f"09120{len(made) + n:05d}")
        case = a_petition(**{"reporter": reporter, **facts})
        Case.objects.filter(pk=case.pk).update(closed_at=at("2026-02-20 10:00"))
        made.append(case)
    return made


def drawn(kind: SurveyKind = SurveyKind.PETITION, month: RocMonth = FEBRUARY) -> list[SurveyEntry]:
    draw_sample(month, kind, seed="s", actor=actor("desk_lead"), now=NOW if month == FEBRUARY else at("2026-04-02 10:00"))
    return list(SurveyEntry.objects.filter(month=month.first, kind=kind).order_by("pk"))


@given(st.integers(0, 200_000))
def test_a_sample_is_never_larger_than_its_population_nor_than_the_most(population: int) -> None:
    size = SAMPLE.at(FEBRUARY.last).value
    assert min(population, size.fewest) <= size.of(population) <= min(population, size.most)


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_confidential_anonymous_accusing_and_unreachable_people_are_not_drawn(people: None) -> None:
    plain = closed()[0]
    closed(is_confidential=True)
    closed(is_anonymous=True)
    closed(is_accusation=True)
    closed(reporter=PersonData(name="無電話"))
    test = closed()[0]
    Case.objects.filter(pk=test.pk).update(is_test=True)
    a_petition(reporter=PersonData(phone="0912000099"))
    (entry,) = drawn()
    assert entry.case_id == plain.pk
    assert (entry.sample.population, entry.sample.excluded, entry.sample.size) == (6, 5, 1)


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_a_month_is_drawn_once_when_it_is_over_and_by_a_supervisor(people: None) -> None:
    closed()
    with pytest.raises(PermissionDenied):
        draw_sample(FEBRUARY, SurveyKind.PETITION, seed="s", actor=actor("agent"), now=NOW)
    with pytest.raises(ValidationError, match="尚未結束"):
        draw_sample(FEBRUARY, SurveyKind.PETITION, seed="s", actor=actor("desk_lead"), now=at("2026-02-28 23:00"))
    drawn()
    with pytest.raises(ValidationError, match="不得重抽"):
        drawn()


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_whoever_says_never_is_left_out_of_all_later_samples(people: None) -> None:
    closed(phone="0912345678")
    (entry,) = drawn()
    record_attempt(entry.pk, Outcome.NEVER, actor=actor("agent"), now=NOW)
    assert DoNotAsk.objects.count() == 1
    later = closed(phone="0912-345-678")[0]
    Case.objects.filter(pk=later.pk).update(closed_at=at("2026-03-20 10:00"))
    assert drawn(month=FEBRUARY.plus(1)) == []


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_nobody_is_rung_a_fourth_time_and_an_answer_needs_its_score(people: None) -> None:
    closed()
    (entry,) = drawn()
    agent = actor("agent")
    with pytest.raises(ValidationError, match="請選擇滿意度"):
        record_attempt(entry.pk, Outcome.ANSWERED, actor=agent, now=NOW)
    for _ in range(3):
        record_attempt(entry.pk, Outcome.NO_ANSWER, actor=agent, now=NOW)
    assert not open_entries(FEBRUARY, SurveyKind.PETITION).exists()
    entry.refresh_from_db()
    assert (entry.attempts, entry.tries.count(), entry.outcome) == (3, 3, "no_answer")


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_the_share_comes_with_numerator_denominator_and_interval(people: None) -> None:
    closed(4)
    entries = drawn()
    for entry, score in zip(entries, (5, 4, 2), strict=False):
        record_attempt(entry.pk, Outcome.ANSWERED, score=score, actor=actor("agent"), now=NOW)
    found = satisfaction_of(FEBRUARY)[SurveyKind.PETITION]
    assert (found.content, found.answered, found.drawn) == (2, 3, 4)
    assert tuple(round(each, 1) for each in found.bounds) == (20.8, 93.9)
    (figure,) = figures(Window(FEBRUARY.first, FEBRUARY.last), keys=["service.petition.satisfaction"])
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("66.7"), 2, 3)


@pytest.mark.django_db
@pytest.mark.system("callcenter")
def test_an_answer_in_the_sample_goes_before_the_key_pressed_after_the_call(people: None) -> None:
    begin = at("2026-02-10 09:00")
    case = a_dispatch()
    call = CallRecord.objects.create(call_id="c1", started_at=begin, answered_at=begin, ended_at=begin, satisfaction=5)
    CallRecord.objects.create(call_id="c2", started_at=begin, answered_at=begin, ended_at=begin, satisfaction=4)
    CallCase.objects.create(call=call, case=case)
    (entry,) = drawn(SurveyKind.CALL)
    record_attempt(entry.pk, Outcome.ANSWERED, score=1, actor=actor("agent"), now=NOW)
    (figure,) = figures(Window(FEBRUARY.first, FEBRUARY.last), keys=["service.call.satisfaction"])
    assert (figure.numerator, figure.denominator) == (1, 2)


@pytest.mark.django_db
@pytest.mark.system("petition")
def test_a_message_carries_a_link_that_answers_once_without_a_login(people: None) -> None:
    closed()
    (entry,) = drawn()
    send_messages(FEBRUARY, SurveyKind.PETITION, link="https://city.example/survey/{token}/", actor=actor("desk_lead"), now=NOW)
    message = Notice.objects.get(title="簡訊：滿意度問卷")
    assert f"/survey/{entry.token}/" in message.text
    assert "林美玲" not in message.text
    client = Client()
    assert client.get(f"/survey/{entry.token}/").status_code == 200
    assert client.post(f"/survey/{entry.token}/", {"score": "9"}).status_code == 422
    assert client.post(f"/survey/{entry.token}/", {"score": "4", "comment": "很快"}).status_code == 302
    with pytest.raises(ValidationError, match="已填寫"):
        answer_online(entry.token, 1, "", now=NOW)
    assert client.get("/survey/unknown/").status_code == 404
