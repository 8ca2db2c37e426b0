"""話務營運的畫面: one month of the 1999 line in figures and two charts, each with the table behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.service.logic.operation import bars, by_day, by_hour, compared
from yankao.divisions.service.pages.audiences import FIGURES
from yankao.divisions.service.registers.calls import ANSWERED_WITHIN
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, Window
from yankao.shell.gate import page
from yankao.shell.words import now as clock

MONTHS_OFFERED = 13


@page(who=FIGURES)
def operation(request: HttpRequest) -> HttpResponse:
    """Show the month asked for, else the last whole one."""
    now = clock()
    current = RocMonth.of(day_of(now))
    months = [current.plus(-n) for n in range(MONTHS_OFFERED)]
    asked = request.GET.get("month", "")
    try:
        month = RocMonth.parse(asked) if asked else months[1]
    except ValueError:
        month = months[1]
    before = month.plus(-1)
    window = Window(month.first, month.last)
    hours, days = by_hour(window), by_day(window)
    context = {
        "months": [(it.code, str(it)) for it in dict.fromkeys((*months, month))],
        "month": month,
        "before": before,
        "is_running": month == current,
        "groups": compared(window, Window(before.first, before.last)),
        "charts": (
            ("hours", "各時段進線", bars(hours, every=3), max(slot.calls for slot in hours)),
            ("days", "每日進線", bars(days, every=5), max(slot.calls for slot in days)),
        ),
        "seconds": int(ANSWERED_WITHIN.at(month.last).value.total_seconds()),
        "ground": ANSWERED_WITHIN.at(month.last).ground,
        "has_calls": any(slot.calls for slot in days),
    }
    return render(request, "service/operation.html", context)
