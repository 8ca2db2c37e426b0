"""逐日檢核: what should stand in the registers of the service centre and does not is chased: health desk sessions and the hiring pledge."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from yankao.divisions.service.registers.health_visits import DESK_HOURS, HealthVisit, Session
from yankao.divisions.service.registers.staff_members import STAFF_MEMBERS, StaffMember
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell_once
from yankao.kernel.days import Days, day_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import RocMonth, Window, roc_date
from yankao.kernel.workdays.calendar import load_calendar

DIVISION = "service"
LOOKED_BACK = Dated(Since(date(2019, 1, 1), Days(7), Ours("每日檢核前7日，開辦前及停辦後不檢核")))
MISSING_TO_TARGET = "service.staff_member.missing_to_target"


def chase_health_sessions(*, now: datetime) -> int:
    """Tell the centre, once each, of the sessions of the health desk that have passed without an entry; return how many were told."""
    today = day_of(now)
    begun = HealthVisit.objects.order_by("served_on").values_list("served_on", flat=True).first()
    if begun is None:
        return 0
    first = max(begun, today - timedelta(days=LOOKED_BACK.at(today).value.n))
    entered = set(HealthVisit.objects.filter(served_on__gte=first).values_list("served_on", "session"))
    calendar = load_calendar()
    days = (first + timedelta(days=n) for n in range((today - first).days))
    passed = ((day, each.session) for day in days if calendar.is_workday(day) for each in DESK_HOURS.at(day).value)
    return _tell("health_visit", (_session(day, session) for day, session in passed if (day, str(session)) not in entered), now=now)


def _session(day: date, session: Session) -> tuple[str, str]:
    return f"{day} {session}", f"{roc_date(day)}{session.label}保健服務人次尚未登錄，請補登"


def chase_hiring_pledge(*, now: datetime) -> int:
    """Tell the centre, once a month, when fewer of the pledged categories are employed than was promised; return how many were told."""
    today = day_of(now)
    if not StaffMember.objects.exists():
        return 0
    indicator = next(each for each in STAFF_MEMBERS.indicators if each.key == MISSING_TO_TARGET)
    missing = indicator.measure(STAFF_MEMBERS.key, Window(today, today)).numerator
    month = RocMonth.of(today).code
    title = f"進用中重度身障及視障話務人員距目標尚缺{missing}人，請研擬進用"
    return _tell("hiring_pledge", [(month, title)] if missing else [], now=now)


def _tell(kind: str, found: Iterable[tuple[str, str]], *, now: datetime) -> int:
    to = Notice.Recipient.DIVISION
    tellings = (Telling(recipient_kind=to, recipient_id=DIVISION, subject_kind=kind, subject_id=key, title=title) for key, title in found)
    return tell_once(tellings, now=now)
