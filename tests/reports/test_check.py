"""Tests of the checks of a report: each rule on sentences made up for it, and all of them on published documents."""

import json
from pathlib import Path

import pytest
from odfdo import Document, Frame, Header, Paragraph

from yankao.engines.reports.check import check_file, check_text
from yankao.engines.reports.check_findings import Finding, Severity
from yankao.engines.reports.check_templates import of_file, readings
from yankao.engines.reports.check_text import Text, parse, read
from yankao.engines.reports.types import ReportError


def text(written: str, *, name: str = "a.md") -> Text:
    return parse(written.splitlines(), name=name, is_wrapped=False)


def found(written: str, rule: str) -> list[Finding]:
    return [each for each in check_text(text(written)) if each.rule == rule]


LIST = (
    "今年共辦理3場次講習，共計有{total}人次參加，場次如下：\n\n1.與甲局合辦「壹」，計有40人次參加。\n\n"
    "2.與乙局合辦「貳」，計有30人次參加。\n\n3.與丙局合辦「參」，計有{last}人次參加。\n"
)


def test_a_total_is_compared_with_the_items_under_it() -> None:
    assert found(LIST.format(total=90, last=20), "list_sum") == []
    (one,) = found(LIST.format(total=100, last=20), "list_sum")
    assert (one.where, one.found, one.expected) == ("a.md:1", "100人次", "90人次（40＋30＋20）")
    assert one.severity is Severity.ERROR


def test_the_number_of_occasions_is_compared_with_the_items() -> None:
    assert [each.found for each in found(LIST.format(total=90, last=20).replace("3場次", "4場次"), "list_count")] == ["4場次"]


def test_two_units_in_one_list_are_told_once() -> None:
    (one,) = found(LIST.format(total=90, last=20).replace("30人次", "30人"), "unit_change")
    assert one.found == "人、人次"


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("查訪共有70件、再訪有12件，合計有83件。", "parts_sum"),
        ("服務件數為500件（含來信120件及來電390件）。", "parts_sum"),
        ("提供50組API（30組公開+21組申請）。", "parts_sum"),
        ("大會計30件，其中甲類10件、乙類12件及丙類9件。", "parts_sum"),
        ("60個機關中，計有10個特優、40個優等、9個甲等。", "parts_sum"),
        ("列管30件，其中完成31件。", "part_exceeds_whole"),
        ("甲等20件，佔40.00%；乙等30件，佔61.00%。", "share"),
        ("查核100件，查核件數為法定件數（50件）之210%。", "ratio"),
        ("112年1月至4月處理量計1,000通，平均每月計200通。", "average"),
        ("提報衛生局、交通局、教育局及文化局等5個機關參獎。", "list_count"),
        ("提報衛生局、交通局、衛生局等3個機關參獎。", "list_repeats"),
    ],
)
def test_a_sentence_that_contradicts_itself_is_found(sentence: str, rule: str) -> None:
    assert rule in {each.rule for each in check_text(text(sentence))}


@pytest.mark.parametrize(
    "sentence",
    [
        "查訪共有70件、再訪有12件，合計有82件。",
        "服務件數為500件（含來信120件及來電380件）。",
        "大會計30件，其中甲類10件、乙類12件及丙類8件。",
        "本期累計核定90案，其中已完成70案，持續列管20案。",
        "申請30案，評選出優等2名、甲等5名、佳作9名。",
        "甲類共計20件，乙類共計30件，其他類共計40件。",
        "甲等20件，佔40.00%；乙等30件，佔60.00%。",
        "查核100件，查核件數為法定件數（50件）之200%。",
        "112年1月至4月處理量計1,001通，平均每月計250通。",
        "對一級機關及區公所等60個機關測試。",
        "提報衛生局、交通局、教育局，共3個機關參獎。",
        "112年5月1日起，每日8至17時服務，1999專線24小時不休。",
    ],
)
def test_a_sentence_that_holds_is_left_alone(sentence: str) -> None:
    assert check_text(text(sentence)) == ()


def test_classes_that_leave_a_part_of_the_whole_out_are_found() -> None:
    told = "總處理量計1,000通。其中甲類100件，佔總量10.00％，乙類200件，佔總量20.00％，其他類100件，佔總量10.00％。"
    (one,) = found(told, "classes_cover")
    assert one.found == "各類合計 40%（400／1,000）"
    assert found("甲類佔總量50.00%，乙類佔總量20.00%，其他類佔總量30.00%。", "classes_cover") == []
    assert found("秒數內接起的佔75.22%。依性質，甲類佔50.00%，乙類佔20.00%，其他類佔30.00%。", "classes_cover") == []


def test_names_of_two_lists_that_are_added_up_must_differ() -> None:
    told = "由搜尋甲局、乙局、丙局3個機關網站擴增搜尋丁處、戊處及{last}3個機關網站，可橫跨6個機關網站。"
    (one,) = found(told.format(last="乙局"), "list_distinct")
    assert (one.found, one.expected) == ("6個（3＋3）", "5個（重複：乙局）")
    assert found(told.format(last="己處"), "list_distinct") == []


