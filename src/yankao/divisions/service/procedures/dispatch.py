"""派工通報: a danger in the street is told at once by phone and system to the agency, which reports back within hours."""

from datetime import date
from operator import attrgetter

from django.db import models

from yankao.divisions.service.roles import AGENT, CHANNELS, CITIZEN, HANDLER, LEAD, PROGRAM, READERS, REPORTER, RESPONSE_LEAD
from yankao.engines.cases.declare import Action, Deadline, Escalation, FollowOn, Procedure, Response, Routing, Steps, Tell, Tier, Tiers, Verb, Verbs
from yankao.engines.cases.measures import count_received, monthly_average_received, share_followed_on, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.kernel.days import Hours, Months, Span
from yankao.kernel.law import Dated, Ground, Ours, Practice, Since

DISPATCH_BEGAN = date(2008, 4, 1)
REPORT_OF_104 = Practice("各機關於24小時內回報處理情形", seen="業務報告 104-04 第613行")
REPORT_OF_108 = Practice("依案件類型於4小時內處理並回報", seen="施政績效成果報告 108 第221行")
REPORT_OF_112 = Practice("各機關於4至24小時內回報處理情形", seen="業務報告 112-11 第184行")


class Step(Steps):
    CREATED = "created", "建立中"
    NOTIFIED = "notified", "待確認"
    IN_HAND = "in_hand", "待處理"
    REPORTED = "reported", "處理完成"
    RELEASED = "released", "解除管制"
    WITHDRAWN = "withdrawn", "撤案"


class CallBackOutcome(models.TextChoices):
    """How the reporter was told the result (回復民眾情形)."""

    CALLED = "called", "已電話回復"
    SMS_AFTER_CALL = "sms_after_call", "電話未通改發簡訊"
    SMS = "sms", "簡訊回復"
    WRITTEN = "written", "書面或線上回復"
    NOT_NEEDED = "not_needed", "民眾表示免回復"
    NO_NUMBER = "no_number", "未留聯絡方式"
    TOLD_AT_INTAKE = "told_at_intake", "受理時已說明"
    NOT_AT_NIGHT = "not_at_night", "夜間不回電"


class Result(models.TextChoices):
    """What the agency found and did (處理結果)."""

    FIXED = "fixed", "已處理完成"
    SECURED = "secured", "已先行警示或圍設"
    NOT_FOUND = "not_found", "現場未發現所述情形"
    PRIVATE = "private", "屬私人或其他權責，已轉知"
    NOT_AT_ONCE = "not_at_once", "無法立即修復"


class AssetOwner(models.TextChoices):
    """Whose the thing is that the report is about (設施權屬), as far as it is known; left open where it is not."""

    CITY = "city", "市政府"
    HIGHWAY = "highway", "公路局養護之省道"
    POWER = "power", "台電公司"
    WATER = "water", "自來水公司"
    TELECOM = "telecom", "電信業者"
    GAS = "gas", "瓦斯業者"
    PRIVATE = "private", "私人或社區"


ASKS_THE_OWNER = "不確定可不選，依項目及地點分派；選定後依該權屬的規則分派。立案後更改不會自動改派，請另辦「改派機關」。"


class Dispatch(CaseDetail):
    """Facts of one dispatch. Its telephone notices, reports back and call-backs are records of their own."""

    lamp_number = models.CharField("燈桿或設施編號", max_length=40, blank=True)
    landmark = models.CharField("明顯地標", max_length=100, blank=True)
    is_dangerous = models.BooleanField("有立即危險", default=False)
    wants_call_back = models.BooleanField("需回電告知結果", default=True)
    asset_owner = models.CharField("設施權屬", max_length=20, choices=AssetOwner.choices, blank=True, help_text=ASKS_THE_OWNER)
    arrived_at = models.DateTimeField("到場時間", null=True, blank=True)
    result = models.CharField("處理結果", max_length=20, choices=Result.choices, blank=True)
    call_back = models.CharField("回復民眾情形", max_length=20, choices=CallBackOutcome.choices, blank=True)


