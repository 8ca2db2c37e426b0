"""`yankao import` and `yankao simulate`: the summary is the last line of stdout, wrong use is refused in words."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from yankao.engines.cases.models import Case
from yankao.engines.connectors.simulated import mark_simulated
from yankao.kernel.days import start_of
from yankao.kernel.roc import Window
from yankao.site.cli.session import _typer_app
from yankao.site.cli.table import COMMANDS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

ROW = "2017010300363,路燈故障或設施損壞,大同區延平北路,20170103,175500\n"


def yankao(name: str, *arguments: str) -> Result:
    app = _typer_app(next(command for command in COMMANDS if command.name == name))
    return CliRunner().invoke(app, arguments)


def written(folder: Path, text: str) -> str:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_summary_is_the_last_line_of_stdout(tmp_path):
    done = yankao("import", "taipei1999", written(tmp_path, ROW + ROW + "x\n"), "--json")

    assert done.exit_code == 0
    summary = json.loads(done.stdout.splitlines()[-1])
    path = Path(summary.pop("rejects_file"))
    assert summary == {"read": 3, "imported": 1, "repaired": 0, "unchanged": 0, "duplicates": 1, "rejected": 1}
    assert "找不到立案日期" in path.read_text(encoding="utf-8-sig")


def test_without_json_the_operator_reads_a_sentence(tmp_path):
    done = yankao("import", "taipei1999", written(tmp_path, ROW))

    assert "讀取 1、匯入 1、其中修復 0、未變動 0、重複 0、退件 0" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("mars1999", "x.csv"), "沒有匯入格式 mars1999"),
        (("csv", "x.csv"), "yankao import csv 程序或登錄簿 檔案"),
        (("csv", "service.nothing", "x.csv"), "沒有匯入格式 service.nothing"),
        (("taipei1999", "nowhere.csv"), "找不到檔案"),
        (("taipei1999", "x.csv", "--events", "y"), "沒有異動紀錄"),
    ],
)
def test_wrong_use_is_refused_with_what_to_do(arguments, refusal):
    done = yankao("import", *arguments)

    assert done.exit_code == 2
    assert refusal.replace(" ", "") in "".join(done.stderr.replace("│", "").split())


def test_a_simulation_is_made_once_and_stands(tmp_path):
    mark_simulated(now=start_of(Window.of_months("112-09", "112-09").first))
    totals = written(tmp_path, "procedure,from,to,count\nservice.dispatch,112-03,112-03,25\n")

    assert json.loads(yankao("simulate", "--totals", totals, "--json").stdout) == {"ordered": 25, "made": 25, "unchanged": 0}
    assert json.loads(yankao("simulate", "--totals", totals, "--json").stdout) == {"ordered": 25, "made": 0, "unchanged": 25}


def test_a_real_city_refuses_a_simulation(tmp_path):
    totals = written(tmp_path, "procedure,from,to,count\nservice.dispatch,112-03,112-03,25\n")

    done = yankao("simulate", "--totals", totals, "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "不是模擬城市" in done.stderr
    assert not Case.objects.exists()


def test_an_unknown_key_in_the_totals_is_refused_before_anything_is_made(tmp_path):
    mark_simulated(now=start_of(Window.of_months("112-09", "112-09").first))
    totals = written(tmp_path, "procedure,from,to,count\nservice.dispatch,112-03,112-03,25\nservice.weather,112-03,112-03,1\n")

    assert yankao("simulate", "--totals", totals).exit_code == 2
    assert not Case.objects.exists()
