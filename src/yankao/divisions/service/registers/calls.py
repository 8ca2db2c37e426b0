"""話務紀錄: one row for every call to the 1999 line, as the telephone system tells it; a call may belong to several cases."""

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import connection, models

from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import Window

ANSWERED_WITHIN = Dated(Since(date(2008, 4, 1), timedelta(seconds=20), Ours("服務水準以20秒內接聽計")))


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
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(answered_at__gte=models.F("started_at")), name="call_answered_after_it_came"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")), name="call_ended_after_it_came"
            ),
            models.CheckConstraint(
                condition=models.Q(wrapped_at__isnull=True) | models.Q(wrapped_at__gte=models.F("ended_at")), name="call_wrapped_after_it_ended"
            ),
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


_ASKED = "answered_at IS NOT NULL AND call_class IN ('inquiry', 'immediate')"
_ANSWERED_AT_ONCE = """NOT EXISTS (SELECT 1 FROM service_callcase j JOIN cases_case k ON k.id = j.case_id
    WHERE j.call_id = service_callrecord.id
      AND (k.procedure <> 'service.inquiry' OR k.closed_at IS NULL OR k.closed_at > service_callrecord.ended_at + interval '1 hour'))"""


def _one(window: Window, numerator: str, denominator: str = "", *, limit: float = 0) -> tuple[int, int]:
    """Count calls of the window that fulfil one condition, and those that fulfil the other (all, when it is empty)."""
    sql = f"""SELECT count(*) FILTER (WHERE {numerator}), count(*) FILTER (WHERE {denominator or "true"})
                FROM service_callrecord WHERE started_at >= %(start)s AND started_at < %(end)s"""  # noqa: S608  conditions are constants of this file
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": window.start, "end": window.end, "limit": limit})
        counted, of = cursor.fetchone()
    return int(counted), int(of)


def calls() -> Measure:
    """Count the calls handled in the window."""

    def measure(_subject: str, window: Window) -> Measured:
        return Measured(numerator=_one(window, "true")[0])

    return measure


def calls_a_month() -> Measure:
    """Calls handled divided by the months of the window."""

    def measure(_subject: str, window: Window) -> Measured:
        return Measured(numerator=_one(window, "true")[0], denominator=window.months)

    return measure


def share(numerator: str, denominator: str = "") -> Measure:
    """The share of calls that fulfil one condition among those that fulfil the other."""

    def measure(_subject: str, window: Window) -> Measured:
        counted, of = _one(window, numerator, denominator)
        return Measured(numerator=counted, denominator=of)

    return measure


def service_level() -> Measure:
    """The share of taken calls that were taken within the dated number of seconds."""

    def measure(_subject: str, window: Window) -> Measured:
        limit = ANSWERED_WITHIN.at(window.last).value.total_seconds()
        counted, of = _one(window, "answered_at - started_at <= make_interval(secs => %(limit)s)", "answered_at IS NOT NULL", limit=limit)
        return Measured(numerator=counted, denominator=of)

    return measure


def mean_seconds(begins: str, ends: str) -> Measure:
    """The mean of the seconds between two moments, over the calls that know both."""

    def measure(_subject: str, window: Window) -> Measured:
        sql = f"""SELECT COALESCE(sum(EXTRACT(EPOCH FROM {ends} - {begins})), 0), count({ends} - {begins})
                    FROM service_callrecord
                   WHERE started_at >= %s AND started_at < %s AND answered_at IS NOT NULL"""  # noqa: S608  columns are constants of this file
        with connection.cursor() as cursor:
            cursor.execute(sql, [window.start, window.end])
            seconds, counted = cursor.fetchone()
        return Measured(numerator=Decimal(seconds), denominator=int(counted))

    return measure


def count(condition: str) -> Measure:
    """Count the calls that fulfil one condition."""

    def measure(_subject: str, window: Window) -> Measured:
        return Measured(numerator=_one(window, condition)[0])

    return measure


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
            Indicator(key="service.call.count", name="話務中心電話處理量", unit="通", measure=calls(),
                      counting="進線後由話務中心處理之通數，含未接聽者"),
            Indicator(key="service.call.monthly_average", name="平均每月電話處理量", unit="通／月", places=0, measure=calls_a_month(),
                      counting="電話處理量除以期間月數，四捨五入"),
            Indicator(key="service.call.service_level", name="服務水準", unit="%", measure=service_level(),
                      counting="已接聽通數中，於訂定秒數內接聽者之比率"),
            Indicator(key="service.call.immediate_rate", name="線上立即回覆率", unit="%", version=2,
                      measure=share(f"{_ASKED} AND {_ANSWERED_AT_ONCE}", _ASKED),
                      counting="已接聽之諮詢類通數中，未錄案後送、亦未另行查復（通話結束1小時內答復者視為當場）之比率"),
            Indicator(key="service.call.inquiry_share", name="諮詢類比率", unit="%", measure=share("call_class = 'inquiry'"),
                      counting="諮詢類通數占電話處理量之比率"),
            Indicator(key="service.call.forwarded_share", name="錄案後送比率", unit="%", measure=share("call_class = 'forwarded'"),
                      counting="錄案後送通數占電話處理量之比率"),
            Indicator(key="service.call.other_share", name="其他類比率", unit="%", measure=share("call_class = 'other'"),
                      counting="其他類通數占電話處理量之比率"),
            Indicator(key="service.call.abandon_rate", name="放棄率", unit="%", measure=share("answered_at IS NULL"),
                      counting="未接聽即結束之通數占電話處理量之比率"),
            Indicator(key="service.call.inquiries", name="諮詢類通數", unit="件", measure=count("call_class = 'inquiry'"),
                      counting="電話處理量中歸類為諮詢者；每通計一件"),
            Indicator(key="service.call.forwarded", name="錄案後送通數", unit="件", measure=count("call_class = 'forwarded'"),
                      counting="電話處理量中錄案後送者；每通計一件，一通立數案者仍計一件"),
            Indicator(key="service.call.others", name="其他類通數", unit="件", measure=count("call_class = 'other'"),
                      counting="電話處理量中歸類為其他者；每通計一件"),
            Indicator(key="service.call.answered", name="接聽通數", unit="通", measure=count("answered_at IS NOT NULL"),
                      counting="電話處理量中由話務人員接聽者"),
            Indicator(key="service.call.mean_wait", name="平均等候秒數", unit="秒", places=1, measure=mean_seconds("started_at", "answered_at"),
                      counting="已接聽者自進線至接聽之秒數平均；放棄者不計"),
            Indicator(key="service.call.mean_talk", name="平均通話秒數", unit="秒", places=1, measure=mean_seconds("answered_at", "ended_at"),
                      counting="已接聽者自接聽至結束之秒數平均"),
            Indicator(key="service.call.mean_wrap_up", name="平均後處理秒數", unit="秒", places=1, measure=mean_seconds("ended_at", "wrapped_at"),
                      counting="已接聽且話務系統記有後處理完成時間者，自結束至後處理完成之秒數平均"),
            Indicator(key="service.call.transfer_rate", name="轉接率", unit="%", measure=share("transferred_to <> ''", "answered_at IS NOT NULL"),
                      counting="已接聽通數中，轉接其他單位者之比率"),
            Indicator(key="service.call.satisfaction", name="服務滿意度", unit="%", places=1, version=2, measure=satisfaction(),
                      counting="受訪通數中，評為滿意以上者之比率；通話後按鍵與抽樣回訪均計，同一通兩者皆有時以回訪為準"),
        ),
    )
)  # fmt: skip
