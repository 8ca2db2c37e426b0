"""The register of monthly progress (標案每月進度): typed by the agencies for the city's own record, imported for the central system."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yankao.engines.indicators.ask import Asked, Question, as_share_of_sums
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.engines.registers.declare import Register
from yankao.engines.registers.registry import register
from yankao.engines.registers.tenders.filling import DUE_DAY, due_on
from yankao.engines.registers.tenders.month import BEHIND, Difference, Source, TenderMonth
from yankao.engines.registers.tenders.register import AGENCY_ROLES, held, of_division, seen_by, written_by
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth, Window, roc_date

KEY = "tenders.tendermonth"
EXPLANATION = ("lag_cause", "lag_remedy", "caught_up_by", "responsible")


def writes_row(actor: Actor, row: TenderMonth) -> bool:
    """Whether the actor may write this month: an agency its own record of its own tenders, the divisions all."""
    return of_division(actor) or (row.source == Source.OWN and row.tender.agency_id in actor.agency_ids(*AGENCY_ROLES))


def month_has_ended(it: TenderMonth) -> str | None:
    """Refuse a month before the award, or one that was filled in before it began."""
    if it.month < it.tender.awarded_on.replace(day=1):
        return f"月份不得早於決標月份（決標日期{roc_date(it.tender.awarded_on)}）"
    return "填報日期不得早於該月第一日" if it.filled_on < it.month else None


def a_lag_is_explained(it: TenderMonth) -> str | None:
    """Refuse a lag in the city's own record that nobody explains (落後應填原因、對策、改進完成期限及責任歸屬)."""
    if it.source != Source.OWN or not it.is_behind:
        return None
    missing = [column.verbose_name for column in it._meta.fields if column.name in EXPLANATION and not getattr(it, column.name)]
    return f"進度落後{it.lag:.2f}個百分點，請填寫{'、'.join(map(str, missing))}" if missing else None


def progress_does_not_fall(it: TenderMonth) -> str | None:
    """Refuse a cumulative progress below that of the month before without a word on why."""
    before = TenderMonth.objects.filter(tender=it.tender, source=it.source, month__lt=it.month).order_by("-month").first()
    if before is None or it.actual >= before.actual or it.remark.strip():
        return None
    return f"累計實際進度低於前期（{before.actual:.2f}%），請於辦理情形敘明下修原因"


def _months(window: Window) -> list[date]:
    return [month.first for month in window.each_month()]


def _filled(*, in_time: bool) -> Measure:
    def question(_subject: str, window: Window) -> Question:
        months = _months(window)
        owed = [held(Window(last, last)) for last in (RocMonth.of(month).last for month in months)]
        told = [TenderMonth.objects.filter(tender=OuterRef("pk"), month=month, source=Source.CENTRAL) for month in months]
        if in_time:
            told = [rows.filter(filled_on__lte=due_on(month)) for rows, month in zip(told, months, strict=True)]
        filled = (Count("pk", filter=Q(each, Exists(rows))) for each, rows in zip(owed, told, strict=True))
        asks = (*filled, *(Count("pk", filter=each) for each in owed))
        return Question(rows=_tenders, given=(), asks=asks, answer=as_share_of_sums)

    return Asked(question)


def _tenders() -> QuerySet[Tender]:
    return Tender.objects.all()


def _behind(where: Q) -> Measure:
    def measure(_subject: str, window: Window) -> Measured:
        month = _months(window)[-1]
        return Measured(numerator=TenderMonth.objects.filter(where, month=month, source=Source.CENTRAL).count())

    return measure


def _open_differences(_subject: str, window: Window) -> Measured:
    still = Q(decided_at__isnull=True) | Q(decided_at__gte=window.end)
    return Measured(numerator=Difference.objects.filter(still, found_at__lt=window.end).count())


def _decided_differences(_subject: str, window: Window) -> Measured:
    return Measured(numerator=Difference.objects.filter(decided_at__gte=window.start, decided_at__lt=window.end).count())


MONTHS = register(
    Register(
        key=KEY,
        name="標案每月進度",
        model=TenderMonth,
        seen_by=seen_by,
        written_by=written_by,
        rows_written_by=writes_row,
        struck_by=of_division,
        lists=("tender", "month", "source", "planned", "actual", "filled_on", "lag_factor"),
        dated_by="month",
        filters=("source",),
        systems=("tender-system",),
        asks=("tender", "month", "source", "filled_on", "planned", "actual"),
        may_ask=(
            "remark", "late_checkpoint", "lag_factor", "lag_cause", "lag_remedy", "to_coordinate", "caught_up_by", "responsible",
        ),
        checks=(month_has_ended, a_lag_is_explained, progress_does_not_fall),
        indicators=(
            Indicator(key=f"{KEY}.fill_share", name="標案進度填報率", unit="%", measure=_filled(in_time=False),
                      counting="各月底應填報之標案中，已於工程會標案系統填報該月進度者；逾期填報者亦計"),
            Indicator(key=f"{KEY}.in_time_share", name="標案進度如期填報率", unit="%", measure=_filled(in_time=True),
                      counting="各月底應填報之標案中，於次月6日前填報者"),
            Indicator(key=f"{KEY}.behind", name="進度落後標案數", unit="件", measure=_behind(BEHIND),
                      counting="期末月份工程會標案系統之實際進度低於預定進度者"),
            Indicator(key=f"{KEY}.open_differences", name="未處理之兩源差異", unit="項", measure=_open_differences,
                      counting="期末尚未決定之差異；同一標案同月不同情形分別計項"),
            Indicator(key=f"{KEY}.decided_differences", name="已處理之兩源差異", unit="項", measure=_decided_differences,
                      counting="期間內決定或因資料一致而消失之差異"),
            rule_figure(f"{KEY}.due_day", "標案每月填報期限（次月之日）", "日", InForce(rules=(DUE_DAY,), read=int)),
        ),
    )
)  # fmt: skip
