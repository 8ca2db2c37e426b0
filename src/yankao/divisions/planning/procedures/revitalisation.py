"""地方創生計畫及公有建築空間整備活化補助: districts and agencies are coached, propose to the central government, and do what was approved."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import connection, models

from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import application, assisting, case_agency, case_agency_role, division, informed, role
from yankao.engines.indicators.declare import Indicator, Measure, Measured, Mode
from yankao.kernel.days import Days, Hours, Months, Span
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.roc import Window

BEGAN = date(2019, 1, 1)
MATCHING = Practice("創生計畫由國發會媒合部會資源，持續輔導區公所提報及修正計畫，並滾動式檢討事業提案", seen="業務報告 112-11 第85至87行")
SPACE = Practice("爭取國發會地方創生公有建築空間整備活化補助", seen="業務報告 112-11 第86行")
PLANNING = division("planning", name="綜合計畫組")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="提案機關")
READERS = PLANNING | case_agency | assisting | informed | role("mayor_office", "auditor", name="市長室、稽核人員") | application("cases:read")
WAN = 10_000


class Step(Steps):
    DRAFTING = "drafting", "研提中"
    RETURNED = "returned", "修正中"
    REVIEWING = "reviewing", "研考會審視中"
    SUBMITTED = "submitted", "已提報國發會"
    MATCHED = "matched", "媒合成功"
    FINISHED = "finished", "執行完成"
    NOT_MATCHED = "not_matched", "未獲媒合"


class SpaceStep(Steps):
    DRAFTING = "drafting", "研提中"
    RETURNED = "returned", "修正中"
    SUBMITTED = "submitted", "已陳報國發會"
    APPROVED = "approved", "已核定"
    FINISHED = "finished", "完成核結"
    REJECTED = "rejected", "未獲核定"


class RevitalisationPlan(CaseDetail):
    """Facts of one plan to bring life back to a place."""

    plan_name = models.CharField("計畫名稱", max_length=200)
    theme = models.CharField("創生主題", max_length=200)
    partners = models.CharField("參與團體及事業", max_length=400, blank=True)
    vision = models.TextField("計畫構想", blank=True)
    submitted_number = models.CharField("提報國發會文號", max_length=60, blank=True)
    matched_on = models.DateField("媒合會議日期", null=True, blank=True)


class Coaching(CaseRecord):
    """One coaching of the proposer, with the centre for revitalisation where it came (輔導紀錄)."""

    coached_on = models.DateField("輔導日期")
    with_centre = models.BooleanField("會同國發會輔導中心", default=False)
    advice = models.TextField("輔導意見")


class MatchedResource(CaseRecord):
    """What one ministry promised for the plan (媒合資源)."""

    ministry = models.CharField("部會", max_length=60)
    programme = models.CharField("補助計畫", max_length=200)
    amount = models.PositiveBigIntegerField("核定金額（元）", null=True, blank=True)


class RollingReview(CaseRecord):
    """One look at the plan's projects while they run (滾動檢討)."""

    progress = models.TextField("事業提案執行情形")
    changes = models.TextField("修正事項", blank=True)


class SpaceGrant(CaseDetail):
    """Facts of one grant for putting a public building back to use."""

    plan_name = models.CharField("計畫名稱", max_length=200)
    building = models.CharField("活化空間", max_length=200)
    total_cost = models.PositiveBigIntegerField("計畫總經費（元）", validators=[MinValueValidator(1)])
    central_ceiling = models.PositiveBigIntegerField("中央補助上限（元）", null=True, blank=True)
    approval_number = models.CharField("核定文號", max_length=60, blank=True)
    approved_on = models.DateField("核定日期", null=True, blank=True)
    finish_on = models.DateField("應完成日期", null=True, blank=True)
    settled_amount = models.PositiveBigIntegerField("核結金額（元）", null=True, blank=True)


class SpaceProgress(CaseRecord):
    """One report on how the works and their money go (執行情形)."""

    progress = models.TextField("執行情形")
    spent = models.PositiveBigIntegerField("累計支用（元）")


def vision_is_told(it: RevitalisationPlan) -> str | None:
    return None if it.vision.strip() else "請填寫計畫構想"


def a_resource_was_recorded(it: RevitalisationPlan) -> str | None:
    return None if MatchedResource.objects.filter(case_id=it.pk).exists() else "請先登錄媒合之部會資源"


def ceiling_is_within_the_cost(it: SpaceGrant) -> str | None:
    if it.central_ceiling is None or it.central_ceiling > it.total_cost:
        return "中央補助上限不得高於計畫總經費"
    return None if it.finish_on is None or it.approved_on is None or it.finish_on >= it.approved_on else "應完成日期不得早於核定日期"


