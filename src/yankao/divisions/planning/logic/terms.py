"""What indicators and mid-term plans share: yearly reports, when a target is missed or far exceeded, the lamps, the way of a report."""

from datetime import date
from decimal import Decimal

from yankao.divisions.planning.roles import HANDLER, HEAD, PLANNING, WINDOW
from yankao.engines.progress.declare import AlarmRule, Every, FillingRule, Frequency, Lamps, way
from yankao.kernel.days import Days
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2010, 1, 1)
ASKED_IN_JANUARY = Practice("預計1月底前函請各機關檢討分析年度關鍵績效指標執行成果", seen="研考 109 第45行")
BEHIND_OR_FAR_ABOVE = Practice("就各機關執行成果落後或超越預定目標值較多的績效指標，研提改善建議後函請檢討改善", seen="施政績效成果報告 108 第100行")
BOUNDS = Ours("報告稱「落後或超越較多」而未載界線：暫以達成率低於90%或高於120%為準")

WAY = way(clerk=HANDLER, window=WINDOW, head=HEAD, commission=PLANNING)
YEARLY = Dated(
    Since(BEGAN, Frequency(low=Every.YEAR, medium=Every.YEAR, high=Every.YEAR), Practice("每年追蹤關鍵績效指標執行成果", seen="施政計畫 112 第73行"))
)
FILLING = Dated(Since(BEGAN, FillingRule(within=Days(31), remind=(Days(10), Days(3))), ASKED_IN_JANUARY))
ALARMS = Dated(Since(BEGAN, AlarmRule(lag=Decimal(10), far_above=Decimal(20), answer_within=Days(14), agenda_after=2), BOUNDS))
LAMPS = Dated(Since(BEGAN, Lamps(yellow=Decimal("0.01"), red=Decimal(10)), BOUNDS))
