"""Suggestions of agency and item: what they may read, how they speak, how well they do, and what they survive."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from typer.testing import CliRunner

from yankao.divisions.service.intelligence import intake
from yankao.divisions.service.intelligence.routing import PRESELECTED_FROM
from yankao.divisions.service.intelligence.sightings import Routed, moment_of, read_routed, sighting_of
from yankao.divisions.service.intelligence.store import home_models, load, save
from yankao.divisions.service.intelligence.training import TooFewError, train, usable
from yankao.site.cli.session import _typer_app
from yankao.site.cli.table import COMMANDS

DAY = date(2020, 1, 1)
MATTERS = (
    ("養工處", "路燈故障(一)", "路燈不亮，請修復"),
    ("養工處", "路面坑洞(一)", "路面有坑洞，請查處"),
    ("環保局", "髒亂清除", "路邊有垃圾包，請清除"),
    ("交通局", "號誌故障", "紅綠燈號誌故障，請查修"),
)
HOSTILE: tuple[dict[str, object], ...] = (
    {},
    {"FileNo_": "X1"},
    {"FileNo_": "X2", "BeforeDesc_": "", "Cre_Date_": "2016/13/45 下午 99:99:99"},
    {"FileNo_": "X3", "BeforeDesc_": "路燈" * 60_000, "address_": None, "Cre_Date_": 5},
    {"FileNo_": "X4", "BeforeDesc_": ["路燈"], "ZipName_": {"a": 1}, "Cre_Date_": "昨天"},
    {"FileNo_": "\ud800", "BeforeDesc_": "路燈不亮"},
    {"FileNo_": "X5", "BeforeDesc_": "\x00\ud800😀", "ZipName_": "不存在區"},
)


def records(count=160):
    chance = random.Random(7)  # noqa: S311 -- made-up reports
    began = datetime(2019, 3, 1, 8)  # noqa: DTZ001 -- the city's clock
    rows = []
    for number in range(count):
        agency, item, words = MATTERS[number % len(MATTERS)]
        at = began + timedelta(minutes=7 * number)
        rows.append(
            {
                "FileNo_": f"T{number:04}",
                "ZipName_": chance.choice(("東區", "西區")),
                "address_": f"長青路{chance.randint(1, 90)}號",
                "BeforeDesc_": f"{words}{'。' * chance.randint(0, 2)}",
                "Cre_Date_": f"{at:%Y/%m/%d} {'上午' if at.hour < 12 else '下午'} {at.hour % 12 or 12:02}:{at:%M:%S}",
                "UnitName_": agency,
                "InformDesc_": item,
            }
        )
    return rows


def write(path: Path, rows, *, extra=""):
    path.write_text("\n".join(json.dumps(row, ensure_ascii=True) for row in rows) + extra, encoding="utf-8")
    return path


def yankao(name, *arguments):
    command = next(command for command in COMMANDS if command.name == name)
    return CliRunner().invoke(_typer_app(command), [str(argument) for argument in arguments])


def lines_of(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("YANKAO_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def trained(home):
    result = yankao("train-routing", write(home / "past.jsonl", records()), "--json")
    return home, lines_of(result)[-1]


def test_without_a_model_the_command_says_how_to_train(home):
    result = yankao("suggest-routing", write(home / "new.jsonl", records(3)), "--json")
    assert result.exit_code == 2
    assert "yankao train-routing FILE" in result.stderr
    assert result.stdout == ""


def test_training_tells_date_sources_and_measured_accuracy(trained):
    _, summary = trained
    assert summary["sources"] == {"past.jsonl": 160}
    assert summary["measured"]["reports"] == 32
    assert summary["measured"]["agency_top1"] == 1.0
    assert {"trained_on", "cpu_seconds", "seconds"} <= set(summary)


def test_each_report_is_answered_on_one_line_and_the_summary_comes_last(trained):
    home, _ = trained
    *rows, summary = lines_of(yankao("suggest-routing", write(home / "new.jsonl", records(8)), "--json"))
    assert [row["id"] for row in rows] == [f"T{number:04}" for number in range(8)]
    assert set(rows[0]) == {"id", "agency", "type", "confidence", "agencies", "types", "why"}
    assert rows[0]["agency"] == rows[0]["agencies"][0][0] == "養工處"
    assert rows[0]["type"] == rows[0]["types"][0][0] == "路燈故障(一)"
    assert len(rows[0]["agencies"]) == len(rows[0]["types"]) == 3
    assert all(0 <= row["confidence"] <= 1 for row in rows)
    assert summary["id"] is None
    assert summary["read"] == 8


def test_the_reasons_are_words_of_the_report(trained):
    home, _ = trained
    rows = lines_of(yankao("suggest-routing", write(home / "new.jsonl", records(1)), "--json"))
    assert any("路燈" in reason for reason in rows[0]["why"])


def test_no_field_of_the_outcome_is_read(trained):
    home, _ = trained
    plain = [{name: row[name] for name in ("FileNo_", "ZipName_", "address_", "BeforeDesc_", "Cre_Date_")} for row in records(12)]
    told = [row | {"UnitName_": "警察局", "InformDesc_": "違規停車", "Status_": "9", "AfterDesc_": "垃圾", "Memo_": "號誌"} for row in plain]
    one = yankao("suggest-routing", write(home / "a.jsonl", plain), "--json").stdout.splitlines()[:-1]
    other = yankao("suggest-routing", write(home / "b.jsonl", told), "--json").stdout.splitlines()[:-1]
    assert one == other


def test_hostile_rows_get_a_line_each(trained):
    home, _ = trained
    file = write(home / "new.jsonl", HOSTILE, extra="\nnot json\n[1, 2]\n")
    *rows, summary = lines_of(yankao("suggest-routing", file, "--json"))
    assert len(rows) == summary["read"] == len(HOSTILE) + 2
    assert all(row["agency"] for row in rows)
    assert rows[0]["why"]


def test_training_twice_gives_the_same_model():
    reports = [routed(row) for row in records()]
    one, other = (train(reports, trained_on=DAY, sources={}) for _ in range(2))
    sightings = [it.sighting for it in reports]
    assert list(one.suggest(sightings)) == list(other.suggest(sightings))


def test_a_stored_model_answers_as_before_it_was_stored(tmp_path):
    reports = [routed(row) for row in records()]
    model = train(reports, trained_on=DAY, sources={"past": 160})
    save(model, tmp_path)
    stored = load(tmp_path)
    assert list(stored.suggest([it.sighting for it in reports])) == list(model.suggest([it.sighting for it in reports]))
    assert (stored.measured, stored.sources, stored.trained_on) == (model.measured, model.sources, model.trained_on)


def test_too_few_reports_are_refused_in_words():
    with pytest.raises(TooFewError, match="至少需要"):
        train([routed(row) for row in records(20)], trained_on=DAY, sources={})


def test_below_the_limit_nothing_is_preselected():
    model = train([routed(row) for row in records()], trained_on=DAY, sources={})
    sure = next(model.suggest([sighting_of(records(1)[0])]))
    limit = PRESELECTED_FROM.at(DAY).value
    assert replace(sure, confidence=limit).is_sure
    assert not replace(sure, confidence=limit - 0.001).is_sure


def test_the_intake_screen_gets_a_suggestion_once_a_model_is_there(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    at = datetime(2020, 3, 1, 1, tzinfo=UTC)
    assert intake.suggest_route("路燈不亮", address="長青路1號", district="東區", at=at) is None
    monkeypatch.setenv("YANKAO_HOME", str(tmp_path))
    save(train([routed(row) for row in records()], trained_on=DAY, sources={}), home_models())
    found = intake.suggest_route("路燈不亮", address="長青路1號", district="東區", at=at)
    assert found is not None
    assert found.agency == "養工處"
    assert intake.suggest_route("  ", address="長青路1號", district="東區", at=at) is None


def test_moments_are_read_in_both_calendars_and_nonsense_is_none():
    assert moment_of("2016/9/10 下午 10:51:24") == datetime(2016, 9, 10, 22, 51, 24)  # noqa: DTZ001 -- the city's clock
    assert moment_of("105/9/10 上午 12:05:00") == datetime(2016, 9, 10, 0, 5)  # noqa: DTZ001 -- the city's clock
    assert moment_of("2016/2/30 下午 01:00:00") is None
    assert moment_of("") is None


def routed(row):
    return Routed(sighting=sighting_of(row), agency=row["UnitName_"], item=row["InformDesc_"])


@pytest.mark.real_data
def test_it_beats_the_plain_baseline_on_later_real_reports(real_data):
    known = usable(list(read_routed([real_data / "data" / "kcg1999" / "cases.jsonl.gz"])))[::4]
    cut = int(len(known) * 0.8)
    learnt, later = known[:cut], known[cut:]
    told = train(known, trained_on=DAY, sources={}).measured
    assert told is not None
    agency = plain([it.sighting.text for it in learnt], [it.agency for it in learnt], [it.sighting.text for it in later])
    texts = [[f"{it.sighting.district} {it.sighting.address} {it.sighting.text}" for it in side] for side in (learnt, later)]
    item = plain(texts[0], [it.item for it in learnt], texts[1])
    assert told.agency_top1 > sum(a == it.agency for a, it in zip(agency, later, strict=True)) / len(later)
    assert told.item_top1 > sum(a == it.item for a, it in zip(item, later, strict=True)) / len(later)


def plain(learnt, answers, later):
    cut = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    return LinearSVC().fit(cut.fit_transform(learnt), answers).predict(cut.transform(later))
