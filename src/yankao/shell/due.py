"""How near a due date is, as one lamp with its words: a colour alone tells nothing to somebody who cannot see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from yankao.kernel.days import day_of, last_day_of
from yankao.shell.words import due_text

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class Light(StrEnum):
    """The colours of the lamp."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"
    PAUSED = "paused"
    DONE = "done"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """One lamp: its colour, what it says, and the due date itself in words."""

    light: Light
    says: str
    when: str = ""


def lamp(due: datetime | None, *, now: datetime, closed: datetime | None = None) -> Lamp:
    """Return the lamp of a case."""
    if closed is not None:
        return Lamp(light=Light.DONE, says=_("已結案"))
    if due is None:
        return Lamp(light=Light.NONE, says=_("無期限"))
    return running(due, now=now)


def running(due: datetime, *, now: datetime) -> Lamp:
    """Return the lamp of a due date that has not been met yet."""
    if now >= due:
        return Lamp(light=Light.LATE, says=_("逾期%(time)s") % {"time": span_text(now - due)}, when=due_text(due))
    if last_day_of(due) == day_of(now):
        says = _("今日到期") if due - now > HOUR * 12 else _("剩%(time)s") % {"time": span_text(due - now)}
        return Lamp(light=Light.SOON, says=says, when=due_text(due))
    light = Light.SOON if due - now <= DAY else Light.CALM
    return Lamp(light=light, says=_("剩%(time)s") % {"time": span_text(due - now)}, when=due_text(due))


def kept(due: datetime, met: datetime) -> Lamp:
    """Return the lamp of a due date that was met, in time or late."""
    if met < due:
        return Lamp(light=Light.DONE, says=_("如期完成"), when=due_text(due))
    return Lamp(light=Light.LATE, says=_("逾期%(time)s完成") % {"time": span_text(met - due)}, when=due_text(due))


def span_text(span: timedelta) -> str:
    """Write a length of time roughly: days, else hours, else minutes."""
    if span >= DAY * 2:
        return _("%(n)d日") % {"n": span // DAY}
    if span >= HOUR:
        return _("%(n)d小時") % {"n": span // HOUR}
    return _("%(n)d分鐘") % {"n": max(1, span // MINUTE)}
