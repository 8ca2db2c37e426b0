"""市政創新提案: agencies nominate proposals of their staff; a first look on paper, then seven judges; what is worth adopting goes to the agencies."""

from datetime import date
from fractions import Fraction

from yankao.divisions.research.roles import AGENCIES, OVERSIGHT, RESEARCH
from yankao.engines.panel.declare import Phase, Scheme, Scorer
from yankao.engines.panel.rules import Grade, Grading, Method, PanelRule, Rule, Tie
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, TRACKED, criteria, figures
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("特訂定「市政創新提案評審獎勵要點」", seen="施政績效成果報告 108 第75行")
SEVEN = Practice("經本府進行書面初審並遴聘府外專家學者代表及府內代表共7名組成評審小組", seen="施政績效成果報告 108 第75行")
PRIZES = Practice("優等獎3名、甲等獎18名、乙等獎25名、佳作獎5名", seen="施政績效成果報告 108 第75行")
ADOPTED = Practice("其中獲乙等獎以上之提案，由研考會函請各相關機關參採運用", seen="施政績效成果報告 108 第75行")
GRADES = (
    Grade(key="top", name="優等獎", quota=3, is_adopted=True),
    Grade(key="first", name="甲等獎", quota=18, is_adopted=True),
    Grade(key="second", name="乙等獎", quota=25, is_adopted=True),
    Grade(key="honour", name="佳作獎", quota=5),
)

INNOVATION_PROPOSALS = Scheme(
    key="research.innovation_proposals",
    name="市政創新提案評獎",
    systems=("innovation-proposals",),
    basis=(RULE, SEVEN, PRIZES, ADOPTED),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=AGENCIES,
    entry_name="提案",
    criteria=Dated(
        Since(
            BEGAN,
            criteria(("novelty", "創新性", 30), ("feasible", "可行性", 30), ("benefit", "預期效益", 30), ("paper", "內容完整性", 10)),
            Ours("要點之評分項目未公開，依創新提案通行項目訂定"),
        )
    ),
    rule=Dated(
        Since(BEGAN, Rule(method=Method.RANK_SUM, places=2, ties=(Tie.MEAN, Tie.FIRSTS)), Ours("依序位和評定名次，同序位和者以平均分數高者為先"))
    ),
    grading=Dated(Since(date(2009, 1, 1), Grading(grades=GRADES), PRIZES)),
    panel=Dated(Since(BEGAN, PanelRule(smallest=7, largest=7, external_share=Fraction(1, 3)), SEVEN)),
    phases=(
        Phase(key="paper", name="書面初審", within=SCORING, scorer=Scorer.OFFICE),
        Phase(key="panel", name="評審小組決審", within=SCORING),
    ),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    is_public=True,
    tracked=TRACKED,
    indicators=figures("research.innovation_proposals", "創新提案", GRADES),
)
