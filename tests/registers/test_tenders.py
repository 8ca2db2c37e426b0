"""標案登錄: what a tender must tell, what its size is by the rule of its day, and how many tenders are counted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import staff
from tests.registers.tenders import NOW, clerk, engineer, tender

from yankao.engines.indicators import registry as indicators
from yankao.engines.registers.read import history, searched, visible_rows
from yankao.engines.registers.tenders.register import KEY, TENDERS, inspectable, quota_population
from yankao.engines.registers.tenders.sizes import QUOTA, Size, rule_on, size_on
from yankao.engines.registers.write import correct, strike
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
YEAR = Window(date(2023, 1, 1), date(2023, 7, 31))


def figure(name: str, window: Window = YEAR) -> Decimal | int | None:
    indicator = indicators.get(f"{KEY}.{name}")[0]
    return indicator.value_of(indicator.measure(KEY, window))


def test_a_tender_is_entered_found_corrected_and_keeps_what_stood_before():
    row = tender()
    assert (row.award_ratio, row.lag, row.end_due_on) == (Decimal(95), None, date(2023, 9, 30))
    assert list(searched(visible_rows(TENDERS, engineer()), TENDERS, "甲營造 鳳山")) == [row]

    correct(TENDERS, row.pk, actor=clerk(), now=NOW, facts={"revised_end_on": "2023-12-31", "changes": 1}, reason="第一次變更設計")
    changed = {(each.label, each.old, each.new) for each in history(TENDERS, row, actor=engineer())}
    assert ("變更設計次數", "0", "1") in changed
    assert visible_rows(TENDERS, engineer()).get().end_due_on == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"state": "ended"}, "請填寫實際竣工日期"),
        ({"state": "awarded"}, "不得為「決標未開工」"),
        ({"ended_on": "2023-02-01"}, "不得為「施工中」"),
        ({"stopped_on": "2023-02-01"}, "已復工者請清除停工日期"),
        ({"started_on": "2022-09-01"}, "不得早於決標日期"),
        ({"award_amount": "62000001", "floor_amount": ""}, "高於預算金額"),
        ({"award_amount": "60000001"}, "高於底價"),
        ({"state": "accepted", "ended_on": "2023-02-01", "accepted_on": "2023-01-31"}, "不得早於實際竣工日期"),
        ({"number": "標案一號"}, "標案編號僅能用英數字"),
    ],
)
def test_facts_that_contradict_each_other_are_refused_with_what_to_do(wrong: dict[str, object], said: str):
    with pytest.raises(ValidationError, match=said):
        tender(**wrong)


def test_an_agency_writes_its_own_tenders_only_and_a_number_stands_once():
    with pytest.raises(PermissionDenied, match="所屬機關"):
        tender(actor=clerk("water-resources"))
    row = tender(actor=clerk())
    with pytest.raises(ValidationError, match="此標案編號已登錄"):
        tender()
    with pytest.raises(PermissionDenied):
        strike(TENDERS, row.pk, actor=clerk(), now=NOW, reason="重複")
    strike(TENDERS, row.pk, actor=engineer(), now=NOW, reason="重複登錄")
    assert tender().pk != row.pk
    with pytest.raises(PermissionDenied):
        visible_rows(TENDERS, staff("agent", "rdec-service-callcentre"))


@pytest.mark.parametrize(
    ("day", "budget", "size"),
    [
        (date(2019, 6, 1), 999_999, None), (date(2019, 6, 1), 1_000_000, Size.SMALL), (date(2023, 8, 8), 1_000_000, Size.SMALL),
        (date(2023, 8, 9), 1_499_999, None), (date(2023, 8, 9), 1_500_000, Size.SMALL), (date(2023, 8, 9), 9_999_999, Size.SMALL),
        (date(2023, 8, 9), 10_000_000, Size.MIDDLE), (date(2023, 8, 9), 49_999_999, Size.MIDDLE), (date(2023, 8, 9), 50_000_000, Size.LARGE),
        (date(2010, 1, 1), 1_000_000, Size.SMALL),
    ],
)  # fmt: skip
def test_the_size_is_that_of_the_budget_under_the_version_of_the_day(day: date, budget: int, size: Size | None):
    assert size_on(Decimal(budget), day) is size


@pytest.mark.parametrize(
    ("day", "counts", "minimum"),
    [
        (date(2019, 1, 1), (165, 300, 500), 33 + 15 + 20), (date(2019, 1, 1), (40, 8, 6), 20 + 8 + 6), (date(2019, 1, 1), (166, 300, 500), 34 + 35),
        (date(2021, 3, 19), (165, 300, 535), 100), (date(2021, 3, 19), (30, 20, 15), 45), (date(2023, 8, 9), (5, 4, 3), 12),
    ],
)  # fmt: skip
def test_the_minimum_of_a_year_follows_its_version_of_article_four(day: date, counts: tuple[int, int, int], minimum: int):
    assert rule_on(day).value.minimum(dict(zip(Size, counts, strict=True))) == minimum


def test_the_quota_board_of_the_year_108_stands_at_201_percent():
    minimum = rule_on(date(2019, 1, 1)).value.minimum({Size.LARGE: 165, Size.MIDDLE: 300, Size.SMALL: 500})
    assert (minimum, round(Decimal(137) / minimum * 100)) == (68, 201)


@given(st.sampled_from([since.day for since in QUOTA.since]), st.tuples(*[st.integers(0, 2000)] * 3), st.sampled_from(list(Size)))
def test_one_tender_more_never_lowers_the_minimum_and_no_minimum_exceeds_what_there_is(day: date, counts: tuple[int, ...], size: Size):
    rule, before = rule_on(day).value, dict(zip(Size, counts, strict=True))
    after = before | {size: before[size] + 1}
    assert rule.minimum(before) <= rule.minimum(after) <= sum(after.values())


@given(st.sampled_from([since.day for since in QUOTA.since]), st.integers(0, 200_000_000))
def test_every_budget_belongs_to_exactly_the_class_whose_bounds_hold_it(day: date, budget: int):
    rule = rule_on(day).value
    held = [size for size in Size if rule.bounds(size)[0] <= budget < (rule.bounds(size)[1] or budget + 1)]
    assert held == ([rule.size_of(Decimal(budget))] if rule.size_of(Decimal(budget)) else [])


def test_what_is_counted_as_in_hand_and_what_can_be_inspected():
    tender("A-working")
    tender("B-awarded", state="awarded", started_on="")
    tender("C-entrusted", funding="entrusted")
    tender("D-ended-this-year", state="ended", ended_on="2023-02-01")
    tender("E-ended-before", state="ended", ended_on="2022-12-31")
    tender("F-accepted-before", state="accepted", ended_on="2022-11-30", accepted_on="2022-12-31")
    tender("G-below", budget_amount="1499999", floor_amount="", award_amount="")
    tender("H-small", budget_amount="1500000", floor_amount="", award_amount="")
    tender("I-later", awarded_on="2023-08-01", started_on="2023-08-02", now=NOW)

    assert (figure("in_hand"), figure("inspectable")) == (6, 3)
    assert (figure("inspectable_large"), figure("inspectable_middle"), figure("inspectable_small")) == (2, 0, 1)
    assert set(inspectable(YEAR).values_list("number", flat=True)) == {"A-working", "D-ended-this-year", "H-small"}
    assert "G-below" not in quota_population(date(2023, 8, 31)).values_list("number", flat=True)


def test_one_record_more_or_less_moves_the_figure():
    row = tender()
    assert figure("inspectable") == 1
    correct(TENDERS, row.pk, actor=engineer(), now=NOW, facts={"funding": "subsidised"})
    assert (figure("in_hand"), figure("inspectable")) == (1, 0)
