"""Numbers are written and read as the published reports write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.kernel.numerals import (
    from_chinese,
    from_mark,
    mixed,
    outline_mark,
    parse_number,
    percent_of,
    round_half_up,
    style,
    to_chinese,
)

numbers = st.one_of(st.integers(0, 300), st.integers(0, 10**16 - 1))


@pytest.mark.parametrize(
    ("number", "plain", "financial"),
    [
        (0, "零", "零"),
        (1, "一", "壹"),
        (10, "十", "拾"),
        (12, "十二", "拾貳"),
        (27, "二十七", "貳拾柒"),
        (32, "三十二", "參拾貳"),
        (101, "一百零一", "壹佰零壹"),
        (112, "一百一十二", "壹佰壹拾貳"),
        (10_010, "一萬零一十", "壹萬零壹拾"),
        (100_000, "十萬", "拾萬"),
        (100_000_005, "一億零五", "壹億零伍"),
        (1_000_050_000, "十億零五萬", "拾億零伍萬"),
    ],
)
def test_a_number_is_written_in_chinese(number: int, plain: str, financial: str) -> None:
    assert to_chinese(number) == plain
    assert to_chinese(number, financial=True) == financial


@given(numbers, st.booleans())
def test_a_chinese_number_is_read_back(number: int, financial: bool) -> None:
    assert from_chinese(to_chinese(number, financial=financial)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("一一二", 112), ("二〇二三", 2023), ("兩千零五", 2005), ("一十二", 12), ("叁拾", 30), ("１", None), ("甲", None), ("", None)],
)
def test_other_ways_of_writing_are_read_or_refused(text: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(ValueError, match="請輸入國字數字"):
            from_chinese(text)
    else:
        assert from_chinese(text) == number


@pytest.mark.parametrize("number", [-1, 10**16])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="國字數字的範圍"):
        to_chinese(number)


def test_headings_are_numbered_by_level() -> None:
    assert [outline_mark(27, level) for level in range(1, 6)] == ["貳拾柒、", "二十七、", "（二十七）", "27.", "（27）"]


@given(st.integers(1, 99), st.integers(1, 5))
def test_a_heading_mark_is_read_back(number: int, level: int) -> None:
    assert from_mark(outline_mark(number, level)) == number


@pytest.mark.parametrize(("mark", "number"), [("(一)", 1), ("（一）", 1), ("㈠", 1), ("1、", 1), ("(3)", 3), ("貳拾柒、", 27)])
def test_the_variants_of_heading_marks_are_read(mark: str, number: int) -> None:
    assert from_mark(mark) == number


def test_a_heading_level_beyond_five_is_refused() -> None:
    with pytest.raises(ValueError, match="標題階層"):
        outline_mark(1, 6)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (59_253, "5萬9,253"),
        (8_270_610_000, "82億7,061萬"),
        (9_253, "9,253"),
        (0, "0"),
        (-59_253, "-5萬9,253"),
        (1_550_000, "155萬"),
        (50_253, "5萬253"),
        (10**12, "1兆"),
    ],
)
def test_units_are_mixed_as_in_the_reports(number: int, text: str) -> None:
    assert mixed(number) == text


@given(st.integers(-(10**15), 10**15))
def test_a_mixed_number_is_read_back(number: int) -> None:
    assert parse_number(mixed(number)) == number
    assert parse_number(style(number, "comma")) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("５萬９，２５３", "59253"),
        ("82 億 7,061 萬", "8270610000"),
        ("9.6萬", "96000"),
        ("43.79億", "4379000000"),
        ("28.93%", "28.93"),
        ("75.22％", "75.22"),
        ("-3", "-3"),
    ],
)
def test_published_numbers_are_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "萬", "五萬", "1.2.3", "abc", "%"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="請輸入數字"):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("79.5", 0, "80"), ("79.33", 0, "79"), ("0.125", 2, "0.13"), ("-0.5", 0, "-1"), ("2.5", 0, "3")],
)
def test_a_half_is_rounded_up(value: str, places: int, rounded: str) -> None:
    assert round_half_up(Decimal(value), places) == Decimal(rounded)


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_rounding_is_never_off_by_more_than_a_half(value: Decimal, places: int) -> None:
    assert abs(round_half_up(value, places) - value) <= Decimal(5).scaleb(-places - 1)


@pytest.mark.parametrize(
    ("part", "whole", "places", "share"),
    [
        (137, 68, 0, "201"),
        (53, 126, 1, "42.1"),
        (73, 126, 1, "57.9"),
        (46, 159, 2, "28.93"),
        (113, 159, 2, "71.07"),
        (201, 203, 2, "99.01"),
        (21, 64, 1, "32.8"),
    ],
)
def test_published_shares_are_reproduced(part: int, whole: int, places: int, share: str) -> None:
    assert percent_of(part, whole, places) == Decimal(share)


def test_of_nothing_there_is_no_share() -> None:
    assert percent_of(0, 0) is None


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (650_966, "plain", "650966"),
        (650_966, "comma", "650,966"),
        (Decimal("81370.75"), "comma:0", "81,371"),
        (2.86, "plain", "2.86"),
        (Decimal("-0.4"), "plain:0", "0"),
        (100, "plain", "100"),
        (59_253, "mixed", "5萬9,253"),
        (96_000, "wan", "9.6萬"),
        (1_550_000, "wan", "155萬"),
        (59_253, "wan:0", "6萬"),
        (4_379_000_000, "yi", "43.79億"),
        (4_300_000_000, "yi:2", "43.00億"),
        (Decimal("75.225"), "percent:2", "75.23%"),
        (100, "percent:0:％", "100％"),
        (Decimal("25.04"), "percent:2:none", "25.04"),
        (7, "cjk", "七"),
        (27, "cjk:financial", "貳拾柒"),
        (Decimal("99.999"), "truncate:2", "99.99"),
        (Decimal("2.9"), "truncate", "2"),
        (59_253, "truncate:wan", "5萬"),
        (8_312_345, "hedge:逾", "逾831萬"),
        (8_312_345, "hedge:逾:100000", "逾830萬"),
        (8_300_000, "hedge:逾", "830萬"),
        (35_990, "hedge:近:1000", "近3萬6,000"),
        (35_400, "hedge:約:1000", "約3萬5,000"),
        (312, "hedge:多", "310多"),
        (45, "hedge:逾", "45"),
        (None, "comma", "—"),
    ],
)
def test_each_style_writes_as_the_reports_do(value: float | Decimal | None, spec: str, text: str) -> None:
    assert style(value, spec) == text


@pytest.mark.parametrize("spec", ["", "roman", "hedge", "hedge:逾:0", "comma:x"])
def test_an_unknown_style_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"格式|級距|小數位數"):
        style(1, spec)


@given(st.integers(1, 10**12))
def test_more_than_is_never_claimed_of_a_smaller_number(number: int) -> None:
    text = style(number, "hedge:逾")
    shown = parse_number(text.removeprefix("逾"))
    assert shown < number if text.startswith("逾") else shown == number
