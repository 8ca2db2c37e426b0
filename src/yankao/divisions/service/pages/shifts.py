"""交班簿、早晨交班表、輪班表與空白受理單: what one shift leaves to the next, printed in one click."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.morning import morning
from yankao.divisions.service.registers.shifts import SHIFT_DUTIES, SHIFT_NOTES, Shift, ShiftDuty, ShiftNote, shift_at
from yankao.engines.registers.write import correct, enter, may_enter, strike
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import ONE_DAY, TAIPEI, day_of
from yankao.kernel.roc import parse_date
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

WEEK = 7
SHOWN = 60
BEFORE_DAWN = 8


@page(who=DESK, methods=READ_WRITE)
def handover(request: HttpRequest) -> HttpResponse:
    """Show what is handed over and what is still to do; write an entry, or tick one off."""
    actor, now = actor_of_request(request), clock()
    if request.method == "POST":
        return _write_note(request, actor, now=now)
    open_notes = ShiftNote.objects.filter(is_done=False).order_by("shift_on", "pk")[:SHOWN]
    done = ShiftNote.objects.filter(is_done=True, shift_on__gte=day_of(now) - timedelta(days=2)).order_by("-shift_on", "-pk")[:SHOWN]
    context = {"open_notes": open_notes, "done": done, "shifts": Shift.choices, "shift": shift_at(now), "today": shift_day(now)}
    return render(request, "service/handover.html", context)


def shift_day(now: datetime) -> date:
    """Return the day to which the shift at a moment belongs: the night until eight belongs to the evening before."""
    day = day_of(now)
    return day - ONE_DAY if now.astimezone(TAIPEI).hour < BEFORE_DAWN else day


def _write_note(request: HttpRequest, actor: Actor, *, now: datetime) -> HttpResponse:
    done = request.POST.get("done", "")
    try:
        if done.isdigit():
            correct(SHIFT_NOTES, int(done), actor=actor, now=now, facts={"is_done": True}, reason="已辦畢")
        else:
            facts = {
                "shift_on": shift_day(now),
                "shift": request.POST.get("shift") or str(shift_at(now)),
                "text": request.POST.get("text", "").strip(),
            }
            enter(SHIFT_NOTES, actor=actor, now=now, facts=facts)
    except ValidationError as error:
        messages.error(request, _("還不能登錄：%(why)s") % {"why": " ".join(error.messages)})
    except ShiftNote.DoesNotExist:
        messages.error(request, _("查無此交班事項"))
    return redirect("handover")


@page(who=DESK)
def morning_sheet(request: HttpRequest) -> HttpResponse:
    """Show the morning sheet of the hand-over; asked for by its button it goes to the printer at once."""
    actor, now = actor_of_request(request), clock()
    context = {
        "sheet": morning(actor, now=now),
        "city": current_city(),
        "who": actor.name,
        "shift": shift_at(now).label,
        "today": day_of(now),
        "print_now": "now" in request.GET,
    }
    return render(request, "service/morning.html", context)


@page(who=DESK, methods=READ_WRITE)
def rota(request: HttpRequest) -> HttpResponse:
    """Show a week of the rota; the supervisor enters a person at a seat, or takes one out."""
    actor, now = actor_of_request(request), clock()
    first = _week_of(request.GET.get("week", "") or request.POST.get("week", ""), now=now)
    if request.method == "POST":
        _write_duty(request, actor, now=now)
        return redirect(f"{request.path}?week={first.isoformat()}")
    days = [first + timedelta(days=n) for n in range(WEEK)]
    duties = list(ShiftDuty.objects.filter(duty_on__gte=days[0], duty_on__lte=days[-1]).order_by("seat", "person"))
    context: dict[str, Any] = {
        "days": days,
        "rows": [
            (name, [(day, [each for each in duties if each.duty_on == day and each.shift == key]) for day in days]) for key, name in Shift.choices
        ],
        "shifts": Shift.choices,
        "may_write": may_enter(SHIFT_DUTIES, actor),
        "before": first - timedelta(days=WEEK),
        "after": first + timedelta(days=WEEK),
        "week": first,
        "today": day_of(now),
    }
    return render(request, "service/rota.html", context)


def _week_of(text: str, *, now: datetime) -> date:
    """Return the Monday of the week asked for, else of this one."""
    try:
        day = date.fromisoformat(text) if text else day_of(now)
    except ValueError:
        day = day_of(now)
    return day - timedelta(days=day.weekday())


def _write_duty(request: HttpRequest, actor: Actor, *, now: datetime) -> None:
    gone = request.POST.get("strike", "")
    try:
        if gone.isdigit():
            strike(SHIFT_DUTIES, int(gone), actor=actor, now=now, reason=request.POST.get("reason", "").strip() or "調整班表")
        else:
            enter(SHIFT_DUTIES, actor=actor, now=now, facts=_duty_facts(request))
    except ValidationError as error:
        messages.error(request, _("還不能排班：%(why)s") % {"why": " ".join(error.messages)})
    except ShiftDuty.DoesNotExist:
        messages.error(request, _("查無此筆輪值"))


def _duty_facts(request: HttpRequest) -> dict[str, object]:
    try:
        day = parse_date(request.POST.get("duty_on", ""))
    except ValueError:
        raise ValidationError({"duty_on": "請輸入日期，例如 112/3/1"}) from None
    texts = {name: request.POST.get(name, "").strip() for name in ("shift", "person", "seat")}
    return {"duty_on": day, "is_holiday": bool(request.POST.get("is_holiday")), **texts}
