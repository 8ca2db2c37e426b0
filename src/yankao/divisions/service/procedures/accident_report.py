"""意外事件通報: at first notice the agency goes to the site, visits the injured, and reports until the matter is settled."""

from datetime import date

from django.db import models
from django.db.models import Sum

from yankao.divisions.service.roles import AGENT, CHANNELS, HANDLER, LEAD, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import role
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.kernel.days import Days, Hours, Months
from yankao.kernel.law import Dated, Law, Ours, Practice, Since
from yankao.kernel.roc import Window

BEGAN = date(2008, 4, 1)
RULES = Practice("市府單位於第一時間至現場勘查處理，並主動關懷慰問服務受傷民眾，並持續追蹤辦理結果與協助相關後續事宜", seen="施政計畫 112 第82行")
ROUND_THE_CLOCK = Practice("全年無休第一時間積極投入現場協助救災救難之協調聯繫與處理", seen="施政績效成果報告 108 第225行")
AGENCIES = role("clerk", "agency_lead", "controller", name="機關人員")


class Step(Steps):
    NOTIFIED = "notified", "已通報"
    ON_SITE = "on_site", "現場處理"
    FOLLOWING = "following", "追蹤關懷"
    REPORTED = "reported", "已回報追蹤"
    CLOSED = "closed", "結案"
    UNFOUNDED = "unfounded", "查無事實"


class Kind(models.TextChoices):
    """What happened where (事件類別)."""

    WORKS = "works", "公共工程施工"
    ROAD = "road", "道路或人行道"
    TREE = "tree", "路樹倒塌"
    FACILITY = "facility", "公園或公共設施"
    EVENT = "event", "市府主辦活動"
    OTHER = "other", "其他"


class Insurance(models.TextChoices):
    """Which insurance covers it (保險)."""

    UNKNOWN = "unknown", "查詢中"
    LIABILITY = "liability", "公共意外責任險"
    CONTRACTOR = "contractor", "廠商營造綜合保險"
    NONE = "none", "無保險"


class Compensation(models.TextChoices):
    """How far compensation has come (賠償情形)."""

    NOT_ASKED = "not_asked", "當事人未請求"
    INSURER = "insurer", "保險理賠中"
    STATE = "state", "國家賠償協議中"
    PAID = "paid", "已理賠、賠償或和解"
    REFUSED = "refused", "無賠償責任，已書面告知"


PENDING = (Compensation.INSURER, Compensation.STATE)


class AccidentReport(CaseDetail):
    """Facts of one accident. The injured are told apart by code; no name and no diagnosis is written here."""

    kind = models.CharField("事件類別", max_length=10, choices=Kind.choices, default=Kind.OTHER)
    happened_at = models.DateTimeField("發生時間", null=True, blank=True)
    facility = models.CharField("工程或設施名稱", max_length=120, blank=True)
    contractor = models.CharField("施工廠商", max_length=120, blank=True)
    injured_count = models.PositiveSmallIntegerField("受傷人數", default=0)
    dead_count = models.PositiveSmallIntegerField("死亡人數", default=0)
    hospital = models.CharField("送醫院所", max_length=120, blank=True)
    arrived_at = models.DateTimeField("到場時間", null=True, blank=True)
    site_measures = models.TextField("現場處置", blank=True, help_text="例如圍設、警示、停工、搶修")
    cause = models.TextField("原因研判", blank=True)
    insurance = models.CharField("保險", max_length=12, choices=Insurance.choices, default=Insurance.UNKNOWN)
    compensation = models.CharField("賠償情形", max_length=12, choices=Compensation.choices, blank=True)
    claimed_on = models.DateField("請求國家賠償日期", null=True, blank=True)
    outcome = models.TextField("結案說明", blank=True)


class CareVisit(CaseRecord):
    """One visit to an injured person (關懷慰問)."""

    visited_at = models.DateTimeField("慰問時間")
    injured_code = models.CharField("傷者代號", max_length=10, help_text="例如甲、乙，請勿填寫姓名")
    visited_by = models.CharField("慰問人員職稱", max_length=60)
    needs = models.TextField("需要協助事項", blank=True)
    consolation_amount = models.PositiveIntegerField("慰問金（元）", default=0)


