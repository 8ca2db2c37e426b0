"""道路交通安全業務督導考核（年終初評）: work plans are judged on paper and on the spot; what the members suggest is tracked until the council lifts it."""

from decimal import Decimal

from yankao.divisions.control.roles import CONTROL, OVERSIGHT
from yankao.engines.cases.who import role
from yankao.engines.indicators.declare import Indicator
from yankao.engines.panel import measures
from yankao.engines.panel.declare import Phase, Scheme
from yankao.engines.panel.rules import Grade, Grading, Method, Rule
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, TRACKED, USUAL_PANEL, criteria, figures
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("辦理實地查證及書面考核之年終初評，受考核院頒工作計畫共計92項", seen="業務報告 104-04 第372行")
LIFTED = Practice("各機關均已參採，並已於108年11月8日第9次道安大會決議解除列管", seen="施政績效成果報告 108 第131行")
GROUPS = (("plan", "院頒工作計畫"), ("target", "績效指標"))
GRADES = (
    Grade(key="excellent", name="優等", at_least=Decimal(90)),
    Grade(key="first", name="甲等", at_least=Decimal(80)),
    Grade(key="second", name="乙等", at_least=Decimal(70), is_award=False),
    Grade(key="third", name="丙等", at_least=Decimal(0), is_award=False),
)

TRAFFIC_SAFETY = Scheme(
    key="control.traffic_safety",
    name="道路交通安全業務督導考核",
    systems=("traffic-safety",),
    basis=(RULE, LIFTED),
    run_by=CONTROL,
    seen_by=CONTROL | OVERSIGHT,
    entered_by=role("controller", "clerk", name="受考核機關"),
    entry_name="受考核工作計畫",
    groups=GROUPS,
    criteria=Dated(
        Since(
            BEGAN,
            criteria(("paper", "書面考核", 50), ("site", "實地查證", 30), ("last_year", "前次建議辦理情形", 20)),
            Ours("中央考核項目每年函頒，初評以書面及實地為主，並計前次建議之改善"),
        )
    ),
    rule=Dated(Since(BEGAN, Rule(method=Method.MEAN, places=2), Ours("以委員評分平均為成績，四捨五入至小數二位"))),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), Ours("等第分數未公開，比照九十、八十、七十分"))),
    panel=USUAL_PANEL,
    phases=(Phase(key="visit", name="書面考核及實地查證", within=SCORING),),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    tracked=TRACKED,
    indicators=(
        *figures("control.traffic_safety", "道安考核", GRADES, unit="項"),
        *(
            Indicator(
                key=f"control.traffic_safety.entries_{group}",
                name=f"道安考核{name}項數",
                unit="項",
                measure=measures.count_entries_of(group),
                counting=f"期間內評定之{name}；不受理及撤回者不計",
                basis=(RULE,),
            )
            for group, name in GROUPS
        ),
    ),
)
