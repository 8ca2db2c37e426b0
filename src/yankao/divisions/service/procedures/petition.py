"""人民陳情: what a citizen asks, complains of or proposes is answered in writing by the competent agency within its days."""

from datetime import date

from django.db import models

from yankao.divisions.service.roles import AGENT, CHANNELS, CITIZEN, CONTROLLER, HANDLER, LEAD, PROGRAM, READERS, REPORTER, RESPONSE_LEAD, SUPERIOR
from yankao.engines.cases.declare import (
    Action,
    Deadline,
    Escalation,
    Extension,
    FollowOn,
    Procedure,
    Reply,
    Response,
    Routing,
    Steps,
    Tell,
    Tier,
    Tiers,
    Verb,
    Verbs,
)
from yankao.engines.cases.measures import count_received, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

RULES_BEGAN = date(2001, 1, 1)
ONLINE = ("web", "mailbox", "email", "app", "chatbot", "open311")
"""Channels by which a petition comes in without anybody entering it."""
HANDLING_RULES = Law("行政院及所屬各機關處理人民陳情案件要點", "第11點")
DISREGARD = Law("行政程序法", "第173條")


class Step(Steps):
    REGISTERED = "registered", "待分文"
    ASSIGNED = "assigned", "承辦中"
    AWAITING = "awaiting", "待補正"
    ANSWERED = "answered", "已回復"
    DISREGARDED = "disregarded", "不予處理"
    CLOSED = "closed", "結案"
    WITHDRAWN = "withdrawn", "撤案"


class Ground(models.TextChoices):
    """The lawful grounds on which a petition may be left without handling; it stays registered all the same."""

    NO_CONTENT = "no_content", "無具體內容或未具真實姓名、聯絡方式"
    ALREADY_ANSWERED = "already_answered", "同一事由已適當處理並明確答復"
    NOT_COMPETENT = "not_competent", "非主管機關，已分向各主管機關陳情"


