"""The life of an inspection (查核、複查): planned in secret, made, its record sent, its score told; both kinds live it alike."""

from yankao.divisions.engineering.logic.scoring import ACT, BANDS, BEGAN, KEEPS_NUMBER, Grade
from yankao.divisions.engineering.logic.scoring_facts import (
    NOTICES,
    GraveFinding,
    InspectionFacts,
    SampleResult,
    SampleTaken,
    has_findings,
    has_no_findings,
    is_announced_by_the_rule,
    known_of_tender,
    scored_as,
)
from yankao.divisions.engineering.logic.scoring_measures import grade_share, inspected, mean_score
from yankao.divisions.engineering.roles import ENGINEER, OVERSIGHT, once_at, unless_planned_in_secret
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, FollowOn, Guard, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.who import case_agency
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Since

RECORD_DAYS = Dated(Since(BEGAN, WorkDays(7), Law(ACT, "第9條第2項")))
DEFECTS = FollowOn(procedure="engineering.defect_correction", reasons=(("defects", "查核發現缺失，限期改善"), ("advice", "僅規劃設計建議，請答復")))
DISPOSED = FollowOn(
    procedure="engineering.disposition",
    reasons=(("score", "成績未達七十分"), ("test", "試驗結果不合格"), ("grave", "缺失情節重大")),
)


class Step(Steps):
    """How far an inspection has come."""

    PLANNED = "planned", "排定查核"
    INSPECTED = "inspected", "已查核，待函送紀錄"
    SENT = "sent", "紀錄已函送，待通知成績"
    GRADED = "graded", "成績已通知"
    CANCELLED = "cancelled", "取消查核"


OUT = (Step.GRADED, Step.CANCELLED)
BOTH = (Step.INSPECTED, Step.SENT)
GOOD_GRADES = (Grade.EXCELLENT, Grade.FIRST, Grade.SECOND)

ACTIONS = (
    Action(key="visit", name="登錄查核", at=Step.PLANNED, to=Step.INSPECTED, by=ENGINEER, asks=("inspected_on", "led_by", "papers_shown"),
           may_ask=("notice", "contractor", "supervisor"), guard=is_announced_by_the_rule),
    Action(key="take_sample", name="登錄取樣", at=BOTH, by=ENGINEER, record=SampleTaken, asks=("sample_number", "sample_kind", "taken_at_place"),
           may_ask=("laboratory",)),
    Action(key="judge_sample", name="登錄試驗結果", at=BOTH, by=ENGINEER, record=SampleResult, asks=("result_of", "verdict", "report_number")),
    Action(key="find_grave", name="登錄列丙等事由", at=BOTH, by=ENGINEER, record=GraveFinding, asks=("forced", "explained")),
    Action(key="send", name="函送紀錄及缺失", at=Step.INSPECTED, to=Step.SENT, by=ENGINEER, asks=("record_number",), may_ask=("entered_on",),
           guard=has_findings, followed_by=DEFECTS, tells=(Tell.AGENCY,)),
    Action(key="send_clean", name="函送紀錄（無缺失）", at=Step.INSPECTED, to=Step.SENT, by=ENGINEER, asks=("record_number",), may_ask=("entered_on",),
           guard=has_no_findings, tells=(Tell.AGENCY,)),
    Action(key="grade", name="通知成績", at=Step.SENT, to=Step.GRADED, by=ENGINEER, asks=("score", "grade"), may_ask=("entered_on", "external_consent"),
           guard=scored_as(*GOOD_GRADES), tells=(Tell.AGENCY,)),
    Action(key="grade_third", name="通知丙等成績", at=Step.SENT, to=Step.GRADED, by=ENGINEER, asks=("score", "grade"), may_ask=("entered_on", "external_consent"),
           guard=scored_as(Grade.THIRD), followed_by=DISPOSED, tells=(Tell.AGENCY,)),
    Action(key="cancel", name="取消查核", at=Step.PLANNED, to=Step.CANCELLED, by=ENGINEER, needs_reason=True),
)  # fmt: skip
VERBS = Verbs(edit=Verb(by=ENGINEER), assign=Verb(by=ENGINEER), involve=Verb(by=ENGINEER), note=Verb(by=ENGINEER), attach=Verb(by=ENGINEER))
DEADLINES = (
    Deadline(key="visit", name="辦理查核", start=Step.PLANNED, stop=(Step.INSPECTED, Step.CANCELLED), counts_from="planned_on",
             within=Dated(Since(BEGAN, Days(14), Ours("天候或停工得於預定日後十四日內改期"))), remind=(WorkDays(1),), remind_to=(Tell.DESK,),
             escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請改期或遞補"),), extended_by=(Extension(by=ENGINEER, times=2, total=Days(60), tells=()),)),
    Deadline(key="record", name="函送查核紀錄", start=Step.INSPECTED, stop=(Step.SENT, Step.CANCELLED), counts_from="inspected_on", within=RECORD_DAYS,
             remind=(WorkDays(2),), remind_to=(Tell.DESK,), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="查核紀錄逾七個工作天"),)),
    Deadline(key="score", name="通知成績", start=Step.SENT, stop=(Step.GRADED,), within=Dated(Since(BEGAN, Days(60), Ours("待試驗結果者最長六十日，逾期催辦試驗單位"))),
             remind=(Days(10),), remind_to=(Tell.DESK,), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請催試驗結果"),),
             extended_by=(Extension(by=ENGINEER, times=2, total=Days(60), tells=()),)),
)  # fmt: skip


