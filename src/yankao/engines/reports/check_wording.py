"""用字的檢查: one word written two ways in one document, and full-width beside half-width signs."""

import re
from dataclasses import dataclass

from yankao.engines.reports.check_findings import Findings, Severity, Spot
from yankao.engines.reports.check_text import Paragraph, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two ways to write one thing; a document should keep to one."""

    rule: str
    one: str
    two: str


_TAIWAN = r"(?=灣|北市|北|中市|南市|東縣|東市)"
_NOT_PLATFORM = r"(?<![平舞講月陽前後電兩一樓])"
PAIRS = (
    Pair(rule="wording", one="計畫", two="計劃"),
    Pair(rule="wording", one="紀錄", two="記錄"),
    Pair(rule="wording", one=rf"臺{_TAIWAN}", two=rf"{_NOT_PLATFORM}台(?=灣|北市|中市|南市|東縣|東市|北)"),
    Pair(rule="wording", one="提升", two="提昇"),
    Pair(rule="wording", one="佔(?=\\d|總|全|比)", two="占(?=\\d|總|全|比)"),
    Pair(rule="wording", one="為(?!$)", two="爲"),
    Pair(rule="width", one="％", two="%"),
    Pair(rule="width", one=r"（", two=r"\((?!\d{1,2}\)|[一二三四五六七八九十]+\))"),
    Pair(rule="width", one=r"(?<=[\u4e00-\u9fff])，(?=[\u4e00-\u9fff])", two=r"(?<=[\u4e00-\u9fff]),(?=[\u4e00-\u9fff])"),
    Pair(rule="width", one=r"[０-９]", two=r"[0-9]"),
)
_BOPOMOFO = re.compile(r"^ㄧ、")


def check_wording(text: Text) -> Findings:
    """Report each pair that occurs in both ways once, at the first place of the rarer way."""
    for pair in PAIRS:
        ones, twos = _places(text, pair.one), _places(text, pair.two)
        if not ones or not twos:
            continue
        rare, usual = (ones, twos) if len(ones) <= len(twos) else (twos, ones)
        paragraph, at, shown = rare[0]
        yield Spot(text=text, paragraph=paragraph, at=at).finding(
            pair.rule, found=f"{shown}（{len(rare)} 處）", expected=f"{usual[0][2]}（{len(usual)} 處）", severity=Severity.NOTE
        )
    for paragraph in text.paragraphs:
        if _BOPOMOFO.match(paragraph.text):
            yield Spot(text=text, paragraph=paragraph).finding("wording", found="ㄧ（注音）", expected="一", severity=Severity.NOTE)


def _places(text: Text, pattern: str) -> list[tuple[Paragraph, int, str]]:
    return [(each, found.start(), found[0]) for each in text.paragraphs for found in re.finditer(pattern, each.text)]
