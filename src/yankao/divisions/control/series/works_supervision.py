"""公共工程督導會報: chaired by a deputy mayor, it serves many sets of works under control at once and takes up those that are behind."""

from collections.abc import Iterator
from datetime import date

from yankao.divisions.control.logic.meetings import BEGAN, series
from yankao.divisions.control.programmes.district_works import DISTRICT_WORKS
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.morakot import MORAKOT
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.activities.declare import Suggestion
from yankao.engines.activities.models import Meeting
from yankao.engines.progress.alarms import agenda
from yankao.engines.progress.models import Alarm, AlarmKind
from yankao.kernel.law import Dated, Practice, Since
from yankao.kernel.roc import RocMonth

CHAIRED = Practice("由副市長主持，定期召開公共工程督導會報，協助機關解決困難，督促工進", seen="業務報告 109-11 第61行")
EVERY_QUARTER = Practice("每季召開公督會報檢討列管案件遭遇問題並研議解決對策", seen="業務報告 109-11 第69行")
QUARTER = 3
WORKS = (PROJECTS, INFRA_SUBSIDY, MORAKOT, DISTRICT_WORKS, FORWARD_LOOKING)


def behind_for_months(meeting: Meeting, today: date) -> Iterator[Suggestion]:
    """Propose the plans that are behind for months, each once, of the sets that the meeting serves; of all when it names none."""
    served = {row.programme for row in meeting.programmes.all()}
    month = RocMonth.of(today).plus(-1)
    told: set[int] = set()
    for alarm in agenda(month.first, programmes=[it for it in WORKS if it.key in served or not served]):
        if alarm.plan_id not in told:
            told.add(alarm.plan_id)
            yield _suggestion(alarm)


def _suggestion(alarm: Alarm) -> Suggestion:
    unit = "%" if alarm.kind == AlarmKind.SPEND else "個百分點"
    measured = f"{alarm.get_kind_display()}{alarm.measured}{unit}"
    told = f"原因：{alarm.cause}；改善方案：{alarm.remedy}" if alarm.answered_at else "機關尚未說明原因及改善方案"
    return Suggestion(
        key=f"{alarm.plan.number}:{RocMonth.of(alarm.month).code}",
        title=f"{alarm.plan.name}：連續{alarm.streak}期{alarm.get_kind_display()}"[:200],
        text=f"{alarm.plan.number}，{RocMonth.of(alarm.month)}{measured}。{told}",
        agency_id=alarm.plan.agency_id,
    )


WORKS_SUPERVISION = series(
    key="control.works_supervision",
    name="公共工程督導會報",
    systems=("works-supervision",),
    basis=(CHAIRED, EVERY_QUARTER),
    chaired_by="副市長",
    every=Dated(Since(BEGAN, QUARTER, EVERY_QUARTER)),
    tracked="control.taskforce_item",
    programmes=(
        (PROJECTS.key, "市府列管計畫"),
        (INFRA_SUBSIDY.key, "中央補助公共建設"),
        (MORAKOT.key, "莫拉克災後復建"),
        (DISTRICT_WORKS.key, "區公所重要工程"),
        (FORWARD_LOOKING.key, "前瞻基礎建設"),
        ("engineering.inspection", "工程施工查核"),
    ),
    suggests=behind_for_months,
)
