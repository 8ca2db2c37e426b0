"""話務紀錄: one row for every call to the 1999 line, as the telephone system tells it; a call may belong to several cases."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import ClassVar

from django.db import connection, models
from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, Sum, Value

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import Window

ANSWERED_WITHIN = Dated(Since(date(2008, 4, 1), timedelta(seconds=20), Ours("服務水準以20秒內接聽計")))
AT_ONCE = timedelta(hours=1)
"""A case of inquiry closed so soon after the call was answered on the spot."""


class CallClass(models.TextChoices):
    """What became of a call (話務類別)."""

    INQUIRY = "inquiry", "諮詢"
    FORWARDED = "forwarded", "錄案後送"
    OTHER = "other", "其他"
    IMMEDIATE = "immediate", "線上立即處理"


class CallRecord(models.Model):
    """One call (通): when it came, was taken and ended, by whom, of which class, and the satisfaction asked for afterwards."""

    id = models.BigAutoField(primary_key=True)
    call_id = models.CharField("話務編號", max_length=40, unique=True, db_collation="C")
    started_at = models.DateTimeField("進線時間")
    answered_at = models.DateTimeField("接聽時間", null=True, blank=True)
    ended_at = models.DateTimeField("結束時間", null=True, blank=True)
    agent = models.CharField("話務員代號", max_length=40, blank=True, db_collation="C")
    call_class = models.CharField("類別", max_length=12, choices=CallClass.choices, blank=True, db_collation="C")
    case_number = models.CharField("案號", max_length=20, blank=True, db_collation="C")
    satisfaction = models.PositiveSmallIntegerField("滿意度", null=True, blank=True)
    wrapped_at = models.DateTimeField("後處理完成時間", null=True, blank=True)
    transferred_to = models.CharField("轉接單位", max_length=100, blank=True, default="", db_default="")
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "話務紀錄"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["started_at", "call_class"], name="call_started")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("started_at")), name="call_answered_after_it_came"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="call_ended_after_it_came"),
            models.CheckConstraint(condition=Q(wrapped_at__isnull=True) | Q(wrapped_at__gte=F("ended_at")), name="call_wrapped_after_it_ended"),
        ]

    def __str__(self) -> str:
        return self.call_id


class CallCase(models.Model):
    """A call and a case that belong together; a call may serve several cases and a case several calls."""

    call = models.ForeignKey(CallRecord, verbose_name="話務", on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("cases.Case", verbose_name="案件", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "話務與案件"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["call", "case"], name="call_case_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.case_id}"


ANSWERED = Q(answered_at__isnull=False)
_ASKED = ANSWERED & Q(call_class__in=(CallClass.INQUIRY, CallClass.IMMEDIATE))


def calls_in(window: Window) -> "models.QuerySet[CallRecord]":
    """Return the calls that came in the window."""
    return CallRecord.objects.filter(started_at__gte=window.start, started_at__lt=window.end)


def settled_in(window: Window) -> "models.QuerySet[CallRecord]":
    """Return the inquiries of the window that needed no answer later: no other case, and none closed more than an hour after the call ended."""
    late = Q(case__closed_at__isnull=True) | Q(case__closed_at__gt=OuterRef("ended_at") + AT_ONCE)
    later = CallCase.objects.filter(~Q(case__procedure="service.inquiry") | late, call=OuterRef("pk"))
    return calls_in(window).filter(_ASKED, ~Exists(later))


def count(condition: Q | None = None) -> Measure:
    """Count the calls handled in the window, all or those that fulfil a condition."""
    return _of_calls((Count("pk", filter=condition),))


def calls_a_month() -> Measure:
    """Calls handled divided by the months of the window."""

    def question(_subject: str, window: Window) -> Question:
        return Question(rows=calls_in, given=(window,), asks=(Count("pk"),), answer=partial(as_share, whole=window.months))

    return Asked(question)


def share(part: Q, of: Q | None = None) -> Measure:
    """Calls that fulfil one condition by those that fulfil the other, all when there is none."""
    return _of_calls((Count("pk", filter=part), Count("pk", filter=of)), as_share)


def service_level() -> Measure:
    """The share of taken calls that were taken within the dated number of seconds."""

    def question(_subject: str, window: Window) -> Question:
        limit = Value(ANSWERED_WITHIN.at(window.last).value, output_field=models.DurationField())
        asks = (Count("pk", filter=Q(answered_at__lte=F("started_at") + limit)), Count("pk", filter=ANSWERED))
        return Question(rows=calls_in, given=(window,), asks=asks, answer=as_share)

    return Asked(question)


def immediate_rate() -> Measure:
    """The share of inquiries that needed no answer later."""
    return Asked(
        lambda _subject, window: Question(rows=settled_in, given=(window,), asks=(Count("pk"),), answer=as_count),
        of=_of_calls((Count("pk", filter=_ASKED),)),
    )


def mean_seconds(begins: str, ends: str) -> Measure:
    """The mean of the seconds between two moments, over the calls that were taken and know both."""
    known = ANSWERED & Q(**{f"{begins}__isnull": False, f"{ends}__isnull": False})
    spent = Sum(F(ends) - F(begins), filter=known, output_field=models.DurationField())
    return _of_calls((spent, Count("pk", filter=known)), _seconds)


def _of_calls(asks: tuple[Aggregate, ...], answer: Callable[..., Measured] = as_count) -> Asked:
    return Asked(lambda _subject, window: Question(rows=calls_in, given=(window,), asks=asks, answer=answer))


def _seconds(spent: timedelta | None, number: int) -> Measured:
    return Measured(numerator=Decimal((spent or timedelta()) // timedelta(microseconds=1)).scaleb(-6), denominator=number)


def satisfaction() -> Measure:
    """The share of content callers: what was asked afterwards in the sample goes before what was pressed at the end of the call."""

    def measure(_subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FILTER (WHERE rated >= 4), count(rated)
                   FROM (SELECT COALESCE(e.score, c.satisfaction) AS rated
                           FROM service_callrecord c
                           LEFT JOIN service_surveyentry e ON e.call_id = c.id AND e.score IS NOT NULL
                          WHERE c.started_at >= %s AND c.started_at < %s) AS each_call"""
        with connection.cursor() as cursor:
            cursor.execute(sql, [window.start, window.end])
            content, rated = cursor.fetchone()
        return Measured(numerator=int(content), denominator=int(rated))

    return measure


