"""What most schemes share: their usual figures, grounds, and the facts with which a recommendation becomes a case."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q

from yankao.engines.indicators.declare import Indicator, Measure
from yankao.engines.panel import measures
from yankao.engines.panel.declare import Tracked
from yankao.engines.panel.models import Appeal, FollowUp
from yankao.engines.panel.rules import Criterion, Grade, PanelRule
from yankao.kernel.days import Days, Span, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Since

BEGAN = date(2009, 1, 1)
COMMITTEE = Law("採購評選委員會審議規則", "第9條")
APPEAL: Dated[Span] = Dated(Since(BEGAN, Days(15), Ours("各要點未定申復期限，收受結果後十五日內提出，較訴願期限短而足以備妥理由及佐證")))
APPEAL_ANSWER: Dated[Span] = Dated(Since(BEGAN, Days(30), Ours("申復於三十日內決定，俾獎勵及獎懲得以辦理")))
SCORING: Dated[Span] = Dated(Since(BEGAN, WorkDays(10), Ours("評分以十個工作日為原則，讓委員看完全部案件")))
SELF_SCORING: Dated[Span] = Dated(Since(BEGAN, WorkDays(20), Ours("自評及初核以二十個工作日為原則")))
USUAL_PANEL: Dated[PanelRule] = Dated(
    Since(BEGAN, PanelRule(smallest=5, external_share=Fraction(1, 3)), Ours("各要點未定小組之組成，比照採購評選委員會之人數、比例及出席規定"))
)


def criteria(*rows: tuple[str, str, int]) -> tuple[Criterion, ...]:
    """Return criteria of (key, name, weight), each scored up to its weight, as most score sheets are printed."""
    return tuple(Criterion(key=key, name=name, weight=Decimal(weight), scale=Decimal(weight)) for key, name, weight in rows)


def follow_up_facts(row: FollowUp) -> Mapping[str, Any]:
    """Return the facts with which a recommendation is put under control."""
    return {
        "title": f"{row.get_kind_display()}：{row.text}"[:80],
        "review_title": row.review.title,
        "about": row.entry.title if row.entry else "",
        "kind": row.kind,
        "request": row.text,
        "answer_on": row.due_on,
        "agency": row.agency,
    }


TRACKED = Tracked(procedure="control.review_follow_up", facts=follow_up_facts)


def figures(key: str, name: str, grades: tuple[Grade, ...], *, unit: str = "件", has_money: bool = False) -> tuple[Indicator, ...]:
    """Return the usual figures of a scheme: entries, each grade with its share, prizes, money, sheets, objections, recommendations."""

    def counted(suffix: str, label: str, of: str, measure: Measure, counting: str) -> Indicator:
        return Indicator(key=f"{key}.{suffix}", name=f"{name}{label}", unit=of, measure=measure, counting=counting)

    by_grade = [
        each
        for grade in grades
        for each in (
            counted(
                f"grade_{grade.key}", f"{grade.name}數", unit, measures.count_grade(grade.key), f"期間內評定為{grade.name}者；申復變更者以變更後計"
            ),
            counted(f"share_{grade.key}", f"{grade.name}占比", "%", measures.share_grade(grade.key), f"評定為{grade.name}者占全部受評者之比率"),
        )
    ]
    money = [counted("amount", "獎金或補助", "元", measures.sum_amount(), "期間內評定者之獎金或補助合計")] if has_money else []
    return (
        counted("rounds", "評審次數", "次", measures.count_reviews(), "期間內作成評定者"),
        counted("entries", "受評數", unit, measures.count_entries(), "期間內評定之受理案；不受理及撤回者不計"),
        counted("awards", "獲獎數", unit, measures.count_awards(), "期間內評定獲等第或獎項者"),
        counted("mean", "平均分數", "分", measures.mean_score(), "期間內評定分數之平均"),
        *by_grade,
        *money,
        counted("members", "評審委員數", "人", measures.count_members(), "期間內評定之小組委員，解任者不計"),
        counted("sheets", "評分表份數", "份", measures.count_sheets(), "期間內評定所據之已簽署評分表"),
        counted("appeals", "申復件數", "件", measures.count_appeals(), "對期間內評定提出之申復"),
        counted("changed", "申復變更件數", "件", measures.count_appeals(Q(outcome=Appeal.Outcome.CHANGED)), "申復後變更評定者"),
        counted("follow_ups", "考評建議件數", "件", measures.count_follow_ups(), "期間內評定所提之改善、獎懲及參採建議"),
    )
