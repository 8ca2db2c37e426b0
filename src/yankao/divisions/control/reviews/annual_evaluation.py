"""列管計畫年終考評: every plan under city control is judged after the year: by its agency, by the commission, and by the panel."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from yankao.divisions.control.roles import CONTROL, OVERSIGHT
from yankao.engines.cases.who import role
from yankao.engines.panel.declare import Candidate, Phase, Scheme, Scorer
from yankao.engines.panel.models import Review
from yankao.engines.panel.rules import Grade, Grading, Method, Rule, Tie
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, SELF_SCORING, TRACKED, USUAL_PANEL, criteria, figures
from yankao.engines.progress.models import Plan
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("依據「列管計畫評鑑要點」之規定，擬訂年終考評實施計畫，組成考評小組，召開考評會議", seen="施政計畫 112 第75行")
SHARES = Practice("甲等46案，佔28.93%；乙等113案，佔71.07%", seen="施政績效成果報告 108 第121至124行")
BOUNDS = Ours("要點未公開等第分數，比照公務機關通行之九十、八十、七十分")
PROGRAMME = "control.project_tracking"
GRADES = (
    Grade(key="excellent", name="優等", at_least=Decimal(90)),
    Grade(key="first", name="甲等", at_least=Decimal(80)),
    Grade(key="second", name="乙等", at_least=Decimal(70), is_award=False),
    Grade(key="third", name="丙等", at_least=Decimal(0), is_award=False),
)


def tracked_plans(review: Review, _day: date) -> Iterable[Candidate]:
    """Return the plans that were under city control in the year."""
    plans = Plan.objects.filter(programme=PROGRAMME, year__lte=review.year, last_year__gte=review.year).order_by("number")
    return (Candidate(subject=f"plan:{plan.number}", title=plan.name, agency_id=plan.agency_id) for plan in plans)


ANNUAL_EVALUATION = Scheme(
    key="control.annual_evaluation",
    name="列管計畫年終考評",
    systems=("annual-evaluation",),
    basis=(RULE, SHARES),
    run_by=CONTROL,
    seen_by=CONTROL | OVERSIGHT,
    entered_by=role("controller", name="機關管考窗口"),
    entry_name="受考評計畫",
    criteria=Dated(
        Since(
            BEGAN,
            criteria(("progress", "計畫執行進度", 35), ("budget", "經費支用", 25), ("benefit", "目標達成及效益", 25), ("control", "管考作業", 15)),
            Ours("要點之評分項目未公開，依業務報告所述考評內容訂定"),
        )
    ),
    rule=Dated(Since(BEGAN, Rule(method=Method.MEAN, places=2, ties=(Tie.HEAVIEST,)), Ours("以委員評分平均為成績，四捨五入至小數二位"))),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), BOUNDS)),
    panel=USUAL_PANEL,
    phases=(
        Phase(key="self", name="自評", within=SELF_SCORING, scorer=Scorer.SELF),
        Phase(key="first", name="初核", within=SELF_SCORING, scorer=Scorer.OFFICE),
        Phase(key="panel", name="考評小組評分", within=SCORING),
    ),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    tracked=TRACKED,
    candidates=tracked_plans,
    indicators=figures("control.annual_evaluation", "年終考評", GRADES, unit="案"),
)