class Petition(CaseDetail):
    """Facts of one petition. Confidentiality of the case and the secrecy of a 檢舉 are two different things."""

    is_accusation = models.BooleanField("檢舉（身分保密）", default=False)
    is_anonymous = models.BooleanField("匿名", default=False)
    is_repeated = models.BooleanField("重複陳情", default=False)
    earlier_number = models.CharField("前次案號", max_length=20, blank=True)
    reply_by = models.CharField(
        "希望回復方式", max_length=10, choices=(("email", "電子郵件"), ("letter", "書面"), ("phone", "電話")), default="email"
    )
    missing = models.TextField("應補正事項", blank=True)
    ground = models.CharField("不予處理事由", max_length=20, choices=Ground.choices, blank=True)
    answer = models.TextField("回復內容", blank=True)
    letter_number = models.CharField("回復文號", max_length=40, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        "滿意度", null=True, blank=True, choices=((5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意"))
    )
    satisfaction_remark = models.CharField("意見", max_length=400, blank=True)


def may_be_disregarded(it: Petition) -> str | None:
    if it.ground == Ground.ALREADY_ANSWERED and not it.earlier_number:
        return "以「已答復」不予處理者，請填寫前次案號"
    return None


def is_answered(it: Petition) -> str | None:
    return None if it.answer.strip() else "請填寫回復內容"


PETITION = Procedure(
    key="service.petition",
    name="人民陳情",
    letter="P",
    systems=("petition", "mayor-mailbox", "service-online", "petition-report"),
    detail=Petition,
    basis=(Law("行政程序法", "第168條至第173條"), HANDLING_RULES),
    opened_by=AGENT | CITIZEN | PROGRAM,
    seen_by=READERS,
    person_seen_by=AGENT | HANDLER,
    asks=("category", "title", "description", "channel"),
    may_ask=("reporter", "address", "lat", "long", "is_confidential", "is_accusation", "is_anonymous", "is_repeated", "earlier_number", "reply_by"),
    lists=("channel", "is_repeated", "satisfaction"),
    channels=CHANNELS,
    online_channel="mailbox",
    routing=Routing.CATEGORY,
    unrouted=Step.REGISTERED,
    first=Step.ASSIGNED,
    ends=(Step.CLOSED, Step.DISREGARDED, Step.WITHDRAWN),
    actions=(
        Action(key="send", name="分文", at=Step.REGISTERED, to=Step.ASSIGNED, by=AGENT, asks=("agency",), may_ask=("category",), tells=(Tell.AGENCY,)),
        Action(key="ask_more", name="通知補正", at=Step.ASSIGNED, to=Step.AWAITING, by=HANDLER, asks=("missing",), tells=(Tell.REPORTER,)),
        Action(key="completed", name="已補正", at=Step.AWAITING, to=Step.ASSIGNED, by=HANDLER | AGENT | REPORTER, tells=(Tell.AGENCY,)),
        Action(key="answer", name="回復", at=Step.ASSIGNED, to=Step.ANSWERED, by=HANDLER, asks=("answer", "letter_number"), guard=is_answered,
               through_reply=True, tells=(Tell.REPORTER, Tell.DESK)),
        Action(key="answer_again", name="補充回復", at=Step.ANSWERED, by=HANDLER, asks=("answer", "letter_number"), guard=is_answered,
               tells=(Tell.REPORTER,)),
        Action(key="meet_on_site", name="辦理會勘", at=Step.ASSIGNED, by=HANDLER | AGENT, followed_by=FollowOn(
            procedure="service.onsite_coordination", reasons=(
                ("unclear", "權責不清，須現場釐清"), ("several", "涉及數機關"), ("repeated", "一再陳情，須現場說明"), ("recheck", "須現場複查")))),
        Action(key="send_back", name="退回續辦", at=Step.ANSWERED, to=Step.ASSIGNED, by=AGENT, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="disregard", name="不予處理", at=(Step.REGISTERED, Step.ASSIGNED, Step.AWAITING), to=Step.DISREGARDED, by=SUPERIOR | LEAD,
               asks=("ground",), may_ask=("earlier_number",), needs_reason=True, guard=may_be_disregarded),
        Action(key="close", name="結案", at=Step.ANSWERED, to=Step.CLOSED, by=AGENT | CONTROLLER),
        Action(key="rate", name="填滿意度", at=(Step.ANSWERED, Step.CLOSED), by=REPORTER | AGENT, asks=("satisfaction",),
               may_ask=("satisfaction_remark",)),
        Action(key="ask_again", name="請求重新處理", at=(Step.ANSWERED, Step.CLOSED), by=REPORTER | AGENT, needs_reason=True, tells=(Tell.DESK,)),
    ),
    reply=Reply(
        action="answer",
        drafted_by=HANDLER,
        checked_by=CONTROLLER,
        decided_by=Dated(Since(RULES_BEGAN, SUPERIOR, Ours("機關主管決行；各機關另有分層負責明細表者從其規定"))),
        series="研聯字",
    ),
    verbs=Verbs(
        edit=Verb(by=AGENT),
        assign=Verb(by=HANDLER, at=(Step.ASSIGNED, Step.AWAITING)),
        transfer=Verb(by=AGENT, at=(Step.REGISTERED, Step.ASSIGNED), to=Step.ASSIGNED),
        hand_back=Verb(by=CONTROLLER | HANDLER, at=(Step.ASSIGNED,), to=Step.REGISTERED),
        rule_on=Verb(by=LEAD, at=(Step.REGISTERED,), to=Step.ASSIGNED),
        involve=Verb(by=HANDLER | AGENT),
        merge=Verb(by=AGENT | CONTROLLER),
        withdraw=Verb(by=AGENT | REPORTER, to=Step.WITHDRAWN, tells=(Tell.AGENCY,)),
        reopen=Verb(by=AGENT, at=(Step.CLOSED, Step.DISREGARDED, Step.WITHDRAWN), to=Step.ASSIGNED, tells=(Tell.AGENCY,)),
        supplement=Verb(by=AGENT | REPORTER, tells=(Tell.AGENCY,)),
        note=Verb(by=AGENT | HANDLER),
        attach=Verb(by=AGENT | HANDLER | REPORTER),
    ),
    response=Response(led_by=RESPONSE_LEAD, informed_by=LEAD, suspends=("answer", "assign")),
    deadlines=(
        Deadline(key="answer", name="回復陳情人", start=(Step.REGISTERED, Step.ASSIGNED), stop=(Step.ANSWERED, Step.DISREGARDED, Step.CLOSED),
                 within=Tiers(default="d30", tiers=tuple(
                     Tier(key=f"d{n}", name=f"{n}日", within=Dated(Since(RULES_BEGAN, Days(n), HANDLING_RULES if n == 30
                          else Ours(f"依項目訂為{n}日，未逾要點所定30日")))) for n in (7, 10, 14, 20, 30))),
                 pauses_at=(Step.AWAITING,), remind=(Days(7), Days(3), Days(1)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速回復並敘明原因"), Escalation(after=Days(7), to=Tell.DESK, name="列入逾期稽催")),
                 extended_by=(
                     Extension(by=SUPERIOR, times=1, total=Days(15)),
                     Extension(by=LEAD, times=3, total=Days(30)),
                 ),
                 faults=(("agency", "機關"), ("centre", "服務中心"), ("none", "不可歸責"))),
        Deadline(key="assign", name="分文", start=Step.REGISTERED, stop=(Step.ASSIGNED, Step.DISREGARDED, Step.WITHDRAWN),
                 within=Dated(Since(RULES_BEGAN, Hours(24), Practice("登錄後即送承辦機關", seen="施政報告 109 第114行"))),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請分文"),)),
    ),
    retention=Dated(Since(RULES_BEGAN, Months(120), Ours("陳情人資料保存10年，件數不受影響"))),
    indicators=(
        Indicator(key="service.petition.received", name="人民陳情受理件數", unit="件", measure=count_received(),
                  counting="各管道受理均計；不予處理、併案及改列者各計一件，測試案件不計"),
        Indicator(key="service.petition.received_mailbox", name="市長信箱受理件數", unit="件", measure=count_received(channels=("mailbox",)),
                  counting="受理件數中管道為市長信箱者"),
        Indicator(key="service.petition.received_other", name="市長信箱以外之受理件數", unit="件",
                  measure=count_received(channels=("", *(key for key, _ in CHANNELS if key != "mailbox"))),
                  counting="受理件數中管道不是市長信箱者，未載管道者計入"),
        Indicator(key="service.petition.received_manual", name="人工錄案受理件數", unit="件",
                  measure=count_received(channels=tuple(key for key, _ in CHANNELS if key not in ONLINE)),
                  counting="受理件數中由人員錄案者：臨櫃、電話、書面、傳真、里長及議員反映；網路各管道不計"),
        Indicator(key="service.petition.in_time_share", name="人民陳情如期回復率", unit="%", version=2,
                  measure=share_in_time(Step.ANSWERED, in_emergency=False),
                  counting="期間內回復之案件，於期限（含核准之展延）前回復者之比率；應變模式期間受理者另計"),
        Indicator(key="service.petition.emergency_received", name="應變模式人民陳情受理件數", unit="件", measure=count_received(in_emergency=True),
                  counting="受理件數中於應變模式期間受理且屬其項目及行政區者；併入母案者各計一件"),
        Indicator(key="service.petition.emergency_in_time_share", name="應變模式人民陳情如期回復率", unit="%",
                  measure=share_in_time(Step.ANSWERED, in_emergency=True), counting="應變模式期間受理之案件，於期限（含停計及展延）前回復者之比率"),
    ),
)  # fmt: skip
