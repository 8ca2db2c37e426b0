"""進度資料查證: what a tender reports is held against its papers, and against the site, and the agency corrects what does not match."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models

from yankao.divisions.engineering.roles import ENGINEER, HANDLER, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.cases.who import system
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.roc import RocMonth, Window, roc_date

BEGAN = date(2014, 1, 1)
RULE = Practice("每月皆辦理工程標案進度書面查證（20件以上），對於進度落後案件，優先辦理查核", seen="業務報告 108 第145行")
FROM_CONTROL = Practice("將府管系統工程進度落後案件列入進度查證對象", seen="業務報告 112-11 第147行")
A_MONTH = Dated(Since(BEGAN, 20, RULE))
TOLERANCE = Dated(Since(BEGAN, Decimal(2), Ours("查證進度與填報進度相差2個百分點以內視為相符")))
PERCENT = (MaxValueValidator(100),)


class Step(Steps):
    ASKED = "asked", "待機關送件"
    RECEIVED = "received", "待查證"
    DIFFERS = "differs", "不符，待機關說明"
    CORRECTED = "corrected", "已更正，待確認"
    MATCHES = "matches", "查證相符"
    SETTLED = "settled", "更正後結案"


class Reason(models.TextChoices):
    """Why this tender is verified (選案理由)."""

    LAGGING = "lagging", "進度落後"
    CONTROL = "control", "府管系統進度落後"
    DRAWN = "drawn", "依序輪查"


class ProgressVerification(CaseDetail):
    """Facts of one verification of one month of one tender; the reported figures stay as they stood when it was opened."""

    tender = models.ForeignKey("tenders.Tender", verbose_name="標案編號", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("查證月份")
    chosen = models.CharField("選案理由", max_length=10, choices=Reason.choices, default=Reason.DRAWN)
    reported_planned = models.DecimalField("填報預定進度（%）", max_digits=5, decimal_places=2, validators=PERCENT)
    reported_actual = models.DecimalField("填報實際進度（%）", max_digits=5, decimal_places=2, validators=PERCENT)
    documents = models.TextField("送查文件", blank=True)
    evidence_actual = models.DecimalField("文件所載實際進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    checked_on = models.DateField("書面查證日期", null=True, blank=True)
    checked_actual = models.DecimalField("書面查證進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    site_checked_on = models.DateField("實地查證日期", null=True, blank=True)
    site_actual = models.DecimalField("實地查證進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    site_checked_by = models.CharField("實地查證人員", max_length=60, blank=True)
    finding = models.TextField("查證意見", blank=True)
    explanation = models.TextField("機關說明", blank=True)
    corrected_actual = models.DecimalField("更正後實際進度（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT)
    corrected_on = models.DateField("標案系統更正日期", null=True, blank=True)


def month_is_its_first_day(it: ProgressVerification) -> str | None:
    return None if it.month is None or it.month.day == 1 else "查證月份請填該月第一日，例如 112/3/1"


def named_after_its_tender(it: ProgressVerification) -> Mapping[str, Any]:
    """A verification opened by hand is called as one that was chosen: by its tender and its month."""
    return {"title": f"{it.tender.name}{RocMonth.of(it.month)}進度查證"}


def difference(it: ProgressVerification) -> Decimal | None:
    """How far the reported progress stands from what was found: on the site where somebody went, else in the papers; None before."""
    found = it.site_actual if it.site_actual is not None else it.checked_actual
    return abs(Decimal(it.reported_actual) - Decimal(found)) if found is not None else None


def matches(it: ProgressVerification) -> str | None:
    limit, gap = TOLERANCE.at(it.month).value, difference(it) or Decimal(0)
    return f"查證進度與填報進度相差{gap:.2f}個百分點，逾{limit}個百分點，請改以「查證不符」辦理" if gap > limit else None


def does_not_match(it: ProgressVerification) -> str | None:
    limit, gap = TOLERANCE.at(it.month).value, difference(it) or Decimal(0)
    return f"查證進度與填報進度相差{gap:.2f}個百分點，在{limit}個百分點以內，請以「查證相符」結案" if gap <= limit else None


def site_day_fits(it: ProgressVerification) -> str | None:
    return f"實地查證日期不得早於{roc_date(it.month)}" if it.site_checked_on is not None and it.site_checked_on < it.month else None


def corrected_as_found(it: ProgressVerification) -> str | None:
    found = it.site_actual if it.site_actual is not None else it.checked_actual
    if found is None or it.corrected_actual is None:
        return "請填寫更正後實際進度"
    limit = TOLERANCE.at(it.month).value
    return None if abs(it.corrected_actual - found) <= limit else f"更正後進度與查證進度（{found:.2f}%）仍相差逾{limit}個百分點，請再更正或退回"


def _target(_subject: str, window: Window) -> Measured:
    done = ProgressVerification.objects.filter(checked_on__gte=window.first, checked_on__lte=window.last).count()
    return Measured(numerator=done, denominator=sum(A_MONTH.at(month.first).value for month in window.each_month()))


def _checked(**where: object) -> Measure:
    def measure(_subject: str, window: Window) -> Measured:
        rows = ProgressVerification.objects.filter(**where)
        return Measured(numerator=rows.filter(checked_on__gte=window.first, checked_on__lte=window.last).count())

    return measure


def _on_site(_subject: str, window: Window) -> Measured:
    return Measured(numerator=ProgressVerification.objects.filter(site_checked_on__gte=window.first, site_checked_on__lte=window.last).count())


PROGRESS_VERIFICATION = Procedure(
    key="engineering.progress_verification",
    name="標案進度查證",
    letter="V",
    systems=("progress-verification",),
    detail=ProgressVerification,
    basis=(RULE, FROM_CONTROL),
    opened_by=ENGINEER | system,
    seen_by=READERS,
    asks=("tender", "month", "reported_planned", "reported_actual", "agency"),
    may_ask=("chosen", "title"),
    lists=("tender", "month", "reported_actual", "checked_actual", "site_actual"),
    searches=("finding", "explanation"),
    routing=Routing.ASKED,
    opening_fill=named_after_its_tender,
    opening_guard=month_is_its_first_day,
    first=Step.ASKED,
    ends=(Step.MATCHES, Step.SETTLED),
    actions=(
        Action(key="hand_in", name="送查證文件", at=Step.ASKED, to=Step.RECEIVED, by=HANDLER, asks=("documents", "evidence_actual"), tells=(Tell.DESK,)),
        Action(key="ask_again", name="退回補件", at=Step.RECEIVED, to=Step.ASKED, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="site_check", name="實地查證", at=(Step.RECEIVED, Step.DIFFERS), by=ENGINEER, asks=("site_checked_on", "site_actual", "site_checked_by"),
               may_ask=("finding",), guard=site_day_fits),
        Action(key="match", name="查證相符", at=Step.RECEIVED, to=Step.MATCHES, by=ENGINEER, asks=("checked_on", "checked_actual"), may_ask=("finding",),
               guard=matches, tells=(Tell.AGENCY,)),
        Action(key="differ", name="查證不符", at=Step.RECEIVED, to=Step.DIFFERS, by=ENGINEER, asks=("checked_on", "checked_actual", "finding"),
               guard=does_not_match, tells=(Tell.AGENCY,)),
        Action(key="correct", name="說明並更正填報", at=Step.DIFFERS, to=Step.CORRECTED, by=HANDLER, asks=("explanation", "corrected_actual", "corrected_on"),
               tells=(Tell.DESK,)),
        Action(key="send_back", name="退回續正", at=Step.CORRECTED, to=Step.DIFFERS, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="settle", name="確認更正並結案", at=Step.CORRECTED, to=Step.SETTLED, by=ENGINEER, guard=corrected_as_found, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(assign=Verb(by=HANDLER), note=Verb(by=ENGINEER | HANDLER), attach=Verb(by=ENGINEER | HANDLER), reopen=Verb(by=ENGINEER, at=(Step.MATCHES, Step.SETTLED), to=Step.RECEIVED)),
    deadlines=(
        Deadline(key="hand_in", name="送查證文件", start=Step.ASKED, stop=(Step.RECEIVED, Step.MATCHES, Step.SETTLED), renews=True,
                 within=Dated(Since(BEGAN, WorkDays(5), Ours("通知後五個工作日內送施工日誌、監造報表及估驗資料"))), remind=(WorkDays(1),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即送件"), Escalation(after=WorkDays(3), to=Tell.DESK, name="逕行實地查證"))),
        Deadline(key="correct", name="說明並更正", start=Step.DIFFERS, stop=(Step.CORRECTED, Step.SETTLED), renews=True,
                 within=Dated(Since(BEGAN, Days(7), Ours("通知不符後七日內說明並更正填報"))), remind=(Days(2),), extended_by=ENGINEER,
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即說明更正"), Escalation(after=Days(7), to=Tell.MAYOR, name="填報不實未更正"))),
    ),
    indicators=(
        Indicator(key="engineering.progress_verification.received", name="進度查證選案件數", unit="件", measure=count_received(), counting="期間內選定查證之標案月份"),
        Indicator(key="engineering.progress_verification.checked", name="進度書面查證件數", unit="件", measure=_checked(), counting="期間內完成書面查證者；實地查證另計"),
        Indicator(key="engineering.progress_verification.lagging", name="落後標案查證件數", unit="件", measure=_checked(chosen__in=("lagging", "control")),
                  counting="書面查證中，因進度落後選案者"),
        Indicator(key="engineering.progress_verification.on_site", name="進度實地查證件數", unit="件", measure=_on_site, counting="期間內實地查證者"),
        Indicator(key="engineering.progress_verification.target", name="進度查證達成率", unit="%", measure=_target, basis=(RULE,),
                  counting="期間內書面查證件數，占每月20件乘以月數之比率"),
        Indicator(key="engineering.progress_verification.differing", name="進度查證不符件數", unit="件", measure=count_entering(Step.DIFFERS), counting="期間內查證不符者，退回續正不另計"),
        Indicator(key="engineering.progress_verification.in_time", name="進度查證如期率", unit="%", measure=share_in_time(Step.RECEIVED, Step.CORRECTED),
                  counting="期間內送件及更正者，於期限內辦理之比率"),
    ),
)  # fmt: skip
