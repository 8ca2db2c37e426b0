"""加總的檢查: a stated total against its list, against the parts beside it, and a part against its whole."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from yankao.engines.reports.check_figures import Figure, figures, figures_of
from yankao.engines.reports.check_findings import Findings, Severity, Spot, write
from yankao.engines.reports.check_text import ENDS, Paragraph, Text

Item = tuple[Paragraph, ...]
FEWEST_ITEMS = 2
FEWEST_PARTS = 3
OCCASIONS = frozenset({"場次", "場", "梯次"})
_TOTAL = re.compile(r"(?:合計|共計|總計|總共|共|計)(?:有|為|達)?$")
_TOTAL_ALONE = re.compile(r"^(?:合計|共計|總計|總共)(?:有|為|達)?$")
_JOINED = re.compile(r"^[、，及與和以,]|^[^，。；]{0,24}[、及與]")
_BRACKET = re.compile(r"^[^（(，。；]{0,3}[（(](?P<inside>[^（）()]+)[)）]")
_INCLUDES = re.compile(r"^(?:含|包括|包含|其中|分別為)")


def check_lists(text: Text) -> Findings:
    """Compare what a head says (共計 480 人次, 6 場次) with the numbered items under it."""
    for place, head in enumerate(text.paragraphs):
        if not head.plain.endswith(("：", ":")) or head.is_heading:
            continue
        items = items_below(text.paragraphs, place)
        if len(items) < FEWEST_ITEMS:
            continue
        yield from _list_sum(text, head, items)
        yield from _list_length(text, head, items)


def items_below(paragraphs: tuple[Paragraph, ...], place: int) -> list[Item]:
    """Return the items 1, 2, 3 … that follow a head; what stands between two belongs to the first of them."""
    items: list[list[Paragraph]] = []
    for each in paragraphs[place + 1 :]:
        first = items[0][0] if items else None
        if each.mark is not None and each.mark.number == len(items) + 1 and (first is None or each.mark.kind == _kind(first)):
            items.append([each])
        elif first is None or (each.mark is not None and each.mark.kind in _above(first)):
            break
        else:
            items[-1].append(each)
    if items:  # nothing tells where the last item ends: only the paragraph that its own sentence breaks off into is its
        items[-1] = items[-1][: 1 + (items[-1][0].text[-1] not in ENDS)]
    return [tuple(item) for item in items]


def _kind(item: Paragraph) -> str:
    return item.mark.kind if item.mark else "-"


def _above(item: Paragraph) -> tuple[str, ...]:
    order = ("financial", "plain", "(plain)", "n", "(n)", "-")
    return order[: order.index(_kind(item)) + 1]


def _counted(item: Item, family: str) -> Figure | None:
    found = [each for paragraph in item for each in figures(paragraph) if each.family == family]
    told = [each for each in found if _TOTAL.search(each.lead)]
    chosen = told or found
    return chosen[-1] if chosen else None


def _list_sum(text: Text, head: Paragraph, items: list[Item]) -> Findings:
    totals = [each for each in figures(head) if _TOTAL.search(each.lead) and each.unit not in OCCASIONS | {"%", "次"}]
    for total in totals:
        parts = [found for item in items if (found := _counted(item, total.family))]
        if len(parts) < FEWEST_ITEMS or len(parts) * 2 <= len(items):
            continue
        spot, whole = Spot(text=text, paragraph=head, at=total.start), sum((each.value for each in parts), Decimal(0))
        if whole != total.value:
            detail = "＋".join(write(each.value) for each in parts)
            yield spot.finding("list_sum", found=f"{write(total.value)}{total.unit}", expected=f"{write(whole)}{total.unit}（{detail}）")
        units = sorted({each.unit for each in (total, *parts)})
        if len(units) > 1:
            yield spot.finding("unit_change", found="、".join(units), expected="同一列表使用同一單位", severity=Severity.NOTE)


def _list_length(text: Text, head: Paragraph, items: list[Item]) -> Findings:
    attended = sum(1 for item in items if _counted(item, "人"))
    for figure in figures(head):
        if figure.unit in OCCASIONS and figure.value not in {len(items), attended}:
            yield Spot(text=text, paragraph=head, at=figure.start).finding(
                "list_count", found=f"{write(figure.value)}{figure.unit}", expected=f"{len(items)}{figure.unit}（逐項列出）"
            )


def check_sums(text: Text) -> Findings:
    """Compare a total with the parts of the same sentence."""
    for paragraph in text.paragraphs:
        found = figures(paragraph)
        for place, figure in enumerate(found):
            spot = Spot(text=text, paragraph=paragraph, at=figure.start)
            yield from _after_parts(spot, found[:place], figure)
            yield from _in_brackets(spot, figure)
            yield from _of_which(spot, figure, found[place + 1 :])


def _after_parts(spot: Spot, before: tuple[Figure, ...], total: Figure) -> Findings:
    """A 件、b 件，合計有 c 件."""
    plain = spot.paragraph.plain
    sentence = max(plain.rfind(sign, 0, total.start) for sign in "。；") + 1
    parts = [each for each in before if each.start >= sentence and each.unit == total.unit]
    if len(parts) < FEWEST_ITEMS or not _TOTAL_ALONE.match(total.lead.removeprefix(total.unit)):
        return
    whole = sum((each.value for each in parts), Decimal(0))
    if whole != total.value and not any(part.value == total.value for part in parts):
        yield spot.finding("parts_sum", found=f"{write(total.value)}{total.unit}", expected=_sum(parts, whole))


def _in_brackets(spot: Spot, total: Figure) -> Findings:
    """C 件（含 a 件及 b 件）, c 組（a 組＋b 組）."""
    found = _BRACKET.match(spot.paragraph.plain[total.end :])
    if found is None or not (_INCLUDES.match(found["inside"]) or "+" in found["inside"]):
        return
    parts = [each for each in figures_of(found["inside"]) if each.unit == total.unit]
    yield from _compare(spot, total, parts, is_whole=len(parts) > 1)


def _of_which(spot: Spot, total: Figure, after: tuple[Figure, ...]) -> Findings:
    """C 件，其中甲 a 件、乙 b 件及丙 c 件; 65 個機關中，計有 a 個、b 個."""
    plain = spot.paragraph.plain
    opening = re.match(r"[^，。；、]{0,6}(?:，其中|中，(?:計有|分別|有))", plain[total.end :])
    if opening is None:
        return
    end = min((place for place in (plain.find(sign, total.end) for sign in "。；") if place >= 0), default=len(plain))
    parts = [each for each in after if each.start < end and each.unit == total.unit]
    between = [plain[one.end : two.start] for one, two in pairwise(parts)]
    is_whole = len(parts) >= FEWEST_PARTS and all(_JOINED.match(each) for each in between)
    yield from _compare(spot, total, parts, is_whole=is_whole)


def _compare(spot: Spot, total: Figure, parts: list[Figure], *, is_whole: bool) -> Findings:
    too_large = [each for each in parts if each.value > total.value]
    whole = sum((each.value for each in parts), Decimal(0))
    if too_large:
        yield spot.finding(
            "part_exceeds_whole",
            found=f"{too_large[0].label}{write(too_large[0].value)}{total.unit}",
            expected=f"不大於 {write(total.value)}{total.unit}",
        )
    elif is_whole and whole != total.value:
        yield spot.finding("parts_sum", found=f"{write(total.value)}{total.unit}", expected=_sum(parts, whole))


def _sum(parts: Iterable[Figure], whole: Decimal) -> str:
    given = list(parts)
    return f"{write(whole)}{given[0].unit}（{'＋'.join(write(each.value) for each in given)}）"
