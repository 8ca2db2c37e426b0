"""同一數字的檢查: what is counted in two places of one document, and what two documents say of the same thing."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, takewhile

from yankao.engines.reports.check_figures import Figure, Months, core_of, figures, period_at
from yankao.engines.reports.check_findings import Finding, Findings, Severity, Spot
from yankao.engines.reports.check_shares import SHARE, document_period
from yankao.engines.reports.check_text import Text

SHORTEST_LABEL = 3
SHORTEST_CARRIED = 5
FEWEST_DIGITS = 3
SISTER = 4
RESULT_UNITS = frozenset({"件", "案", "通", "人次", "人", "次", "%"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A figure with its place, the noun it counts and its period."""

    spot: Spot
    figure: Figure
    noun: str
    is_narrowed: bool
    months: Months | None


def named(text: Text) -> list[Named]:
    """Return the figures of a document that count a noun."""
    found = []
    for paragraph in text.paragraphs:
        for figure in figures(paragraph):
            noun, is_narrowed = core_of(figure.label)
            spot = Spot(text=text, paragraph=paragraph, at=figure.start)
            found.append(Named(spot=spot, figure=figure, noun=noun, is_narrowed=is_narrowed, months=period_at(paragraph, figure.start)))
    return [each for each in found if len(each.noun) >= SHORTEST_LABEL and each.figure.unit in RESULT_UNITS and not SHARE.search(each.figure.lead)]


def check_same(text: Text) -> Findings:
    """Compare figures of one noun, unit and period: equal, or a part that is not larger than its whole."""
    groups: dict[tuple[str, str, Months], list[Named]] = defaultdict(list)
    for each in named(text):
        if each.months is not None:
            groups[each.noun, each.figure.unit, each.months].append(each)
    for members in groups.values():
        for one, two in combinations(members, 2):
            yield from _pair(one, two)


def _pair(one: Named, two: Named) -> Findings:
    if one.figure.value == two.figure.value or _are_sisters(one, two):
        return
    if one.is_narrowed != two.is_narrowed:
        part, whole = (one, two) if one.is_narrowed else (two, one)
        if part.figure.value > whole.figure.value:
            yield part.spot.finding(
                "part_exceeds_whole",
                found=_told(part),
                expected=f"不大於 {_told(whole)}（{whole.spot.text.where(whole.spot.paragraph, whole.spot.at)}）",
            )
    elif not one.is_narrowed:
        yield two.spot.finding("same_figure", found=_told(two), expected=f"{_told(one)}（{one.spot.text.where(one.spot.paragraph, one.spot.at)}）")


def _are_sisters(one: Named, two: Named) -> bool:
    """Two headings that differ only at their end (…（市長信箱）, …（人民陳情）) each tell their own share."""
    first, second = (each.spot.paragraph.heading.lstrip("0123456789.()（）、一二三四五六七八九十") for each in (one, two))
    return first != second and sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))) >= SISTER


def _told(each: Named) -> str:
    return f"{each.figure.label}{each.figure.shown}"


def check_against(text: Text, other: Text) -> Findings:
    """Compare with an earlier document: figures that came along unchanged, and units that changed."""
    before: dict[str, list[Named]] = defaultdict(list)
    for each in named(other):
        before[each.noun].append(each)
    if document_period(text) == document_period(other):
        return
    seen: set[tuple[str, str]] = set()
    for each in named(text):
        for earlier in before.get(each.noun, ()):
            finding = _carried(each, earlier) or _unit(each, earlier)
            if finding and (finding.rule, each.noun) not in seen:
                seen.add((finding.rule, each.noun))
                yield finding


def _carried(each: Named, earlier: Named) -> Finding | None:
    digits = str(each.figure.value).replace(".", "").strip("0")
    if each.figure.value != earlier.figure.value or each.figure.unit != earlier.figure.unit or len(digits) < FEWEST_DIGITS:
        return None
    place = earlier.spot.text.where(earlier.spot.paragraph, earlier.spot.at)
    return each.spot.finding("carried_over", found=_told(each), expected=f"本期重新計算（{place} 為同一數字）", severity=Severity.WARNING)


def _unit(each: Named, earlier: Named) -> Finding | None:
    if each.figure.unit == earlier.figure.unit or len(each.noun) < SHORTEST_CARRIED or "%" in {each.figure.unit, earlier.figure.unit}:
        return None
    place = earlier.spot.text.where(earlier.spot.paragraph, earlier.spot.at)
    return each.spot.finding(
        "unit_change", found=each.figure.unit, expected=f"{earlier.figure.unit}（{place}：{_told(earlier)}）", severity=Severity.WARNING
    )
