"""A phone number is covered however it is dressed: in markup, invisible signs, other digits, spaces, dashes, references."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.kernel.shadow import shadow_of
from yankao.kernel.text import MASK, redact

MOBILE = st.from_regex(re.compile(r"09[0-9]{8}", re.ASCII), fullmatch=True)
BETWEEN = st.sampled_from(
    ["", "", "", "-", " ", "－", "　", ".", "\u200b", "\u00ad", "\ufeff", "\u2060", "<b>", "</b>", "<br>", "&nbsp;", "&#8203;", "**", "_", "•"]
)
DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨"])
AROUND = st.sampled_from(["", "請撥", "電話：", "（", "<p>", "聯絡 ", "，"])


@st.composite
def dressed(draw: st.DrawFn) -> tuple[str, str]:
    """Return a number and a way somebody might write it."""
    number = draw(MOBILE)
    signs = [draw(DIGITS)[int(sign)] if draw(st.booleans()) else sign for sign in number]
    return number, "".join(sign + (draw(BETWEEN) if place < len(signs) - 1 else "") for place, sign in enumerate(signs))


def read(text: str) -> str:
    """Return the digits a reader sees, the covered ones as they are covered."""
    return re.sub(rf"[^0-9{MASK}]", "", shadow_of(text).text)


@given(dressed(), AROUND, st.sampled_from(["", "。", "</p>", " 謝謝"]))
def test_a_mobile_number_is_never_read_whole(told: tuple[str, str], before: str, after: str) -> None:
    number, written = told

    covered = redact(f"{before}{written}{after}")

    assert number not in read(covered)
    assert read(covered).count(MASK) >= 4


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("0912<b>345</b>678", "0912<b>○○○</b>○78"),
        ("０９１２－３４５－６７８", "０９１２－○○○－○７８"),
        ("0912 - 345 - 678", "0912 - ○○○ - ○78"),
        ("0912\u200b345\u200b678", "0912\u200b○○○\u200b○78"),
        ("&#48;912345678", "&#48;912○○○○78"),
        ("0912/345/678", "0912/○○○/○78"),
        ("(07) 123 - 4567", "(07) ○○○ - ○○67"),
        ("（０７）１２３<i>４５６７</i>", "（０７）○○○<i>○○６７</i>"),
        ("零九一二三四五六七八", "○○○○○○○○○○"),
        ("A1<i>23</i>456789", "A○<i>○○</i>○○○789"),
        ("ABC<b>-</b>1234", "ABC<b>-</b>○○○○"),
        ("wang<b>@</b>example.com", "w○○○<b>@</b>example.com"),
    ],
)
def test_what_is_dressed_is_covered_where_it_stands(text: str, covered: str) -> None:
    assert redact(text) == covered


@pytest.mark.parametrize(
    "text",
    [
        "2016-09-12 10:20:30",
        "112/09/12 13:45 到場",
        "第0912號路燈 345 公尺",
        "a < b && c > d",
        "路燈<b>壞</b>了 &amp; 危險",
        "金額 1,234,567,890 元",
        "一二三四五",
    ],
)
def test_what_is_no_number_of_a_person_stays_as_written(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=80))
def test_a_text_without_digits_and_marks_is_left_alone(text: str) -> None:
    plain = "".join(sign for sign in shadow_of(text).text if not sign.isascii() and sign not in "零〇一二三四五六七八九")
    assert redact(plain) == plain


@given(st.text(max_size=60))
def test_every_sign_of_the_shadow_has_its_place(text: str) -> None:
    shadow = shadow_of(text)

    ends = [shadow.end(at) for at in range(len(shadow.text))]
    assert all(shadow.start(at) < ends[at] <= len(text) for at in range(len(ends)))
    assert ends == sorted(ends)
