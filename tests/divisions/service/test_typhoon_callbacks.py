"""回電與說明: the reporters of merged cases are rung and told like everybody else."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.shell.conftest import NOW, a_dispatch, actor, login, people

from yankao.divisions.service.pages.callback_queue import callers, record_calls
from yankao.engines.cases.advance import advance
from yankao.engines.cases.inform import inform, preview
from yankao.engines.cases.join import merge
from yankao.engines.cases.models import Case, CaseNote, Passage
from yankao.engines.notices.models import Notice
from yankao.kernel.persons.vault import PersonData

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("dispatch", "callcenter")]


def a_mother(count: int = 2) -> tuple[Case, list[Case]]:
    mother = a_dispatch()
    children = [a_dispatch(reporter=PersonData(name="王大同", phone=f"093300000{n}")) for n in range(count)]
    for child in children:
        merge(child, into=mother, actor=actor("agent"), now=NOW)
    return mother, children


def done(mother: Case) -> None:
    advance(mother, "report", actor=actor("clerk"), now=NOW, facts={"result": "fixed", "report": "已清除"})


def test_reporters_of_merged_cases_are_rung_once_the_mother_is_reported(people: None) -> None:
    mother, children = a_mother()
    assert callers(actor("agent")) == ()
    done(mother)
    waiting = {case.number: case for caller in callers(actor("agent")) for case in caller.cases}
    assert set(waiting) == {mother.number, *(child.number for child in children)}
    assert {case.report for case in waiting.values()} == {"已清除"}
    assert waiting[children[0].number].merged_into == mother.number


def test_a_mother_is_released_with_the_last_of_its_reporters(people: None) -> None:
    mother, children = a_mother()
    done(mother)
    agent = actor("agent")
    record_calls([mother.number], "called_release", actor=agent, now=NOW)
    record_calls([children[0].number], "failed", actor=agent, now=NOW)
    record_calls([children[0].number], "called_release", actor=agent, now=NOW)
    assert Case.objects.get(pk=mother.pk).step == "reported"
    assert [caller.cases[0].number for caller in callers(agent)] == [children[1].number]
    record_calls([children[1].number], "not_needed", actor=agent, now=NOW)
    assert Case.objects.get(pk=mother.pk).step == "released"
    assert Passage.objects.filter(case=children[0], action="call_back").count() == 1


def test_a_merged_case_is_not_rung_before_and_takes_no_other_deed(people: None) -> None:
    _mother, (child, _) = a_mother()
    with pytest.raises(ValidationError):
        advance(child, "call_back", actor=actor("agent"), now=NOW, facts={"call_back": "called"})
    with pytest.raises(ValidationError):
        advance(child, "acknowledge", actor=actor("agent"), now=NOW)


def test_one_text_tells_every_reporter_under_the_own_number(people: None) -> None:
    mother, children = a_mother()
    Notice.objects.all().delete()
    text = "您反映的 {案號} 已派員，預計今日下午清除。"
    assert preview([mother], text).told == 3
    assert inform(mother, text=text, actor=actor("desk_lead"), now=NOW) == 3
    told = {notice.subject_id: notice.text for notice in Notice.objects.filter(recipient_kind="person")}
    assert set(told) == {mother.number, *(child.number for child in children)}
    assert all(number in words for number, words in told.items())
    assert CaseNote.objects.filter(kind="public", case=mother).count() == 1


@pytest.mark.parametrize("text", ["", "已於【請填日期】完成", "請洽 0912345678", "{機關}已處理"])
def test_a_text_that_no_reply_may_be_is_refused(people: None, text: str) -> None:
    mother, _ = a_mother()
    assert preview([mother], text).problems
    with pytest.raises(ValidationError):
        inform(mother, text=text, actor=actor("desk_lead"), now=NOW)


@pytest.mark.parametrize("role", ["agent", "researcher", "auditor"])
def test_only_the_supervisor_speaks_to_all_reporters(people: None, role: str) -> None:
    mother, _children = a_mother()
    Notice.objects.all().delete()
    with pytest.raises(PermissionDenied, match="服務中心督導"):
        inform(mother, text="已派員", actor=actor(role), now=NOW)
    assert not Notice.objects.exists()


def test_a_merged_case_is_told_through_its_mother(people: None) -> None:
    _mother, children = a_mother()
    with pytest.raises(ValidationError, match="已併案"):
        inform(children[0], text="已派員", actor=actor("desk_lead"), now=NOW)
