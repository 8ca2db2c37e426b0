"""電話服務品質及禮貌測試: outsiders call the agencies twice a year by a score sheet; grades lead to awards and improvement, results go out by letter."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yankao.divisions.research.roles import OVERSIGHT, RESEARCH
from yankao.engines.cases.who import role
from yankao.engines.indicators.declare import Indicator
from yankao.engines.panel import measures
from yankao.engines.panel.declare import Candidate, Phase, Scheme, Sight
from yankao.engines.panel.models import Review
from yankao.engines.panel.rules import Grade, Grading, Method, PanelRule, Rule
from yankao.engines.panel.usual import APPEAL, APPEAL_ANSWER, BEGAN, TRACKED, criteria, figures
from yankao.kernel.agencies.models import AgencyKind
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.days import Days
from yankao.kernel.law import Dated, Ours, Practice, Since

TWICE = Practice("分上、下半年各抽測乙次，每次撥打285通測試電話，共完成570份測試樣本", seen="施政績效成果報告 108 第88行")
BANDS = Practice("核列特優（90分以上）、優等（85-89分）、甲等（80-84分）、乙等（79-70分）", seen="研考 109 第19行")
LETTERS = Practice("將測試結果函受測機關據以辦理獎勵及改善", seen="業務報告 104-04 第214行")
CALLS = 285
HALVES = ((1, "first_half", "上半年"), (2, "second_half", "下半年"))
GRADES = (
    Grade(key="top", name="特優", at_least=Decimal(90)),
    Grade(key="first", name="優等", at_least=Decimal(85)),
    Grade(key="second", name="甲等", at_least=Decimal(80)),
    Grade(key="third", name="乙等", at_least=Decimal(70), is_award=False),
    Grade(key="below", name="未達七十分", at_least=Decimal(0), is_award=False),
)


def tested_agencies(_review: Review, day: date) -> Iterable[Candidate]:
    """Return the agencies that are tested: those of the first level and the district offices."""
    found = agencies_valid_on(day).filter(kind__in=(AgencyKind.BUREAU, AgencyKind.DISTRICT)).order_by("path")
    return (Candidate(subject=f"agency:{agency.slug}", title=agency.name, agency_id=agency.pk) for agency in found)


PHONE_TEST = Scheme(
    key="research.phone_test",
    name="電話服務品質及禮貌測試",
    systems=("phone-test",),
    basis=(TWICE, BANDS, LETTERS),
    run_by=RESEARCH,
    seen_by=RESEARCH | OVERSIGHT,
    entered_by=RESEARCH | role("controller", name="機關管考窗口"),
    entry_name="受測機關",
    criteria=Dated(
        Since(
            BEGAN,
            criteria(
                ("switch_speed", "總機接聽速度", 25), ("switch_courtesy", "總機電話禮貌", 20), ("unit_speed", "業務單位接聽速度", 15),
                ("unit_courtesy", "業務單位電話禮貌", 25), ("unit_content", "答話內容", 15),
            ),
            Ours("本市評分表未公開，參照嘉義市107年測試配分（總機45、業務單位55）"),
        )
    ),
    rule=Dated(
        Since(BEGAN, Rule(method=Method.MEAN, places=2, band_places=0), Ours("各通平均取小數二位公布；等第級距為整數，以公布分數四捨五入至整數核列"))
    ),
    grading=Dated(Since(BEGAN, Grading(grades=GRADES), BANDS)),
    panel=Dated(
        Since(
            BEGAN,
            PanelRule(smallest=2, external_share=Fraction(0), scholars_present=0, scholars_share=Fraction(0)),
            Ours("委外或跨機關測試人員至少二人，測試人員不得測試所屬單位"),
        )
    ),
    phases=(Phase(key="calls", name="撥打測試", within=Dated(Since(BEGAN, Days(31), Ours("測試於一個月內完成"))), sight=Sight.NEVER),),
    appeal=APPEAL,
    appeal_answer=APPEAL_ANSWER,
    sheets=True,
    is_public=True,
    tracked=TRACKED,
    candidates=tested_agencies,
    indicators=(
        *figures("research.phone_test", "電話測試", GRADES, unit="個"),
        Indicator(key="research.phone_test.agencies", name="電話測試受測機關數", unit="個機關", measure=measures.count_agencies(), basis=(TWICE,),
                  counting="期間內評定之受測機關，上、下半年均受測者計一次"),
        Indicator(key="research.phone_test.calls_a_round", name="電話測試每次通數", unit="通", measure=measures.sheets_a_round(), basis=(TWICE,), places=0,
                  counting="期間內評定所據之已簽署評分表，除以測試次數"),
        *(
            Indicator(key=f"research.phone_test.mean_{half}", name=f"電話測試市府總體成績（{name}）", unit="分", measure=measures.mean_score_of(number),
                      counting=f"{name}測試各受測機關評定分數之平均")
            for number, half, name in HALVES
        ),
    ),
)  # fmt: skip