class FollowUp(CaseRecord):
    """One report of how the injured fare and what was done for them (追蹤回報)."""

    in_hospital = models.PositiveSmallIntegerField("仍住院人數", default=0)
    progress = models.TextField("追蹤及協助情形")


def arrival_follows_the_accident(it: AccidentReport) -> str | None:
    if it.happened_at is not None and it.arrived_at is not None and it.arrived_at < it.happened_at:
        return "到場時間不得早於發生時間"
    return None


def hospital_is_told(it: AccidentReport) -> str | None:
    return "有人受傷，請填寫送醫院所；未送醫者填「未送醫」" if it.injured_count and not it.hospital.strip() else None


def nobody_was_hurt(it: AccidentReport) -> str | None:
    if it.injured_count or it.dead_count:
        return "有人傷亡，請先慰問並追蹤，不得逕行結案"
    return None if it.outcome.strip() else "請填寫結案說明"


def is_settled(it: AccidentReport) -> str | None:
    if it.compensation in {"", *PENDING}:
        return "賠償或保險尚未處理完成，請繼續追蹤"
    return None if it.outcome.strip() else "請填寫結案說明"


def claim_is_dated(it: AccidentReport) -> str | None:
    return "請填寫請求國家賠償日期" if it.compensation == Compensation.STATE and it.claimed_on is None else None


def people(column: str) -> Measure:
    """Sum the people hurt over the accidents received in the window."""

    def measure(_subject: str, window: Window) -> Measured:
        rows = AccidentReport.objects.filter(case__received_at__gte=window.start, case__received_at__lt=window.end, case__is_test=False)
        rows = rows.exclude(case__step=Step.UNFOUNDED)
        return Measured(numerator=rows.aggregate(sum=Sum(column))["sum"] or 0)

    return measure


