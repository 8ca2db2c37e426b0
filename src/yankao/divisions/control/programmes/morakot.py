"""莫拉克重建工程列管: reconstruction after the typhoon of 98, complete since 103; closed, kept to be read."""

from yankao.divisions.control.logic.tracking import ALARMS, FILLED_BY, FILLING, LAMPS, MONTHLY, READERS, WAY, WORKS_POINTS
from yankao.divisions.control.roles import CONTROL
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.progress.declare import Judged, Programme
from yankao.engines.progress.measures import FINISH, count_agencies, count_left, count_plans, milestone_share, spent_of_all, sum_budget
from yankao.engines.progress.models import Standing
from yankao.kernel.law import Law, Practice

KEY = "control.morakot"

MORAKOT = Programme(
    key=KEY,
    name="莫拉克重建工程列管",
    systems=("morakot",),
    basis=(Law("莫拉克颱風災後重建特別條例"), Practice("已完工案件共計895件，佔100％，總預算達成率為100％", seen="業務報告 104-04 第352行")),
    seen_by=READERS,
    listed_by=CONTROL,
    filled_by=FILLED_BY,
    way=WAY,
    may_ask=("category", "district"),
    years=6,
    judged=Judged.TOTAL,
    frequency=MONTHLY,
    filling=FILLING,
    alarms=ALARMS,
    lamps=LAMPS,
    milestones=WORKS_POINTS,
    is_closed=True,
    indicators=(
        Indicator(key=f"{KEY}.agencies", name="莫拉克重建執行機關數", unit="個機關", measure=count_agencies(ever=True), mode=Mode.CUMULATIVE, counting="曾有列管案件之機關"),
        Indicator(key=f"{KEY}.plans", name="莫拉克重建列管件數", unit="件", measure=count_plans(ever=True), mode=Mode.CUMULATIVE, counting="自始列管之案件"),
        Indicator(key=f"{KEY}.budget", name="莫拉克重建總經費", unit="元", measure=sum_budget(ever=True), mode=Mode.CUMULATIVE, counting="各經費來源合計"),
        Indicator(key=f"{KEY}.released", name="莫拉克重建完工件數", unit="件", measure=count_left(Standing.RELEASED, ever=True), mode=Mode.CUMULATIVE, counting="期末前已完工解除列管者"),
        Indicator(key=f"{KEY}.finish_share", name="莫拉克重建完工率", unit="%", measure=milestone_share(FINISH, ever=True), mode=Mode.CUMULATIVE, places=0, counting="已完工件數除以列管件數"),
        Indicator(key=f"{KEY}.attainment", name="莫拉克重建總預算達成率", unit="%", measure=spent_of_all(), mode=Mode.CUMULATIVE, places=0,
                  counting="自始列管各案最近一期累計實現數合計除以總經費；未填報者計為未執行"),
    ),
)  # fmt: skip