def settled_within_the_cost(it: SpaceGrant) -> str | None:
    return "核結金額不得高於計畫總經費" if it.settled_amount is not None and it.settled_amount > it.total_cost else None


def approved_sum(column: str) -> Measure:
    """Sum an amount over the grants approved in the window, in 萬元."""

    def measure(subject: str, window: Window) -> Measured:
        sql = f"""SELECT coalesce(sum(d.{column}), 0) FROM planning_spacegrant d JOIN cases_case c ON c.id = d.case_id
                   WHERE c.procedure = %(subject)s AND NOT c.is_test AND d.approved_on >= %(first)s AND d.approved_on <= %(last)s"""  # noqa: S608  a column of ours
        with connection.cursor() as cursor:
            cursor.execute(sql, {"subject": subject, "first": window.first, "last": window.last})
            return Measured(numerator=int(cursor.fetchone()[0]), denominator=WAN)

    return measure


def _limit(span: Span, reason: str) -> Dated[Span]:
    return Dated(Since(BEGAN, span, Ours(reason)))


REVITALISATION = Procedure(
    key="planning.revitalisation",
    name="地方創生計畫",
    letter="G",
    systems=("revitalisation",),
    detail=RevitalisationPlan,
    basis=(MATCHING,),
    opened_by=PLANNING | role("clerk", "agency_lead", "controller", name="各機關及區公所"),
    seen_by=READERS,
    asks=("plan_name", "theme"),
    may_ask=("partners", "vision", "agency", "district", "description"),
    lists=("theme", "matched_on"),
    searches=("plan_name", "theme", "partners", "vision"),
    routing=Routing.OWN,
    first=Step.DRAFTING,
    ends=(Step.FINISHED, Step.NOT_MATCHED),
    actions=(
        Action(key="coach", name="輔導", at=(Step.DRAFTING, Step.RETURNED, Step.SUBMITTED, Step.MATCHED), by=PLANNING, record=Coaching,
               asks=("coached_on", "advice"), may_ask=("with_centre",)),
        Action(key="hand_in", name="提送計畫書", at=(Step.DRAFTING, Step.RETURNED), to=Step.REVIEWING, by=HANDLER, asks=("vision",), may_ask=("partners",),
               guard=vision_is_told, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回修正", at=(Step.REVIEWING, Step.SUBMITTED), to=Step.RETURNED, by=PLANNING, record=Coaching,
               asks=("coached_on", "advice"), may_ask=("with_centre",), tells=(Tell.AGENCY,)),
        Action(key="submit", name="提報國發會", at=Step.REVIEWING, to=Step.SUBMITTED, by=PLANNING, asks=("submitted_number",), tells=(Tell.AGENCY,)),
        Action(key="note_resource", name="登錄媒合資源", at=(Step.SUBMITTED, Step.MATCHED), by=PLANNING, record=MatchedResource, asks=("ministry", "programme"), may_ask=("amount",)),
        Action(key="match", name="媒合成功", at=Step.SUBMITTED, to=Step.MATCHED, by=PLANNING, asks=("matched_on",), guard=a_resource_was_recorded, tells=(Tell.AGENCY,)),
        Action(key="fail", name="未獲媒合", at=Step.SUBMITTED, to=Step.NOT_MATCHED, by=PLANNING, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="review", name="滾動檢討", at=Step.MATCHED, by=HANDLER | PLANNING, record=RollingReview, asks=("progress",), may_ask=("changes",)),
        Action(key="finish", name="執行完成", at=Step.MATCHED, to=Step.FINISHED, by=PLANNING, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=HANDLER | PLANNING), assign=Verb(by=HANDLER), transfer=Verb(by=PLANNING), involve=Verb(by=PLANNING), note=Verb(by=HANDLER | PLANNING),
                attach=Verb(by=HANDLER | PLANNING), reopen=Verb(by=PLANNING, at=(Step.NOT_MATCHED, Step.FINISHED), to=Step.DRAFTING)),
    deadlines=(
        Deadline(key="draft", name="提送計畫書", start=Step.DRAFTING, stop=Step.REVIEWING, within=_limit(Months(3), "輔導研提以三個月為原則"), remind=(Days(14),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請提送計畫書"), Escalation(after=Days(14), to=Tell.DESK, name="請洽提案機關輔導")),
                 extended_by=(Extension(by=PLANNING, tells=(Tell.AGENCY,)),)),
        Deadline(key="revise", name="修正計畫書", start=Step.RETURNED, stop=Step.REVIEWING, renews=True, within=_limit(Days(30), "退回後三十日內修正"), remind=(Days(7),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請送修正計畫書"), Escalation(after=Days(7), to=Tell.DESK, name="請洽提案機關"))),
    ),
    indicators=(
        Indicator(key="planning.revitalisation.received", name="地方創生研提案數", unit="案", measure=count_received(), counting="期間內開始研提者"),
        Indicator(key="planning.revitalisation.matched", name="地方創生累計媒合成功案數", unit="案", mode=Mode.CUMULATIVE, measure=count_entering(Step.MATCHED),
                  counting="歷年累計媒合部會資源成功者，每案計一次"),
        Indicator(key="planning.revitalisation.in_time", name="計畫書如期提送率", unit="%", measure=share_in_time(Step.REVIEWING), counting="期間內提送者，於期限內提送之比率"),
    ),
)  # fmt: skip

REVITALISATION_SPACE = Procedure(
    key="planning.revitalisation_space",
    name="地方創生公有建築空間整備活化補助",
    letter="G",
    systems=("revitalisation-space",),
    detail=SpaceGrant,
    basis=(SPACE,),
    opened_by=PLANNING | role("clerk", "agency_lead", "controller", name="各機關及區公所"),
    seen_by=READERS,
    asks=("plan_name", "building", "total_cost"),
    may_ask=("agency", "district", "address", "description"),
    lists=("building", "total_cost", "central_ceiling"),
    searches=("plan_name", "building"),
    routing=Routing.OWN,
    first=SpaceStep.DRAFTING,
    ends=(SpaceStep.FINISHED, SpaceStep.REJECTED),
    actions=(
        Action(key="submit", name="陳報國發會", at=(SpaceStep.DRAFTING, SpaceStep.RETURNED), to=SpaceStep.SUBMITTED, by=PLANNING, tells=(Tell.AGENCY,)),
        Action(key="send_back", name="退回修正", at=SpaceStep.SUBMITTED, to=SpaceStep.RETURNED, by=PLANNING, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="approve", name="登錄核定", at=SpaceStep.SUBMITTED, to=SpaceStep.APPROVED, by=PLANNING,
               asks=("approval_number", "approved_on", "total_cost", "central_ceiling", "finish_on"), guard=ceiling_is_within_the_cost, tells=(Tell.AGENCY,)),
        Action(key="reject", name="未獲核定", at=SpaceStep.SUBMITTED, to=SpaceStep.REJECTED, by=PLANNING, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="report", name="填報執行情形", at=SpaceStep.APPROVED, by=HANDLER, record=SpaceProgress, asks=("progress", "spent"), tells=(Tell.DESK,)),
        Action(key="finish", name="完成核結", at=SpaceStep.APPROVED, to=SpaceStep.FINISHED, by=PLANNING, asks=("settled_amount",), guard=settled_within_the_cost),
    ),
    verbs=Verbs(edit=Verb(by=HANDLER | PLANNING), assign=Verb(by=HANDLER), transfer=Verb(by=PLANNING), involve=Verb(by=PLANNING), note=Verb(by=HANDLER | PLANNING),
                attach=Verb(by=HANDLER | PLANNING), reopen=Verb(by=PLANNING, at=(SpaceStep.REJECTED, SpaceStep.FINISHED), to=SpaceStep.DRAFTING)),
    deadlines=(
        Deadline(key="finish", name="補助計畫完成", start=SpaceStep.APPROVED, stop=SpaceStep.FINISHED, counts_from="finish_on",
                 within=_limit(Days(0), "以核定函所定完成日期為期限，遇假日順延"), remind=(Days(30), Days(7)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請說明並申請展期"), Escalation(after=Days(7), to=Tell.DESK, name="請洽國發會")),
                 extended_by=(Extension(by=PLANNING, tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="planning.revitalisation_space.received", name="空間整備活化提案數", unit="案", measure=count_received(), counting="期間內提案者"),
        Indicator(key="planning.revitalisation_space.approved", name="空間整備活化核定案數", unit="案", measure=count_entering(SpaceStep.APPROVED), counting="期間內獲國發會核定者"),
        Indicator(key="planning.revitalisation_space.total_cost", name="空間整備活化核定總經費", unit="萬元", measure=approved_sum("total_cost"), counting="核定日期落於期間者之計畫總經費"),
        Indicator(key="planning.revitalisation_space.central_ceiling", name="空間整備活化中央補助上限", unit="萬元", measure=approved_sum("central_ceiling"), counting="核定日期落於期間者之中央補助上限"),
        Indicator(key="planning.revitalisation_space.in_time", name="空間整備活化如期完成率", unit="%", measure=share_in_time(SpaceStep.FINISHED), counting="期間內完成核結者，於期限（含展期）內完成之比率"),
    ),
)  # fmt: skip