CALLS = register(
    Register(
        key="service.call",
        name="話務紀錄",
        model=CallRecord,
        seen_by=holders("agent", "desk_lead", "auditor", "mayor_office"),
        lists=("call_id", "started_at", "answered_at", "ended_at", "wrapped_at", "agent", "call_class", "transferred_to", "case_number"),
        dated_by="started_at",
        filters=("call_class", "agent"),
        searches=("call_id", "case_number"),
        systems=("callcenter", "cti"),
        indicators=(
            Indicator(key="service.call.count", name="話務中心電話處理量", unit="通", measure=count(),
                      counting="進線後由話務中心處理之通數，含未接聽者"),
            Indicator(key="service.call.monthly_average", name="平均每月電話處理量", unit="通／月", places=0, measure=calls_a_month(),
                      counting="電話處理量除以期間月數，四捨五入"),
            Indicator(key="service.call.service_level", name="服務水準", unit="%", measure=service_level(),
                      counting="已接聽通數中，於訂定秒數內接聽者之比率"),
            Indicator(key="service.call.immediate_rate", name="線上立即回覆率", unit="%", version=2,
                      measure=immediate_rate(),
                      counting="已接聽之諮詢類通數中，未錄案後送、亦未另行查復（通話結束1小時內答復者視為當場）之比率"),
            Indicator(key="service.call.inquiry_share", name="諮詢類比率", unit="%", measure=share(Q(call_class=CallClass.INQUIRY)),
                      counting="諮詢類通數占電話處理量之比率"),
            Indicator(key="service.call.forwarded_share", name="錄案後送比率", unit="%", measure=share(Q(call_class=CallClass.FORWARDED)),
                      counting="錄案後送通數占電話處理量之比率"),
            Indicator(key="service.call.other_share", name="其他類比率", unit="%", measure=share(Q(call_class=CallClass.OTHER)),
                      counting="其他類通數占電話處理量之比率"),
            Indicator(key="service.call.abandon_rate", name="放棄率", unit="%", measure=share(~ANSWERED),
                      counting="未接聽即結束之通數占電話處理量之比率"),
            Indicator(key="service.call.inquiries", name="諮詢類通數", unit="件", measure=count(Q(call_class=CallClass.INQUIRY)),
                      counting="電話處理量中歸類為諮詢者；每通計一件"),
            Indicator(key="service.call.forwarded", name="錄案後送通數", unit="件", measure=count(Q(call_class=CallClass.FORWARDED)),
                      counting="電話處理量中錄案後送者；每通計一件，一通立數案者仍計一件"),
            Indicator(key="service.call.others", name="其他類通數", unit="件", measure=count(Q(call_class=CallClass.OTHER)),
                      counting="電話處理量中歸類為其他者；每通計一件"),
            Indicator(key="service.call.answered", name="接聽通數", unit="通", measure=count(ANSWERED),
                      counting="電話處理量中由話務人員接聽者"),
            Indicator(key="service.call.mean_wait", name="平均等候秒數", unit="秒", places=1, measure=mean_seconds("started_at", "answered_at"),
                      counting="已接聽者自進線至接聽之秒數平均；放棄者不計"),
            Indicator(key="service.call.mean_talk", name="平均通話秒數", unit="秒", places=1, measure=mean_seconds("answered_at", "ended_at"),
                      counting="已接聽者自接聽至結束之秒數平均"),
            Indicator(key="service.call.mean_wrap_up", name="平均後處理秒數", unit="秒", places=1, measure=mean_seconds("ended_at", "wrapped_at"),
                      counting="已接聽且話務系統記有後處理完成時間者，自結束至後處理完成之秒數平均"),
            Indicator(key="service.call.transfer_rate", name="轉接率", unit="%", version=2,
                      measure=share(ANSWERED & ~Q(transferred_to=""), ANSWERED), counting="已接聽通數中，轉接其他單位者之比率"),
            Indicator(key="service.call.satisfaction", name="服務滿意度", unit="%", places=1, version=2, measure=satisfaction(),
                      counting="受訪通數中，評為滿意以上者之比率；通話後按鍵與抽樣回訪均計，同一通兩者皆有時以回訪為準"),
        ),
    )
)  # fmt: skip
