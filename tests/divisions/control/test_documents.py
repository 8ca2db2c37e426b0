"""公文: monthly statistics, what is above the limit, what is asked after, examined and visited."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff
from tests.divisions.control.stories import clerk, desk, value

from yankao.divisions.control.logic.documents import DocumentClass, needs_analysis, time_for
from yankao.divisions.control.logic.obliged import oblige, shares_of
from yankao.divisions.control.registers.document_month import DOCUMENT_MONTHS
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import extend
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import correct, enter
from yankao.kernel.days import Days, Months, WorkDays, day_of
from yankao.kernel.roc import RocMonth

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")
MONTH = {
    "agency": "public-works", "month": "2023-02-01", "document_class": "general", "carried": 10, "received": 100, "dispatched": 80, "filed": 20,
    "pending": 10, "in_time": 77, "late": 3, "overdue_pending": 2, "extended": 4, "days_used": "200.5", "over_thirty": 1,
}  # fmt: skip


def month(**facts):
    return enter(DOCUMENT_MONTHS, actor=desk(), now=MORNING, facts=MONTH | facts)


def figure(name):
    return value(f"control.document_month.{name}", "2023-02-01", "2023-02-28")


def test_the_figures_of_a_month_show_what_they_are_made_of():
    month()
    month(document_class="petition", days_used="160", late=0, in_time=80, overdue_pending=0, over_thirty=0)

    assert figure("average_days") == Decimal("2.25")
    assert figure("average_general") == Decimal("2.51")
    assert figure("overdue_share") == Decimal("2.78")
    assert figure("overdue_petition") == 0
    assert (figure("received"), figure("extended"), figure("over_thirty"), figure("in_time_share")) == (200, 8, 1, Decimal("98.13"))


def test_a_corrected_row_changes_the_figure():
    row = month()
    correct(DOCUMENT_MONTHS, row.pk, actor=desk(), now=MORNING, facts={"days_used": "160"}, reason="來源更正")

    assert figure("average_days") == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"received": 101}, "應等於發文、存查、待辦"),
        ({"late": 4}, "應等於發文件數"),
        ({"over_thirty": 3}, "不得多於"),
        ({"days_used": "200.3"}, "0.5日為最小單位"),
        ({"days_used": "39.5"}, "至少0.5日"),
        ({"month": "2023-02-02"}, "第一日"),
    ],
)
def test_a_row_that_does_not_add_up_is_refused_with_what_is_wrong(wrong, said):
    with pytest.raises(ValidationError, match=said):
        month(**wrong)


def test_the_same_month_of_an_agency_is_entered_once_and_by_the_commission_alone():
    month()
    with pytest.raises(ValidationError, match="已登錄"):
        month()
    with pytest.raises(PermissionDenied):
        enter(DOCUMENT_MONTHS, actor=clerk(), now=MORNING, facts=MONTH)


@pytest.mark.system("doc-system")
def test_the_file_of_the_document_system_is_taken_row_by_row(tmp_path):
    counts = "前月待辦件數,本月新收件數,發文件數,存查件數,待辦件數,如期發文件數,逾限發文件數,逾限待辦件數,展期件數,發文使用日數合計,逾限超過30日件數"
    heading = f"機關,統計月份,公文類別,{counts}"
    lines = [
        "工務局,112/2/1,一般公文,10,100,80,20,10,77,3,2,4,200.5,1",
        "工務局,112/2/1,訴願,0,5,5,0,0,5,0,0,0,12,0",
        "工務局,112/2/1,人民申請,0,5,4,0,0,4,0,0,0,12,0",
        "外交部,112/2/1,訴願,0,5,5,0,0,5,0,0,0,12,0",
        "工務局,112年2月,監察案件,0,1,1,0,0,1,0,0,0,2,0",
    ]
    path = tmp_path / "months.csv"
    path.write_text("\n".join([heading, *lines]), encoding="utf-8")
    importer = connectors.importer("control.document_month")
    summary = importer.run(ImportTask(file=path, rejects_file=tmp_path / "r.csv", actor=desk(), now=MORNING, progress=print))

    assert (summary.read, summary.imported, summary.rejected) == (5, 2, 3)
    rejects = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in rejects[1:]] == ["4", "5", "6"]
    assert figure("received_general") == 100


@pytest.mark.system("doc-timeliness")
def test_an_agency_above_three_percent_owes_a_report_and_one_below_does_not():
    month()
    month(agency="police", late=0, in_time=80, overdue_pending=0, over_thirty=0)
    february = RocMonth(2023, 2)

    assert [each.share for each in shares_of(february)] == [Decimal("5.56"), 0]
    cases = oblige(february, actor=desk(), now=MORNING)
    assert [case.agency.slug for case in cases] == ["public-works"]
    assert oblige(february, actor=desk(), now=MORNING) == cases

    case = cases[0]
    chase(now=at("2023-03-14 00:01"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即提報").exists()
    facts = {"causes": "人力不足", "measures": "調整分文", "done_by": "2023-05-31"}
    with pytest.raises(PermissionDenied):
        advance(case, "submit", actor=clerk("police"), now=at("2023-03-15 09:00"), facts=facts)
    case = advance(case, "submit", actor=clerk("public-works"), now=at("2023-03-15 09:00"), facts=facts)
    case = advance(case, "send_back", actor=desk(), now=at("2023-03-16 09:00"), facts={"opinion": "請補量化目標"})
    case = advance(case, "submit", actor=clerk("public-works"), now=at("2023-03-17 09:00"), facts=facts)
    case = advance(case, "accept", actor=desk(), now=at("2023-03-18 09:00"), facts={"opinion": "同意備查"})
    assert case.step == "accepted"
    assert [value(f"control.document_improvement.{name}") for name in ("received", "accepted", "open", "in_time")] == [1, 1, 0, 0]


def test_a_share_that_is_miscounted_or_below_the_limit_obliges_nobody():
    facts = {"agency": "police", "month": "2023-02-01", "overdue_count": 3, "counted": 90, "overdue_share": "3.30"}
    procedure = registry.get("control.document_improvement")
    with pytest.raises(ValidationError, match=r"應為3\.33%"):
        open_case(procedure, actor=desk(), now=MORNING, facts=facts)
    with pytest.raises(ValidationError, match="未超過3%"):
        open_case(procedure, actor=desk(), now=MORNING, facts=facts | {"counted": 100, "overdue_share": "3"})


@pytest.mark.parametrize(
    ("kind", "speed", "span"),
    [
        ("general", "urgent", WorkDays(1)), ("general", "fast", WorkDays(3)), ("general", "normal", WorkDays(6)), ("general", "", WorkDays(6)),
        ("legislator", "normal", WorkDays(3)), ("application", "normal", Months(2)), ("petition", "normal", Days(30)), ("appeal", "normal", Days(20)),
        ("project", "normal", Months(6)), ("control_yuan", "normal", Months(2)),
    ],
)  # fmt: skip
def test_how_long_a_document_has(kind, speed, span):
    assert time_for(kind, speed, received_on=date(2023, 3, 1), fixed_on=None).at(date(2023, 3, 1)).value == span


def test_a_fixed_date_counts_holidays_and_one_that_passed_counts_as_normal():
    first = date(2023, 3, 1)
    assert time_for("general", "fast", received_on=first, fixed_on=date(2023, 3, 20)).at(first).value == Days(19)
    assert time_for("general", "normal", received_on=first, fixed_on=date(2023, 2, 20)).at(first).value == WorkDays(6)
    assert len(DocumentClass) == 7


CHASED = {"document_number": "收字第1號", "document_class": "general", "speed": "fast", "taken_in_on": "2023-03-01", "agency": "public-works"}


def chased(**facts):
    return open_case(registry.get("control.document_chase"), actor=desk(), now=MORNING, facts=CHASED | facts)


@pytest.mark.system("doc-chasing")
def test_a_document_is_asked_after_twice_and_its_used_days_are_counted():
    case = chased()
    assert due_day(case) == "2023-03-03"
    answer = {"stage": "會辦中", "reason": "待會辦機關回復", "expected_on": "2023-03-06"}
    case = advance(case, "answer", actor=clerk("public-works"), now=at("2023-03-02 09:00"), facts=answer)
    chase(now=at("2023-03-07 00:01"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即辦結").exists()
    case = advance(case, "ask_again", actor=desk(), now=at("2023-03-07 09:00"), facts={"notice_number": "稽1", "told": "已逾限，請即辦結"})
    assert [row.period for row in DueDate.objects.filter(case=case, key="answer").order_by("period")] == [1, 2]
    assert DueDate.objects.filter(case=case, key="dispatch").count() == 1

    with pytest.raises(ValidationError, match=r"使用日數應為4日"):
        advance(case, "dispatch", actor=clerk("public-works"), now=at("2023-03-07 15:00"), facts={"dispatched_on": "2023-03-07", "days_used": "6"})
    case = advance(case, "dispatch", actor=clerk("public-works"), now=at("2023-03-07 15:00"), facts={"dispatched_on": "2023-03-07", "days_used": "4"})

    assert case.step == "dispatched"
    assert Passage.objects.get(case=case, action="dispatch").in_time is False
    names = ("received", "again", "dispatched", "open", "in_time", "answered_in_time")
    assert [value(f"control.document_chase.{name}") for name in names] == [1, 1, 1, 0, 0, 100]


def test_the_same_day_counts_half_a_day():
    case = chased(speed="urgent")
    case = advance(case, "dispatch", actor=clerk("public-works"), now=MORNING, facts={"dispatched_on": "2023-03-01", "days_used": "0.5"})

    assert case.control_documentchase.days_used == Decimal("0.5")


def test_an_extension_of_a_document_goes_up_by_its_length():
    case = chased(speed="normal")
    with pytest.raises(ValidationError, match="上一層"):
        extend(case, "dispatch", actor=staff("agency_lead", "public-works"), now=MORNING, by=Days(15), reason="案情複雜")
    with pytest.raises(PermissionDenied):
        extend(case, "dispatch", actor=clerk("public-works"), now=MORNING, by=Days(5), reason="案情複雜")
    case = extend(case, "dispatch", actor=staff("controller", "public-works"), now=MORNING, by=Days(15), reason="案情複雜")
    with pytest.raises(ValidationError):
        extend(case, "dispatch", actor=desk(), now=MORNING, by=Days(30), reason="案情複雜")


def test_a_document_is_passed_on_only_when_it_is_overdue_and_its_examination_begins_with_what_is_known():
    case = chased()
    told = {"facts": {"examined_on": "2023-04-10"}, "reason": "屢催未結", "reason_code": "long_overdue"}
    with pytest.raises(WrongStep, match="逾期"):
        advance(case, "pass_on", actor=desk(), now=MORNING, **told)
    with pytest.raises(ValidationError, match="查核基準日"):
        advance(case, "pass_on", actor=desk(), now=at("2023-04-10 09:00"), **told | {"facts": {}})
    case = advance(case, "pass_on", actor=desk(), now=at("2023-04-10 09:00"), **told)
    assert case.step == "passed_on"

    examined = Case.objects.get(parent=case)
    assert (examined.procedure, examined.agency_id) == ("control.overdue_document", case.agency_id)
    detail, chase = examined.control_overduedocument, case.control_documentchase
    assert (detail.document_number, detail.taken_in_on, detail.chase_number) == (chase.document_number, chase.taken_in_on, case.number)
    assert detail.due_on == day_of(case.due_dates.get(key="dispatch").due_at) < detail.examined_on


EXAMINED = {
    "document_number": "收字第9號", "document_class": "general", "speed": "normal", "taken_in_on": "2022-12-01", "due_on": "2022-12-09",
    "examined_on": "2023-02-28", "agency": "public-works",
}  # fmt: skip


@pytest.mark.system("doc-overdue")
def test_a_document_late_beyond_thirty_days_is_analysed_and_discipline_proposed():
    procedure = registry.get("control.overdue_document")
    with pytest.raises(ValidationError, match="尚未逾"):
        open_case(procedure, actor=desk(), now=MORNING, facts=EXAMINED | {"examined_on": "2022-12-09"})
    case = open_case(procedure, actor=desk(), now=MORNING, facts=EXAMINED)
    with pytest.raises(ValidationError, match="個案分析"):
        advance(case, "explain", actor=clerk("public-works"), now=MORNING, facts={"cause": "未交接"})
    late = at("2023-03-10 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即說明").exists()

    case = advance(case, "explain", actor=clerk("public-works"), now=late, facts={"cause": "未交接", "analysis": "移交清冊漏列"})
    case = advance(case, "send_back", actor=desk(), now=late, facts={"opinion": "請說明主管督導情形"})
    case = advance(case, "explain", actor=clerk("public-works"), now=late, facts={"cause": "未交接，主管未查核", "analysis": "移交清冊漏列"})
    case = advance(case, "propose", actor=desk(), now=late, facts={"opinion": "情節較重", "discipline": "admonition", "discipline_for": "科員"})
    case = advance(case, "decide", actor=desk(), now=late, facts={"decided_number": "高市人字第1號"})

    assert case.step == "disciplined"
    assert [value(f"control.overdue_document.{name}") for name in ("received", "disciplined", "excused", "open", "in_time")] == [1, 1, 0, 0, 0]


def test_thirty_days_are_not_yet_beyond_and_projects_are_left_out():
    assert not needs_analysis("general", date(2023, 3, 1), date(2023, 3, 31))
    assert needs_analysis("general", date(2023, 3, 1), date(2023, 4, 1))
    assert not needs_analysis("project", date(2023, 3, 1), date(2023, 6, 1))


def visited(agency="environment", day="2019-07-15"):
    case = open_case(
        registry.get("control.document_visit"), actor=desk(), now=at("2019-07-01 09:00"),
        facts={"sampled_because": "輪流抽選", "planned_on": day, "agency": agency},
    )  # fmt: skip
    facts = {"visited_on": day, "led_by": "副主任委員", "sampled": 20, "has_administration": True, "has_personnel": True}
    with pytest.raises(ValidationError, match="政風處"):
        advance(case, "visit", actor=desk(), now=at(f"{day} 17:00"), facts=facts)
    return advance(case, "visit", actor=desk(), now=at(f"{day} 17:00"), facts=facts | {"has_ethics": True})


@pytest.mark.system("doc-visits")
def test_every_defect_of_a_visit_leads_to_a_recommendation_that_is_followed():
    with pytest.raises(ValidationError, match="7月至10月"):
        visited(day="2019-12-03")
    case = visited()
    with pytest.raises(ValidationError, match="登錄缺失"):
        advance(case, "advise", actor=desk(), now=at("2019-07-20 09:00"), facts={"report_number": "高市研字第9號"})
    for kind in ("limit", "filing"):
        facts = {"defect_kind": kind, "defect": "展期未依限申請", "recommendation": "請落實分層核定"}
        case = advance(case, "find", actor=desk(), now=at("2019-07-16 09:00"), facts=facts)
    case = advance(case, "advise", actor=desk(), now=at("2019-07-22 09:00"), facts={"report_number": "高市研字第9號"})
    assert due_day(case) == "2019-08-22"
    late = at("2019-08-23 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請提報改善情形").exists()
    case = advance(case, "improve", actor=clerk("environment"), now=late, facts={"improved": "已修正作業規定"})
    case = advance(case, "send_back", actor=desk(), now=late, facts={"opinion": "請附佐證"})
    case = advance(case, "improve", actor=clerk("environment"), now=late, facts={"improved": "佐證如附件", "completed_on": "2019-08-20"})
    case = advance(case, "confirm", actor=desk(), now=late, facts={"opinion": "已改善"})

    assert case.step == "closed"
    year = ("2019-01-01", "2019-12-31")
    assert [value(f"control.document_visit.{name}", *year) for name in ("planned", "visited", "defects", "open", "in_time")] == [1, 1, 2, 0, 0]


def test_seven_agencies_were_visited_in_july_and_august_of_108():
    slugs = ("environment", "police", "education", "health", "labor", "culture", "land")
    for n, slug in enumerate(slugs):
        visited(slug, f"2019-0{7 + n % 2}-{15 + n}")

    assert value("control.document_visit.visited", "2019-07-01", "2019-08-31") == 7
