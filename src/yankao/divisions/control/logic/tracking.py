"""What the programmes of 管制考核 share: the rhythm of filling in, when a plan is behind, the lamps, the way of a report, and its figures."""

from datetime import date
from decimal import Decimal
from operator import attrgetter

from yankao.divisions.control.roles import CONTROL, HANDLER, OVERSIGHT
from yankao.engines.cases.who import application, case_agency, case_agency_role
from yankao.engines.indicators.declare import Indicator
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.engines.progress.declare import AlarmRule, Every, FillingRule, Frequency, Lamps, way
from yankao.engines.progress.measures import (
    AWARD,
    FINISH,
    count_left,
    count_plans,
    count_returned,
    count_tracked,
    fill_share,
    lag_share,
    mean_variance,
    milestone_share,
    money_share,
    schedule_performance,
    sum_budget,
)
from yankao.engines.progress.models import Standing
from yankao.kernel.days import Days
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2009, 1, 1)
MONTHLY_IN_103 = Practice("由各執行機關訂定作業計畫，本會每月列管執行進度", seen="業務報告 104-04 第321行")
CLASSES_OF_108 = Practice("完成或進度落後未滿5%者、進度落後5%以上者", seen="施政績效成果報告 108 第114至116行")
TRIGGER_OF_109 = Practice("進度落後5%或年經費支用比未達90%時，均應分析落後原因並研提改善方案", seen="研考 109 第61行")
QUARTERLY_MEETING = Practice("每季召開公督會報檢討列管案件遭遇問題並研議解決對策", seen="研考 109 第69行")
FIVE, NINETY, TEN = Decimal("5.00"), Decimal(90), Decimal(10)

CLERK = case_agency_role("clerk", "controller", "agency_lead", name="主辦機關承辦人")
WINDOW = case_agency_role("controller", name="機關管考窗口")
HEAD = case_agency_role("agency_lead", name="機關主管")
READERS = CONTROL | case_agency | OVERSIGHT | application("cases:read")
WAY = way(clerk=CLERK, window=WINDOW, head=HEAD, commission=CONTROL)
FILLED_BY = HANDLER

FILLING = Dated(Since(BEGAN, FillingRule(within=Days(7), remind=(Days(3), Days(1))), Ours("各期末後七日內填報；報告未載期限，由研考會另定時修正")))
MONTHLY = Dated(Since(BEGAN, Frequency(), MONTHLY_IN_103))
BY_RISK = Dated(
    Since(BEGAN, Frequency(), MONTHLY_IN_103),
    Since(
        date(2018, 1, 1),
        Frequency(low=Every.QUARTER),
        Practice("公共建設預警：高風險專案督導、中風險加密、低風險自主管理", seen="立法院預算書 107"),
    ),
)
ALARMS = Dated(
    Since(BEGAN, AlarmRule(lag=FIVE, answer_within=Days(7)), Ours("103年以前報告未載門檻，沿用108年之5%")),
    Since(date(2019, 1, 1), AlarmRule(lag=FIVE, answer_within=Days(7)), CLASSES_OF_108),
    Since(date(2020, 1, 1), AlarmRule(lag=FIVE, spend_below=NINETY, answer_within=Days(7)), TRIGGER_OF_109),
)
LAMPS = Dated(Since(BEGAN, Lamps(yellow=FIVE, red=TEN), Ours("落後5個百分點依108年分類；紅燈門檻未見於報告，暫以10個百分點")))
WORKS_POINTS = ((AWARD, "發包（決標）"), ("start", "開工"), (FINISH, "完工"), ("accept", "驗收"))


def indicators(key: str, name: str) -> tuple[Indicator, ...]:
    """Return the figures every programme has."""
    return (
        Indicator(key=f"{key}.plans", name=f"{name}列管件數", unit="項", measure=count_plans(), counting="期末所屬年度列管之計畫，含已退場者"),
        Indicator(key=f"{key}.tracked", name=f"{name}期末列管中件數", unit="項", measure=count_tracked(), counting="期末尚未退場者"),
        Indicator(key=f"{key}.released", name=f"{name}解除列管件數", unit="項", measure=count_left(Standing.RELEASED), counting="期末前已解除列管者"),
        Indicator(key=f"{key}.budget", name=f"{name}列管經費", unit="元", measure=sum_budget(), counting="公務、基金及中央補助合計"),
        Indicator(key=f"{key}.on_track", name=f"{name}完成或進度落後未滿5%項數", unit="項", measure=lag_share(is_behind=False, is_count=True),
                  basis=(CLASSES_OF_108,), counting="以期末前最近一期已送審之年累計進度與當時基準比較；未填報者不計"),
        Indicator(key=f"{key}.on_track_share", name=f"{name}完成或進度落後未滿5%比率", unit="%", measure=lag_share(is_behind=False),
                  basis=(CLASSES_OF_108,), places=1, counting="同上，分母為有填報者"),
        Indicator(key=f"{key}.behind", name=f"{name}進度落後5%以上項數", unit="項", measure=lag_share(is_behind=True, is_count=True),
                  basis=(CLASSES_OF_108,), counting="恰為5個百分點者計入落後"),
        Indicator(key=f"{key}.behind_share", name=f"{name}進度落後5%以上比率", unit="%", measure=lag_share(is_behind=True),
                  basis=(CLASSES_OF_108,), places=1, counting="恰為5個百分點者計入落後；分母為有填報者"),
        Indicator(key=f"{key}.variance", name=f"{name}平均進度差異", unit="百分點", measure=mean_variance(), counting="實際減預定之平均；未填報者不計"),
        Indicator(key=f"{key}.schedule", name=f"{name}查核點時程績效（SPI）", unit="", measure=schedule_performance(),
                  counting="期末應達查核點中已達者之比；沒有查核點者不計"),
        Indicator(key=f"{key}.spend_share", name=f"{name}年經費支用比", unit="%", measure=money_share("realised"), basis=(TRIGGER_OF_109,),
                  counting="累計實現數除以累計分配數；未填報者不計"),
        Indicator(key=f"{key}.execution", name=f"{name}預算執行率", unit="%", measure=money_share("realised", "payable", "surplus"),
                  counting="（累計實現數＋應付未付數＋節餘數）除以累計分配數"),
        Indicator(key=f"{key}.fill_share", name=f"{name}填報率", unit="%", measure=fill_share(), counting="各期應填報件次中已送審者"),
        Indicator(key=f"{key}.in_time_share", name=f"{name}如期填報率", unit="%", measure=fill_share(in_time=True), counting="各期應填報件次中於期限內送審者"),
        Indicator(key=f"{key}.returned", name=f"{name}退回補正次數", unit="次", measure=count_returned(), counting="研考會退回補正之次數"),
        rule_figure(f"{key}.lag_limit", f"{name}進度落後門檻", "%", InForce(rules=(ALARMS,), read=attrgetter("lag"))),
    )  # fmt: skip


def works_indicators(key: str, name: str) -> tuple[Indicator, ...]:
    """Return the figures of programmes of works: how many were awarded, how many finished."""
    return (
        Indicator(
            key=f"{key}.award_share",
            name=f"{name}發包率",
            unit="%",
            measure=milestone_share(AWARD),
            counting="已發包件數除以核定件數；撤案、併案不計",
        ),
        Indicator(
            key=f"{key}.finish_share",
            name=f"{name}完工率",
            unit="%",
            measure=milestone_share(FINISH),
            counting="已完工件數除以核定件數；撤案、併案不計",
        ),
    )
