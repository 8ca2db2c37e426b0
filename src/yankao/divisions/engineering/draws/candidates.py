"""優先查核與抽籤母體: which tenders article 4 puts first and why, and from which of the rest is drawn.

The thresholds are dated; where no rule of this city is published they are those of other cities or our own, and say so.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yankao.divisions.engineering.draws.draw_tables import Visit
from yankao.divisions.engineering.procedures.citizen_supervision import reports_by_works
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.registers.tenders.register import inspectable
from yankao.engines.registers.tenders.sizes import Size, rule_on, size_on
from yankao.engines.registers.tenders.tender import State, Tender
from yankao.kernel.law import Dated, Law, Ours, Practice, Since
from yankao.kernel.roc import Window

ARTICLE = Law("工程施工查核小組作業辦法", "第4條第3項")
BEGAN = date(2015, 1, 1)
LAG = Dated(Since(BEGAN, Decimal(10), Practice("進度落後達10%以上優先查核", seen="金門縣101年、臺中市100年查核計畫；本市僅稱進度落後案件優先")))
LOW_AWARD = Dated(Since(BEGAN, Decimal(80), Ours("決標金額未達底價80%者視為標價偏低，參照政府採購法第58條執行程序之比率")))
MANY_CHANGES = Dated(Since(BEGAN, 3, Ours("變更設計三次以上視為多次變更契約")))
POOR_SCORE = Dated(Since(BEGAN, 75, Practice("前次查核成績未達75分者優先查核", seen="金門縣101年查核計畫")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """One ground on which tenders are inspected first: its words, the number in article 4, and where its threshold comes from."""

    key: str
    name: str
    clause: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One tender that may be inspected, its size class, and why it comes first (empty: by draw)."""

    tender: Tender
    size: Size
    grounds: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of tenders beside their register, gathered once: reports of citizens and the latest scores."""

    reported: Counter[str]
    scores: dict[str, int]


Judge = Callable[[Tender, Known, date], str | None]


def _reported(it: Tender, known: Known, day: date) -> str | None:  # noqa: ARG001 -- one shape for all grounds
    count = known.reported[it.number] + known.reported[it.name]
    return f"全民督工通報{count}件" if count else None


def _cheap(it: Tender, known: Known, day: date) -> str | None:  # noqa: ARG001 -- one shape for all grounds
    ratio, limit = it.award_ratio, LOW_AWARD.at(day).value
    return f"決標標價偏低：底價之{ratio:.1f}%，未達{limit}%" if ratio is not None and ratio < limit else None


def _lagging(it: Tender, known: Known, day: date) -> str | None:  # noqa: ARG001 -- one shape for all grounds
    lag, limit = it.lag, LAG.at(day).value
    return f"進度落後{lag:.2f}個百分點，達{limit}以上" if lag is not None and lag >= limit else None


def _changed(it: Tender, known: Known, day: date) -> str | None:  # noqa: ARG001 -- one shape for all grounds
    return f"變更設計{it.changes}次" if it.changes >= MANY_CHANGES.at(day).value else None


def _poor(it: Tender, known: Known, day: date) -> str | None:
    score, limit = known.scores.get(it.number), POOR_SCORE.at(day).value
    return f"前次查核{score}分，未達{limit}分" if score is not None and score < limit else None


JUDGES: tuple[tuple[Priority, Judge], ...] = (
    (Priority(key="reported", name="民眾檢舉或通報", clause=1, ground=str(ARTICLE)), _reported),
    (Priority(key="lagging", name="履約進度明顯落後", clause=2, ground=LAG.describe()), _lagging),
    (Priority(key="cheap", name="決標標價偏低", clause=2, ground=LOW_AWARD.describe()), _cheap),
    (Priority(key="changed", name="多次變更契約", clause=2, ground=MANY_CHANGES.describe()), _changed),
    (Priority(key="poor", name="品質欠佳", clause=3, ground=POOR_SCORE.describe()), _poor),
)


def candidates(day: date) -> list[Candidate]:
    """Return the tenders that may be visited from a day on, those of article 4 first, most grounds first, then by number.

    Left out: what is not under construction that day, stands still, or was inspected or planned already this year.
    """
    known = _known(day)
    return sorted(_candidates(day, known), key=lambda it: (-it.rank, it.tender.number))


def draw_population(day: date) -> tuple[str, ...]:
    """Return the numbers to draw from: candidates that no ground of article 4 puts first."""
    return tuple(it.tender.number for it in candidates(day) if not it.grounds)


def population_rule(day: date) -> str:
    """Say by which rule the population of a day was made."""
    since = rule_on(day)
    return f"{since.ground.describe()}：{since.value}、本府自辦、施工中且未停工、本年度尚未查核或排定，並扣除優先查核案件"


def _candidates(day: date, known: Known) -> Iterator[Candidate]:
    taken = _taken(day.year)
    rows = inspectable(Window(day, day)).filter(state=State.WORKING).select_related("agency")
    for it in rows:
        size = size_on(it.budget_amount, day)
        if size is None or it.number in taken:
            continue
        grounds = tuple(said for _, judge in JUDGES if (said := judge(it, known, day)))
        yield Candidate(tender=it, size=size, grounds=grounds, rank=len(grounds))


def _taken(year: int) -> set[str]:
    done = Inspection.objects.filter(inspected_on__year=year, tender__isnull=False).values_list("tender__number", flat=True)
    planned = Visit.objects.filter(visit_on__year=year, state__in=(Visit.State.PLANNED, Visit.State.DONE)).values_list("tender__number", flat=True)
    return {*done, *planned}


def _known(day: date) -> Known:
    first = date(day.year - 1, day.month, 1)
    scored = Inspection.objects.filter(score__isnull=False, inspected_on__lte=day).order_by("inspected_on")
    return Known(
        reported=reports_by_works(first, day),
        scores={number: score or 0 for number, score in scored.exclude(tender=None).values_list("tender__number", "score")},
    )
