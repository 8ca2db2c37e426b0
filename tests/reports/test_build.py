"""Tests of the report: a folder is a type; figures, statements, gaps and mistakes each come out as they should."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from odfdo import Document

from yankao.engines.reports import markdown, odt
from yankao.engines.reports.build import build
from yankao.engines.reports.statements import import_file
from yankao.engines.reports.types import ReportError, ReportType, load_type
from yankao.kernel.actors import job
from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import Window

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PERIOD = Window.of_months("112-03", "112-07")
TYPE = """key = "memo"
title = "處理績效簽報"
head = ["{title}", "資料截止：{asof}"]
numbering = ["{financial}、", "{plain}、", "({plain})"]
period = "本期"

[[section]]
key = "one"
heading = "成效"
level = 1

[[section]]
key = "two"
file = "two.md"
level = 2
number = 5
"""


def memo(folder: Path, text: str, *, type_file: str = TYPE) -> ReportType:
    (folder / "memo").mkdir()
    (folder / "memo" / "type.toml").write_text(type_file, encoding="utf-8")
    (folder / "memo" / "two.md").write_text(text, encoding="utf-8")
    return load_type("memo", folder=folder)


def council() -> ReportType:
    return load_type("council", folder=current_city().folder / "reports")


def take_statements() -> None:
    import_file(current_city().folder / "statements.csv", actor=job("展示資料"), now=NOW)


def test_a_type_is_a_folder_with_headings_numbered_by_level(tmp_path: Path) -> None:
    kind = memo(tmp_path, "# 聯合服務\n\n## 陳情\n\n{period}指{period.window}，\n共{service.petition.received}件。\n\n## 派工\n")
    report = build(kind, window=PERIOD)
    assert markdown.write(report).split("\n\n") == [
        "處理績效簽報",
        "資料截止：112年7月底",
        "# 壹、成效",
        "## 五、聯合服務",
        "### (一)陳情",
        "本期指112年3月至7月，共0件。",
        "### (二)派工\n",
    ]


def test_a_section_alone_comes_without_the_head(tmp_path: Path) -> None:
    report = build(memo(tmp_path, "# 聯合服務\n"), window=PERIOD, section="two")
    assert markdown.write(report) == "## 五、聯合服務\n"


def test_unknown_keys_and_styles_are_all_told_with_file_and_line(tmp_path: Path) -> None:
    kind = memo(tmp_path, "# 聯合服務\n\n共{service.petition.nothing}件。\n{service.petition.received|roman}\n\n{statement.UPPER}")
    with pytest.raises(ReportError) as told:
        build(kind, window=PERIOD)
    lines = str(told.value).splitlines()
    assert [re.search(r"two\.md:(\d+):", line)[1] for line in lines] == ["3", "4", "6"]  # type: ignore[index]
    assert "service.petition.nothing" in lines[0]
    assert "roman" in lines[1]


@pytest.mark.parametrize("text", ["共{service.petition.received件", "共}件"])
def test_a_brace_without_its_pair_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    kind = memo(tmp_path, f"# 聯合服務\n\n{text}\n")
    with pytest.raises(ReportError, match=r"two\.md:3: 大括號未成對"):
        build(kind, window=PERIOD)


@pytest.mark.parametrize(
    "broken", [TYPE.replace('file = "two.md"\n', ""), TYPE.replace("level = 2", "depth = 2"), TYPE.replace("title =", "name ="), "key ="]
)
def test_a_wrong_type_file_is_named(tmp_path: Path, broken: str) -> None:
    with pytest.raises(ReportError, match=r"type\.toml"):
        memo(tmp_path, "# 聯合服務\n", type_file=broken)


def test_a_missing_section_file_is_named(tmp_path: Path) -> None:
    kind = memo(tmp_path, "# 聯合服務\n")
    (tmp_path / "memo" / "two.md").unlink()
    with pytest.raises(ReportError, match=r"two\.md"):
        build(kind, window=PERIOD)


def test_unknown_types_and_sections_list_those_that_exist(tmp_path: Path) -> None:
    kind = memo(tmp_path, "# 聯合服務\n")
    with pytest.raises(LookupError, match="memo"):
        load_type("council", folder=tmp_path)
    with pytest.raises(LookupError, match="one、two"):
        build(kind, window=PERIOD, section="three")


def test_a_statement_is_marked_once_a_paragraph_and_its_document_stands_in_a_note() -> None:
    take_statements()
    text = markdown.write(build(council(), window=PERIOD, section="service"))
    paragraph = next(line for line in text.splitlines() if "校園霸凌" in line)
    assert paragraph.count("〔依來源登錄〕") == 1
    assert paragraph.startswith("疑似")
    for number in ("73件", "30件", "3件", "27件", "10件", "24件", "9件"):
        assert number in paragraph
    note = next(line for line in text.splitlines() if line.startswith("[^1]:"))
    assert "第174行" in note
    assert "展示資料115年1月5日登錄" in note


def test_a_statement_of_a_part_of_the_period_names_its_own_months() -> None:
    take_statements()
    report = build(council(), window=PERIOD, section="service")
    text = markdown.write(report)
    assert "112年3月接聽576通" in text
    assert "共3,513件。〔依來源登錄〕" in text
    assert {it.statement.key for it in report.stated} >= {"service.legal_aid.received", "service.care_hotline.calls"}
    assert all(".md:" in it.where for it in report.stated)


def test_a_missing_statement_leaves_a_visible_gap_and_is_listed() -> None:
    take_statements()
    report = build(council(), window=Window.of_months("110-01", "110-06"), section="service")
    assert "（本期尚無資料）" in markdown.write(report)
    assert "statement.service.legal_aid.received" in {gap.key for gap in report.gaps}
    assert not report.stated


def test_a_share_without_records_is_a_gap_not_a_number() -> None:
    report = build(council(), window=PERIOD, section="service")
    assert {"service.petition.in_time_share", "service.dispatch.in_time_share"} <= {gap.key for gap in report.gaps}


def test_the_joint_service_section_has_the_published_structure() -> None:
    lines = markdown.write(build(council(), window=PERIOD, section="service")).splitlines()
    marks = [re.match(r"#+ (五、|\([一二三四五六]\))", line) for line in lines if line.startswith("#")]
    assert [found[1] for found in marks if found] == ["五、", "(一)", "(二)", "(三)", "(四)", "(五)"]


def test_an_odt_has_real_outline_headings_and_footnotes(tmp_path: Path) -> None:
    take_statements()
    report = build(council(), window=PERIOD)
    odt.write(report, tmp_path / "report.odt")
    body = Document(str(tmp_path / "report.odt")).body
    levels = {header.inner_text: (header.get_attribute_integer("text:outline-level"), header.style) for header in body.get_headers()}
    assert levels["壹、工作成效"] == (1, "Heading_20_1")
    assert levels["五、聯合服務"] == (2, "Heading_20_2")
    assert levels["(一)陳情案件收得到、追得到"] == (3, "Heading_20_3")
    notes = [note.inner_text for note in body.get_elements("//text:note")]
    assert sum("第174行" in note for note in notes) == 1  # one a paragraph
    assert any("共3,513件。〔依來源登錄〕" in paragraph.inner_text for paragraph in body.get_paragraphs())


@pytest.mark.real_data
def test_no_sentence_is_copied_from_the_published_reports(real_data: Path) -> None:
    take_statements()
    report = build(council(), window=PERIOD, section="service")
    ours = re.sub(r"\[\^\d+\]: .*|[\s#]|\[\^\d+\]", "", markdown.write(report))
    documents = sorted((real_data / "mission" / "documents").glob("*.txt"))
    assert documents
    for document in documents:
        published = re.sub(r"\s", "", document.read_text(encoding="utf-8"))
        copied = [ours[at : at + 12] for at in range(len(ours) - 11) if ours[at : at + 12] in published]
        assert copied == [], document.name
