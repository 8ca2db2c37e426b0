"""列管事項: an order is handed to an agency, reported on window after window, reviewed, and released only by who gave it."""

from datetime import date

from django.db import models

from yankao.divisions.control.roles import CONTROL, HANDLER, MAYOR, OPENERS, READERS, WINDOW
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Guard, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_entering, count_received, open_at_end, overdue_at_end, share_in_time, windows_kept
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator, Measure
from yankao.kernel.days import Days, Hours, Months, Span, WorkDays
from yankao.kernel.law import Dated, Ground, Ours, Practice, Since

BEGAN = date(2001, 1, 1)
TRACKED = Practice("追蹤市府各專案會報經主席指示研考會列管之重要決議事項", seen="施政計畫 112 第19行")
BY_THE_DATE: Dated[Span] = Dated(Since(BEGAN, Days(0), Ours("以交辦或裁示所定日期為期限，遇假日順延")))


class Step(Steps):
    """The steps of every order under control, in the order of a smooth life."""

    REGISTERED = "registered", "待交辦"
    REPORTING = "reporting", "待填報"
    RETURNED = "returned", "退回補正"
    SUBMITTED = "submitted", "待審查"
    REVIEWED = "reviewed", "待裁示"
    RELEASED = "released", "解除列管"
    SELF_TRACKED = "self_tracked", "自行列管"
    MERGED = "merged", "裁示併案"
    CANCELLED = "cancelled", "註銷登錄"


class Kind(models.TextChoices):
    """How long an order is followed (列管類別)."""

    LIMITED = "limited", "限期辦理"
    LONG_TERM = "long_term", "長期追蹤"
    ONGOING = "ongoing", "持續辦理"


class Proposal(models.TextChoices):
    """What the agency, and then the commission, thinks should become of the order (列管建議)."""

    RELEASE = "release", "建議解除列管"
    CONTINUE = "continue", "建議繼續列管"
    MERGE = "merge", "建議併案列管"
    SELF_TRACK = "self_track", "建議改為自行列管"


class DirectiveFacts(CaseDetail):
    """Facts of every order under control; what one source alone knows stands in its own table."""

    item_number = models.CharField("項次或案號", max_length=40, db_collation="C")
    order = models.TextField("指示或決議事項")
    kind = models.CharField("列管類別", max_length=12, choices=Kind.choices)
    ordered_on = models.DateField("指示或決議日期", null=True)
    source_number = models.CharField("來文或紀錄文號", max_length=60, blank=True)
    report_on = models.DateField("應填報日", null=True, blank=True)
    finish_on = models.DateField("限辦日期", null=True, blank=True)
    proposal = models.CharField("主辦機關建議", max_length=12, choices=Proposal.choices, blank=True)
    suggestion = models.CharField("研考會審查建議", max_length=12, choices=Proposal.choices, blank=True)

    class Meta:
        abstract = True


class ProgressReport(CaseRecord):
    """One report of the main agency for one window (填報辦理情形)."""

    LISTED = ("covers_to", "done", "difficulty", "next_step")

    covers_to = models.DateField("辦理情形截止日")
    done = models.TextField("辦理情形")
    difficulty = models.TextField("遭遇困難", blank=True)
    next_step = models.TextField("後續作為", blank=True)


class Review(CaseRecord):
    """One round of the commission's review (審查紀錄)."""

    opinion = models.TextField("審查意見")


class Ruling(CaseRecord):
    """What the chair decided, where and on what paper (主席裁示)."""

    ruled_by = models.CharField("裁示長官", max_length=60)
    ruled_on = models.DateField("裁示或會議日期")
    ruling_number = models.CharField("裁示文號或會議次別", max_length=60)
    ruling = models.TextField("裁示內容", blank=True)


class ExtensionAsked(CaseRecord):
    """What the agency asks when it cannot report by its date (申請展期); the layer that may grant extends the limit."""

    asked_until = models.DateField("申請展延至")
    why = models.TextField("展期理由")


class Urge(CaseRecord):
    """One letter that urges a late agency (函催)."""

    letter_number = models.CharField("函催文號", max_length=60)


def kind_has_its_date(it: DirectiveFacts) -> str | None:
    """Refuse an order with a limit that has none, and dates before the order itself."""
    if it.kind == Kind.LIMITED and it.finish_on is None:
        return "限期辦理事項請填寫限辦日期"
    if it.ordered_on is None:
        return None
    if it.finish_on is not None and it.finish_on < it.ordered_on:
        return "限辦日期不得早於指示或決議日期"
    return _report_dates(it)


