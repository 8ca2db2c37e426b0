"""Tests of the export: stable columns, safe cells, what the reader may see, and the same rows from the command."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import Result

from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.city import City
from yankao.kernel.audit.models import Entry
from yankao.kernel.persons.vault import PersonData
from yankao.shell.export import COLUMNS, case_columns, case_rows, cell, csv_lines

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)
PROGRAM = Actor(kind=ActorKind.APPLICATION, id="1", name="測試介接", scopes=("cases:write", "cases:read"))


@pytest.fixture
def dispatched(city: City) -> Case:
    """Return a case whose address looks like a formula."""
    facts = {"category": "signal-fault", "description": "不亮", "address": "=HYPERLINK(1)", "reporter": PersonData(name="王小明")}
    return open_case(registry.get("service.dispatch"), actor=PROGRAM, now=NOW, facts=facts)


def test_the_columns_are_stable_and_the_procedures_own_facts_follow() -> None:
    agreed = "number external_id category agency step channel received_at due_at closed_at district address lat long"
    assert " ".join(COLUMNS) == agreed
    assert case_columns(registry.get("service.dispatch"))[13:15] == ("lamp_number", "landmark")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (True, "true"), (-3, "-3"), (Decimal("9.60"), "9.6"), ("=1+1", "'=1+1"), ("+886", "'+886"), ("@x", "'@x"), ("-x", "'-x"),
        (date(2023, 3, 1), "2023-03-01"), (NOW, "2023-03-01T14:05:00+08:00"), ("路燈", "路燈"),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula(value: object, written: str) -> None:
    assert cell(value) == written


def test_a_case_is_exported_without_its_reporter(dispatched: Case) -> None:
    procedure = registry.get("service.dispatch")
    text = "".join(csv_lines(case_columns(procedure), case_rows(procedure, visible_cases(PROGRAM, procedures=(procedure,)))))
    assert text.startswith("\ufeffnumber,external_id")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["number"], row["category"], row["agency"], row["step"]) == (dispatched.number, "號誌故障", "高雄市政府交通局", "notified")
    assert (row["received_at"], row["due_at"], row["closed_at"]) == ("2023-03-01T14:05:00+08:00", "2023-03-01T18:05:00+08:00", "")
    assert (row["address"], row["wants_call_back"]) == ("'=HYPERLINK(1)", "true")
    assert "王小明" not in text


def test_a_stranger_exports_nothing(dispatched: Case) -> None:
    procedure = registry.get("service.dispatch")
    stranger = Actor(kind=ActorKind.CITIZEN, id="x", name="陌生人")
    assert list(case_rows(procedure, visible_cases(stranger, procedures=(procedure,)))) == []


def test_the_command_writes_csv_without_a_mark_and_json_as_one_array(run: Callable[..., Result], dispatched: Case, tmp_path: Path) -> None:
    told = run("export", "service.dispatch")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("number,external_id")
    assert "匯出 1 筆" in told.stderr
    (row,) = json.loads(run("export", "service.dispatch", "--format", "json").stdout)
    assert (row["number"], row["wants_call_back"], row["lat"]) == (dispatched.number, True, None)
    assert json.loads(run("export", "service.petition", "--format", "json").stdout) == []
    run("export", "service.dispatch", "-o", str(tmp_path / "out.csv"), "--bom")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("\ufeffnumber")
    assert Entry.objects.filter(verb="exported", subject_id="service.dispatch").count() == 3


def test_a_register_is_exported_too(run: Callable[..., Result]) -> None:
    CallRecord.objects.create(call_id="c1", started_at=NOW, call_class="inquiry")
    (row,) = csv.DictReader(io.StringIO(run("export", "service.call").stdout))
    assert (row["call_id"], row["started_at"], row["call_class"]) == ("c1", "2023-03-01T14:05:00+08:00", "inquiry")


@pytest.mark.parametrize("arguments", [("service.none",), ("service.dispatch", "--format", "xml")])
def test_wrong_use_ends_with_2(run: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    assert run("export", *arguments).exit_code == 2


def test_a_program_reads_one_row_a_line_and_then_the_summary(run: Callable[..., Result], dispatched: Case) -> None:
    lines = [json.loads(line) for line in run("export", "service.dispatch", "--json").stdout.splitlines()]

    assert [line["number"] for line in lines[:-1]] == [dispatched.number]
    assert lines[-1] == {"key": "service.dispatch", "format": "json", "rows": 1, "file": None}


def test_a_program_is_told_where_the_file_lies(run: Callable[..., Result], dispatched: Case, tmp_path: Path) -> None:
    output = tmp_path / "cases.csv"

    told = run("export", "service.dispatch", "-o", str(output), "--json")

    assert json.loads(told.stdout) == {"key": "service.dispatch", "format": "csv", "rows": 1, "file": str(output)}
    assert dispatched.number in output.read_text(encoding="utf-8")


def test_rows_in_csv_are_not_mixed_with_json(run: Callable[..., Result], city: City) -> None:
    assert run("export", "service.dispatch", "--format", "csv", "--json").exit_code == 2
