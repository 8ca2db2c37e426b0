"""總質詢答復、議員索資、議員服務案件、里長建議: a councillor's or village head's matter is answered once by the competent agency, by its date."""

from collections.abc import Mapping
from datetime import date

from django.db import models

from yankao.divisions.control.logic.council import CouncilDetail
from yankao.divisions.control.logic.directive import Kind
from yankao.divisions.control.procedures.city_order import MayorOrder
from yankao.divisions.control.roles import CONTROL, HANDLER, OPENERS, READERS, WINDOW
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, FollowOn, Guard, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Span, WorkDays, day_of
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2010, 12, 25)
WITH_COUNCIL = Practice("均由各業務主管機關辦理後函復市議會，並副知提案議員及本府研考會", seen="施政績效成果報告 108 第135行")


class Step(Steps):
    RECEIVED = "received", "待分辦"
    IN_HAND = "in_hand", "辦理中"
    RETURNED = "returned", "退回補正"
    ANSWERED = "answered", "已答復"
    CLOSED = "closed", "結案"
    WITHDRAWN = "withdrawn", "撤回"


class Interpellation(CouncilDetail):
    """Facts of one question of the general interpellation that is to be answered in writing."""

    question = models.TextField("質詢要旨")
    asked_on = models.DateField("質詢日期")
    answered_by = models.CharField("答詢首長", max_length=60, blank=True)
    is_promised = models.BooleanField("市長或首長已承諾", default=False)
    minutes_page = models.CharField("議事錄頁次", max_length=40, blank=True)


class DocumentRequest(CouncilDetail):
    """Facts of one councillor's request for documents."""

    class Delivery(models.TextChoices):
        PAPER = "paper", "紙本"
        FILE = "file", "電子檔"
        READING = "reading", "到府閱覽"

    wanted = models.TextField("索取資料")
    covers = models.CharField("資料期間", max_length=60, blank=True)
    delivery = models.CharField("提供方式", max_length=12, choices=Delivery.choices, default=Delivery.FILE)
    is_restricted = models.BooleanField("涉個資或應保密", default=False)
    restriction = models.CharField("不予或部分提供之依據", max_length=200, blank=True)


class CouncillorService(CouncilDetail):
    """Facts of one matter a councillor's office brings for a citizen (服務案件)."""

    matter = models.TextField("服務事項")
    visited_on = models.DateField("會勘日期", null=True, blank=True)
    visit_result = models.TextField("會勘結論", blank=True)


class VillageProposal(CouncilDetail):
    """Facts of one proposal of a head of a village, brought at a meeting or through a councillor."""

    proposal = models.TextField("建議事項")
    village_head = models.CharField("里長", max_length=60)
    occasion = models.CharField("建議場合", max_length=80, blank=True)
    cost_estimate = models.PositiveIntegerField("概估經費（千元）", null=True, blank=True)
    is_accepted = models.BooleanField("採納辦理", default=False)


class AnswerReview(CaseRecord):
    """One round of the commission's look at an answer before it counts as given."""

    opinion = models.TextField("審查意見")


def is_answered(it: CouncilDetail) -> str | None:
    return None if it.answer.strip() else "請填寫答復內容"


def refusal_names_its_ground(it: DocumentRequest) -> str | None:
    return "涉個資或應保密之資料，請填寫不予或部分提供之依據" if it.is_restricted and not it.restriction.strip() else is_answered(it)


def visit_has_its_result(it: CouncillorService) -> str | None:
    return "已辦理會勘者請填寫會勘結論" if it.visited_on is not None and not it.visit_result.strip() else is_answered(it)


def order_of(it: CouncilDetail) -> Mapping[str, object]:
    """Return what the order under control begins with: what was asked and answered, by whom, when."""
    asked = next(str(getattr(it, name)) for name in ("question", "wanted", "matter", "proposal") if hasattr(it, name))
    return {
        "order": f"{asked}\n答復：{it.answer}" if it.answer else asked,
        "item_number": it.case.number,
        "kind": Kind.ONGOING,
        "ordered_on": getattr(it, "asked_on", None) or day_of(it.case.received_at),
        "source_number": it.answer_number,
        "occasion": MayorOrder.Occasion.PROMISE,
        "conveyed_by": it.councillor,
    }


TRACKED = FollowOn(
    procedure="control.mayor_order", reasons=(("promised", "市長或首長承諾事項"), ("long_term", "須長期辦理")), keeps_agency=False, facts=order_of
)


