"""Tests of what a section may hold beside sentences: lists, tables, charts, period modes, words and the options of a type."""

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from odfdo import Document
from tests.cases.people import staff

from yankao.divisions.engineering.series.engineering_courses import TRAINING
from yankao.engines.activities.course_write import take_over
from yankao.engines.reports import html, markdown, ods, odt, office
from yankao.engines.reports.build import Making, build
from yankao.engines.reports.document import Chart, Origin, Report, Table
from yankao.engines.reports.fill import Overruled
from yankao.engines.reports.lists import fields_of
from yankao.engines.reports.statements import import_rows
from yankao.engines.reports.types import ReportError, ReportType, load_type
from yankao.engines.reports.words import Told
from yankao.kernel.actors import job
from yankao.kernel.roc import Window

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PERIOD = Window.of_months("112-03", "112-07")
TYPE = """title = "測試報告"
numbering = ["{financial}、", "{plain}、"]
head = ["{chapter|cjk}、{title}", "報告人：{reporter}"]
has_contents = true

[[section]]
file = "one.md"

[words]
place = "議事廳"
"""

COURSES = "| 課程 | 人次 |\n|---|---:|\n:::each statement.training\n| {course} | {attendance} |\n:::\n"


def made(folder: Path, text: str, *, options: str = TYPE) -> ReportType:
    (folder / "test").mkdir()
    (folder / "test" / "type.toml").write_text(options, encoding="utf-8")
    (folder / "test" / "one.md").write_text(text, encoding="utf-8")
    return load_type("test", folder=folder)


def take(*rows: tuple[str, str, str, str]) -> None:
    named = [
        {"key": key, "from": first, "to": last, "value": value, "unit": "", "source": "會議紀錄", "line": "3"} for key, first, last, value in rows
    ]
    taken = import_rows(enumerate(named, 1), actor=job("test"), now=NOW)
    assert taken.rejected == []


def courses() -> None:
    for number, name, count in ((2, "品管班", "98"), (10, "工安班", "1300"), (1, "契約班", "40")):
        take((f"training.item{number}.course", "112-03", "112-07", name), (f"training.item{number}.attendance", "112-03", "112-07", count))


def text(kind: ReportType, **making: object) -> str:
    return markdown.write(build(kind, window=PERIOD, making=Making(**making)))


def test_a_list_repeats_its_text_for_every_entry_in_natural_order(tmp_path: Path) -> None:
    courses()
    told = text(made(tmp_path, "# 訓練\n\n:::each statement.training\n({n|cjk}){course}，{attendance}人次。\n:::\n"))
    assert "(一)契約班，40人次。\n\n(二)品管班，98人次。\n\n(三)工安班，1,300人次。" in told


def test_a_list_can_be_joined_into_a_sentence_narrowed_and_cut(tmp_path: Path) -> None:
    courses()
    body = '# 訓練\n\n:::each statement.training join="、" order=attendance limit=2\n{course}{attendance}人\n:::\n'
    assert "契約班40人、品管班98人" in text(made(tmp_path, body))


def test_a_table_takes_its_rows_from_a_list_and_its_total_from_their_sum(tmp_path: Path) -> None:
    courses()
    body = f"# 訓練\n\n{COURSES}| 合計 | {{sum.statement.training.attendance}} |\n"
    report = build(made(tmp_path, body), window=PERIOD)
    table = next(part for part in report.parts if isinstance(part, Table))
    assert (len(table.rows), table.heads, table.aligns) == (5, 1, ("left", "right"))
    assert "| 合計 | 1,438 |" in markdown.write(report)


def test_an_empty_list_says_so_instead_of_leaving_a_hole(tmp_path: Path) -> None:
    kind = made(tmp_path, "# 訓練\n\n:::each statement.training else=本期未辦理。\n{course}\n:::\n")
    assert "本期未辦理。" in text(kind)


