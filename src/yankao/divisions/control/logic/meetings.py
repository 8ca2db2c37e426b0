"""What the meetings of 管制考核 share: when notices and minutes go out, what a resolution becomes under control, and what is counted."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from yankao.divisions.control.logic.directive import Kind
from yankao.divisions.control.procedures.city_order import MeetingItem
from yankao.divisions.control.roles import CONTROL, OVERSIGHT
from yankao.engines.activities.declare import Series, Suggests, Tracked
from yankao.engines.activities.measures import count_attendance, count_held, count_resolutions, share_minuted_in_time, share_of_periods_held
from yankao.engines.activities.models import Resolution
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import WorkDays, day_of
from yankao.kernel.law import Dated, Ground, Ours, Since

BEGAN = date(2009, 1, 1)
NOTICE = Dated(Since(BEGAN, WorkDays(3), Ours("開會三個工作日前發出通知，讓機關備妥資料並指派適當人員")))
MINUTES = Dated(Since(BEGAN, WorkDays(7), Ours("會後七個工作日內函發紀錄，決議才能儘早交辦")))
FIRST_REPORT = timedelta(days=14)
"""When a resolution without a date of its own is first reported on: before the next monthly meeting is prepared."""


def item_facts(resolution: Resolution) -> Mapping[str, Any]:
    """Return the facts with which a resolution is put under control."""
    meeting = resolution.meeting
    held_on = day_of(meeting.starts_at)
    return {
        "title": resolution.text[:80],
        "order": resolution.text,
        "item_number": f"{meeting.number}-{resolution.order}",
        "kind": Kind.LIMITED if resolution.due_on else Kind.ONGOING,
        "ordered_on": held_on,
        "finish_on": resolution.due_on,
        "report_on": resolution.due_on or held_on + FIRST_REPORT,
        "meeting": meeting.title[:80],
        "meeting_number": f"第{meeting.number}次",
        "chaired_by": meeting.chair[:60],
        "form": MeetingItem.Form.RESOLUTION,
        "presented_at": f"第{meeting.number + 1}次",
        "source_number": meeting.minutes_number,
        "agency": resolution.agency,
    }


def series(
    *,
    key: str,
    name: str,
    tracked: str,
    chaired_by: str,
    systems: tuple[str, ...],
    basis: tuple[Ground, ...],
    programmes: tuple[tuple[str, str], ...] = (),
    every: Dated[int] | None = None,
    suggests: Suggests | None = None,
) -> Series:
    """Declare one series of meetings: all are called, held, minuted and followed up the same way."""
    return Series(
        key=key,
        name=name,
        systems=systems,
        basis=basis,
        chaired_by=chaired_by,
        called_by=CONTROL,
        seen_by=CONTROL | OVERSIGHT,
        notice=NOTICE,
        minutes=MINUTES,
        programmes=programmes,
        every=every,
        tracked=Tracked(procedure=tracked, facts=item_facts),
        suggests=suggests,
        indicators=(
            Indicator(key=f"{key}.held", name=f"{name}場次", unit="場次", measure=count_held(), counting="期間內召開者；取消及改期未開者不計"),
            *(
                (
                    Indicator(
                        key=f"{key}.periods_held",
                        name=f"{name}如期召開率",
                        unit="%",
                        measure=share_of_periods_held(),
                        counting="期間內已結束之各季（期）中，至少召開一次者之比率",
                    ),
                )
                if every is not None
                else ()
            ),
            *(
                Indicator(
                    key=f"{key}.held_for_{programme.rpartition('.')[2]}",
                    name=f"{name}檢討{label}場次",
                    unit="場次",
                    measure=count_held(programme),
                    counting="期間內召開並列入該計畫檢討者；一場同時檢討數計畫，各計一場",
                )
                for programme, label in programmes
            ),
            Indicator(key=f"{key}.attendance", name=f"{name}出席人次", unit="人次", measure=count_attendance(), counting="簽到者，機關以一人次計"),
            Indicator(
                key=f"{key}.resolutions", name=f"{name}決議件數", unit="件", measure=count_resolutions(), counting="期間內召開之會議所作決議及裁示"
            ),
            Indicator(
                key=f"{key}.minuted_in_time",
                name=f"{name}紀錄如期函發率",
                unit="%",
                measure=share_minuted_in_time(),
                counting="應函發紀錄之會議中於期限內函發者；期限未屆者不計",
            ),
        ),
    )