def test_one_thing_counted_twice_must_agree_and_a_part_not_exceed_it() -> None:
    whole = "自112年1月至6月受理件數為900件（含市民信箱100件及其他陳情800件）。\n\n"
    assert [each.rule for each in check_text(text(whole + "自112年1至6月由程式進線之市民信箱120件。"))] == ["part_exceeds_whole"]
    assert check_text(text(whole + "自112年1至6月由程式進線之市民信箱90件。")) == ()
    assert check_text(text(whole + "自111年1至6月由程式進線之市民信箱120件。")) == ()
    assert [each.rule for each in check_text(text(whole + "自112年1月至6月，市民信箱101件。"))] == ["same_figure"]


def test_headings_that_differ_at_their_end_tell_their_own_shares() -> None:
    told = "1.線上服務（甲）\n\n自112年1月至6月，受理陳情案件計10件。\n\n2.線上服務（乙）\n\n自112年1月至6月，受理陳情案件計20件。\n"
    assert check_text(text(told)) == ()


def test_an_earlier_document_shows_what_was_carried_over_and_changed_its_unit() -> None:
    before = text("自110年1月至12月線上立即答復率為98.76%，受理法律諮詢服務共300件。", name="b.md")
    after = text("自111年1月至12月線上立即答復率為98.76%，受理法律諮詢服務共400人次。")
    assert [each.rule for each in check_text(after, against=[before])] == ["carried_over", "unit_change"]
    assert check_text(before, against=[before]) == ()


def test_a_word_written_two_ways_is_told_once_at_the_rarer_way() -> None:
    (one,) = check_text(text("本計畫、該計畫與其計劃。"))
    assert (one.rule, one.severity, one.found, one.expected) == ("wording", Severity.NOTE, "計劃（1 處）", "計畫（2 處）")
    assert [each.rule for each in check_text(text("達10％及20%。"))] == ["width"]
    assert [each.rule for each in check_text(text("臺灣與台灣的平台。"))] == ["wording"]
    assert check_text(text("臺灣的平台與紀錄。")) == ()


def test_lines_that_were_wrapped_are_read_as_one_and_the_line_of_a_figure_is_kept() -> None:
    lines = ["本府依據相關規定成立查核小組並辦理公共工程督導與查核業務，查核案", "", "件共有七十件，另有複查10件、抽查12件，合計有", "", "23件。"]
    (one,) = check_text(parse(lines, name="a.txt"))
    assert (one.rule, one.where, one.expected) == ("parts_sum", "a.txt:5", "22件（10＋12）")


def test_an_odt_is_read_like_text(tmp_path: Path) -> None:
    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, "成效"))
    document.body.append(Paragraph("查訪共有70件、再訪有12件，合計有83件。"))
    document.body.append(pictured := Paragraph("如圖："))
    pictured.append(Frame.image_frame("Pictures/99.svg", name="圖", size=("8cm", "4cm"), anchor_type="as-char"))
    document.save(str(tmp_path / "a.odt"))
    assert [each.rule for each in check_file(tmp_path / "a.odt")] == ["parts_sum"]
    assert [each.plain for each in read(tmp_path / "a.odt").paragraphs][-1] == "如圖："
    with pytest.raises(ValueError, match="docx"):
        read(tmp_path / "a.docx")


def test_sentences_of_a_file_find_figures_by_name(tmp_path: Path) -> None:
    path = tmp_path / "templates.json"
    row = {"id": "a.1", "system": "a", "template": "自{period}，受理案件計{count}件。", "slots": {"period": "period", "count": "number"}}
    path.write_text(json.dumps([row]), encoding="utf-8")
    (one,) = readings(text("自112年3月至7月，受理案\n件計1,234件。"), of_file(path))
    assert (one.name, one.shown, int(one.value)) == ("a.count", "1,234", 1234)
    path.write_text("{}x", encoding="utf-8")
    with pytest.raises(ReportError, match="範本檔"):
        of_file(path)


@pytest.mark.real_data
def test_the_inconsistencies_of_the_published_documents_are_found_with_few_false_alarms(real_data: Path) -> None:
    folder = real_data / "mission"
    documents = {path.name[:3]: path for path in sorted((folder / "documents").glob("*.txt"))}
    told = {name: check_file(path) for name, path in documents.items()}
    assert {"000", "003", "004"} <= set(told)
    # Every contradiction that is found is one: no other error is told of the four documents.
    errors = [(name, each.rule, each.where.rpartition(":")[2]) for name in told for each in told[name] if each.severity is Severity.ERROR]
    assert errors == [
        ("000", "list_sum", "506"),
        ("000", "classes_cover", "598"),
        ("003", "list_distinct", "215"),
        ("004", "part_exceeds_whole", "229"),
    ]
    by_rule = {(name, each.rule): each for name in told for each in told[name]}
    assert by_rule["000", "list_sum"].expected.startswith("398人次")
    assert by_rule["000", "classes_cover"].found.startswith("各類合計 40.95%")
    assert by_rule["003", "list_distinct"].expected.startswith("15個")
    later = check_file(documents["004"], against=[documents["000"]], sentences=of_file(folder / "templates.json"))
    assert [(each.rule, "99.84" in each.found) for each in later if each.severity is Severity.WARNING] == [
        ("unit_change", False),
        ("carried_over", True),
    ]
