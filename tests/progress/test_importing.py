"""Files of plans and reports: wrong cells are refused, the rest is kept, a second run changes nothing, many cost as few statements as ten."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.people import at
from tests.progress.plans import commission
from tests.progress.test_figures import OFFICES, sheet
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.importing import Taken, import_plans, import_reports
from yankao.engines.progress.models import Alarm, Baseline, BaselineMonth, MilestoneDone, PeriodReport, Plan, ReportEdit, ReportPassage, Standing
from yankao.kernel import audit
from yankao.kernel.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2024-02-01 09:00")


def a_row(source: str, **more: object) -> dict[str, object]:
    told = {
        "計畫名稱": f"計畫{source}", "主辦機關": OFFICES[0], "計畫起日": "112/1/1", "計畫迄日": "112/12/31", "來源編號": source, "經費類別": "道路",
        "中央補助（元）": "1,000,000", "112年6月": 50, "112年12月": 100,
        "發包（決標）": "112/5/31", "發包（決標）實際": "112/4/30", "解除列管日期": "",
    }  # fmt: skip
    return told | more


def taken(rows: list[dict[str, object]]) -> Taken:
    return import_plans(INFRA_SUBSIDY, sheet(rows), actor=commission(), now=NOW)


def reported(rows: list[dict[str, object]]) -> Taken:
    return import_reports(INFRA_SUBSIDY, sheet(rows), actor=commission(), now=NOW, is_trusted=True, hands_in=True)


def a_report(source: str, **more: object) -> dict[str, object]:
    return {"來源編號": source, "期別": "112-06", "年累計進度（%）": 40, "累計分配數（元）": 500_000, "累計實現數（元）": 400_000, **more}


def test_a_file_enters_plans_with_everything_their_rows_tell_and_says_so_in_the_audit():
    done = taken([a_row("A"), a_row("B", 解除列管日期="112/12/20")])
    assert (done.read, done.taken, done.refused) == (2, 2, [])
    first, second = Plan.objects.order_by("number")
    assert (first.external_id, first.budget, first.control_infrasubsidy.fund_class, first.is_tracked) == ("A", Decimal(1_000_000), "道路", True)
    assert (second.standing, str(second.left_on), second.left_reason) == (Standing.RELEASED, "2023-12-20", "匯入時已解除列管")
    assert first.baseline == Baseline.objects.get(plan=first)
    assert list(first.baseline.months.values_list("total_progress", "amount")) == [(50, 500_000), (100, 1_000_000)]
    assert list(MilestoneDone.objects.values_list("plan__external_id", "key")) == [("A", "award"), ("B", "award")]
    verbs = [entry.verb.rpartition("subsidy:")[2] for entry in Entry.objects.filter(subject_id=second.number).order_by("seq")]
    assert verbs == ["list", "baseline", "milestone", "leave:released"]
    assert list(audit.verify()) == []


def test_each_wrong_row_is_refused_at_its_cell_with_reason_and_remedy_and_the_others_are_kept():
    wrong: list[dict[str, object]] = [
        {"主辦機關": "火星局"},
        {"計畫起日": "明天"},
        {"112年6月": 120},
        {"112年6月": 60, "112年12月": 40},
        {"112年6月": "NaN"},
        {"發包（決標）": "114/1/1"},
        {"發包（決標）實際": "114/1/1"},
        {"中央補助（元）": ""},
        {"來源編號": "長" * 81},
        {"計畫迄日": "111/12/31"},
    ]
    done = taken([a_row(f"N{n}", **each) for n, each in enumerate(wrong)] + [a_row("good")])
    assert [plan.external_id for plan in done.plans] == ["good"]
    assert {each.address for each in done.refused} == {"B2", "C3", "H4", "I4", "I5", "H6", "J7", "K8", "第9列", "E10", "C11"}
    assert all(each.why and each.remedy for each in done.refused)
    assert Plan.objects.count() == 1


def test_the_same_source_is_one_plan_in_one_file_and_the_next_and_a_refused_row_does_not_take_its_place():
    done = taken([a_row("A", **{"112年6月": 120}), a_row("A"), a_row("A", 計畫名稱="又一次")])
    assert (done.taken, done.unchanged, {plan.name for plan in done.plans}) == (1, 1, {"計畫A"})
    again = taken([a_row("A")])
    assert (again.taken, again.unchanged, again.plans) == (0, 1, [Plan.objects.get()])
    assert BaselineMonth.objects.count() == 2


def test_more_rows_take_no_more_statements():
    def statements(rows: list[dict[str, object]]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as plans:
            assert not taken(rows).refused
        with CaptureQueriesContext(connection) as reports:
            assert not reported([a_report(str(row["來源編號"])) for row in rows]).refused
        return len(plans), len(reports)

    few = statements([a_row(f"F{n}") for n in range(3)])
    many = statements([a_row(f"M{n}") for n in range(60)])
    assert many <= few


def test_reports_are_filled_in_handed_in_and_judged_and_a_second_run_changes_nothing():
    taken([a_row("A"), a_row("B")])
    rows = [a_report("A"), a_report("B", **{"年累計進度（%）": 101}), a_report("C")]
    done = reported(rows)
    assert (done.taken, [each.address for each in done.refused]) == (5, ["A4", "C3", "C3"])
    report = PeriodReport.objects.get(plan__external_id="A")
    assert (report.state, report.submitted_at, report.plan.latest_id) == ("window", NOW, report.pk)
    assert set(Alarm.objects.values_list("kind", flat=True)) == {"lag", "spend"}
    assert list(ReportPassage.objects.values_list("stage", "from_state", "to_state")) == [("submit", "draft", "window")]
    before = (ReportEdit.objects.count(), ReportPassage.objects.count(), Alarm.objects.count())
    again = reported([rows[0]])
    assert (again.taken, again.unchanged, again.refused) == (0, 3, [])
    assert (ReportEdit.objects.count(), ReportPassage.objects.count(), Alarm.objects.count()) == before


def test_a_report_that_cannot_be_handed_in_is_named_at_its_row():
    import_plans(PROJECTS, sheet([{key: value for key, value in a_row("A").items() if key != "經費類別"}]), actor=commission(), now=NOW)
    told = {"來源編號": "A", "期別": "112-06", "年累計進度（%）": 50}
    done = import_reports(PROJECTS, sheet([told]), actor=commission(), now=NOW, is_trusted=True, hands_in=True)
    assert [(each.address, each.remedy) for each in done.refused] == [("C2", "尚未填寫累計分配數（元）、累計實現數（元）")]