ACCIDENT_REPORT = Procedure(
    key="service.accident_report",
    name="意外事件通報",
    letter="A",
    systems=("accident-report",),
    basis=(RULES, ROUND_THE_CLOCK, Law("國家賠償法", "第3條")),
    detail=AccidentReport,
    opened_by=AGENT | AGENCIES,
    seen_by=READERS,
    person_seen_by=AGENT | HANDLER,
    asks=("title", "description", "address", "agency", "kind", "happened_at"),
    may_ask=("channel", "lat", "long", "facility", "contractor", "injured_count", "dead_count", "hospital", "insurance", "claimed_on", "reporter"),
    lists=("kind", "address", "happened_at", "injured_count", "dead_count", "compensation"),
    searches=("facility", "contractor", "hospital"),
    channels=CHANNELS,
    routing=Routing.ASKED,
    opening_tells=(Tell.AGENCY, Tell.DESK, Tell.MAYOR),
    first=Step.NOTIFIED,
    ends=(Step.CLOSED, Step.UNFOUNDED),
    actions=(
        Action(key="arrive", name="到場勘查", at=Step.NOTIFIED, to=Step.ON_SITE, by=HANDLER | AGENT, asks=("arrived_at", "site_measures"),
               may_ask=("injured_count", "dead_count", "hospital", "cause"), guard=arrival_follows_the_accident, tells=(Tell.DESK,)),
        Action(key="visit", name="關懷慰問", at=(Step.ON_SITE, Step.FOLLOWING), to=Step.FOLLOWING, by=HANDLER, record=CareVisit,
               asks=("visited_at", "injured_code", "visited_by"), may_ask=("needs", "consolation_amount", "hospital", "injured_count"),
               guard=hospital_is_told, tells=(Tell.DESK,)),
        Action(key="update", name="更新傷亡及原因", at=(Step.ON_SITE, Step.FOLLOWING, Step.REPORTED), by=HANDLER | AGENT,
               asks=("injured_count", "dead_count"), may_ask=("hospital", "cause", "insurance"), guard=hospital_is_told, tells=(Tell.DESK, Tell.MAYOR)),
        Action(key="follow_up", name="追蹤回報", at=Step.FOLLOWING, to=Step.REPORTED, by=HANDLER, record=FollowUp,
               asks=("progress", "compensation"), may_ask=("in_hospital", "insurance", "claimed_on", "cause"), guard=claim_is_dated, tells=(Tell.DESK,)),
        Action(key="keep_following", name="繼續追蹤", at=Step.REPORTED, to=Step.FOLLOWING, by=AGENT, tells=(Tell.AGENCY,)),
        Action(key="close", name="結案", at=Step.REPORTED, to=Step.CLOSED, by=AGENT, asks=("outcome",), may_ask=("compensation",), guard=is_settled,
               tells=(Tell.AGENCY, Tell.MAYOR)),
        Action(key="close_unhurt", name="無人傷亡，結案", at=Step.ON_SITE, to=Step.CLOSED, by=AGENT, asks=("outcome",), guard=nobody_was_hurt,
               tells=(Tell.AGENCY,)),
        Action(key="unfounded", name="查無事實", at=(Step.NOTIFIED, Step.ON_SITE), to=Step.UNFOUNDED, by=LEAD, needs_reason=True,
               tells=(Tell.AGENCY, Tell.MAYOR)),
    ),
    verbs=Verbs(
        edit=Verb(by=AGENT | HANDLER),
        assign=Verb(by=HANDLER),
        transfer=Verb(by=AGENT, at=(Step.NOTIFIED, Step.ON_SITE)),
        involve=Verb(by=AGENT | HANDLER),
        reopen=Verb(by=AGENT, at=(Step.CLOSED, Step.UNFOUNDED), to=Step.FOLLOWING, tells=(Tell.AGENCY,)),
        note=Verb(by=AGENT | HANDLER),
        attach=Verb(by=AGENT | HANDLER),
    ),
    deadlines=(
        Deadline(key="arrive", name="到場勘查", start=Step.NOTIFIED, stop=(Step.ON_SITE, Step.UNFOUNDED),
                 within=Dated(Since(BEGAN, Hours(2), Ours("「第一時間至現場勘查」以通報後2小時內到場計"))), remind=(Hours(1),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請立即到場"), Escalation(after=Hours(0), to=Tell.DESK, name="請電話聯繫機關"),
                           Escalation(after=Hours(2), to=Tell.MAYOR, name="陳報市長室")),
                 faults=(("agency", "機關"), ("centre", "服務中心"), ("none", "不可歸責"))),
        Deadline(key="care", name="首次關懷慰問", start=Step.NOTIFIED, stop=(Step.FOLLOWING, Step.CLOSED, Step.UNFOUNDED),
                 within=Dated(Since(BEGAN, Hours(24), Ours("「主動關懷慰問」以通報後24小時內首次探視計"))), remind=(Hours(4),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請立即探視"), Escalation(after=Hours(0), to=Tell.DESK, name="請稽催慰問"),
                           Escalation(after=Hours(12), to=Tell.MAYOR, name="陳報市長室"))),
        Deadline(key="follow", name="追蹤回報", start=Step.FOLLOWING, stop=(Step.REPORTED, Step.CLOSED), renews=True,
                 within=Dated(Since(BEGAN, Days(7), Ours("「持續追蹤辦理結果」以每7日回報一次計"))), remind=(Days(1),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請回報追蹤情形"), Escalation(after=Days(1), to=Tell.DESK, name="列入稽催"),
                           Escalation(after=Days(3), to=Tell.MAYOR, name="陳報市長室"))),
    ),
    retention=Dated(Since(BEGAN, Months(120), Ours("當事人資料保存10年，逾國家賠償請求權時效後刪除，件數不受影響"))),
    indicators=(
        Indicator(key="service.accident_report.received", name="意外事件通報件數", unit="件", measure=count_received(),
                  counting="受理時間落於期間者；測試案件不計，查無事實者仍計"),
        Indicator(key="service.accident_report.injured", name="意外事件受傷人數", unit="人", measure=people("injured_count"),
                  counting="期間內受理事件目前登錄之受傷人數合計；查無事實及測試案件不計"),
        Indicator(key="service.accident_report.arrived_in_time_share", name="意外事件及時到場率", unit="%", measure=share_in_time(Step.ON_SITE),
                  counting="期間內到場之事件，於通報後2小時內到場者之比率"),
        Indicator(key="service.accident_report.cared_in_time_share", name="意外事件如期慰問率", unit="%", measure=share_in_time(Step.FOLLOWING),
                  counting="期間內首次慰問之事件，於通報後24小時內探視者之比率"),
        Indicator(key="service.accident_report.closed", name="意外事件結案件數", unit="件", measure=count_entering(Step.CLOSED),
                  counting="期間內賠償或保險處理完成而結案，或無人傷亡而結案者"),
    ),
)  # fmt: skip
