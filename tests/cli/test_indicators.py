"""Tests of `yankao indicators`: JSON alone on stdout, a table for people, an explanation with its SQL."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

pytestmark = pytest.mark.django_db
PERIOD = ("--from", "112-03", "--to", "112-07")
FIELDS = ["key", "name", "unit", "version", "mode", "from", "to", "value", "numerator", "denominator"]


def test_json_is_an_array_of_exactly_the_agreed_fields(run: Callable[..., Result]) -> None:
    told = run("indicators", *PERIOD, "--json")
    assert told.exit_code == 0
    rows = json.loads(told.stdout)
    assert rows
    assert all(list(row) == FIELDS for row in rows)
    assert all(row["value"] is None or isinstance(row["value"], int | float) for row in rows)


def test_one_key_gives_one_figure(run: Callable[..., Result]) -> None:
    (row,) = json.loads(run("indicators", *PERIOD, "--json", "--key", "service.petition.received").stdout)
    assert (row["key"], row["from"], row["to"], row["value"]) == ("service.petition.received", "112-03", "112-07", 0)


def test_people_get_a_table(run: Callable[..., Result]) -> None:
    told = run("indicators", *PERIOD)
    assert told.exit_code == 0
    assert "人民陳情受理件數" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "112-03"), "請以 --from 與 --to"),
        (("--from", "112-13", "--to", "112-07"), "112-13"),
        (("--from", "112-07", "--to", "112-03"), "不得晚於"),
        ((*PERIOD, "--key", "service.none"), "service.none"),
    ],
)
def test_wrong_use_is_told_on_stderr_and_ends_with_2(run: Callable[..., Result], arguments: tuple[str, ...], sentence: str) -> None:
    told = run("indicators", *arguments)
    assert told.exit_code == 2
    assert sentence in told.stderr
    assert told.stdout == ""


def test_an_earlier_run_under_another_definition_is_not_compared(run: Callable[..., Result], tmp_path: Path) -> None:
    rows = json.loads(run("indicators", *PERIOD, "--json").stdout)
    for row in rows:
        row["version"] = 99
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(rows), encoding="utf-8")
    assert "定義不同" in run("indicators", *PERIOD, "--compare", str(earlier)).stdout


def test_a_comparison_is_told_to_programs_too(run: Callable[..., Result], tmp_path: Path) -> None:
    rows = json.loads(run("indicators", *PERIOD, "--json").stdout)
    counted, other, *_rest = [row for row in rows if row["value"] is not None]
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps([counted | {"value": counted["value"] + 2}, other | {"version": 99}]), encoding="utf-8")
    told = run("indicators", *PERIOD, "--compare", str(earlier), "--json")
    found = {row["key"]: (row["before"], row["difference"], row["note"]) for row in json.loads(told.stdout)}
    assert found[counted["key"]] == (counted["value"] + 2, -2, "")
    assert found[other["key"]] == (other["value"], None, "定義不同，不宜比較")
    assert {note for key, (*_, note) in found.items() if key not in {counted["key"], other["key"]}} == {"先前沒有此指標"}
    earlier.write_text(told.stdout, encoding="utf-8")
    assert "與先前相比" in run("indicators", *PERIOD, "--compare", str(earlier)).stdout


def test_an_explanation_gives_definition_counting_rules_and_sql(run: Callable[..., Result]) -> None:
    told = run("indicators", "explain", "service.petition.received", *PERIOD)
    assert told.exit_code == 0
    for part in ("人民陳情受理件數", "計件原則", "依據", "SELECT COUNT(", "分子", "分母"):
        assert part in told.stdout
    assert json.loads(run("indicators", "explain", "service.petition.received", *PERIOD, "--json").stdout)["sql"]
