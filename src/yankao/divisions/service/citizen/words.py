"""Promises in words: until when the city will answer, and honestly by how much it is late."""

from datetime import datetime

from django.utils.translation import gettext as _

from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.petition import PETITION
from yankao.engines.cases.models import Case, DueDate
from yankao.kernel.days import TAIPEI, last_day_of
from yankao.shell.due import span_text
from yankao.shell.words import is_chinese, long_day_text

PROMISES = {DISPATCH.key: "report_back", PETITION.key: "answer"}
"""Which of a case's limits is the one promised to the citizen."""
WEEK, WEEK_EN = "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def due_words(due: datetime) -> str:
    """Write a limit for a citizen: with the day of the week, to the minute where it ends within a day."""
    local = due.astimezone(TAIPEI)
    ends_with_day = local.hour == local.minute == 0
    day = last_day_of(due) if ends_with_day else local.date()
    week = f"（{WEEK[day.weekday()]}）" if is_chinese() else f" ({WEEK_EN[day.weekday()]})"
    clock = "" if ends_with_day else f" {local:%H:%M}"
    return f"{long_day_text(day)}{week}{clock}"


def promise_of(case: Case) -> DueDate | None:
    """Return the limit that is promised to the citizen."""
    return DueDate.objects.filter(case_id=case.pk, key=PROMISES.get(case.procedure, "")).order_by("-period").first()


def promise_words(limit: DueDate | None, *, now: datetime) -> tuple[str, str]:
    """Return a sentence on the promise, and how it stands: kept, late, open, paused or none."""
    if limit is None:
        return _("承辦機關確認後會告知辦理期限。"), "none"
    until = due_words(limit.due_at)
    if limit.met_at is not None:
        return _met(limit, limit.met_at, until)
    if limit.paused_at is not None:
        return _("期限暫停計算，等候您補充資料。"), "paused"
    if now >= limit.due_at:
        words = _("原承諾在%(until)s前回復，目前已逾期%(time)s，很抱歉；系統已通知承辦機關及督導人員。")
        return words % {"until": until, "time": span_text(now - limit.due_at)}, "late"
    words = _("承諾在%(until)s前回復（期限已展延）。") if limit.extended else _("承諾在%(until)s前回復。")
    return words % {"until": until}, "open"


def _met(limit: DueDate, met_at: datetime, until: str) -> tuple[str, str]:
    if met_at < limit.due_at:
        return _("已在承諾的期限（%(until)s）前回復。") % {"until": until}, "kept"
    words = _("已回復，但比承諾的期限（%(until)s）晚了%(time)s，很抱歉。")
    return words % {"until": until, "time": span_text(met_at - limit.due_at)}, "late"
