"""品質預警的徵兆: which tenders show a sign on a day, by limits of our own that are dated and marked as such, and the warnings they open."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from yankao.divisions.engineering.procedures.citizen_supervision import reports_by_works
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.quality_warning import BEGAN, QUALITY_WARNING, QualityWarning, Sign
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.registers.tenders.filling import missing
from yankao.engines.registers.tenders.month import Source, TenderMonth
from yankao.engines.registers.tenders.register import inspectable
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.actors import Actor
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import RocMonth, Window

SOURCE = "quality_warning"


def _ours(value: Decimal | int, reason: str) -> Dated[Decimal | int]:
    return Dated(Since(BEGAN, value, Ours(reason)))


LIMITS: dict[Sign, Dated[Decimal | int]] = {
    Sign.LAG: _ours(Decimal(10), "進度落後10個百分點以上"),
    Sign.GROWING: _ours(3, "落後連續三個月擴大"),
    Sign.STANDSTILL: _ours(90, "停工逾90日"),
    Sign.CHANGES: _ours(3, "變更設計三次以上"),
    Sign.CHEAP: _ours(Decimal(70), "決標金額未達底價70%"),
    Sign.REPORTS: _ours(3, "一年內民眾通報三件以上"),
    Sign.SCORE: _ours(75, "前次查核成績未達75分"),
    Sign.SILENT: _ours(2, "連續二個月未填報進度"),
}
"""From when on a sign warns: this program's own limits, until the city decides its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is known beside the register on a day, gathered once for all tenders."""

    day: date
    lags: dict[int, list[Decimal]]
    reports: Counter[str]
    scores: dict[str, int]
    silent: set[int]


Look = Callable[[Tender, Gathered, Decimal], str | None]


def signs_on(day: date) -> Iterator[tuple[Tender, Sign, str]]:
    """Yield every sign that a tender under construction shows on a day, with its figure in words."""
    gathered = _gather(day)
    for tender in inspectable(Window(day, day)).select_related("agency").order_by("number"):
        for sign, look in LOOKS.items():
            figure = look(tender, gathered, Decimal(LIMITS[sign].at(day).value))
            if figure is not None:
                yield tender, sign, figure


def warn(day: date, *, actor: Actor, now: datetime, is_simulated: bool = False) -> list[Case]:
    """Open a warning for every sign that stands and has none open; a warning lifted within the month is not opened again in it."""
    known = set(QualityWarning.objects.filter(case__closed_at__isnull=True).values_list("tender_id", "sign"))
    month = f"{day:%Y-%m}"
    known_this_month = set(Case.objects.filter(source=SOURCE, external_id__startswith=month).values_list("external_id", flat=True))
    opened = []
    for tender, sign, figure in signs_on(day):
        external = f"{month}-{sign}-{tender.pk}"
        if (tender.pk, sign) not in known and external not in known_this_month:
            facts = {"tender": tender, "sign": sign, "figure": figure, "agency": tender.agency, "title": f"{tender.name}：{sign.label}"[:100]}
            origin = Origin(source=SOURCE, external_id=external, is_simulated=is_simulated)
            opened.append(open_case(QUALITY_WARNING, actor=actor, now=now, facts=facts, origin=origin))
    return opened


def _lag(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    lags = known.lags.get(it.pk, [])
    return f"落後{lags[-1]:.2f}個百分點" if lags and lags[-1] >= limit else None


def _growing(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    lags = known.lags.get(it.pk, [])[-int(limit) :]
    grows = len(lags) == limit and lags[0] > 0 and all(later > earlier for earlier, later in pairwise(lags))
    return f"近{limit}個月落後為{'、'.join(f'{lag:.2f}' for lag in lags)}個百分點" if grows else None


def _standstill(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    days = (known.day - it.stopped_on).days if it.stopped_on is not None else 0
    return f"已停工{days}日" if days > limit else None


def _changes(it: Tender, known: Gathered, limit: Decimal) -> str | None:  # noqa: ARG001 -- one shape for all signs
    return f"變更設計{it.changes}次" if it.changes >= limit else None


def _cheap(it: Tender, known: Gathered, limit: Decimal) -> str | None:  # noqa: ARG001 -- one shape for all signs
    ratio = it.award_ratio
    return f"決標金額為底價之{ratio:.2f}%" if ratio is not None and ratio < limit else None


def _reports(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    count = known.reports[it.number] + known.reports[it.name]
    return f"一年內通報{count}件" if count >= limit else None


def _score(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    score = known.scores.get(it.number)
    return f"前次查核{score}分" if score is not None and score < limit else None


def _silent(it: Tender, known: Gathered, limit: Decimal) -> str | None:
    return f"連續{limit}個月未於標案系統填報" if it.pk in known.silent else None


LOOKS: dict[Sign, Look] = {
    Sign.LAG: _lag, Sign.GROWING: _growing, Sign.STANDSTILL: _standstill, Sign.CHANGES: _changes, Sign.CHEAP: _cheap, Sign.REPORTS: _reports,
    Sign.SCORE: _score, Sign.SILENT: _silent,
}  # fmt: skip


def _gather(day: date) -> Gathered:
    month = RocMonth.of(day)
    lags: dict[int, list[Decimal]] = {}
    rows = TenderMonth.objects.filter(source=Source.CENTRAL, month__gte=month.plus(-12).first, month__lt=month.first).order_by("month")
    for row in rows:
        lags.setdefault(row.tender_id, []).append(row.lag)
    months = [month.plus(-back).first for back in range(1, int(LIMITS[Sign.SILENT].at(day).value) + 1)]
    silent = set.intersection(*(set(missing(each).values_list("pk", flat=True)) for each in months))
    reports = reports_by_works(day - timedelta(days=364), day)
    scored = Inspection.objects.filter(score__isnull=False, inspected_on__lte=day).order_by("inspected_on")
    scores = {number: score or 0 for number, score in scored.exclude(tender=None).values_list("tender__number", "score")}
    return Gathered(day=day, lags=lags, reports=reports, scores=scores, silent=silent)
