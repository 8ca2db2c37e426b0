"""文中的數字: find every figure of a paragraph with its unit, what it counts, and the period it speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yankao.engines.reports.check_text import Paragraph

_UNITS = (
    r"人次|人數|人|名|位|件|案|項|點|通|場次|梯次|場|次|元|%|份|期|篇|家|分|筆|組|台|座|張|天|工作天|個工作天|小時|"
    r"所|個|國|處|校|枚|冊|戶|輛|棟|噸|公噸|公里|公頃|大類|類|種"
)
PERSONS = frozenset({"人次", "人數", "人", "名", "位"})
CASES = frozenset({"件", "案"})
DATE_SIGNS = "年月日時點"
_UNIT = "|".join(sorted(_UNITS.split("|"), key=len, reverse=True))
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.,\-/~～])(?P<number>{_AMOUNT}(?:[億萬千]{_AMOUNT})*[億萬千]?)(?P<hedge>餘|多)?(?P<unit>{_UNIT})?(?P<date>年度?|月|日|季|屆|~|～|-)?"
)
_STOPS = re.compile(r"[，。；：、（()）「」！？:;+]|\d")
_TAIL = re.compile(
    r"(?:共計有|合計有|總計有|計有|共計|合計|總計|累計|共有|總共|達成|各|共|計|有|為|達|約|逾|近|超過|佔|占|數為|數達|數|於|已|僅|之|平均|的|案件|件|人次|量|次)+$"
)
_HEAD = re.compile(r"^(?:共計|總計|年度|年|月底|月|日|底|止|起|至|個|所|件|案|項|人次|場次|次|通|點|其中|另|以及|及|與|和|暨|含|包括|並|，|自|於)+")
_PERIOD = re.compile(r"(?P<y1>\d{2,3})年(?P<m1>\d{1,2})月?[至~～-](?:(?P<y2>\d{2,3})年)?(?P<m2>\d{1,2})月")
_YEAR = re.compile(r"(?<!\d)(?P<year>\d{2,3})年(?:度|全年)?(?!\d)")
_QUALIFIED = re.compile(r"[之的所經由透過]")
MONTHS = 12

Months = tuple[int, int]  # counted from year 0: first and last month


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in a paragraph; `label` is what stands before it, stripped to the name of what is counted."""

    value: Decimal
    unit: str
    start: int
    end: int
    label: str
    lead: str
    shown: str

    @property
    def family(self) -> str:
        """Units that count the same: 人 and 人次, 件 and 案."""
        return "人" if self.unit in PERSONS else "件" if self.unit in CASES else self.unit


def figures(paragraph: Paragraph) -> tuple[Figure, ...]:
    """Return the figures of a paragraph in their order; dates, years and item numbers are none."""
    return tuple(_figures(paragraph.plain))


def figures_of(text: str) -> tuple[Figure, ...]:
    """Return the figures of a piece of plain text."""
    return tuple(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    for found in _FIGURE.finditer(text):
        if found["date"] or (found["unit"] is None and text[found.end() : found.end() + 1] in DATE_SIGNS):
            continue
        if found["unit"] is None or text[max(found.start() - 1, 0) : found.start()] == "第":
            continue
        lead = lead_of(text, found.start())
        yield Figure(
            value=value_of(found["number"]),
            unit=_unit_of(found["unit"]),
            start=found.start(),
            end=found.end(),
            label=label_of(lead),
            lead=lead,
            shown=found[0],
        )


def _unit_of(unit: str) -> str:
    return {"工作天": "天", "個工作天": "天"}.get(unit, unit)


def value_of(text: str) -> Decimal:
    """Read a number with 億, 萬 and 千 in it; a unit counts what stands before it."""
    sizes = {"億": Decimal(10**8), "萬": Decimal(10**4), "千": Decimal(1000)}
    total = Decimal(0)
    for amount, size in re.findall(rf"({_AMOUNT})([億萬千]?)", text):
        total += Decimal(amount.replace(",", "")) * sizes.get(size, Decimal(1))
    return total


def lead_of(text: str, at: int) -> str:
    """Return what stands between the last stop and a place."""
    before = text[max(at - 40, 0) : at]
    stops = list(_STOPS.finditer(before))
    return before[stops[-1].end() :] if stops else before


def label_of(lead: str) -> str:
    """Strip counting words off: 「共計受理民眾陳情案件計」 is 受理民眾陳情."""
    bare = _HEAD.sub("", lead)
    return _HEAD.sub("", _TAIL.sub("", bare))


def core_of(label: str) -> tuple[str, bool]:
    """Return the last noun of a label and whether something before it narrows it (…之, …的)."""
    places = [found.end() for found in _QUALIFIED.finditer(label)]
    return (label[places[-1] :], True) if places else (label, False)


def periods(paragraph: Paragraph) -> tuple[tuple[int, Months], ...]:
    """Return where the paragraph names months from … to …."""
    found = []
    for each in _PERIOD.finditer(paragraph.plain):
        first = int(each["y1"]) * MONTHS + int(each["m1"])
        last = int(each["y2"] or each["y1"]) * MONTHS + int(each["m2"])
        if last >= first and 1 <= int(each["m2"]) <= MONTHS:
            found.append((each.start(), (first, last)))
    return tuple(found)


def period_at(paragraph: Paragraph, at: int) -> Months | None:
    """Return the period named last before a place, if the paragraph names any."""
    before = [months for start, months in periods(paragraph) if start < at]
    return before[-1] if before else None


def months_in(months: Months) -> int:
    """Count the months of a period."""
    return months[1] - months[0] + 1


def sentence_of(paragraph: Paragraph, at: int) -> str:
    """Return the sentence around a place, as it is written."""
    text = paragraph.text
    start = max(text.rfind(sign, 0, at) for sign in "。；") + 1
    ends = [place for place in (text.find(sign, at) for sign in "。；") if place >= 0]
    return text[start : min(ends) + 1 if ends else len(text)][:200]
