"""Tests of `yankao report` and `yankao statements`: files, stdout, and what is told on stderr."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from odfdo import Document
from typer.testing import Result

from yankao.kernel.agencies.city import current_city

pytestmark = pytest.mark.django_db
PERIOD = ("--from", "112-03", "--to", "112-07")


def test_statements_are_imported_and_a_refused_row_ends_with_1(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "statements.csv"
    file.write_text("key,from,to,value,unit,source,line\na.b,112-03,112-07,5,件,某報告,1\na.c,112-03,,5,件,某報告,1\n", encoding="utf-8")
    told = run("statements", "import", str(file), "--json")
    assert told.exit_code == 1
    assert told.stdout == '{"read": 2, "imported": 1, "replaced": 0, "unchanged": 0, "rejected": 1}\n'
    assert "statements.csv:3: 缺少 to" in told.stderr
    assert "a.b　112年3月至7月　5件" in run("statements", "list").stdout


def test_a_section_is_written_and_its_statements_and_gaps_are_told(run: Callable[..., Result], tmp_path: Path) -> None:
    run("statements", "import", str(current_city().folder / "statements.csv"))
    output = tmp_path / "out" / "service.md"
    told = run("report", "council", *PERIOD, "--section", "service", "-o", str(output))
    assert told.exit_code == 0, told.output
    assert told.stdout == ""
    assert "service.legal_aid.received = 3,513件" in told.stderr
    assert "service.md:" in told.stderr
    assert output.read_text(encoding="utf-8").startswith("## 五、聯合服務\n")
    assert "尚無資料" in run("report", "council", "--from", "110-01", "--to", "110-06", "--section", "service").stderr


def test_an_odt_opens_again(run: Callable[..., Result], tmp_path: Path) -> None:
    output = tmp_path / "report.odt"
    assert run("report", "council", *PERIOD, "-o", str(output)).exit_code == 0
    assert Document(str(output)).body.get_headers()[0].inner_text == "壹、工作成效"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("council", *PERIOD, "-o", "report.xls"), ".xls"),
        (("weekly", *PERIOD), "weekly"),
        (("council", *PERIOD, "--section", "nothing"), "nothing"),
        (("council", "--from", "x", "--to", "112-07"), "x"),
    ],
)
def test_wrong_use_ends_with_2(run: Callable[..., Result], arguments: tuple[str, ...], sentence: str) -> None:
    told = run("report", *arguments)
    assert told.exit_code == 2
    assert sentence in told.stderr


def test_an_unknown_key_ends_with_1_and_names_file_and_line(run: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "memo"
    folder.mkdir()
    (folder / "type.toml").write_text('key="memo"\ntitle="簽"\nnumbering=[]\n[[section]]\nkey="one"\nfile="one.md"\nlevel=1\n', encoding="utf-8")
    (folder / "one.md").write_text("# 標題\n\n{service.none.count}件\n", encoding="utf-8")
    told = run("report", "memo", "--types-dir", str(tmp_path), *PERIOD)
    assert told.exit_code == 1
    assert "one.md:3: 沒有指標「service.none.count」" in told.stderr


def test_what_is_missing_is_told_once_with_all_its_places_by_short_paths(run: Callable[..., Result]) -> None:
    told = run("report", "council", "--from", "110-01", "--to", "110-06").stderr.splitlines()
    missing = [line.strip().split("：")[0] for line in told if "本期尚無登錄" in line]

    assert missing
    assert len(missing) == len(set(missing))
    assert not any(str(current_city().folder) in line and line.startswith("  /") for line in told)
    assert not any(f"　{Path.cwd()}" in line or "、/" in line for line in told)


def test_a_program_is_told_file_statements_and_gaps(run: Callable[..., Result], tmp_path: Path) -> None:
    output = tmp_path / "service.md"
    told = run("report", "council", "--from", "110-01", "--to", "110-06", "--section", "service", "-o", str(output), "--json")

    summary = json.loads(told.stdout)
    assert (summary["report"], summary["from"], summary["to"]) == ("council", "2021-01-01", "2021-06-30")
    assert summary["file"] == str(output)
    assert any(gap["key"].startswith("statement.") and gap["where"] for gap in summary["gaps"])


def test_without_a_file_the_program_is_told_the_text(run: Callable[..., Result]) -> None:
    told = run("report", "council", "--from", "110-01", "--to", "110-06", "--section", "service", "--json")

    assert json.loads(told.stdout)["text"].startswith("## 五、聯合服務\n")