class PhoneNotice(CaseRecord):
    """One attempt to tell the agency by telephone (電話通知); the system notice goes out by itself."""

    class Outcome(models.TextChoices):
        """Whether somebody took the call."""

        ANSWERED = "answered", "已接聽"
        NO_ANSWER = "no_answer", "無人接聽"
        BUSY = "busy", "忙線"

    number_called = models.CharField("撥打號碼", max_length=40)
    outcome = models.CharField("通話情形", max_length=12, choices=Outcome.choices)
    spoke_to = models.CharField("受話人職稱", max_length=40, blank=True)


class ReportBack(CaseRecord):
    """One report of the agency (機關回報): the first, a supplement, a correction."""

    class Kind(models.TextChoices):
        """What the report is to the earlier ones."""

        FIRST = "first", "首次回報"
        SUPPLEMENT = "supplement", "補充"
        CORRECTION = "correction", "更正"

    kind = models.CharField("回報別", max_length=12, choices=Kind.choices, default=Kind.FIRST)
    report = models.TextField("處理情形")


class CallBack(CaseRecord):
    """One attempt to tell the reporter the result (回電); one call may serve several cases."""

    reached = models.BooleanField("已聯繫到民眾", default=False)
    remark = models.CharField("民眾意見", max_length=200, blank=True)


