"""市政建設學位論文獎補助: a fixed sum while a thesis on the city is written, and prizes by degree and grade when it is finished."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from yankao.divisions.research.roles import OVERSIGHT, RESEARCH
from yankao.engines.cases.who import citizen
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.engines.panel.declare import Phase, Scheme
from yankao.engines.panel.rules import Grade, Grading, Method, Prize, Rule, Tie
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, SCORING, USUAL_PANEL, criteria, figures
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2015, 1, 1)
RULE = Practice("依據新訂「市政建設學位論文獎補助辦法」", seen="業務報告 104-04 第76行")
GRANT = Practice("撰寫學位論文補助為：博士生2萬元、碩士生1萬元", seen="業務報告 104-04 第82行")
MONEY = Practice("博士學位論文為特優6萬元、優等4萬元、佳作2萬元；碩士學位論文為特優4萬元、優等2萬元、佳作1萬元", seen="業務報告 104-04 第84行")
ABOUT_CITY = Practice("凡論文主題以市政為研究內容，均可依規定向本府研考會提出申請", seen="施政績效成果報告 108 第77行")
DEGREES = (("phd", "博士"), ("master", "碩士"))
BOUNDS = Ours("辦法未公開等第分數，以九十、八十五、八十分為準；獎金依辦法")
GRANTED = (Grade(key="granted", name="補助撰寫", at_least=Decimal(70)),)
GRADES = (
    Grade(key="top", name="特優", at_least=Decimal(90)),
    Grade(key="first", name="優等", at_least=Decimal(85)),
    Grade(key="honour", name="佳作", at_least=Decimal(80)),
)
PRIZES = (
    Prize(grade="top", amount=60_000, group="phd"),
    Prize(grade="first", amount=40_000, group="phd"),
    Prize(grade="honour", amount=20_000, group="phd"),
    Prize(grade="top", amount=40_000, group="master"),
    Prize(grade="first", amount=20_000, group="master"),
    Prize(grade="honour", amount=10_000, group="master"),
)
CRITERIA = Dated(
    Since(
        BEGAN,
        criteria(("relevance", "與市政之關聯", 40), ("quality", "學術品質", 30), ("use", "建議之可行性", 30)),
        Ours("辦法之評分項目未公開，以論文須研究市政為主軸訂定"),
    )
)
OFFICIAL_RULE = Dated(Since(BEGAN, Rule(method=Method.MEAN, places=2, ties=(Tie.HEAVIEST,)), Ours("以委員評分平均為成績，四捨五入至小數二位")))
PHASES = (Phase(key="panel", name="論文評審", within=SCORING),)

THESIS_PRIZE = Scheme(
    key="research.thesis_prize",
    name="市政建設學位論文獎",
    systems=("thesis-grants",),
    basis=(RULE, MONEY, ABOUT_CITY),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=citizen | RESEARCH,
    entry_name="學位論文",
    groups=DEGREES,
    criteria=CRITERIA,
    rule=OFFICIAL_RULE,
    grading=Dated(Since(BEGAN, Grading(grades=GRADES, prizes=PRIZES), BOUNDS)),
    panel=USUAL_PANEL,
    phases=PHASES,
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    is_public=True,
    indicators=figures("research.thesis_prize", "學位論文獎", GRADES, unit="篇", has_money=True),
)
WRITING = Dated(
    Since(
        BEGAN,
        Grading(grades=GRANTED, prizes=(Prize(grade="granted", amount=20_000, group="phd"), Prize(grade="granted", amount=10_000, group="master"))),
        GRANT,
    )
)


def _grant_of(degree: str) -> Callable[[Grading], int | None]:
    return lambda grading: next((prize.amount for prize in grading.prizes if prize.group == degree), None)


THESIS_WRITING = Scheme(
    key="research.thesis_writing",
    name="撰寫學位論文補助",
    systems=("thesis-grants",),
    basis=(RULE, GRANT, ABOUT_CITY),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=citizen | RESEARCH,
    entry_name="論文計畫",
    groups=DEGREES,
    criteria=CRITERIA,
    rule=OFFICIAL_RULE,
    grading=WRITING,
    panel=USUAL_PANEL,
    phases=PHASES,
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    is_public=True,
    indicators=(
        *figures("research.thesis_writing", "論文撰寫補助", GRANTED, unit="篇", has_money=True),
        *(
            rule_figure(
                f"research.thesis_writing.grant_{degree}", f"論文撰寫補助額度（{name}生）", "元", InForce(rules=(WRITING,), read=_grant_of(degree))
            )
            for degree, name in DEGREES
        ),
    ),
)
