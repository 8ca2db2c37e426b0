"""市營事業機構年度考核: five areas, judged by the enterprise itself, by its supervising bureau, and again by scholars and members of the city."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from yankao.divisions.control.roles import CONTROL, OVERSIGHT
from yankao.engines.cases.who import role
from yankao.engines.panel.declare import Candidate, Phase, Scheme, Scorer
from yankao.engines.panel.models import Review
from yankao.engines.panel.rules import Grade, Grading, Method, Rule
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, SCORING, SELF_SCORING, TRACKED, USUAL_PANEL, criteria, figures
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("依據「市政府所屬事業機構年度考核要點」，每年辦理自我考核、初核及複評", seen="業務報告 104-04 第397行")
AREAS = Practice("就各事業機構之業務經營、財務管理、企劃管理、人事管理、研究發展等五大業務項目進行考核", seen="施政計畫 112 第76行")
GRADES = (
    Grade(key="excellent", name="優等", at_least=Decimal(90)),
    Grade(key="first", name="甲等", at_least=Decimal(80)),
    Grade(key="second", name="乙等", at_least=Decimal(70), is_award=False),
    Grade(key="third", name="丙等", at_least=Decimal(0), is_award=False),
)


def enterprises(_review: Review, day: date) -> Iterable[Candidate]:
    """Return the enterprises of the city."""
    found = agencies_valid_on(day).filter(kind=AgencyKind.ENTERPRISE).order_by("path")
    return (Candidate(subject=f"agency:{agency.slug}", title=agency.name, agency_id=agency.pk) for agency in found)


ENTERPRISE_EVALUATION = Scheme(
    key="control.enterprise_evaluation",
    name="市營事業機構年度考核",
    systems=("enterprise-evaluation",),
    basis=(RULE, AREAS),
    run_by=CONTROL,
    seen_by=CONTROL | OVERSIGHT,
    entered_by=role("controller", name="機關管考窗口"),
    entry_name="受考核事業機構",
    criteria=Dated(
        Since(
            BEGAN,
            criteria(
                ("business", "業務經營", 40), ("finance", "財務管理", 25), ("planning", "企劃管理", 15), ("personnel", "人事管理", 10),
                ("research", "研究發展", 10),
            ),
            Ours("五大項目見施政計畫，配分未公開，以業務及財務為重"),
        )
    ),
    rule=Dated(Since(BEGAN, Rule(method=Method.MEAN, places=2), Ours("以複評委員評分平均為成績，四捨五入至小數二位"))),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), Ours("要點未公開等第分數，業務報告僅見甲等；比照九十、八十、七十分"))),
    panel=USUAL_PANEL,
    phases=(
        Phase(key="self", name="自我考核", within=SELF_SCORING, scorer=Scorer.SELF),
        Phase(key="first", name="初核", within=SELF_SCORING, scorer=Scorer.OFFICE),
        Phase(key="second", name="複評", within=SCORING),
    ),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    is_public=True,
    tracked=TRACKED,
    candidates=enterprises,
    indicators=figures("control.enterprise_evaluation", "市營事業考核", GRADES, unit="家"),
)  # fmt: skip
