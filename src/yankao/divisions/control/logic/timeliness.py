"""公文處理時效統計分析: what a month shows by class, month after month and agency by agency, and whether its letters have gone out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Min, QuerySet, Sum
from django.urls import reverse

from yankao.divisions.control.logic.documents import BEGAN, OVERDUE_SHARE, DocumentClass
from yankao.divisions.control.logic.obliged import AgencyShare, shares_of
from yankao.divisions.control.procedures.document_improvement import DOCUMENT_IMPROVEMENT
from yankao.divisions.control.registers.document_month import COUNTS, DocumentMonth
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell_once
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import Days, day_of, due_at, start_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.numerals import outline_mark
from yankao.kernel.roc import RocMonth
from yankao.kernel.workdays.calendar import load_calendar
from yankao.shell.sheet import Part, Sheet

MONTHS_SHOWN = 12
FOLLOWED = 3
"""How many months back letters are still asked after."""
HUNDREDTH = Decimal("0.01")
NOTHING = "—"
LETTERS_WITHIN = Dated(Since(BEGAN, Days(15), Ours("月終了後十五日內完成統計並函請檢討；報告僅載每月辦理")))
CLASS_HEAD = ("公文類別", "收文", "發文", "存查", "待辦", "展期", "平均使用日數", "如期發文率", "逾限比率")
TREND_HEAD = ("月份", "收文", "發文", "平均使用日數", "如期發文率", "逾限比率")
AGENCY_HEAD = ("名次", "機關", "逾限／發文及待辦", "逾限比率", "檢討報告")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The documents of one class, or of one month, with the three ratios made of them."""

    name: str
    counts: dict[str, Decimal]

    @property
    def cells(self) -> tuple[str, ...]:
        """The ratios as they are printed: each with its numerator and denominator."""
        of = self.counts
        return (
            quotient(of["days_used"], of["dispatched"]),
            quotient(of["in_time"], of["dispatched"], unit="%"),
            quotient(of["late"] + of["overdue_pending"], of["dispatched"] + of["pending"], unit="%"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """One month: the seven classes and their sum, the months before it, and the agencies, the worst first."""

    month: RocMonth
    classes: tuple[Line, ...]
    trend: tuple[Line, ...]
    agencies: tuple[tuple[AgencyShare, str, Case | None], ...]
    limit: Decimal

    @property
    def is_told(self) -> bool:
        """Whether any agency has told of the month."""
        return bool(self.agencies)

    @property
    def unasked(self) -> int:
        """The agencies above the limit that were not yet asked for a report."""
        return sum(each.share > self.limit and case is None for each, _name, case in self.agencies)


def quotient(over: Decimal, under: Decimal, *, unit: str = "") -> str:
    """Write a ratio with what it is made of; nothing where there is no denominator."""
    if not under:
        return NOTHING
    value = (over * (100 if unit else 1) / under).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return f"{value}{unit}（{over.normalize():f}／{under.normalize():f}）"


def statistics_of(month: RocMonth) -> Statistics:
    """Return what the records show of a month."""
    months = [month.plus(back) for back in range(1 - MONTHS_SHOWN, 1)]
    by_class = _sums(DocumentMonth.objects.filter(month=month.first), "document_class")
    by_month = _sums(DocumentMonth.objects.filter(month__gte=months[0].first, month__lte=month.first), "month")
    shares = shares_of(month)
    names = dict(Agency.objects.filter(pk__in=[each.agency_id for each in shares]).values_list("pk", "name"))
    asked = {case.agency_id: case for case in improvements_of(month)}
    return Statistics(
        month=month,
        classes=(
            *(Line(name=str(each.label), counts=by_class[each.value]) for each in DocumentClass),
            Line(name="合計", counts=by_month[month.first]),
        ),
        trend=tuple(
            Line(name=str(each), counts=by_month[each.first])
            for each in months
            if by_month[each.first]["received"] or by_month[each.first]["pending"]
        ),
        agencies=tuple((each, names[each.agency_id], asked.get(each.agency_id)) for each in shares),
        limit=OVERDUE_SHARE.at(month.first).value,
    )


def improvements_of(month: RocMonth) -> QuerySet[Case]:
    """Return the reports that agencies owe or have given for a month."""
    return Case.objects.filter(procedure=DOCUMENT_IMPROVEMENT.key, control_documentimprovement__month=month.first).select_related("agency")


def sheet_of(found: Statistics, *, government: str) -> Sheet:
    """Return the analysis as the paper that goes to all agencies."""
    above = sum(each.share > found.limit for each, _name, _case in found.agencies)
    return Sheet(
        title=f"{government}{found.month}公文處理時效統計分析",
        lines=[f"填報機關{len(found.agencies)}個；逾限比率超過{found.limit}%者{above}個，應提檢討報告。使用日數當日辦畢以0.5日計，存查不計。"],
        parts=[_part(number, heading, rows) for number, (heading, rows) in enumerate(_tables(found), start=1)],
    )


def chase_letters(*, now: datetime) -> int:
    """Tell the division once of each month whose statistics or letters are past their day; return how many were told."""
    first = DocumentMonth.objects.aggregate(first=Min("month"))["first"]
    if first is None:
        return 0  # the document system does not tell this city anything yet
    last = RocMonth.of(day_of(now)).plus(-1)
    late = [month for month in (last.plus(-back) for back in range(FOLLOWED)) if month.first >= first and letters_due(month.first) <= now]
    return tell_once((_telling(month, why) for month in late if (why := _owed(month))), now=now, by="title")


def letters_due(month: date) -> datetime:
    """Return the moment from which the letters about a month are late."""
    return due_at(start_of(RocMonth.of(month).last), LETTERS_WITHIN.at(month).value, load_calendar())


def _owed(month: RocMonth) -> str:
    if not DocumentMonth.objects.filter(month=month.first).exists():
        return "尚未匯入公文統計月報"
    asked = set(improvements_of(month).values_list("agency_id", flat=True))
    limit = OVERDUE_SHARE.at(month.first).value
    count = sum(each.share > limit and each.agency_id not in asked for each in shares_of(month))
    return f"尚有{count}個機關逾限比率超過{limit}%，未函請檢討" if count else ""


def _telling(month: RocMonth, why: str) -> Telling:
    title = f"{month}公文時效統計{why}"
    page = f"{reverse('document_statistics')}?month={month.code}"
    return Telling(recipient_kind=Notice.Recipient.DIVISION, recipient_id="control", subject_kind="page", subject_id=page, title=title)


def _sums(rows: QuerySet[DocumentMonth], by: str) -> Mapping[object, dict[str, Decimal]]:
    """Sum every count for each value of a column; a value without rows has nothing but zeros."""
    sums = {f"sum_{name}": Sum(name) for name in COUNTS}
    found = {row[by]: {name: Decimal(row[f"sum_{name}"]) for name in COUNTS} for row in rows.order_by().values(by).annotate(**sums)}
    return defaultdict(lambda: dict.fromkeys(COUNTS, Decimal(0)), found)


def _tables(found: Statistics) -> Sequence[tuple[str, list[tuple[str, ...]]]]:
    plain = ("received", "dispatched", "filed", "pending", "extended")
    classes = [(line.name, *(f"{line.counts[name]:,f}" for name in plain), *line.cells) for line in found.classes]
    trend = [(line.name, *(f"{line.counts[name]:,f}" for name in ("received", "dispatched")), *line.cells) for line in found.trend]
    agencies = [
        (str(rank), name, f"{each.overdue}／{each.counted}", f"{each.share}%", _report(each, case, found.limit))
        for rank, (each, name, case) in enumerate(found.agencies, start=1)
    ]
    return (
        ("七大類公文統計", [CLASS_HEAD, *classes]),
        (f"近{MONTHS_SHOWN}個月趨勢", [TREND_HEAD, *trend]),
        ("各機關逾限比率", [AGENCY_HEAD, *agencies]),
    )


def _report(each: AgencyShare, case: Case | None, limit: Decimal) -> str:
    if case is not None:
        return f"{DOCUMENT_IMPROVEMENT.step_name(case.step)}（{case.number}）"
    return "應提檢討，尚未函請" if each.share > limit else "免提"


def _part(number: int, heading: str, rows: list[tuple[str, ...]]) -> Part:
    return Part(heading=f"{outline_mark(number, 2)}{heading}", rows=rows)
