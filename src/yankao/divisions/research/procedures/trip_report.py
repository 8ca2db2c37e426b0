"""公務出國報告: whoever travelled on public money or official leave files a report within three months, one month after mainland China."""

from datetime import date
from operator import attrgetter

from django.db import models

from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import case_agency, case_agency_role, division, role
from yankao.engines.indicators.declare import Indicator
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.kernel.days import Days, Hours, Months, Span
from yankao.kernel.law import Dated, Practice, Since

RULE = Practice("出國人員於回國3個月、赴大陸地區返回之日起1個月內提出書面出國報告", seen="施政計畫 112 第58行")
BEGAN = date(2001, 1, 1)
ABROAD: Dated[Span] = Dated(Since(BEGAN, Months(3), RULE))
MAINLAND: Dated[Span] = Dated(Since(BEGAN, Months(1), RULE))

RESEARCH = division("research", name="研究發展組")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="派員機關")
SUPERIOR = case_agency_role("agency_lead", "controller", name="派員機關主管或管考窗口")


class Step(Steps):
    AWAITED = "awaited", "待提報告"
    SUBMITTED = "submitted", "審查中"
    SENT_BACK = "sent_back", "退回補正"
    ACCEPTED = "accepted", "審查通過"
    PUBLISHED = "published", "已公開"
    CANCELLED = "cancelled", "取消出國"


class TripReport(CaseDetail):
    """Facts of one official trip and of the report that is owed for it."""

    purpose = models.CharField("出國計畫名稱", max_length=200)
    traveller_title = models.CharField("出國人員職稱", max_length=60)
    destination = models.CharField("前往國家或地區", max_length=100)
    is_mainland = models.BooleanField("赴大陸地區", default=False)
    funding = models.CharField(
        "經費來源", max_length=12, choices=(("city", "本府經費"), ("central", "中央補助"), ("leave", "公假自費"), ("other", "其他"))
    )
    left_on = models.DateField("出國日期")
    returned_on = models.DateField("回國日期")
    report_title = models.CharField("報告名稱", max_length=200, blank=True)
    summary = models.TextField("摘要", blank=True)
    suggestions = models.TextField("建議事項", blank=True)
    suggestions_to = models.CharField("建議分送機關", max_length=200, blank=True)
    published_at_url = models.URLField("公開網址", blank=True)


class ReviewRound(CaseRecord):
    """One round of the commission's review of a report (審查紀錄)."""

    reviewed_on = models.DateField("審查日期")
    opinion = models.TextField("審查意見")


def trip_ends_after_it_begins(it: TripReport) -> str | None:
    return "回國日期不得早於出國日期" if it.returned_on < it.left_on else None


def report_is_whole(it: TripReport) -> str | None:
    return None if it.summary.strip() and it.report_title.strip() else "請填寫報告名稱及摘要"


def time_to_report(it: TripReport) -> Dated[Span]:
    return MAINLAND if it.is_mainland else ABROAD


TRIP_REPORT = Procedure(
    key="research.trip_report",
    name="公務出國報告",
    letter="T",
    systems=("trip-reports",),
    detail=TripReport,
    basis=(RULE,),
    opened_by=RESEARCH | role("clerk", "agency_lead", "controller", name="各機關人員"),
    seen_by=RESEARCH | case_agency | role("auditor", "mayor_office", name="市長室、稽核人員"),
    asks=("purpose", "traveller_title", "destination", "is_mainland", "funding", "left_on", "returned_on"),
    may_ask=("description", "agency"),
    lists=("destination", "returned_on", "is_mainland"),
    searches=("purpose", "destination", "report_title", "summary", "suggestions"),
    routing=Routing.OWN,
    first=Step.AWAITED,
    opening_guard=trip_ends_after_it_begins,
    ends=(Step.PUBLISHED, Step.CANCELLED),
    actions=(
        Action(key="submit", name="提出報告", at=(Step.AWAITED, Step.SENT_BACK), to=Step.SUBMITTED, by=HANDLER, asks=("report_title", "summary"),
               may_ask=("suggestions",), guard=report_is_whole, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.SENT_BACK, by=RESEARCH, record=ReviewRound,
               asks=("reviewed_on", "opinion"), tells=(Tell.AGENCY,)),
        Action(key="accept", name="審查通過", at=Step.SUBMITTED, to=Step.ACCEPTED, by=RESEARCH, record=ReviewRound, asks=("reviewed_on", "opinion"),
               may_ask=("suggestions_to",), tells=(Tell.AGENCY,)),
        Action(key="publish", name="公開上網", at=Step.ACCEPTED, to=Step.PUBLISHED, by=RESEARCH, asks=("published_at_url",)),
        Action(key="remind", name="函催", at=(Step.AWAITED, Step.SENT_BACK), by=RESEARCH, only_overdue=True, tells=(Tell.AGENCY,)),
        Action(key="cancel", name="取消出國", at=Step.AWAITED, to=Step.CANCELLED, by=SUPERIOR | RESEARCH, needs_reason=True),
    ),
    verbs=Verbs(
        edit=Verb(by=HANDLER | RESEARCH),
        assign=Verb(by=HANDLER, at=(Step.AWAITED, Step.SENT_BACK)),
        transfer=Verb(by=RESEARCH, at=(Step.AWAITED,)),
        involve=Verb(by=RESEARCH),
        reopen=Verb(by=RESEARCH, at=(Step.PUBLISHED, Step.CANCELLED), to=Step.SUBMITTED, tells=(Tell.AGENCY,)),
        note=Verb(by=HANDLER | RESEARCH),
        attach=Verb(by=HANDLER | RESEARCH),
    ),
    deadlines=(
        Deadline(key="report", name="提出出國報告", start=Step.AWAITED, stop=(Step.SUBMITTED, Step.CANCELLED), counts_from="returned_on",
                 within=time_to_report, remind=(Days(30), Days(7)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速提出報告"), Escalation(after=Days(30), to=Tell.DESK, name="請函催")),
                 extended_by=(Extension(by=RESEARCH, times=1, total=Months(1)),)),
    ),
    indicators=(
        Indicator(key="research.trip_report.trips", name="公務出國件數", unit="件", measure=count_received(), counting="以登錄時間計，取消者亦計"),
        Indicator(key="research.trip_report.submitted", name="提出報告件數", unit="件", measure=count_entering(Step.SUBMITTED),
                  counting="期間內提出報告之案件，退回再提者計一件"),
        Indicator(key="research.trip_report.in_time_share", name="出國報告如期率", unit="%", measure=share_in_time(Step.SUBMITTED),
                  counting="期間內提出之報告，於期限內提出者之比率"),
        rule_figure("research.trip_report.months_abroad", "出國報告期限（國外）", "個月", InForce(rules=(ABROAD,), read=attrgetter("n"))),
        rule_figure("research.trip_report.months_mainland", "出國報告期限（大陸地區）", "個月", InForce(rules=(MAINLAND,), read=attrgetter("n"))),
    ),
)  # fmt: skip
