"""Commands speak Chinese plainly: wrong words are refused on stderr before any database is started, results alone are on stdout."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from yankao.shell.cli import opening
from yankao.site.cli import session
from yankao.site.cli.table import COMMANDS

PLAIN = [command.name for command in COMMANDS if not command.is_hidden]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command wrote and how it ended."""

    returncode: int
    stdout: str
    stderr: str


Say = Callable[..., Done]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """Return a function that runs a command in this process; it fails where the command would open a database."""

    def opened() -> None:
        raise AssertionError("the database was opened")

    def run(name: str, *arguments: str) -> Done:
        opening.use(opened)
        code = session.call(next(command for command in COMMANDS if command.name == name), list(arguments))
        written = capfd.readouterr()
        return Done(code, written.out, written.err)

    return run


@pytest.fixture(autouse=True)
def _opening_forgotten() -> Iterator[None]:
    yield
    opening.use(lambda: None)


def yankao(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an operator would, in a home of its own without any database."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_", "LANG", "LC_")) and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-m", "yankao.site.cli", *arguments],
        env={**kept, "YANKAO_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=home.parent,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return where no database was ever made."""
    return tmp_path / "a home with spaces"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("export",), "缺少 KEY"),
        (("export", "service.nothing"), "沒有程序或登錄簿 service.nothing"),
        (("export", "service.dispatch", "--format", "xml"), "--format 應為 csv 或 json"),
        (("export", "service.dispatch", "--colour"), "沒有選項 --colour"),
        (("export", "service.dispatch", "x", "y"), "多餘的引數"),
        (("import", "mars1999", "x.csv"), "沒有匯入格式 mars1999"),
        (("import", "taipei1999", "nowhere.csv"), "找不到檔案：nowhere.csv"),
        (("import", "kcg1999", "nowhere.jsonl", "--events", "x"), "找不到檔案"),
        (("indicators", "--from", "112-13", "--to", "112-14"), "112-13"),
        (("indicators", "--from", "112-05", "--to", "112-03"), "112"),
        (("indicators",), "請以 --from 與 --to 指定期間"),
        (("indicators", "explain", "service.call.cuont"), "是否為 service.call.count"),
        (("report", "counsel", "--from", "112-03", "--to", "112-07"), "沒有報告類型 counsel"),
        (("report", "council", "--from", "112-03", "--to", "112-07", "--section", "x"), "沒有章節 x"),
        (("report", "council", "--from", "112-03", "--to", "112-07", "-o", "x.xyz"), "不支援 .xyz"),
        (("report", "check", "nowhere.md"), "找不到檔案 nowhere.md"),
        (("simulate", "--totals", "nowhere.csv"), "找不到：nowhere.csv"),
        (("serve", "--port", "many"), "--port：應為整數"),
        (("serve", "--port", "70000"), "--port：應為 65535 以下"),
        (("restore",), "缺少 DIR"),
        (("statements", "import", "nowhere.csv"), "找不到：nowhere.csv"),
        (("statements",), "命令"),
        (("train-routing", "nowhere.jsonl"), "找不到：nowhere.jsonl"),
    ],
)
def test_wrong_words_are_refused_in_plain_chinese_before_the_database(say, arguments, sentence):
    done = say(*arguments)

    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert done.stdout == ""
    assert not set("╭│╰─") & set(done.stderr)
    assert not any(word in done.stderr for word in ("Usage", "Error", "Try", "Traceback", "Invalid", "Missing"))


@pytest.mark.parametrize("name", PLAIN)
def test_every_command_explains_itself_in_chinese_without_a_database(say, name):
    done = say(name, "--help")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"用法：yankao {name}")
    assert "顯示此說明" in done.stdout
    assert not any(word in done.stdout for word in ("Usage", "Options", "Show this message", "╭"))
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())


def test_an_unknown_command_is_refused_with_the_nearest(home):
    done = yankao("exprot", home=home)

    assert (done.returncode, done.stdout) == (2, "")
    assert "沒有命令 exprot；是否為 export" in done.stderr


@pytest.mark.parametrize("environment", [{}, {"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "en_US.ISO-8859-1"}, {"PYTHONIOENCODING": "ascii"}])
def test_chinese_is_written_whatever_the_language_settings(home, environment):
    done = yankao("--help", home=home, **environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert "研考" in done.stdout


def test_the_help_of_import_lists_every_format_on_a_line_of_its_own(say):
    lines = say("import", "--help").stdout.splitlines()

    for name in ("cdr", "kcg1999", "taipei1999", "csv KEY", "calendar", "service.leaflet"):
        assert sum(line.strip().startswith(f"{name} ") for line in lines) == 1, name


def test_an_unknown_format_is_refused_with_all_there_are(say):
    lines = say("import", "mars1999", "x.csv").stderr.splitlines()

    for name in ("cdr", "kcg1999", "taipei1999", "csv KEY"):
        assert any(line.startswith(f"{name} ") for line in lines), name


def test_mistakes_in_the_totals_name_line_and_months_before_the_database(say, tmp_path):
    totals = tmp_path / "totals.csv"
    heading = "procedure,from,to,count,field,value\nservice.call,112-03,112-07,9,,\n"
    for row, sentence in (
        ("service.call,112-05,112-08,9,,", "第 3 行：service.call 的期間 112-05 至 112-08 與第 2 行的 112-03 至 112-07 重疊"),
        ("service.call,112-03,112-07,10,class,inquiry", "第 3 行：service.call 112-03 至 112-07，class 各值合計 10 超過總數 9"),
        ("service.weather,112-03,112-07,9,,", "第 3 行：service.weather 無法模擬"),
        ("service.dispatch,112-03,112-07,9,smell,sweet", "第 3 行：service.dispatch 不能指定 smell"),
    ):
        totals.write_text(heading + row + "\n", encoding="utf-8")
        done = say("simulate", "--totals", str(totals))
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(say):
    done = say("export", "service.dispatch", "-o", "/nowhere/x.csv")

    assert (done.returncode, done.stdout) == (2, "")
    assert "沒有資料夾 /nowhere" in done.stderr


def test_before_init_a_command_says_what_to_do_and_prints_nothing(home):
    done = yankao("export", "service.dispatch", "--json", home=home)

    assert (done.returncode, done.stdout) == (1, "")
    assert "yankao init" in done.stderr
    assert not home.exists()