class Rating(CaseRecord):
    """How content the reporter says to be with what was done (滿意度); said again, the last word counts."""

    satisfaction = models.PositiveSmallIntegerField("滿意度", choices=((5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意")))
    satisfaction_remark = models.CharField("意見", max_length=400, blank=True)


def result_is_told(it: Dispatch) -> str | None:
    return None if it.result else "請選擇處理結果"


def is_in_danger(it: Dispatch) -> bool:
    return it.is_dangerous


def citizen_was_told(it: Dispatch) -> str | None:
    return None if it.call_back else "請先登錄回復民眾情形，才能解除管制"


def _report_within(hours: int, ground: Ground) -> Dated[Span]:
    return Dated(
        Since(DISPATCH_BEGAN, Hours(24), REPORT_OF_104),
        Since(date(2019, 1, 1), Hours(4), REPORT_OF_108),
        Since(date(2023, 1, 1), Hours(hours), ground),
    )


REPORT_TIERS = (
    Tier(key="h4", name="4小時", within=_report_within(4, REPORT_OF_112)),
    Tier(key="h8", name="8小時", within=_report_within(8, Ours("4至24小時之間，依項目實際辦理時間訂定"))),
    Tier(key="h24", name="24小時", within=_report_within(24, REPORT_OF_112)),
)
REPORT_RULES = tuple(tier.within for tier in REPORT_TIERS)

DISPATCH = Procedure(
    key="service.dispatch",
    name="派工通報",
    letter="D",
    systems=("dispatch",),
    detail=Dispatch,
    basis=(REPORT_OF_112,),
    opened_by=AGENT | CITIZEN | PROGRAM,
    seen_by=READERS,
    person_seen_by=AGENT | HANDLER,
    asks=("category", "description", "address"),
    may_ask=("channel", "lat", "long", "lamp_number", "landmark", "asset_owner", "is_dangerous", "wants_call_back", "reporter"),
    lists=("address", "is_dangerous", "result"),
    searches=("lamp_number", "landmark"),
    channels=CHANNELS,
    routing=Routing.CATEGORY,
    routed_by="asset_owner",
    unrouted=Step.CREATED,
    first=Step.NOTIFIED,
    ends=(Step.RELEASED, Step.WITHDRAWN),
    is_public=True,
    actions=(
        Action(key="send", name="送交機關", at=Step.CREATED, to=Step.NOTIFIED, by=AGENT, asks=("agency",), tells=(Tell.AGENCY,)),
        Action(key="notify_by_phone", name="電話通知", at=(Step.NOTIFIED, Step.IN_HAND), by=AGENT, record=PhoneNotice,
               asks=("number_called", "outcome"), may_ask=("spoke_to",)),
        Action(key="acknowledge", name="簽收", at=Step.NOTIFIED, to=Step.IN_HAND, by=HANDLER | AGENT),
        Action(key="arrive", name="到場", at=(Step.NOTIFIED, Step.IN_HAND), to=Step.IN_HAND, by=HANDLER | AGENT, asks=("arrived_at",)),
        Action(key="report", name="回報處理情形", at=(Step.NOTIFIED, Step.IN_HAND), to=Step.REPORTED, by=HANDLER | AGENT, record=ReportBack,
               asks=("result", "report"), may_ask=("arrived_at",), guard=result_is_told, tells=(Tell.DESK,)),
        Action(key="add_report", name="補充回報", at=Step.REPORTED, by=HANDLER | AGENT, record=ReportBack, asks=("kind", "report"), may_ask=("result",)),
        Action(key="send_back", name="退回再處理", at=Step.REPORTED, to=Step.IN_HAND, by=AGENT, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="convert", name="改列人民陳情", at=(Step.IN_HAND, Step.REPORTED), to=Step.REPORTED, by=HANDLER | AGENT, record=ReportBack,
               asks=("report",), followed_by=FollowOn(procedure="service.petition", reasons=(
                   ("materials", "待備料"), ("contractor", "待報修廠商"), ("warranty", "保固責任"), ("competence", "權責待釐清"),
                   ("long_term", "長期改善問題"))), tells=(Tell.REPORTER,)),
        Action(key="meet_on_site", name="辦理會勘", at=(Step.IN_HAND, Step.REPORTED), by=HANDLER | AGENT, followed_by=FollowOn(
            procedure="service.onsite_coordination", reasons=(
                ("unclear", "權責不清，須現場釐清"), ("several", "涉及數機關"), ("repeated", "一再通報，須現場說明"), ("recheck", "須現場複查")))),
        Action(key="report_accident", name="通報意外事件", at=(Step.NOTIFIED, Step.IN_HAND, Step.REPORTED), by=HANDLER | AGENT, followed_by=FollowOn(
            procedure="service.accident_report", reasons=(("injured", "有人受傷"), ("works", "公共工程施工致民眾受傷")))),
        Action(key="call_back", name="回電", at=Step.REPORTED, by=AGENT, record=CallBack, asks=("call_back",), may_ask=("reached", "remark"),
               follows_merge=True),
        Action(key="call_back_failed", name="回電未通", at=Step.REPORTED, by=AGENT, record=CallBack, may_ask=("remark",), follows_merge=True),
        Action(key="release", name="解除管制", at=Step.REPORTED, to=Step.RELEASED, by=AGENT, guard=citizen_was_told, tells=(Tell.REPORTER,)),
        Action(key="rate", name="填滿意度", at=(Step.REPORTED, Step.RELEASED), by=REPORTER | AGENT, record=Rating, asks=("satisfaction",),
               may_ask=("satisfaction_remark",)),
        Action(key="ask_again", name="請求重新處理", at=(Step.REPORTED, Step.RELEASED), by=REPORTER | AGENT, needs_reason=True, tells=(Tell.DESK,)),
        Action(key="release_unreported", name="逕行解除管制", at=(Step.NOTIFIED, Step.IN_HAND), to=Step.RELEASED, by=LEAD, needs_reason=True),
    ),
    verbs=Verbs(
        edit=Verb(by=AGENT),
        assign=Verb(by=HANDLER, at=(Step.NOTIFIED, Step.IN_HAND)),
        transfer=Verb(by=AGENT, at=(Step.CREATED, Step.NOTIFIED, Step.IN_HAND), to=Step.NOTIFIED),
        hand_back=Verb(by=HANDLER, at=(Step.NOTIFIED, Step.IN_HAND), to=Step.CREATED),
        rule_on=Verb(by=LEAD, at=(Step.CREATED,), to=Step.NOTIFIED),
        involve=Verb(by=AGENT | HANDLER),
        merge=Verb(by=AGENT),
        withdraw=Verb(by=AGENT | REPORTER, to=Step.WITHDRAWN, tells=(Tell.AGENCY,)),
        reopen=Verb(by=AGENT, at=(Step.RELEASED, Step.WITHDRAWN), to=Step.IN_HAND, tells=(Tell.AGENCY,)),
        supplement=Verb(by=AGENT | REPORTER, tells=(Tell.AGENCY,)),
        note=Verb(by=AGENT | HANDLER),
        attach=Verb(by=AGENT | HANDLER | REPORTER),
    ),
    response=Response(led_by=RESPONSE_LEAD, informed_by=LEAD, suspends=("report_back", "acknowledge"), keeps_own=is_in_danger),
    deadlines=(
        Deadline(key="report_back", name="機關回報", start=(Step.CREATED, Step.NOTIFIED), stop=(Step.REPORTED, Step.RELEASED),
                 within=Tiers(default="h24", tiers=REPORT_TIERS),
                 remind=(Hours(1),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請稽催機關"),
                                               Escalation(after=Hours(4), to=Tell.AGENCY, name="逾期4小時未回報")),
                 faults=(("agency", "機關"), ("centre", "話務中心"), ("none", "不可歸責"))),
        Deadline(key="acknowledge", name="機關簽收", start=(Step.CREATED, Step.NOTIFIED), stop=(Step.IN_HAND, Step.REPORTED, Step.RELEASED),
                 within=Dated(Since(DISPATCH_BEGAN, Hours(4), Ours("依歷年簽收時間第95百分位約4小時訂定"))),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請改撥輪值電話"),)),
    ),
    retention=Dated(Since(DISPATCH_BEGAN, Months(60), Ours("反映人資料保存5年，件數不受影響"))),
    indicators=(
        Indicator(key="service.dispatch.received", name="派工通報受理件數", unit="件", measure=count_received(),
                  counting="以受理時間落於期間者計；併案、一報多處各計一件，測試案件不計"),
        Indicator(key="service.dispatch.monthly_average", name="派工通報平均每月件數", unit="件／月", places=0, measure=monthly_average_received(),
                  counting="受理件數除以期間月數，四捨五入"),
        Indicator(key="service.dispatch.in_time_share", name="派工通報如期回報率", unit="%", version=2,
                  measure=share_in_time(Step.REPORTED, in_emergency=False),
                  counting="期間內完成回報之案件，於期限前回報者之比率；退回再處理者以最後一次回報計；應變模式期間受理者另計"),
        Indicator(key="service.dispatch.emergency_received", name="應變模式派工通報受理件數", unit="件", measure=count_received(in_emergency=True),
                  counting="受理件數中於應變模式期間受理且屬其項目及行政區者；併入母案者各計一件"),
        Indicator(key="service.dispatch.emergency_in_time_share", name="應變模式派工通報如期回報率", unit="%",
                  measure=share_in_time(Step.REPORTED, in_emergency=True), counting="應變模式期間受理之案件，於期限（含停計）前回報者之比率"),
        Indicator(key="service.dispatch.follow_on_share", name="派工改列陳情比率", unit="%", measure=share_followed_on("service.petition"),
                  counting="期間內受理之派工案件，有改列人民陳情者之比率"),
        rule_figure("service.dispatch.hours_least", "派工通報回報時限（最短）", "小時", InForce(rules=REPORT_RULES, read=attrgetter("n"))),
        rule_figure("service.dispatch.hours_most", "派工通報回報時限（最長）", "小時", InForce(rules=REPORT_RULES, read=attrgetter("n"), pick=max)),
    ),
)  # fmt: skip
