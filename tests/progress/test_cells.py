"""Filling in cell by cell: what is wrong is refused with cell, reason and remedy, the rest is kept, and nobody loses a cell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at
from tests.progress.plans import LISTED, a_plan, clerk, do, fill, hand_in, month, with_baseline
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.cells import Cell, read_cell, text_of, write_cells
from yankao.engines.progress.models import PeriodReport, ReportEdit
from yankao.engines.progress.rules import Bounds, Promise, Told, baseline_refusals, month_refusal, report_refusals

NOW = at("2023-07-05 10:00")
YEAR = Bounds(first=date(2023, 1, 1), last=date(2023, 12, 31), budget=Decimal(1000))
JUNE = date(2023, 6, 1)
percents = st.decimals(min_value=0, max_value=100, places=2)


def whys(outcome) -> list[str]:
    return [each.refusal.why for each in outcome.refused]


@pytest.mark.usefixtures("city")
class TestGrid:
    pytestmark = pytest.mark.django_db

    def test_a_wrong_cell_is_refused_and_the_rest_of_its_row_is_kept(self):
        plan = with_baseline(a_plan())
        outcome = fill(plan, "112-06", now=NOW, year_progress="120", total_progress="50", allotted="abc", text="基樁完成")
        assert outcome.saved == 2
        assert {each.cell.field: (each.refusal.why, each.refusal.remedy) for each in outcome.refused} == {
            "year_progress": ("年累計進度（%）120.00 不在 0 至 100 之間", "請填累計百分比，完成為 100"),
            "allotted": ("「abc」不是數字", "請更正「累計分配數（元）」"),
        }
        report = PeriodReport.objects.get()
        assert (report.total_progress, report.text, report.year_progress, report.allotted) == (50, "基樁完成", None, None)

    def test_spending_over_the_budget_is_refused_where_it_was_typed(self):
        plan = with_baseline(a_plan(budget=1_000_000))
        outcome = fill(plan, "112-06", now=NOW, year_progress="50", realised="900,000", payable="200000")
        assert outcome.saved == 2
        assert {each.cell.field for each in outcome.refused} == {"realised"}
        assert outcome.refused[0].refusal.why == "實現、應付及節餘合計 1,100,000 元，超過計畫經費 1,000,000 元"

    def test_less_than_the_period_before_is_refused_unless_the_reason_stands_beside_it(self):
        plan = with_baseline(a_plan())
        hand_in(plan, "112-05", now=NOW, progress="40")
        assert whys(fill(plan, "112-06", now=NOW, year_progress="39")) == ["年累計進度（%）39.00 低於112年5月的 40.00"]
        assert whys(fill(plan, "112-06", now=NOW, year_progress="39", reason="驗收扣減數量")) == []

    def test_a_month_outside_the_plan_and_a_mistaken_year_are_refused_with_what_was_meant(self):
        plan = with_baseline(a_plan(ends_on=date(2023, 9, 30)))
        (late,) = fill(plan, "112-10", now=NOW, year_progress="50").refused
        assert (late.refusal.why, late.refusal.remedy) == ("112年10月不在計畫期間（112年1月至112年9月）", "請填112年1月至112年9月之間的月份")
        (wrong,) = fill(plan, "122-06", now=NOW, year_progress="50").refused
        assert wrong.refusal.remedy == "年度可能有誤，是否為112年6月？"

    def test_a_period_that_has_not_begun_and_a_report_on_its_way_take_nothing(self):
        plan = with_baseline(a_plan())
        assert whys(fill(plan, "112-08", now=NOW, year_progress="50")) == ["112年8月尚未開始"]
        hand_in(plan, "112-06", now=NOW)
        assert whys(fill(plan, "112-06", now=NOW, year_progress="60")) == ["此期已送審（待管考窗口確認）"]

    def test_two_people_in_one_grid_keep_both_their_cells(self):
        plan = with_baseline(a_plan())
        seen = {"year_progress": "", "text": ""}
        assert fill(plan, "112-06", now=NOW, seen=seen, year_progress="50").saved == 1
        assert fill(plan, "112-06", now=NOW, seen=seen, text="基樁完成").saved == 1
        report = PeriodReport.objects.get()
        assert (report.year_progress, report.text) == (50, "基樁完成")

    def test_the_later_writer_of_one_cell_is_told_what_stands_there_and_loses_nothing(self):
        plan = with_baseline(a_plan())
        fill(plan, "112-06", now=NOW, seen={"year_progress": ""}, year_progress="50")
        (refused,) = fill(plan, "112-06", now=NOW, seen={"year_progress": ""}, year_progress="52").refused
        assert (refused.refusal.why, refused.cell.text) == ("已由張承辦改為「50」", "52")
        assert PeriodReport.objects.get().year_progress == 50

    def test_the_same_value_typed_twice_changes_nothing_and_every_change_is_kept(self):
        plan = with_baseline(a_plan())
        fill(plan, "112-06", now=NOW, year_progress="50")
        assert fill(plan, "112-06", now=NOW, year_progress="50.00").unchanged == 1
        fill(plan, "112-06", now=NOW, year_progress="51")
        assert list(ReportEdit.objects.values_list("field", "old", "new")) == [("year_progress", "", "50"), ("year_progress", "50", "51")]

    def test_others_may_not_fill_in_and_a_plan_of_elsewhere_is_named(self):
        plan = with_baseline(a_plan())
        assert whys(fill(plan, "112-06", now=NOW, by=clerk("water-resources"), year_progress="50")) == ["您不能填報「岡山路排水改善」"]
        assert (
            write_cells(PROJECTS, month("112-06"), [Cell(plan_id=0, field="text", text="x")], actor=clerk(), now=NOW).refused[0].refusal.why
            == "找不到計畫"
        )

    def test_thirty_plans_take_a_fixed_number_of_statements(self, django_assert_max_num_queries):
        plans = [with_baseline(a_plan(name=f"計畫{n}")) for n in range(30)]
        cells = [Cell(plan_id=plan.pk, field="year_progress", text="50", seen="") for plan in plans]
        with django_assert_max_num_queries(18):
            assert write_cells(PROJECTS, month("112-06"), cells, actor=clerk(), now=NOW).saved == 30

    def test_what_was_promised_later_does_not_change_what_was_handed_in(self):
        plan = with_baseline(a_plan())
        report = hand_in(plan, "112-06", now=NOW, progress="50")
        assert (report.baseline.version, report.planned_year, report.planned_amount) == (1, Decimal("50.00"), Decimal(6_000_000))
        assert do(report, "submit", by=clerk(), now=LISTED).held


@given(percents, percents)
def test_a_cumulative_figure_is_refused_exactly_when_it_falls(before, now):
    bounds = Bounds(first=YEAR.first, last=YEAR.last, budget=YEAR.budget, before=Told(year_progress=before), before_month=date(2023, 5, 1))
    assert bool(report_refusals(Told(year_progress=now), bounds, month=JUNE)) is (now < before)


@given(percents, percents)
def test_the_year_begins_anew_in_january_but_the_whole_never_falls(before, now):
    bounds = Bounds(
        first=date(2022, 1, 1),
        last=YEAR.last,
        budget=YEAR.budget,
        before=Told(year_progress=before, total_progress=before),
        before_month=date(2022, 12, 1),
    )
    found = {each.field for each in report_refusals(Told(year_progress=now, total_progress=now), bounds, month=date(2023, 1, 1))}
    assert found == ({"total_progress"} if now < before else set())


@given(st.lists(percents, min_size=1, max_size=12))
def test_a_baseline_stands_exactly_when_it_never_falls(values):
    promises = [Promise(month=date(2023, n, 1), year_progress=value, total_progress=value) for n, value in enumerate(values, start=1)]
    assert (baseline_refusals(promises, first=YEAR.first, last=YEAR.last, budget=YEAR.budget) == []) is (values == sorted(values))


@pytest.mark.parametrize(("typed", "meant"), [(date(2123, 6, 1), "112年6月"), (date(2033, 6, 1), "112年6月"), (date(2024, 6, 1), "112年6月")])
def test_a_year_that_looks_mistaken_is_asked_back(typed, meant):
    refusal = month_refusal(typed, first=YEAR.first, last=YEAR.last)
    assert refusal is not None
    assert refusal.remedy == f"年度可能有誤，是否為{meant}？"


@given(st.decimals(min_value=0, max_value=10**12, places=0))
def test_money_is_read_as_it_is_written(amount):
    assert read_cell("realised", f"{amount:,}元") == amount
    assert read_cell("realised", text_of(amount)) == amount


@pytest.mark.parametrize(
    ("name", "text"), [("realised", "1.5"), ("year_progress", "NaN"), ("year_progress", "Infinity"), ("allotted", "--5"), ("reason", "長" * 401)]
)
def test_what_cannot_be_read_is_refused(name, text):
    with pytest.raises(ValueError, match=r"[^\s]"):
        read_cell(name, text)


@pytest.mark.parametrize(("text", "value"), [("４５．５％", Decimal("45.50")), (" 45.555 ", Decimal("45.56")), ("", None)])
def test_percentages_are_read_in_the_forms_people_type(text, value):
    assert read_cell("year_progress", text) == value