@pytest.mark.usefixtures("city")
def test_courses_are_listed_of_the_period_or_of_another_one(tmp_path: Path) -> None:
    for day, people in (("2022-11-03", 31), ("2023-05-26", 67), ("2023-08-02", 40)):
        facts = {"title": f"{people}人班", "starts_on": day, "headcount": people, "partners": "教育局", "source": "清冊"}
        take_over(TRAINING, actor=staff("officer", "rdec-engineering"), now=NOW, facts=facts)
    line = "{date}與{partners}合辦「{title}」，計有{headcount}人。\n:::\n"
    told = text(made(tmp_path, f"# 訓練\n\n:::each {TRAINING.key}\n{line}\n:::each {TRAINING.key}@前一年度\n去年{line}"))
    assert "112年5月26日與教育局合辦「67人班」，計有67人。" in told
    assert "去年111年11月3日與教育局合辦「31人班」，計有31人。" in told
    assert told.count("合辦") == 2


@pytest.mark.usefixtures("city")
def test_cases_are_counted_by_class_and_a_figure_by_month(tmp_path: Path) -> None:
    parts = ":::each service.petition by=agency\n{name}{count}件，占{share|percent:1}\n:::\n"
    body = f"# 陳情\n\n{parts}:::chart service.petition.received by=month title=按月受理\n"
    report = build(made(tmp_path, body), window=PERIOD)
    chart = next(part for part in report.parts if isinstance(part, Chart))
    assert (chart.title, chart.unit, len(chart.points)) == ("按月受理", "件", 5)
    assert "（本期無資料）" in markdown.write(report)
    assert "112年7月" in html.write(report)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (":::each nothing.at_all\n{n}\n:::", "沒有清單"),
        (":::each service.petition by=colour\n{n}\n:::", "不能依 colour 分列"),
        (":::each service.petition\n{colour}\n:::", "此清單的欄位有"),
        (":::each engineering.training@decade\n{title}\n:::", "沒有期間別「decade」"),
        (":::each engineering.training\n{colour}\n:::", "此清單的欄位有"),
        (":::each service.petition\n{n}", "沒有以「:::」結束"),
        (":::", "沒有對應"),
        (":::loop service.petition\n:::", "可用 :::each"),
        (":::each statement.training size=2\n:::", "沒有選項 size"),
        ("{service.petition.received@decade}", "沒有期間別"),
        ("{service.petition.recieved}", "service.petition.received"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ReportError, match=r"one\.md:\d+: ") as told:
        text(made(tmp_path, f"# 標題\n\n{line}\n"))
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ('percent_stile = "percent:1"', "percent_style"),
        ('number_style = "roman"', "roman"),
        ('period_names = {decade = "十年"}', "decade"),
        ("header = 1", "應為文字"),
    ],
)
def test_a_wrong_option_of_a_type_is_told_with_its_line(tmp_path: Path, option: str, said: str) -> None:
    with pytest.raises(ReportError, match=r"type\.toml:2: ") as told:
        made(tmp_path, "# 標題\n", options=TYPE.replace("numbering =", f"{option}\nnumbering =", 1))
    assert said in str(told.value)


def test_a_marking_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"type\.toml:2: .*roman"):
        made(tmp_path, "# 標題\n", options=TYPE.replace("{plain}", "{roman}"))


@pytest.mark.parametrize(
    ("mode", "days"),
    [
        ("本期", (date(2023, 3, 1), date(2023, 7, 31))),
        ("年度", (date(2023, 1, 1), date(2023, 12, 31))),
        ("年度截至", (date(2023, 1, 1), date(2023, 8, 15))),
        ("前一年度", (date(2022, 1, 1), date(2022, 12, 31))),
        ("累計", (None, date(2023, 8, 15))),
        ("目前", (None, date(2023, 8, 15))),
        ("預定", (date(2024, 1, 1), date(2024, 12, 31))),
    ],
)
def test_every_period_mode_counts_its_own_days_up_to_the_cut_off(tmp_path: Path, mode: str, days: tuple[date | None, date]) -> None:
    kind = made(tmp_path, f"# 陳情\n\n共{{service.petition.received@{mode}}}件。\n")
    report = build(kind, window=PERIOD, making=Making(told=Told(as_of=date(2023, 8, 15))))
    shown = next(run for run in report.runs() if run.origin is Origin.INDICATOR)
    # 年度 reaches to the end of the year, of which nothing after the cut-off counts.
    expected = (days[0], date(2023, 8, 15)) if mode == "年度" else days
    assert (shown.first, shown.last) == expected


