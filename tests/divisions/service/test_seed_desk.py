"""The demonstration desk has a lawful rota, last month's monitoring and survey, and a model that learns in the background."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.cases.people import at
from tests.shell.conftest import a_dispatch, people

from yankao.divisions.service import tasks
from yankao.divisions.service.intelligence.own_cases import own_reports
from yankao.divisions.service.intelligence.store import CURRENT
from yankao.divisions.service.logic.seed_desk import seed_desk
from yankao.divisions.service.registers.call_reviews import CallReview
from yankao.divisions.service.registers.calls import CallRecord
from yankao.divisions.service.registers.shifts import ShiftDuty, ShiftNote, rests_enough
from yankao.engines.cases.models import Case, Category

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("callcenter")]
NOW = at("2026-03-02 10:00")


def test_the_demonstration_is_filled_once_and_its_rota_keeps_the_rest(people: None) -> None:
    begin = at("2026-02-10 09:00")
    for n in range(6):
        CallRecord.objects.create(call_id=f"c{n}", started_at=begin, answered_at=begin, ended_at=begin, agent="T001")
    told: list[str] = []
    seed_desk(NOW, told.append)
    duties = list(ShiftDuty.objects.all())
    assert len(duties) > 300
    assert [each for each in duties if rests_enough(each)] == []
    assert {each.duty_on.month for each in duties} == {2, 3}
    assert ShiftNote.objects.filter(is_done=False).count() == 2
    assert CallReview.objects.count() == 4
    seed_desk(NOW, told.append)
    assert (ShiftDuty.objects.count(), told[-1]) == (len(duties), "話務督導：新增模擬資料 0 筆")


def test_too_few_cases_leave_the_desk_without_a_model_and_enough_make_one_once(people: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    a_dispatch()
    tasks.train_routing.run(now=NOW)
    current = tmp_path / "models" / CURRENT
    assert not current.exists()
    for n, name in enumerate(("路燈不亮", "路面坑洞") * 40):
        case = a_dispatch(description=f"{name}，請查修 {n}", category=Category.objects.filter(procedure="service.dispatch")[n % 2])
        if n % 2:
            Case.objects.filter(pk=case.pk).update(agency_id=(case.agency_id or 0) + 1)
    tasks.train_routing.run(now=NOW)
    name = current.read_text(encoding="utf-8")
    assert json.loads((current.parent / name / "model.json").read_text(encoding="utf-8"))["trained_on"] == "2026-03-02"
    tasks.train_routing.run(now=NOW)
    assert current.read_text(encoding="utf-8") == name


def test_a_desk_without_a_model_is_told_to_learn_once_it_has_cases_enough(
    people: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    monkeypatch.setattr(tasks, "FIRST_FROM", 2)
    asked: list[object] = []
    monkeypatch.setattr(tasks.jobs, "enqueue_once", lambda task, _key: asked.append(task))
    a_dispatch()
    tasks.first_routing.run(now=NOW)
    assert asked == []
    a_dispatch()
    tasks.first_routing.run(now=NOW)
    assert asked == [tasks.train_routing]
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / CURRENT).write_text("routing-1", encoding="utf-8")
    tasks.first_routing.run(now=NOW)
    assert asked == [tasks.train_routing]


def test_the_desk_learns_by_itself_from_the_newest_cases_only(people: None) -> None:
    made = [a_dispatch(received=f"2026-02-{day:02} 09:00") for day in (3, 1, 2)]
    assert {it.sighting.id for it in own_reports(newest=2)} == {made[0].number, made[2].number}
    assert len(list(own_reports())) == 3
