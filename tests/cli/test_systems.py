"""Tests of `yankao systems`, `procedures` and `reference`: states are derived, pages follow the declarations."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from yankao.engines.cases import registry
from yankao.shell import tested
from yankao.shell.systems import State, state_of, systems, unknown_names

PETITION, TRIPS = "service.petition", "research.trip_report"


def test_the_catalogue_holds_every_division(run: Callable[..., Result]) -> None:
    told = run("systems", "--json")
    rows = json.loads(told.stdout)
    assert all(list(row) == ["id", "name", "state", "procedures", "url"] for row in rows)
    assert len(rows) == len({row["id"] for row in rows}) > 150
    assert {each.division for each in systems()} == {"research", "planning", "control", "engineering", "service", "information", "administration"}


def test_a_built_system_names_its_procedure_and_page(run: Callable[..., Result]) -> None:
    rows = {row["id"]: row for row in json.loads(run("systems", "--json").stdout)}
    assert PETITION in rows["petition"]["procedures"]
    assert rows["petition"]["state"] == "tested"
    assert PETITION in rows["petition"]["url"]
    bare = next((row for row in rows.values() if row["state"] == "declared"), None)
    assert bare is None or (bare["procedures"], bare["url"]) == ([], "")


def test_a_state_is_earned_step_by_step() -> None:
    petition = registry.get(PETITION)
    assert petition.indicators
    assert state_of([], kinds=("measure",), tests=("a test",)) == State.DECLARED
    assert state_of([petition], kinds=("measure",), tests=()) == State.INDICATOR
    assert state_of([petition], kinds=("measure",), tests=("a test",)) == State.TESTED
    bare = next((each for each in registry.every() if not each.indicators), None)
    if bare is not None:
        assert state_of([bare], kinds=("track", "measure"), tests=("a test",)) == State.SCREEN
        assert state_of([bare], kinds=("track",), tests=()) == State.SCREEN
        assert state_of([bare], kinds=("track",), tests=("a test",)) == State.TESTED


def test_nothing_names_a_system_that_no_catalogue_holds() -> None:
    assert unknown_names() == ()


def test_marks_are_read_on_tests_and_on_whole_files(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    marked = "import pytest\npytestmark = [pytest.mark.system('a')]\n@pytest.mark.system('b', 'c')\ndef test_one(): ...\ndef helper(): ...\n"
    (tmp_path / "tests" / "test_x.py").write_text(marked, encoding="utf-8")
    assert tested.scan(tmp_path / "tests") == {"a": ["tests/test_x.py"], "b": ["tests/test_x.py"], "c": ["tests/test_x.py"]}


def test_people_get_tables(run: Callable[..., Result]) -> None:
    assert "系統目錄" in run("systems").stdout
    assert "petition" not in run("systems", "--state", "declared").stdout.split()
    assert run("systems", "--state", "odd").exit_code == 2
    assert PETITION in run("procedures").stdout


def test_procedures_are_told_with_steps_and_figures(run: Callable[..., Result]) -> None:
    rows = {row["key"]: row for row in json.loads(run("procedures", "--json").stdout)}
    assert rows[PETITION]["steps"][0] == {"key": "registered", "name": "待分文"}
    assert "service.petition.received" in rows[PETITION]["indicators"]
    assert rows["service.call"]["kind"] == "register"


@pytest.mark.django_db
def test_the_reference_has_a_page_for_everything_declared(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "service.gone.md").write_text("<!-- 由 make docs 依宣告產生，請勿手改 -->\n", encoding="utf-8")
    (tmp_path / "own.md").write_text("# 手寫\n", encoding="utf-8")
    told = run("reference", str(tmp_path))
    assert told.exit_code == 0, told.output
    names = {path.name for path in tmp_path.iterdir()}
    assert {f"{each.key}.md" for each in registry.every()} | {"service.call.md", "README.md", "own.md"} <= names
    assert "service.gone.md" not in names
    page = (tmp_path / f"{PETITION}.md").read_text(encoding="utf-8")
    for part in ("# 人民陳情", "## 步驟", "├─ 回復 → 已回復", "## 欄位", "## 動作", "## 期限", "得展延", "service.petition.received", "必填"):
        assert part in page