def _report_dates(it: DirectiveFacts) -> str | None:
    is_early = it.report_on is not None and it.ordered_on is not None and it.report_on < it.ordered_on
    return "應填報日不得早於指示或決議日期" if is_early else None


def _facts_are_whole(it: DirectiveFacts) -> str | None:
    """Refuse to hand out what was taken over from another procedure before its own facts are written down."""
    if not it.order.strip() or not it.kind or it.ordered_on is None:
        return "請先以「修改」補登指示事項、列管類別及指示日期，再行交辦"
    return kind_has_its_date(it)


RULED = ("ruled_by", "ruled_on", "ruling_number")


def _actions(chair: Who, report_asks: tuple[str, ...], report_guard: Guard | None) -> tuple[Action, ...]:
    to_all = (Tell.AGENCY, Tell.PARTIES)
    owed = (Step.REPORTING, Step.RETURNED)
    return (
        Action(key="hand_out", name="交辦", at=Step.REGISTERED, to=Step.REPORTING, by=CONTROL, asks=("agency", "report_on"),
               guard=_facts_are_whole, tells=(Tell.AGENCY,)),
        Action(key="report", name="填報辦理情形", at=owed, to=Step.SUBMITTED, by=HANDLER, record=ProgressReport,
               asks=("covers_to", "done", "proposal", *report_asks), may_ask=("difficulty", "next_step"), guard=report_guard, tells=(Tell.DESK,)),
        Action(key="ask_extension", name="申請展期填報", at=owed, by=WINDOW, record=ExtensionAsked, asks=("asked_until", "why"), tells=(Tell.DESK,)),
        Action(key="urge", name="函催", at=owed, by=CONTROL, record=Urge, asks=("letter_number",), only_overdue=True, tells=(Tell.AGENCY,)),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.RETURNED, by=CONTROL, record=Review, asks=("opinion",),
               tells=(Tell.AGENCY,)),
        Action(key="pass", name="審查通過", at=Step.SUBMITTED, to=Step.REVIEWED, by=CONTROL, record=Review, asks=("opinion", "suggestion")),
        Action(key="release", name="裁示解除列管", at=Step.REVIEWED, to=Step.RELEASED, by=chair, record=Ruling, asks=RULED, may_ask=("ruling",),
               tells=to_all),
        Action(key="continue", name="裁示繼續列管", at=Step.REVIEWED, to=Step.REPORTING, by=chair, record=Ruling, asks=(*RULED, "report_on"),
               may_ask=("ruling",), guard=_report_dates, tells=to_all),
        Action(key="self_track", name="裁示改為自行列管", at=Step.REVIEWED, to=Step.SELF_TRACKED, by=chair, record=Ruling, asks=RULED,
               may_ask=("ruling",), tells=to_all),
        Action(key="order_merge", name="裁示併案", at=Step.REVIEWED, to=Step.MERGED, by=chair, record=Ruling, asks=RULED, may_ask=("ruling",),
               tells=to_all),
    )  # fmt: skip


VERBS = Verbs(
    edit=Verb(by=CONTROL),
    assign=Verb(by=HANDLER, at=(Step.REPORTING, Step.RETURNED)),
    transfer=Verb(by=CONTROL, at=(Step.REPORTING, Step.RETURNED), tells=(Tell.AGENCY,)),
    hand_back=Verb(by=WINDOW, at=(Step.REPORTING,), to=Step.REGISTERED),
    rule_on=Verb(by=CONTROL, at=(Step.REGISTERED,), to=Step.REPORTING),
    involve=Verb(by=CONTROL | WINDOW),
    merge=Verb(by=CONTROL, at=(Step.MERGED,)),
    withdraw=Verb(by=CONTROL, at=(Step.REGISTERED, Step.REPORTING), to=Step.CANCELLED, tells=(Tell.AGENCY,)),
    reopen=Verb(by=CONTROL, at=(Step.RELEASED, Step.SELF_TRACKED, Step.MERGED, Step.CANCELLED), to=Step.REVIEWED, tells=(Tell.AGENCY,)),
    note=Verb(by=CONTROL | HANDLER),
    attach=Verb(by=CONTROL | HANDLER),
)

FAULTS = (("agency", "主辦機關"), ("assisting", "協辦機關"), ("outside", "府外因素"), ("none", "不可歸責"))
OUT = (Step.RELEASED, Step.SELF_TRACKED, Step.MERGED, Step.CANCELLED)

