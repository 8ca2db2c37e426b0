"""假日值班的畫面: the free days of a month with who is on duty and who is missing, handing over, and the printed list."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.logic.holiday_duty import CHASED_AHEAD, ask_swap, decide_swap, holidays_of
from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.registers.shifts import HOLIDAY_SEATS, SHIFT_DUTIES, DutySwap
from yankao.engines.registers.write import enter, may_enter
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, parse_date
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

MONTHS_BACK, MONTHS_OFFERED, DECIDED_SHOWN = 2, 9, 10


@page(who=DESK, methods=READ_WRITE)
def holiday_list(request: HttpRequest) -> HttpResponse:
    """Show the free days of a month; enter a duty, ask for a handing over, or decide on one."""
    actor, now = actor_of_request(request), clock()
    month = _month(request, now=now)
    if request.method == "POST":
        _do(request, actor, now=now)
        return redirect(f"{request.path}?month={month.code}")
    current = RocMonth.of(day_of(now))
    days = holidays_of(month)
    swaps = DutySwap.objects.select_related("duty").order_by("-asked_at", "-pk")
    context = {
        "months": [(it.code, str(it)) for it in (current.plus(n - MONTHS_BACK) for n in range(MONTHS_OFFERED))],
        "month": month,
        "days": days,
        "missing": sum(each.missing for each in days),
        "asked": swaps.filter(state=DutySwap.State.ASKED),
        "decided": swaps.exclude(state=DutySwap.State.ASKED)[:DECIDED_SHOWN],
        "may_write": may_enter(SHIFT_DUTIES, actor),
        "coming": [(duty, cover.name) for day in days if day.day >= day_of(now) for cover in day.shifts for duty in cover.duties],
        "rule": HOLIDAY_SEATS.at(month.first),
        "chase": CHASED_AHEAD.at(month.first),
    }
    return render(request, "service/holidays.html", context)


@page(who=DESK)
def holiday_sheet(request: HttpRequest) -> HttpResponse:
    """Show the list of a month ready to be printed and signed."""
    actor, now = actor_of_request(request), clock()
    month = _month(request, now=now)
    context = {"month": month, "days": holidays_of(month), "city": current_city(), "who": actor.name, "at": now}
    return render(request, "service/holiday_sheet.html", context)


def _month(request: HttpRequest, *, now: datetime) -> RocMonth:
    try:
        return RocMonth.parse(request.GET.get("month") or request.POST.get("month") or RocMonth.of(day_of(now)).code)
    except ValueError:
        return RocMonth.of(day_of(now))


def _do(request: HttpRequest, actor: Actor, *, now: datetime) -> None:
    try:
        told = _done(request, actor, now=now)
    except ValidationError as error:
        messages.error(request, _("還不能登錄：%(why)s") % {"why": " ".join(error.messages)})
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)


def _done(request: HttpRequest, actor: Actor, *, now: datetime) -> str:
    text = {name: request.POST.get(name, "").strip() for name in ("do", "duty", "swap", "person", "reason", "answer", "duty_on", "shift", "seat")}
    match text["do"]:
        case "ask":
            ask_swap(int(text["duty"] or 0), text["person"], reason=text["reason"], actor=actor, now=now)
            return _("已送督導核定")
        case "approve" | "refuse":
            decide_swap(int(text["swap"] or 0), is_approved=text["do"] == "approve", answer=text["answer"], actor=actor, now=now)
            return _("已核定")
    facts = {"duty_on": parse_date(text["duty_on"]), "shift": text["shift"], "person": text["person"], "seat": text["seat"], "is_holiday": True}
    enter(SHIFT_DUTIES, actor=actor, now=now, facts=facts)
    return _("已排班")
