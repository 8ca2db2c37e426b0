"""工程施工查核: planned in secret, written down on the site, its record sent, its score told as the rule gives it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at
from tests.divisions.engineering.sites import VISITED, clerk, engineer, finding, head, listed, member, planned, scored, value, written_down

from yankao.divisions.engineering.logic.site_models import SiteFinding
from yankao.divisions.engineering.logic.site_sync import take_in
from yankao.divisions.engineering.registers.defect_codes import CHECKLIST, DEFECT_CODES, Addressee, DefectCode, in_force, load_shipped
from yankao.divisions.engineering.registers.inspection_team import INSPECTION_TEAM
from yankao.divisions.engineering.registers.point_penalties import PENALTIES
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.cases.read import visible_cases
from yankao.engines.notices.models import Notice
from yankao.engines.panel.models import Expert
from yankao.engines.registers.write import correct, enter
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import last_day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SENT = at("2023-03-10 10:00")
TOLD = at("2023-03-20 10:00")


def send(case, now=SENT):
    return advance(case, "send", actor=engineer(), now=now, facts={"record_number": "高市研工字第1號"}, reason_code="defects")


def due(case, key):
    return str(last_day_of(DueDate.objects.get(case=case, key=key).due_at))


def test_where_too_few_come_from_outside_a_score_is_told_only_with_the_consent_of_the_central_authority():
    for n in range(1, 4):
        Expert.objects.filter(pk=member(f"委員{n}").pk).update(kind=Expert.Kind.OFFICIAL)
    case = send(scored(written_down(planned()), 80, 80, 80, 80))
    told = {"score": 80, "grade": "first"}
    with pytest.raises(ValidationError, match="外聘者不得少於1/3，目前1／4（工程施工查核小組組織準則第5條第3項）"):
        advance(case, "grade", actor=engineer(), now=TOLD, facts=told)
    case = advance(case, "grade", actor=engineer(), now=TOLD, facts=told | {"external_consent": "工程管字第1120000001號"})
    assert case.closed_at == TOLD


@pytest.mark.system("inspection")
def test_a_site_is_visited_its_record_goes_out_in_seven_working_days_and_its_score_is_the_mean():
    case = planned()
    assert not visible_cases(clerk()).filter(pk=case.pk).exists()
    assert not Notice.objects.filter(subject_id=case.number).exists()

    case = scored(written_down(case), 79, 80)
    assert due(case, "record") == "2023-03-15"
    with pytest.raises(PermissionDenied):
        advance(case, "send", actor=clerk(), now=SENT, facts={"record_number": "x"}, reason_code="defects")
    case = send(case)
    assert Passage.objects.get(case=case, action="send").in_time is True
    assert visible_cases(clerk()).filter(pk=case.pk).exists()
    correction = Case.objects.get(procedure="engineering.defect_correction", parent=case)
    assert correction.agency.slug == "public-works-new-construction"

    with pytest.raises(ValidationError, match="應為80分甲等"):
        advance(case, "grade", actor=engineer(), now=TOLD, facts={"score": 79, "grade": "second"})
    case = advance(case, "grade", actor=engineer(), now=TOLD, facts={"score": 80, "grade": "first"})
    assert case.closed_at == TOLD
    assert [value(f"engineering.inspection.{name}") for name in ("count", "grade_first", "mean_score", "first_share", "record_in_time")] == [
        1, 1, 80, 100, 100,
    ]  # fmt: skip


@pytest.mark.system("inspection")
def test_a_record_not_sent_in_seven_working_days_is_called_and_counts_as_late():
    case = scored(written_down(planned()), 85)
    chase(now=at("2023-03-16 00:01"))

    assert Notice.objects.filter(subject_id=case.number, title__contains="逾七個工作天").exists()
    send(case, now=at("2023-03-17 10:00"))
    assert value("engineering.inspection.record_in_time") == 0
    assert value("engineering.inspection.open") == 1


def test_the_score_waits_for_the_core_and_is_69_when_it_fails_and_the_five_dispositions_are_opened():
    case = scored(written_down(planned()), 79, 80)
    sample = {"sample_number": "S1", "sample_kind": "concrete_core", "taken_at_place": "0K+120"}
    case = advance(case, "take_sample", actor=engineer(), now=VISITED, facts=sample)
    case = send(case)
    with pytest.raises(ValidationError, match="成績保留"):
        advance(case, "grade", actor=engineer(), now=TOLD, facts={"score": 80, "grade": "first"})
    case = advance(case, "judge_sample", actor=engineer(), now=TOLD, facts={"result_of": "S1", "verdict": "failed", "report_number": "R1"})
    with pytest.raises(ValidationError, match="應為69分丙等"):
        advance(case, "grade", actor=engineer(), now=TOLD, facts={"score": 80, "grade": "first"})
    with pytest.raises(ValidationError, match="通知丙等成績"):
        advance(case, "grade", actor=engineer(), now=TOLD, facts={"score": 69, "grade": "third"})
    advance(case, "grade_third", actor=engineer(), now=TOLD, facts={"score": 69, "grade": "third"}, reason_code="test")

    opened = Case.objects.get(procedure="engineering.disposition", parent=case)
    answers = dict.fromkeys(("discipline", "authority", "procurement", "supervision"), "not_due") | {"site_staff": "taken"}
    told = {f"{name}_told": "經考核會檢討" for name in answers}
    with pytest.raises(ValidationError, match="請填寫「五、說明及文號」"):
        advance(opened, "answer", actor=clerk(), now=TOLD, facts=answers | told | {"site_staff_told": " "})
    with pytest.raises(WrongStep, match="逾期後"):
        advance(opened, "escalate", actor=engineer(), now=TOLD, facts={"letter_number": "1", "superior": "工務局", "audit_copied": True})
    late = at("2023-04-21 10:00")
    opened = advance(opened, "escalate", actor=engineer(), now=late, facts={"letter_number": "1", "superior": "工務局", "audit_copied": True})
    opened = advance(opened, "answer", actor=clerk(), now=late, facts=answers | told)
    opened = advance(opened, "accept", actor=engineer(), now=late, facts={"review_opinion": "同意"})
    assert opened.closed_at == late
    assert [value(f"engineering.disposition.{name}") for name in ("opened", "escalated", "closed", "in_time")] == [1, 1, 1, 0]


def test_a_record_without_its_head_or_with_bare_findings_does_not_go_out():
    case = planned()
    facts = {"inspected_on": "2023-03-06", "led_by": "王領隊", "papers_shown": True}
    with pytest.raises(ValidationError, match="出示書面"):
        advance(case, "visit", actor=engineer(), now=VISITED, facts=facts | {"papers_shown": False})
    with pytest.raises(ValidationError, match="不預先通知"):
        advance(case, "visit", actor=engineer(), now=VISITED, facts=facts | {"notice": "two_days"})
    case = advance(case, "visit", actor=engineer(), now=VISITED, facts=facts)
    with pytest.raises(ValidationError, match="預定及實際進度"):
        send(case)
    take_in(case, [each for each in head() if each.field != "engineer_came"], actor=engineer(), now=VISITED)
    with pytest.raises(ValidationError, match="未到場"):
        send(case)
    take_in(case, [each for each in head() if each.field == "engineer_came"], actor=engineer(), now=VISITED)
    with pytest.raises(ValidationError, match="無缺失"):
        send(case)
    take_in(case, finding(engineer_id(), text=""), actor=engineer(), now=VISITED)
    take_in(case, finding(engineer_id(), place="0K"), actor=engineer(), now=VISITED)
    with pytest.raises(ValidationError, match="1項缺失未填情形"):
        send(case)


def engineer_id():
    return SiteFinding._meta.pk.to_python("00000000-0000-4000-8000-000000000001")


def test_before_2019_the_agency_was_told_two_days_ahead():
    case = planned(now=at("2014-03-03 09:00"), planned_on="2014-03-06")
    facts = {"inspected_on": "2014-03-06", "led_by": "王領隊", "papers_shown": True, "notice": "two_days"}
    case = advance(case, "visit", actor=engineer(), now=at("2014-03-06 17:00"), facts=facts)
    assert case.step == "inspected"


def test_the_tables_of_codes_and_checks_are_dated_and_a_code_holds_once_a_day():
    assert load_shipped(actor=engineer(), now=VISITED) > 40
    assert load_shipped(actor=engineer(), now=VISITED) == 0
    road = in_force(DefectCode.objects.all(), date(2023, 3, 6), work_type="road")
    assert {"C-21", "A-01"} <= set(road.values_list("code", flat=True))
    assert not road.filter(code="C-11").exists()
    assert not DefectCode.objects.exclude(addressee__in=Addressee.values).exists()
    assert DEFECT_CODES.indicators[0].key in {each.key for each in DEFECT_CODES.indicators}

    row = DefectCode.objects.get(code="C-21")
    newer = {"code": "C-21", "name": "壓實不足", "addressee": "contractor", "severity": "S", "points": 4, "work_type": "road", "ground": "新表"}
    with pytest.raises(ValidationError, match="仍適用"):
        enter(DEFECT_CODES, actor=engineer(), now=VISITED, facts=newer | {"starts_on": "2024-01-01"})
    correct(DEFECT_CODES, row.pk, actor=engineer(), now=VISITED, facts={"ends_on": "2023-12-31"}, reason="改版")
    enter(DEFECT_CODES, actor=engineer(), now=VISITED, facts=newer | {"starts_on": "2024-01-01"})
    assert [in_force(DefectCode.objects.filter(code="C-21"), day).get().points for day in (date(2023, 3, 6), date(2024, 1, 1))] == [2, 4]
    with pytest.raises(PermissionDenied):
        enter(CHECKLIST, actor=clerk(), now=VISITED, facts={})


@pytest.mark.system("inspection-team")
def test_the_team_has_one_convenor_and_says_why_a_member_is_not_from_the_central_list():
    def member(**facts):
        known = {"name": "甲", "role": "external", "starts_on": "2023-01-01", "declared_on": "2023-01-01", "is_listed": True}
        return enter(INSPECTION_TEAM, actor=engineer(), now=VISITED, facts=known | facts)

    member()
    member(name="乙", is_listed=False, chosen_because="橋梁檢測專長，首長核准 112-3 號")
    with pytest.raises(ValidationError, match="敘明理由"):
        member(name="丙", is_listed=False)
    with pytest.raises(ValidationError, match="消極資格"):
        member(name="丁", declared_on=None)
    chief = member(name="秘書長", role="convenor")
    with pytest.raises(ValidationError, match="召集人現為秘書長"):
        member(name="副秘書長", role="convenor", starts_on="2023-02-01")
    with pytest.raises(ValidationError, match="解任理由"):
        correct(INSPECTION_TEAM, chief.pk, actor=engineer(), now=VISITED, facts={"ends_on": "2023-01-31"})
    correct(INSPECTION_TEAM, chief.pk, actor=engineer(), now=VISITED, facts={"ends_on": "2023-01-31", "ended_because": "職務異動"})
    member(name="副秘書長", role="convenor", starts_on="2023-02-01")
    assert (value("engineering.team_member.external"), value("engineering.team_member.external_share")) == (2, Decimal("66.67"))
    with pytest.raises(PermissionDenied):
        enter(INSPECTION_TEAM, actor=clerk(), now=VISITED, facts={})


def test_points_become_a_penalty_by_contract_with_its_letter_and_its_payment():
    case = written_down(planned())
    facts = {
        "inspection": case.number, "tender": "112-A-001", "party": "contractor",
        "agency": Agency.objects.get(slug="public-works-new-construction"), "party_name": "大港營造", "points": 2, "per_point_amount": 4000,
        "contract_amount": 10_000_000,
        "amount": 8_000, "letter_number": "1", "notified_on": "2023-03-20",
    }  # fmt: skip
    with pytest.raises(ValidationError, match="應為8,000元"):
        enter(PENALTIES, actor=clerk(), now=TOLD, facts=facts | {"amount": 20_000})
    with pytest.raises(ValidationError, match="對廠商之扣點合計為2點"):
        enter(PENALTIES, actor=clerk(), now=TOLD, facts=facts | {"points": 6, "amount": 24_000})
    listed("112-A-002", agency="public-works-new-construction")
    with pytest.raises(ValidationError, match="之標案為112-A-001"):
        enter(PENALTIES, actor=clerk(), now=TOLD, facts=facts | {"tender": "112-A-002"})
    with pytest.raises(PermissionDenied):
        enter(PENALTIES, actor=clerk("water-resources"), now=TOLD, facts=facts)
    row = enter(PENALTIES, actor=clerk(), now=TOLD, facts=facts)
    assert (value("engineering.point_penalty.amount"), value("engineering.point_penalty.paid_share")) == (8_000, 0)
    with pytest.raises(ValidationError, match="不得早於通知"):
        correct(PENALTIES, row.pk, actor=clerk(), now=TOLD, facts={"paid_on": "2023-03-01"})
    correct(PENALTIES, row.pk, actor=clerk(), now=TOLD, facts={"paid_on": "2023-04-01"})
    assert value("engineering.point_penalty.paid_share") == 100


def test_an_inspection_without_findings_asks_for_no_correction():
    case = scored(written_down(planned(), with_findings=False), 91)
    with pytest.raises(ValidationError, match="沒有缺失"):
        send(case)
    case = advance(case, "send_clean", actor=engineer(), now=SENT, facts={"record_number": "1"})
    assert not Case.objects.filter(parent=case).exists()
    assert registry.get(case.procedure).action("send_clean").followed_by is None