def test_a_statement_of_the_year_may_be_asked_for_by_mode(tmp_path: Path) -> None:
    take(("plan.approved", "112-01", "112-12", "11"), ("plan.approved", "111-01", "111-12", "9"))
    kind = made(tmp_path, "# 計畫\n\n{period.year}{statement.plan.approved@年度}件，{period.last_year}{statement.plan.approved@前一年度}件。\n")
    assert "112年度11件，111年度9件。" in text(kind)


def test_words_nobody_told_yet_are_gaps_and_told_words_stand(tmp_path: Path) -> None:
    kind = made(tmp_path, "# 前言\n\n在{place}，第{session.term|cjk}屆。\n")
    report = build(kind, window=PERIOD)
    assert {gap.key for gap in report.gaps} == {"chapter", "reporter", "session.term"}
    told = text(kind, told=Told(words={"session.term": "4", "chapter": "32", "reporter": "主任委員王小明"}))
    assert told.startswith("三十二、測試報告\n\n報告人：主任委員王小明")
    assert "在議事廳，第四屆。" in told


def test_an_overruled_figure_is_marked_and_never_counts_as_computed(tmp_path: Path) -> None:
    kind = made(tmp_path, "# 陳情\n\n共{service.petition.received}件。\n")
    decided = {"service.petition.received": Overruled(text="1,234", document="簽1號", approver="主任委員")}
    report = build(kind, window=PERIOD, making=Making(overruled=decided))
    assert "共1,234〔裁示口徑〕件" in markdown.write(report)
    assert report.figures == ()
    assert next(run for run in report.runs() if run.key == "service.petition.received").origin is Origin.OVERRULED


def whole(folder: Path) -> Report:
    courses()
    body = f"# 訓練\n\n本期{{service.petition.received}}件。\n\n{COURSES}\n:::chart statement.training field=attendance\n"
    return build(made(folder, body), window=PERIOD, making=Making(told=Told(words={"reporter": "王小明", "chapter": "六"})))


def test_a_list_of_cases_shows_what_a_record_says_only_where_the_record_names_it() -> None:
    assert {"progressreport_done", "progressreport_difficulty"} <= set(fields_of("control.council_resolution"))
    assert not [name for name in fields_of("service.dispatch") if name.startswith(("phonenotice_", "reportback_", "callback_"))]


def test_an_odt_has_contents_running_head_page_numbers_tables_and_pictures(tmp_path: Path) -> None:
    odt.write(whole(tmp_path), tmp_path / "a.odt")
    document = Document(str(tmp_path / "a.odt"))
    assert document.body.get_elements("//text:table-of-content")
    assert len(document.body.get_tables()) == 1
    assert document.body.get_elements("//draw:image")
    styles = document.styles.serialize().decode()
    assert "測試報告" in styles
    assert "text:page-number" in styles


def test_an_ods_has_each_table_and_all_figures_as_numbers(tmp_path: Path) -> None:
    ods.write(whole(tmp_path), tmp_path / "a.ods")
    sheets = {sheet.name: sheet.get_values() for sheet in Document(str(tmp_path / "a.ods")).body.get_tables()}
    assert sheets["表1"][1][1] == 40
    assert sheets["數字"][1][0] == "service.petition.received"


def test_in_html_a_figure_leads_to_its_definition_and_on_to_its_breakdown(tmp_path: Path) -> None:
    page = html.write(whole(tmp_path), address=lambda it: f"/figures/{it.key}/")
    assert 'href="#service-petition-received-window"' in page
    assert 'id="service-petition-received-window"' in page
    assert 'href="/figures/service.petition.received/"' in page


def test_a_heading_has_the_number_of_the_report_and_none_of_the_office_program(tmp_path: Path) -> None:
    odt.write(whole(tmp_path), tmp_path / "a.odt")
    levels = Document(str(tmp_path / "a.odt")).styles.get_elements("//text:outline-style/*")
    assert levels
    assert {(it.get_attribute("style:num-format"), it.get_attribute("style:num-suffix")) for it in levels} == {("", None)}


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_where_libreoffice_is_a_report_becomes_a_tagged_pdf_and_a_docx(tmp_path: Path) -> None:
    report = whole(tmp_path)
    for suffix in (".pdf", ".docx"):
        office.write(report, tmp_path / f"a{suffix}")
    assert b"/MarkInfo<</Marked true>>" in (tmp_path / "a.pdf").read_bytes()
    with ZipFile(tmp_path / "a.docx") as packed:
        assert "訓練" in packed.read("word/document.xml").decode()
