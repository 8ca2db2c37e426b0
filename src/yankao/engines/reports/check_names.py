"""列名的檢查: names counted against the number that is stated of them, and names that stand twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yankao.engines.reports.check_findings import Findings, Severity, Spot
from yankao.engines.reports.check_text import Paragraph, Text, read_mark
from yankao.kernel.numerals import from_chinese

FEWEST_NAMES = 3
LONGEST_NAME = 24
_COUNTED = re.compile(
    r"(?P<etc>等|[,，](?:總共|合計|共計|共|計)|)(?P<number>\d{1,3}|[二三四五六七八九十]{1,3})"
    r"(?P<unit>個(?!月|工作天|小時|百分)|所|大(?=類|項|業務|領域|主題|面向)|類(?!別)|案|項|家|處|區|校|國|局)(?P<rest>[\u4e00-\u9fff]{0,4})"
)
_STOP = re.compile(r"[，。；：:;？！]")
_LAST = re.compile(r"以及|及|暨|與|和")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A list of names with the number stated after it."""

    names: tuple[str, ...]
    count: int
    unit: str
    start: int
    at: int


def check_names(text: Text) -> Findings:
    """Check lists of names, one by one and together where a total adds them up."""
    for paragraph in text.paragraphs:
        lists = list(named_lists(paragraph))
        for each in lists:
            spot = Spot(text=text, paragraph=paragraph, at=each.at)
            if len(each.names) != each.count:
                yield spot.finding(
                    "list_count", found=f"{each.count}{each.unit}", expected=f"列出 {len(each.names)}{each.unit}：{'、'.join(each.names)}"
                )
            twice = _twice(each.names)
            if twice:
                yield spot.finding("list_repeats", found="、".join(twice), expected="每一名稱只列一次")
        yield from _together(text, paragraph, lists)


def named_lists(paragraph: Paragraph) -> Iterator[Named]:
    """Go through the lists of a paragraph: 甲局、乙局及丙局等 3 個機關."""
    plain = _BRACKETED.sub(lambda found: "□" * len(found[0]), paragraph.plain)
    end = 0
    for found in _COUNTED.finditer(plain):
        stop = max((stop.end() for stop in _STOP.finditer(plain, 0, found.start())), default=0) or (read_mark(plain)[1] if paragraph.mark else 0)
        clause, end = max(stop, end), found.end("unit")
        names = tuple(_names(plain[clause : found.start()]))
        if len(names) < FEWEST_NAMES or any(len(name) > LONGEST_NAME for name in names[1:]):
            continue
        if any(re.search(r"\d(?!\.?\d*$)", name) for name in names):  # a list of figures, not of names
            continue
        yield Named(names=names, count=_number(found["number"]), unit=found["unit"] + found["rest"], start=clause, at=found.start("number"))


def _names(clause: str) -> list[str]:
    """Split at 、, and the last part once more at 及; one name alone or two joined by 及 are no list."""
    if "、" not in clause:
        return []
    *parts, last = clause.split("、")
    return [bare for part in (*parts, *_LAST.split(last, maxsplit=1)) if (bare := part.replace("□", "").strip("「」『』"))]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else from_chinese(text)


def _twice(names: tuple[str, ...]) -> list[str]:
    """Return names that stand twice; the first name of a list may carry words before it."""
    first, *others = names
    found = [name for place, name in enumerate(others) if name in others[:place]]
    return found + [name for name in others if len(name) > 1 and first.endswith(name) and name not in found]


def _together(text: Text, paragraph: Paragraph, lists: list[Named]) -> Findings:
    """9 個機關 and 7 個機關, in all 16: the names of both lists must differ."""
    for place, one in enumerate(lists):
        for two in lists[place + 1 :]:
            total = re.search(rf"(?<!\d){one.count + two.count}(?=個|{re.escape(one.unit[:1])})", paragraph.plain[two.at + 1 :])
            if total is None or one.unit[:1] != two.unit[:1]:
                continue
            shared = _shared(one.names, two.names)
            if shared:
                distinct = len(one.names) + len(two.names) - len(shared)
                yield Spot(text=text, paragraph=paragraph, at=two.at + 1 + total.start()).finding(
                    "list_distinct",
                    found=f"{one.count + two.count}{one.unit[:1]}（{one.count}＋{two.count}）",
                    expected=f"{distinct}{one.unit[:1]}（重複：{'、'.join(shared)}）",
                    severity=Severity.ERROR,
                )


def _shared(one: tuple[str, ...], two: tuple[str, ...]) -> list[str]:
    plain = [name for name in one[1:] if name in two[1:]]
    led = [name for name in two[1:] if len(name) > 1 and one[0].endswith(name)] + [
        name for name in one[1:] if len(name) > 1 and two[0].endswith(name)
    ]
    return list(dict.fromkeys(plain + led))
