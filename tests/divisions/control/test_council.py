"""市議會: the two classifications, answers with their copies, the secretariat's list, and matters answered once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from tests.cases.people import at, due_day
from tests.divisions.control.stories import COPIED, clerk, desk, ordered, report_of, value

from yankao.divisions.control.logic.council import CLASSES, ProposalClass, class_named
from yankao.divisions.control.logic.council_list import COUNCIL_LIST, MUST
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import edit
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case, CaseLink, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.connectors.declare import ImportTask
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.notices.models import Notice
from yankao.engines.reports import markdown
from yankao.engines.reports.build import build
from yankao.engines.reports.edition_types import load
from yankao.engines.reports.lists import listing
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")
RESOLUTION = "control.council_resolution"
CLASSES_OF_108 = {
    "內政類": 62, "社政類": 38, "財經類": 50, "教育類": 73, "農林類": 90, "交通類": 87, "衛生環境類": 58, "工務類": 196, "法規類": 6,
}  # fmt: skip


def listed(tmp_path, lines, *, heading=(*MUST, "主辦機關"), now=MORNING):
    """Import a list of the secretariat."""
    path = tmp_path / "list.csv"
    path.write_text("\n".join([",".join(heading), *lines]), encoding="utf-8")
    return COUNCIL_LIST.run(ImportTask(file=path, rejects_file=tmp_path / "rejects.csv", actor=desk(), now=now, progress=print))


def row(number, name, *, agency="工務局", day="108/11/15", report="109/1/31"):
    return f"3,定期大會,2,{number},{name},建請改善第{number}案,王議員,{day},{report},{agency}"


def test_nine_classes_hold_at_a_time_and_were_renamed_once():
    assert [len(since.value) for since in CLASSES.since] == [9, 9]
    assert ProposalClass.CIVIL in CLASSES.at(date(2015, 4, 1)).value
    assert ProposalClass.HEALTH in CLASSES.at(date(2019, 10, 1)).value
    assert class_named("工務") == class_named("工務類") == "works"
    with pytest.raises(ValueError, match="沒有提案類別"):
        class_named("外交類")


def test_a_class_of_another_time_is_refused_with_those_in_force():
    with pytest.raises(ValidationError, match="衛生環境類"):
        ordered(RESOLUTION, now=MORNING, council_class="security")


def test_the_council_is_answered_with_copies_to_the_proposer_and_the_commission():
    case = ordered(RESOLUTION, now=MORNING)
    with pytest.raises(ValidationError, match="副知提案議員"):
        advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(RESOLUTION, proposer_copied=False))
    with pytest.raises(ValidationError, match="函復日期"):
        advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(RESOLUTION, answered_on="2023-02-01"))

    case = advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(RESOLUTION))

    assert case.control_councilresolution.answer_number == COPIED["answer_number"]


def test_the_signed_book_of_a_session_prints_what_was_done_about_each_proposal():
    case, silent = ordered(RESOLUTION, now=MORNING), ordered(RESOLUTION, now=at("2023-03-02 09:00"))
    advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(RESOLUTION))

    first, second = listing(RESOLUTION, window=Window.of_months("112-03", "112-03")).rows
    assert (first["number"], first["progressreport_done"], first["progressreport_difficulty"]) == (case.number, "已完成清淤十二公里", "")
    assert (second["number"], second["progressreport_done"]) == (silent.number, "")
    printed = markdown.write(build(load("resolutions"), window=Window.of_months("112-03", "112-03")))
    assert f"{case.title} |" in printed
    assert "| 已完成清淤十二公里 |" in printed


def test_the_list_of_a_session_gives_the_figures_of_108_and_one_changed_row_changes_them(tmp_path):
    names = [name for name, count in CLASSES_OF_108.items() for _ in range(count)]
    summary = listed(tmp_path, [row(number, name) for number, name in enumerate(names, 1)])

    assert (summary.read, summary.imported, summary.rejected) == (660, 660, 0)
    year = {"first": "2019-01-01", "last": "2019-12-31"}
    assert value(f"{RESOLUTION}.received", **year) == 660
    told = {each.label: value(f"{RESOLUTION}.class_{each.value}", **year) for each in ProposalClass}
    assert {name: count for name, count in told.items() if count} == CLASSES_OF_108

    case = Case.objects.get(source="council", external_id="3-定期大會-2-1")
    edit(case, actor=desk(), now=MORNING, facts={"council_class": "works"})
    assert value(f"{RESOLUTION}.class_interior", **year) == 61
    assert value(f"{RESOLUTION}.class_works", **year) == 197


def test_wrong_rows_of_a_list_are_told_with_line_and_reason_and_the_rest_is_kept(tmp_path):
    lines = [
        row(1, "工務類"),
        row(2, "保安類"),
        row(3, "外交類"),
        row(4, "工務類", agency="外交部"),
        row(5, "交通類", day="1O8/1/1"),
        row(6, "法規", agency=""),
        "3,定期大會",
    ]
    summary = listed(tmp_path, lines)

    assert (summary.read, summary.imported, summary.rejected) == (7, 2, 5)
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in rejects[1:]] == ["3", "4", "5", "6", "8"]
    assert "適用之提案類別" in rejects[1]
    assert "查無機關「外交部」" in rejects[3]
    assert Case.objects.get(external_id="3-定期大會-2-6").step == "registered"
    again = listed(tmp_path, lines[:1])
    assert (again.imported, again.unchanged) == (0, 1)
    with pytest.raises(BadFileError, match="第一列"):
        listed(tmp_path, lines, heading=("案號", "案由"))


MATTERS = {
    "control.interpellation": {"question": "通學步道改善時程", "councillor": "王議員", "term": 4, "asked_on": "2023-02-27", "electoral_district": 3},
    "control.document_request": {"wanted": "近三年標租清冊", "councillor": "李議員", "term": 4},
    "control.councillor_service": {"matter": "巷道下陷會勘", "councillor": "陳議員", "term": 4},
    "control.village_proposal": {"proposal": "增設無障礙坡道", "village_head": "吳里長", "term": 4},
}
ANSWER = {"answer": "已依權責辦理", "answer_number": "高市字第1號"}


def matter(key, **facts):
    return open_case(registry.get(key), actor=desk(), now=MORNING, facts=MATTERS[key] | {"agency": "public-works"} | facts)


@pytest.mark.system("council-resolutions")
@pytest.mark.parametrize("key", MATTERS)
def test_a_councillors_matter_is_chased_when_late_sent_back_answered_and_closed(key):
    case = matter(key)
    late = case.due_at
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, recipient_kind="agency", title__contains="請儘速答復").exists()
    with pytest.raises(ValidationError, match="函復文號"):
        advance(case, "answer", actor=clerk("public-works"), now=late, facts={"answer": "已辦理"})
    case = advance(case, "answer", actor=clerk("public-works"), now=late, facts=ANSWER)
    assert Passage.objects.get(case=case, action="answer").in_time is False
    case = advance(case, "send_back", actor=desk(), now=late, facts={"opinion": "請具體說明期程"})
    case = advance(case, "answer", actor=clerk("public-works"), now=late, facts=ANSWER | {"answer": "預定六月完成"})
    case = advance(case, "close", actor=desk(), now=late)

    assert case.step == "closed"
    assert [value(f"{key}.{name}") for name in ("received", "answered", "open", "overdue", "in_time")] == [1, 1, 0, 0, 0]


def test_what_was_promised_in_the_council_becomes_an_order_with_what_was_asked_and_answered():
    case = matter("control.interpellation")
    case = advance(case, "answer", actor=clerk("public-works"), now=MORNING, facts=ANSWER | {"is_promised": True})
    case = advance(case, "track", actor=desk(), now=MORNING, reason_code="promised")

    order = CaseLink.objects.get(from_case=case).to_case
    assert (case.step, order.procedure, order.step, order.agency) == ("closed", "control.mayor_order", "registered", None)
    handed = {"agency": "public-works", "report_on": "2023-03-31"}
    told = order.control_mayororder
    assert (told.order, str(told.ordered_on), told.occasion) == ("通學步道改善時程\n答復：已依權責辦理", "2023-02-27", "promise")
    assert (told.item_number, told.conveyed_by) == (case.number, "王議員")
    order = advance(order, "hand_out", actor=desk(), now=MORNING, facts=handed)
    assert (order.step, due_day(order)) == ("reporting", "2023-03-31")


def test_documents_that_are_not_given_name_the_ground():
    case = matter("control.document_request")
    with pytest.raises(ValidationError, match="依據"):
        advance(case, "answer", actor=clerk("public-works"), now=MORNING, facts=ANSWER | {"is_restricted": True})


def test_a_visit_on_the_spot_has_its_result():
    case = matter("control.councillor_service")
    with pytest.raises(ValidationError, match="會勘結論"):
        advance(case, "answer", actor=clerk("public-works"), now=MORNING, facts=ANSWER | {"visited_on": "2023-03-01"})


def test_a_legislators_question_is_answered_within_three_working_days():
    case = ordered("control.legislator_question", now=at("2023-03-02 09:00"), report_on="")

    assert due_day(case) == "2023-03-07"


def test_a_correction_is_answered_in_two_months_and_says_who_was_held_to_account():
    case = ordered("control.control_yuan", now=MORNING, report_on="", accountability="")
    inquiry = ordered("control.control_yuan", now=MORNING, report_on="", form="inquiry", accountability="")

    assert (due_day(case), due_day(inquiry)) == ("2023-05-01", "2023-04-06")
    with pytest.raises(ValidationError, match="議處"):
        advance(case, "report", actor=clerk(), now=MORNING, facts=report_of("control.control_yuan"))
