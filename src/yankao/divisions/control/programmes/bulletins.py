"""月分析報告、列管案件進度雙月報: what the months of the plans under control show, given out to all agencies and their heads."""

from datetime import date

from yankao.divisions.control.programmes.control_points import CONTROL_POINTS
from yankao.divisions.control.programmes.district_works import DISTRICT_WORKS
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.divisions.control.roles import CONTROL
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.bulletins import count_issued, issued_in_time_share
from yankao.engines.progress.declare import Bulletin
from yankao.kernel.days import Days
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2009, 1, 1)
MONTHLY_RULE = Practice("每月提送執行進度，經彙整後編製月分析報告，供各機關參考", seen="施政績效成果報告 108 第112行")
BIMONTHLY_RULE = Practice("彙整印製市政府列管案件進度雙月報，公布供各機關參考", seen="業務報告 104-04 第325行")


def _indicators(key: str, name: str) -> tuple[Indicator, ...]:
    return (
        Indicator(key=f"{key}.issued", name=f"{name}公布期數", unit="期", measure=count_issued(), counting="期間內公布者"),
        Indicator(
            key=f"{key}.in_time_share",
            name=f"{name}如期公布率",
            unit="%",
            measure=issued_in_time_share(),
            counting="期間內公布者，於期限內公布之比率",
        ),
    )


MONTHLY_ANALYSIS = Bulletin(
    key="control.monthly_analysis",
    name="列管計畫月分析報告",
    programmes=(PROJECTS, INFRA_SUBSIDY),
    every=1,
    within=Dated(Since(BEGAN, Days(20), Ours("各月終了後二十日內公布：填報七日、審查及說明十三日；報告未載期限"))),
    issued_by=CONTROL,
    systems=("progress-bulletins", "project-tracking"),
    basis=(MONTHLY_RULE,),
    indicators=_indicators("control.monthly_analysis", "月分析報告"),
)
BIMONTHLY = Bulletin(
    key="control.bimonthly",
    name="列管案件進度雙月報",
    programmes=(PROJECTS, INFRA_SUBSIDY, DISTRICT_WORKS, FORWARD_LOOKING, CONTROL_POINTS),
    every=2,
    within=Dated(Since(BEGAN, Days(31), Ours("雙月終了後一個月內公布；報告未載期限"))),
    issued_by=CONTROL,
    systems=("progress-bulletins",),
    basis=(BIMONTHLY_RULE,),
    indicators=_indicators("control.bimonthly", "雙月報"),
)