def _indicators(key: str, name: str, detail: type[InspectionFacts]) -> tuple[Indicator, ...]:
    by_day = "以查核日期計"
    return (
        Indicator(key=f"{key}.planned", name=f"{name}排定件數", unit="件", measure=count_received(), counting="期間內排定者，取消者亦計"),
        Indicator(key=f"{key}.count", name=f"{name}件數", unit="件", measure=inspected(detail), counting=f"期間內完成之{name}，{by_day}"),
        *(
            Indicator(key=f"{key}.grade_{grade.value}", name=f"{name}{grade.label}件數", unit="件", measure=inspected(detail, grade=grade),
                      counting=f"{by_day}，成績已通知者", basis=(BANDS.since[-1].ground, KEEPS_NUMBER))
            for grade in Grade
        ),
        Indicator(key=f"{key}.first_share", name=f"{name}甲等比率", unit="%", measure=grade_share(detail, Grade.FIRST), counting="成績已通知者中列甲等之比率"),
        Indicator(key=f"{key}.mean_score", name=f"{name}平均成績", unit="分", measure=mean_score(detail), counting="成績已通知者之算術平均"),
        Indicator(key=f"{key}.record_in_time", name=f"{name}紀錄如期函送率", unit="%", measure=share_in_time(Step.SENT),
                  counting="查核後七個工作天內函送紀錄之比率", basis=(RECORD_DAYS.since[-1].ground,)),
        Indicator(key=f"{key}.samples", name=f"{name}取樣次數", unit="次", measure=count_deeds("take_sample"), counting="期間內登錄之取樣"),
        Indicator(key=f"{key}.open", name=f"期末{name}未結件數", unit="件", measure=open_at_end(), counting="期末尚未通知成績者"),
        Indicator(key=f"{key}.overdue", name=f"期末{name}逾期件數", unit="件", measure=overdue_at_end(), counting="期末未結且已逾期限者"),
    )  # fmt: skip


def inspection(
    *,
    key: str,
    name: str,
    letter: str,
    detail: type[InspectionFacts],
    systems: tuple[str, ...],
    opening_guard: Guard,
    indicators: tuple[Indicator, ...] = (),
) -> Procedure:
    """Declare one kind of inspection: only its key, its table and the rule of its opening differ."""
    return Procedure(
        key=key, name=name, letter=letter, detail=detail, systems=systems,
        basis=(Law("政府採購法", "第70條"), Law(ACT, "第4條至第10條"), NOTICES.since[-1].ground),
        opened_by=ENGINEER, seen_by=((ENGINEER | OVERSIGHT) & unless_planned_in_secret) | (case_agency & once_at(Step.SENT, Step.GRADED, name="紀錄函送後")),
        asks=("tender", "occasion", "planned_on"),
        may_ask=("led_by", "project", "work_type", "agency", "title", "description", "budget_amount", "contractor", "supervisor", "district", "address", "lat", "long"),
        lists=("tender", "planned_on", "inspected_on", "score", "grade"), searches=("tender", "project", "contractor", "supervisor"),
        routing=Routing.ASKED, first=Step.PLANNED, ends=OUT, opening_fill=known_of_tender, opening_guard=opening_guard, opening_tells=(), actions=ACTIONS, verbs=VERBS, deadlines=DEADLINES,
        indicators=(*_indicators(key, name, detail), *indicators),
    )  # fmt: skip
