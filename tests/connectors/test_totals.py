"""A table of totals becomes orders; what contradicts itself is refused with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.totals import read_orders, shares
from yankao.kernel.roc import Window

HEADING = "procedure,from,to,count,field,value\n"


def orders(folder: Path, text: str) -> tuple[Order, ...]:
    path = folder / "totals.csv"
    path.write_text(text, encoding="utf-8")
    return read_orders(path)


def test_a_total_and_its_subset_are_one_order(tmp_path):
    (order,) = orders(tmp_path, f"{HEADING}service.call,103-07,104-02,650966,,\nservice.call,103-07,104-02,163020,class,inquiry\n")

    assert order.window == Window.of_months("103-07", "104-02")
    assert (order.key, order.count, order.fixed) == ("service.call", 650966, {"class": {"inquiry": 163020}})


def test_field_and_value_may_be_left_out_altogether(tmp_path):
    (order,) = orders(tmp_path, 'procedure,from,to,count\nservice.petition,112-03,112-07,"112,342"\n')

    assert order.count == 112342


def test_subsets_without_a_total_add_up_to_one(tmp_path):
    (order,) = orders(tmp_path, f"{HEADING}service.petition,112-03,112-03,3,channel,web\nservice.petition,112-03,112-03,4,channel,fax\n")

    assert order.count == 7


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("a,112-13,112-07,5,,", "第 2 行"),
        ("a,112-03,112-07,-5,,", "第 2 行"),
        ("a,112-03,112-07,viele,,", "第 2 行"),
        ("a,112-03,112-07,5,class,", "須同時填寫"),
        ("a,112-03,112-07,5,,\na,112-03,112-07,6,,", "第 3 行：a 在 112-03 至 112-07 有兩個總數（另一個在第 2 行）"),
        ("a,112-03,112-07,5,,\na,112-05,112-08,6,,", "第 3 行.*112-05 至 112-08.*第 2 行.*112-03 至 112-07 重疊"),
        ("a,112-03,112-07,5,,\na,112-03,112-07,6,class,x", "第 3 行：a 112-03 至 112-07.*超過總數"),
        ("a,112-03,112-07,5,class,x\na,112-03,112-07,6,class,x", "重複"),
    ],
)
def test_what_contradicts_itself_is_refused(tmp_path, rows, problem):
    with pytest.raises(BadFileError, match=problem):
        orders(tmp_path, HEADING + rows + "\n")


def test_another_heading_is_refused(tmp_path):
    with pytest.raises(BadFileError, match="第一列應為"):
        orders(tmp_path, "key,count\na,5\n")


@given(
    count=st.integers(0, 5000),
    weights=st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(0.01, 9), min_size=1, max_size=6),
)
def test_shares_add_up_and_stay_within_one_of_the_exact_share(count, weights):
    given_out = shares(count, weights, {})

    assert sum(given_out.values()) == count
    assert all(abs(given_out[value] - count * weight / sum(weights.values())) < 1 for value, weight in weights.items())


def test_what_is_fixed_is_kept_and_the_rest_divided():
    assert shares(100, {"a": 1, "b": 1, "c": 2}, {"a": 40}) == {"a": 40, "b": 20, "c": 40}
