"""比率的檢查: shares against parts and wholes, classes that should cover the whole, and monthly averages."""

import re
from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

from yankao.engines.reports.check_figures import Figure, Months, figures, months_in, period_at, periods
from yankao.engines.reports.check_findings import Findings, Severity, Spot, write
from yankao.engines.reports.check_text import Paragraph, Text
from yankao.kernel.numerals import round_half_up

HUNDRED = Decimal(100)
FEWEST_CLASSES = 3
ROUNDING = Decimal("0.5")
SHARE = re.compile(r"[佔占](?P<of>[^，。；]*)$")
_REST = re.compile(r"其他|其餘")
_AVERAGE = re.compile(r"(?:平均每月|每月平均|月平均)(?:計|約|為|達|有)?$")
_RATIO = re.compile(r"[（(](?P<base>[^（）()]*)[)）]之$")


def agrees(shown: Figure, exact: Decimal) -> bool:
    """Tell whether a shown figure is the exact one, rounded or cut to the shown decimals."""
    places = max(-int(shown.value.as_tuple().exponent), 0)
    cut = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return shown.value in {round_half_up(exact, places), cut}


def check_shares(text: Text) -> Findings:
    """Check every 甲 a 件，占 s % against a whole that the text names, and whether classes cover it."""
    for place, paragraph in enumerate(text.paragraphs):
        found = figures(paragraph)
        shares = [each for each in found if each.unit == "%" and SHARE.search(each.lead)]
        if not shares:
            continue
        pairs = [(_part_of(found, share), share) for share in shares]
        wholes = _wholes(text, place, found)
        yield from _classes(text, paragraph, pairs, wholes)
        yield from _each_share(text, paragraph, pairs, wholes)


def _part_of(found: tuple[Figure, ...], share: Figure) -> Figure | None:
    before = [each for each in found if each.end <= share.start and share.start - each.end <= len(share.lead) + 2]
    return before[-1] if before and before[-1].unit != "%" else None


def _wholes(text: Text, place: int, found: tuple[Figure, ...]) -> list[Figure]:
    """Return the figures that may be the whole: of the paragraph, and of those before it in the same section."""
    here = text.paragraphs[place]
    near = [each for each in text.paragraphs[max(place - 4, 0) : place] if each.section == here.section]
    return [each for each in (*found, *(one for paragraph in near for one in figures(paragraph))) if each.unit != "%"]


def _classes(text: Text, paragraph: Paragraph, pairs: list[tuple[Figure | None, Figure]], wholes: list[Figure]) -> Findings:
    rests = [place for place, (_, share) in enumerate(pairs) if _REST.search(paragraph.plain[max(share.start - 30, 0) : share.start])]
    if len(pairs) < FEWEST_CLASSES or not rests or _has_whole_run([share.value for _, share in pairs], rests):
        return
    total = sum((share.value for _, share in pairs), Decimal(0))
    found, detail = total, "＋".join(write(share.value) for _, share in pairs)
    parts = [part for part, _ in pairs if part is not None]
    whole = _fitting(pairs, wholes) if len(parts) == len(pairs) else None
    if whole is not None:
        found = round_half_up(sum((part.value for part in parts), Decimal(0)) * HUNDRED / whole.value, 2)
        detail = f"{write(sum((part.value for part in parts), Decimal(0)))}／{write(whole.value)}"
    yield Spot(text=text, paragraph=paragraph, at=pairs[0][1].start).finding(
        "classes_cover", found=f"各類合計 {write(found)}%（{detail}）", expected="100%"
    )


def _has_whole_run(shares: list[Decimal], rests: list[int]) -> bool:
    """Whether neighbours, a rest among them, add up to the whole; shares of something else may stand before or after them."""
    for first in range(len(shares)):
        for last in range(first + FEWEST_CLASSES, len(shares) + 1):
            has_rest = any(first <= place < last for place in rests)
            if has_rest and abs(sum(shares[first:last], Decimal(0)) - HUNDRED) <= ROUNDING:
                return True
    return False


def _fitting(pairs: list[tuple[Figure | None, Figure]], wholes: list[Figure]) -> Figure | None:
    for whole in wholes:
        if whole.value and all(part is not None and agrees(share, part.value * HUNDRED / whole.value) for part, share in pairs):
            return whole
    return None


def _each_share(text: Text, paragraph: Paragraph, pairs: list[tuple[Figure | None, Figure]], wholes: list[Figure]) -> Findings:
    """Where some parts fit a whole, the others must; where parts add up to a whole the text names, all must."""
    told = [(part, share) for part, share in pairs if part is not None]
    if len(told) < 2 or _fitting([*told], wholes) is not None:  # noqa: PLR2004 -- one share alone has no sister to tell its whole
        return
    fits: dict[Decimal, int] = defaultdict(int)
    sums = sum((part.value for part, _ in told), Decimal(0))
    for value in {sums, *(each.value for each in wholes)}:
        fits[value] = sum(1 for part, share in told if value and agrees(share, part.value * HUNDRED / value))
    whole = max(fits, key=lambda value: fits[value])
    if not fits[whole]:
        return
    for part, share in told:
        exact = part.value * HUNDRED / whole if whole else Decimal(0)
        if not agrees(share, exact):
            yield Spot(text=text, paragraph=paragraph, at=share.start).finding(
                "share", found=f"{write(share.value)}%", expected=f"{write(round_half_up(exact, 2))}%（{write(part.value)}／{write(whole)}）"
            )


def check_ratios(text: Text) -> Findings:
    """Check 甲 a 件 … 為乙（b 件）之 p % against the figures before it."""
    for paragraph in text.paragraphs:
        found = figures(paragraph)
        for figure in found:
            base = _RATIO.search(paragraph.plain[: figure.start]) if figure.unit == "%" else None
            if base is None:
                continue
            inside = [each for each in found if base.start() <= each.start < base.end()]
            tops = [each for each in found if each.end <= base.start() and inside and each.unit == inside[-1].unit]
            if inside and inside[-1].value and tops and not any(agrees(figure, each.value * HUNDRED / inside[-1].value) for each in tops):
                exact = round_half_up(tops[-1].value * HUNDRED / inside[-1].value, 2)
                yield Spot(text=text, paragraph=paragraph, at=figure.start).finding(
                    "ratio", found=f"{write(figure.value)}%", expected=f"{write(exact)}%（{write(tops[-1].value)}／{write(inside[-1].value)}）"
                )


def check_averages(text: Text) -> Findings:
    """Check 共 t 件，平均每月 a 件 by the months of its period."""
    whole_text = document_period(text)
    for paragraph in text.paragraphs:
        found = figures(paragraph)
        for place, figure in enumerate(found):
            totals = [each for each in found[:place] if each.unit == figure.unit]
            months = period_at(paragraph, figure.start) or whole_text
            if not _AVERAGE.search(figure.lead) or not totals or months is None:
                continue
            exact = totals[-1].value / months_in(months)
            if not agrees(figure, exact):
                yield Spot(text=text, paragraph=paragraph, at=figure.start).finding(
                    "average",
                    found=f"平均每月 {write(figure.value)}{figure.unit}",
                    expected=f"{write(round_half_up(exact))}{figure.unit}（{write(totals[-1].value)}／{months_in(months)} 個月）",
                    severity=Severity.ERROR,
                )


def document_period(text: Text) -> Months | None:
    """Return the period that 本期 means: the first one that the document names."""
    return next((months for paragraph in text.paragraphs for _, months in periods(paragraph)), None)
