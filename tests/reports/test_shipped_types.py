"""Tests of the report types the city ships: each can be written, its amounts add up, and its sentences are its own."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from yankao.engines.reports import markdown, publications
from yankao.engines.reports.build import Making, build
from yankao.engines.reports.document import Heading, Origin, Table, text_of
from yankao.engines.reports.edition_types import every, load
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import import_city
from yankao.engines.reports.words import Told
from yankao.kernel.actors import job
from yankao.kernel.roc import Window

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PERIODS = {"performance": Window.of_year("108"), "own_plan": Window.of_year("112")}
HALF = Window.of_months("112-03", "112-07")
WORDS = Told(words={"session": "第4屆第2次定期大會", "reporter": "主任委員王小明", "reported_on": "112年11月6日"})
BULLETINS = {"monthly_analysis", "bulletin"}
"""The division that follows plans gives these out with its own letters, as bulletins of its windows."""
COPIED = 14
"""So many signs in a row are a sentence of somebody; names of acts and bodies are shorter or set apart."""


def written(key: str) -> str:
    return markdown.write(build(load(key), window=PERIODS.get(key, HALF), making=Making(told=WORDS)))


@pytest.fixture
def stated() -> None:
    taken = import_city(actor=job("展示資料"), now=NOW)
    assert taken.rejected == []


@pytest.mark.usefixtures("city", "stated")
@pytest.mark.parametrize("key", [each.key for each in every()])
def test_every_shipped_type_is_written_without_a_mistake(key: str) -> None:
    assert len(written(key)) > 50


@pytest.mark.usefixtures("stated")
def test_the_plan_and_its_budget_add_up_to_the_published_total() -> None:
    text = written("own_plan")
    assert "| 合計 | — | 279,232 | 各類合計 |" in text
    assert "112年度預算279,232千元" in text
    found = {it.key: it.number for it in Statement.objects.filter(key__startswith="own_plan.", key__endswith=".amount")}
    classes = {key.split(".")[2]: value for key, value in found.items() if key.startswith("own_plan.class.")}
    assert sum(value or 0 for value in classes.values()) == Decimal(279232)
    for name, amount in classes.items():
        parts = [value or 0 for key, value in found.items() if re.match(rf"own_plan\.item\.{name}i\d+\.", key)]
        assert sum(parts) == amount, name


@pytest.mark.usefixtures("city", "stated")
def test_the_council_report_has_the_published_structure() -> None:
    report = build(load("council"), window=HALF, making=Making(told=WORDS))
    tops = [part.mark + text_of(part.runs) for part in report.parts if isinstance(part, Heading) and part.level == 1]
    assert tops == ["壹、工作成效", "貳、積極辦理及未來重點", "參、結語"]
    groups = [part.mark for part in report.parts if isinstance(part, Heading) and part.level == 2][:6]
    assert groups == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert report.head[1:4] == ("會期：第4屆第2次定期大會", "日期：112年11月6日", "報告人：主任委員王小明")


@pytest.mark.usefixtures("stated")
def test_the_performance_report_tells_the_published_figures_of_108() -> None:
    report = build(load("performance"), window=PERIODS["performance"])
    assert report.gaps == ()
    assert sum(1 for run in report.runs() if run.origin is Origin.STATEMENT) > 80
    assert sum(isinstance(part, Table) for part in report.parts) == 6


@pytest.mark.usefixtures("stated")
def test_the_performance_report_tells_rules_as_they_stood_at_the_end_of_its_year() -> None:
    text = written("performance")
    assert "完成或落後未滿5%者73項" in text
    assert "每月6日前填報" in text
    assert "4小時內回報" in text
    before = markdown.write(build(load("performance"), window=Window.of_year("107"), making=Making(told=WORDS)))
    assert "24小時內回報" in before


def test_every_report_the_commission_owes_has_its_type() -> None:
    assert {each.type for each in publications.every()} | BULLETINS == {each.key for each in every()}


@pytest.mark.real_data
@pytest.mark.usefixtures("city", "stated")
@pytest.mark.parametrize("key", [each.key for each in every()])
def test_no_sentence_of_a_shipped_type_is_copied(key: str, real_data: Path) -> None:
    lines = (line for path in load(key).folder.glob("*.md") for line in path.read_text(encoding="utf-8").splitlines())
    told = "\n".join(line for line in lines if not line.startswith("#"))  # headings are structure, which carries over
    pieces = [re.sub(r"\s", "", piece) for piece in re.split(r"\{[^}]*\}|[，。；、：|（）「」#\n]", told)]
    for document in sorted((real_data / "mission" / "documents").glob("*.txt")):
        published = re.sub(r"\s", "", document.read_text(encoding="utf-8"))
        copied = [piece[at : at + COPIED] for piece in pieces for at in range(len(piece) - COPIED + 1) if piece[at : at + COPIED] in published]
        assert copied == [], document.name
