"""政府服務獎推薦: agencies apply, the city selects and coaches, and sends its nominees to the national review in two stages."""

from yankao.divisions.research.roles import AGENCIES, OVERSIGHT, RESEARCH
from yankao.engines.panel.declare import Phase, Scheme, Scorer
from yankao.engines.panel.rules import Grade, Grading, Method, Rule, Tie
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, TRACKED, USUAL_PANEL, criteria, figures
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("依據國發會「政府服務獎評獎實施計畫」", seen="研考 109 第9行")
STAGES = Practice("經國發會7月公布入圍名單，預計7月至9月下旬，受國發會第2階段評審", seen="業務報告 112-11 第58行")
GROUPS = (("digital", "數位創新加值"), ("care", "社會關懷服務"), ("co_creation", "社會創新共融"))
GRADES = (Grade(key="nominated", name="推薦參獎", quota=2), Grade(key="reserve", name="備選", quota=1, is_award=False))

SERVICE_AWARD = Scheme(
    key="research.service_award",
    name="政府服務獎推薦評選",
    systems=("service-award",),
    basis=(RULE, STAGES),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=AGENCIES,
    entry_name="參獎申請",
    groups=GROUPS,
    criteria=Dated(
        Since(
            BEGAN,
            criteria(("problem", "需求掌握", 20), ("service", "服務作為", 30), ("effect", "服務成效", 35), ("spread", "創新與擴散", 15)),
            Ours("國家獎項之配分逐屆函頒，市府內部評選依四面向訂定"),
        )
    ),
    rule=Dated(Since(BEGAN, Rule(method=Method.RANK_SUM, places=2, ties=(Tie.MEAN,)), Ours("依序位和評定推薦順序，同序位和者以平均分數高者為先"))),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), Ours("各獎項推薦名額逐屆函定，預設每組推薦二名、備選一名"))),
    panel=USUAL_PANEL,
    phases=(
        Phase(key="paper", name="書面初審", within=SCORING, scorer=Scorer.OFFICE),
        Phase(key="panel", name="評選會議", within=SCORING),
    ),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    tracked=TRACKED,
    indicators=figures("research.service_award", "政府服務獎", GRADES),
)