def _answered_once(
    *,
    key: str,
    name: str,
    detail: type[CouncilDetail],
    asks: tuple[str, ...],
    may_ask: tuple[str, ...],
    within: Span,
    answer_may_ask: tuple[str, ...] = (),
    guard: Guard = is_answered,
) -> Procedure:
    owed = (Step.IN_HAND, Step.RETURNED)
    limit: Dated[Span] = Dated(Since(BEGAN, within, Ours(f"未見公布規定，訂為{within}內答復，俟府會協調後修改")))
    return Procedure(
        key=key, name=name, letter="L", detail=detail, systems=("council-resolutions",), basis=(WITH_COUNCIL,), opened_by=OPENERS, seen_by=READERS,
        asks=asks, may_ask=(*may_ask, "session_kind", "session_number", "electoral_district", "letter_number", "agency", "district", "village", "description"),
        lists=("councillor", "term", "electoral_district"), searches=("councillor", asks[0], "answer"),
        routing=Routing.CATEGORY, unrouted=Step.RECEIVED, first=Step.IN_HAND, ends=(Step.CLOSED, Step.WITHDRAWN),
        actions=(
            Action(key="hand_out", name="分辦", at=Step.RECEIVED, to=Step.IN_HAND, by=CONTROL, asks=("agency",), tells=(Tell.AGENCY,)),
            Action(key="answer", name="答復", at=owed, to=Step.ANSWERED, by=HANDLER, asks=("answer", "answer_number"), may_ask=answer_may_ask, guard=guard, tells=(Tell.DESK,)),
            Action(key="send_back", name="退回補正", at=Step.ANSWERED, to=Step.RETURNED, by=CONTROL, record=AnswerReview, asks=("opinion",), tells=(Tell.AGENCY,)),
            Action(key="close", name="結案", at=Step.ANSWERED, to=Step.CLOSED, by=CONTROL),
            Action(key="track", name="改列市長交辦列管", at=Step.ANSWERED, to=Step.CLOSED, by=CONTROL, followed_by=TRACKED, tells=(Tell.AGENCY,)),
        ),
        verbs=Verbs(
            edit=Verb(by=CONTROL), assign=Verb(by=HANDLER, at=owed), transfer=Verb(by=CONTROL, at=owed), involve=Verb(by=CONTROL | WINDOW),
            hand_back=Verb(by=WINDOW, at=(Step.IN_HAND,), to=Step.RECEIVED), rule_on=Verb(by=CONTROL, at=(Step.RECEIVED,), to=Step.IN_HAND),
            merge=Verb(by=CONTROL), withdraw=Verb(by=CONTROL, to=Step.WITHDRAWN, tells=(Tell.AGENCY,)),
            reopen=Verb(by=CONTROL, at=(Step.CLOSED, Step.WITHDRAWN), to=Step.IN_HAND, tells=(Tell.AGENCY,)),
            note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER),
        ),
        deadlines=(
            Deadline(key="answer", name=f"{name}答復", start=(Step.RECEIVED, Step.IN_HAND), stop=(Step.ANSWERED, Step.WITHDRAWN), within=limit,
                     remind=(WorkDays(2),), faults=(("agency", "主辦機關"), ("assisting", "協辦機關"), ("none", "不可歸責")),
                     escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速答復"), Escalation(after=WorkDays(2), to=Tell.DESK, name="請催辦")),
                     extended_by=(Extension(by=CONTROL, times=2, total=Days(30), tells=(Tell.AGENCY,)),)),
        ),
        indicators=(
            Indicator(key=f"{key}.received", name=f"{name}受理件數", unit="件", measure=count_received(), counting="以受理時間計；測試案件不計"),
            Indicator(key=f"{key}.answered", name=f"{name}答復件數", unit="件", measure=count_entering(Step.ANSWERED), counting="期間內答復者，退回再復計一件"),
            Indicator(key=f"{key}.open", name=f"{name}期末未結件數", unit="件", measure=open_at_end(), counting="期末尚未結案者"),
            Indicator(key=f"{key}.overdue", name=f"{name}期末逾期件數", unit="件", measure=overdue_at_end(), counting="期末未結且已逾答復期限者"),
            Indicator(key=f"{key}.in_time", name=f"{name}如期答復率", unit="%", measure=share_in_time(Step.ANSWERED), counting="期間內答復者，於期限（含展延）內答復之比率"),
        ),
    )  # fmt: skip


INTERPELLATION = _answered_once(
    key="control.interpellation", name="總質詢書面答復", detail=Interpellation,
    asks=("question", "councillor", "term", "asked_on"), may_ask=("answered_by", "minutes_page"), within=WorkDays(14),
    answer_may_ask=("is_promised", "answered_by"),
)  # fmt: skip
DOCUMENT_REQUEST = _answered_once(
    key="control.document_request", name="議員索取資料", detail=DocumentRequest,
    asks=("wanted", "councillor", "term"), may_ask=("covers", "delivery"), within=WorkDays(5),
    answer_may_ask=("delivery", "is_restricted", "restriction"), guard=refusal_names_its_ground,
)  # fmt: skip
COUNCILLOR_SERVICE = _answered_once(
    key="control.councillor_service", name="議員服務案件", detail=CouncillorService,
    asks=("matter", "councillor", "term"), may_ask=(), within=WorkDays(7),
    answer_may_ask=("visited_on", "visit_result"), guard=visit_has_its_result,
)  # fmt: skip
VILLAGE_PROPOSAL = _answered_once(
    key="control.village_proposal", name="里長建議案", detail=VillageProposal,
    asks=("proposal", "village_head", "term"), may_ask=("councillor", "occasion", "cost_estimate"), within=WorkDays(14),
    answer_may_ask=("is_accepted", "cost_estimate"),
)  # fmt: skip