REPORT = Deadline(
    key="report", name="填報辦理情形", start=Step.REPORTING, stop=(Step.SUBMITTED, Step.CANCELLED), counts_from="report_on",
    within=BY_THE_DATE, renews=True, remind=(WorkDays(3),), faults=FAULTS,
    escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速填報"), Escalation(after=WorkDays(3), to=Tell.DESK, name="請函催")),
    extended_by=(Extension(by=CONTROL, times=2, total=Months(1), tells=(Tell.AGENCY,)), Extension(by=MAYOR, tells=(Tell.AGENCY,))),
)  # fmt: skip
FINISH = Deadline(
    key="finish", name="限期辦理", start=(Step.REGISTERED, Step.REPORTING), stop=OUT, counts_from="finish_on", within=BY_THE_DATE,
    pauses_at=(Step.SUBMITTED, Step.REVIEWED), remind=(Days(14), Days(3)), faults=FAULTS,
    escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請說明逾期原因"), Escalation(after=Days(7), to=Tell.DESK, name="提報主席")),
    extended_by=(Extension(by=MAYOR, tells=(Tell.AGENCY,)),),
)  # fmt: skip
REVIEW = Deadline(
    key="review", name="研考會審查", start=Step.SUBMITTED, stop=(Step.REVIEWED, Step.RETURNED), renews=True,
    within=Dated(Since(BEGAN, WorkDays(5), Ours("填報後五個工作日內審查，以利提報下次會議"))), remind=(WorkDays(1),),
    escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請完成審查"),),
)  # fmt: skip


def _indicators(key: str, name: str) -> tuple[Indicator, ...]:
    def counted(suffix: str, label: str, measure: Measure, counting: str, unit: str = "件") -> Indicator:
        return Indicator(key=f"{key}.{suffix}", name=f"{name}{label}", unit=unit, measure=measure, counting=counting)

    return (
        counted("received", "列管件數", count_received(), "期間內登錄列管者，以登錄（收文）時間計；測試案件不計"),
        counted("released", "解除列管件數", count_entering(Step.RELEASED), "期間內經裁示解除列管者，每案計一件"),
        counted("closed", "結束列管件數", count_entering(*OUT), "期間內解除列管、改為自行列管、併案及註銷者"),
        counted("open", "期末列管中件數", open_at_end(), "期末尚未結束列管者"),
        counted("overdue", "期末逾期件數", overdue_at_end(), "期末列管中，已逾填報、限辦或審查期限者"),
        counted("reported", "填報件次", count_deeds("report"), "期間內填報辦理情形之次數，一案多次填報分別計次"),
        counted("reported_in_time", "如期填報率", windows_kept(Step.SUBMITTED), "期間內各次填報，於該期應填報日（含展期）前送出者之比率", "%"),
        counted("finished_in_time", "限期辦理如期率", share_in_time(Step.RELEASED), "期間內解除列管者，扣除審查及待裁示日數未逾限辦日期之比率", "%"),
        counted("returned", "審查退回件次", count_deeds("send_back"), "期間內審查退回補正之次數"),
        counted("continued", "裁示繼續列管件次", count_deeds("continue"), "期間內裁示繼續列管之次數"),
    )


def directive(
    *,
    key: str,
    name: str,
    detail: type[DirectiveFacts],
    systems: tuple[str, ...],
    chair: Who = CONTROL,
    asks: tuple[str, ...] = (),
    may_ask: tuple[str, ...] = (),
    report_asks: tuple[str, ...] = (),
    report_guard: Guard | None = None,
    opening_guard: Guard = kind_has_its_date,
    basis: tuple[Ground, ...] = (TRACKED,),
    deadlines: tuple[Deadline, ...] = (),
    indicators: tuple[Indicator, ...] = (),
    is_first_window_set: bool = True,
) -> Procedure:
    """Declare one source of orders: all of them live the same life, from 交辦 to 裁示; only who is chair and what is known differ."""
    common = ("order", "item_number", "kind", "ordered_on")
    rest = ("agency", "finish_on", "source_number", "description", "is_confidential")
    return Procedure(
        key=key, name=name, letter="M", detail=detail, systems=systems, basis=basis, opened_by=OPENERS, seen_by=READERS,
        asks=(*common, *asks, *(("report_on",) if is_first_window_set else ())), may_ask=(*may_ask, *rest, *(() if is_first_window_set else ("report_on",))),
        lists=(*asks[:2], "kind", "report_on", "proposal"), searches=("item_number", "order", "source_number"),
        routing=Routing.CATEGORY, unrouted=Step.REGISTERED, first=Step.REPORTING, ends=OUT, opening_guard=opening_guard,
        actions=_actions(chair, report_asks, report_guard), verbs=VERBS, deadlines=(*deadlines, REPORT, FINISH, REVIEW),
        indicators=(*_indicators(key, name), *indicators),
    )  # fmt: skip
