"""自行研究（研究發展案件評審獎勵）: officials research on their own; papers are judged without names; winners are honoured and published."""

from decimal import Decimal

from yankao.divisions.research.roles import AGENCIES, OVERSIGHT, RESEARCH
from yankao.engines.panel.declare import Phase, Scheme
from yankao.engines.panel.rules import Grade, Grading, Method, Rule, Tie
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, TRACKED, USUAL_PANEL, criteria, figures
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("依據「研究發展案件評審獎勵要點」鼓勵本府所屬公務人員自行提案研究，並辦理評獎", seen="業務報告 104-04 第60行")
SEPTEMBER = Practice("預計104年9月底提交研究報告參加評審", seen="業務報告 104-04 第66行")
GRADES = (
    Grade(key="top", name="特優", at_least=Decimal(90), is_adopted=True),
    Grade(key="first", name="優等", at_least=Decimal(85), is_adopted=True),
    Grade(key="second", name="甲等", at_least=Decimal(80), is_adopted=True),
    Grade(key="honour", name="佳作", at_least=Decimal(75)),
)

SELF_RESEARCH = Scheme(
    key="research.self_research",
    name="自行研究評獎",
    systems=("self-research",),
    basis=(RULE, SEPTEMBER),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=AGENCIES,
    entry_name="研究報告",
    criteria=Dated(
        Since(
            BEGAN,
            criteria(("structure", "架構與格式", 15), ("method", "研究方法", 25), ("content", "內容與論證", 30), ("use", "建議之可行性及應用", 30)),
            Ours("要點之配分未公開，參照國家發展委員會自行研究評審項目訂定"),
        )
    ),
    rule=Dated(Since(BEGAN, Rule(method=Method.TRIMMED, places=2, ties=(Tie.HEAVIEST,)), Ours("去除最高及最低各一份後平均，四捨五入至小數二位"))),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), Ours("要點之等第分數未公開，依九十、八十五、八十、七十五分訂定"))),
    panel=USUAL_PANEL,
    phases=(Phase(key="panel", name="匿名評審", within=SCORING, is_blind=True),),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    is_public=True,
    tracked=TRACKED,
    indicators=figures("research.self_research", "自行研究", GRADES),
)
