"""辦公日曆: the year as the offices work it, local closures (颱風停班), and what a closure would move before it is entered."""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.calendar_change import Preview, day_subject, preview, remove_local_day, set_local_day
from yankao.kernel.actors import Actor
from yankao.kernel.changes.record import history
from yankao.kernel.days import day_of
from yankao.kernel.roc import parse_date
from yankao.kernel.workdays.calendar import load_calendar
from yankao.kernel.workdays.models import CalendarDay
from yankao.shell.administration.asking import CONFLICT, REFUSED
from yankao.shell.administration.audiences import ADMIN, KEEPERS
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.administration.names import told
from yankao.shell.forms.fields import as_input
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock

YEARS = range(2000, 2101)
WEEKEND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day of the year view: how it is worked, and its name where it has one."""

    day: date
    sort: str
    name: str


@page(who=KEEPERS)
def year(request: HttpRequest) -> HttpResponse:
    """Show a year, month by month, with the local days listed beneath."""
    today = day_of(clock())
    text = request.GET.get("year", "")
    number = int(text) if text.isdecimal() and int(text) in YEARS else today.year
    entered = {row.day: row for row in CalendarDay.objects.filter(day__year=number)}
    weeks = months.Calendar()
    working = load_calendar()
    context = {
        "year": number,
        "roc_year": number - 1911,
        "previous": number - 1,
        "next": number + 1,
        "today": today,
        "months": [
            (
                month,
                [
                    [_cell(day, month, entered, is_workday=working.is_workday(day)) for day in week]
                    for week in weeks.monthdatescalendar(number, month)
                ],
            )
            for month in range(1, 13)
        ],
        "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "local": [row for row in sorted(entered.values(), key=lambda row: row.day) if row.is_local],
        "workdays": sum(
            working.is_workday(date(number, month, day)) for month in range(1, 13) for day in range(1, months.monthrange(number, month)[1] + 1)
        ),
        "is_admin": ADMIN.allows(actor_of_request(request)),
    }
    return render(request, "shell/administration/calendar.html", context)


@page(who=ADMIN, methods=READ_WRITE)
def local_day(request: HttpRequest) -> HttpResponse:
    """Ask for a local closure or working day, show what it would move, and enter it."""
    sent = request.POST if request.method == "POST" else request.GET
    errors: dict[str, str] = {}
    day = _day(sent.get("day", ""), errors) if sent.get("day") else None
    is_workday = sent.get("state") == "work"
    row = CalendarDay.objects.filter(day=day).first() if day else None
    seen = preview(day, is_workday=is_workday) if day else None
    status = 200
    if request.method == "POST" and request.POST.get("do") == "save":
        if day is None:
            errors.setdefault("day", _("請填寫日期"))
        elif request.POST.get("moves") != str(seen.deadlines if seen else ""):
            errors["day"] = _("影響的期限數已有變動，請重新確認下方預覽後再送出")
            status = CONFLICT
        else:
            answer = _enter(request, day, is_workday=is_workday, errors=errors)
            if answer is not None:
                return answer
    if errors and status != CONFLICT:
        status = REFUSED
    return _show_day(request, {"day": day, "row": row, "preview": seen, "errors": errors, "is_workday": is_workday}, status=status)


@page(who=ADMIN, methods=READ_WRITE)
def local_day_remove(request: HttpRequest, day: str) -> HttpResponse:
    """Ask why a local day is taken back, and take it back."""
    found = _day_of(day)
    actor, errors = actor_of_request(request), dict[str, str]()
    if request.method == "POST":

        def deed() -> str:
            told_later = remove_local_day(found, reason=request.POST.get("reason", ""), actor=actor, now=clock())
            _say(request, told_later)
            return f"{reverse('administration_calendar')}?year={found.year}"

        try:
            return redirect(do_once(request, deed, actor=actor, now=clock()))
        except ValidationError as error:
            errors = _told(error)
    row = CalendarDay.objects.filter(day=found, is_local=True).first()
    context = {"day": found, "row": row, "errors": errors, "once": token_of(request), "history": told(history(day_subject(found)))}
    return render(request, "shell/administration/calendar_remove.html", context, status=REFUSED if errors else 200)


def _day_of(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError:
        raise Http404 from None


def _enter(request: HttpRequest, day: date, *, is_workday: bool, errors: dict[str, str]) -> HttpResponse | None:
    actor = actor_of_request(request)

    def deed() -> str:
        done = set_local_day(
            day, is_workday=is_workday, name=request.POST.get("name", ""), source=request.POST.get("source", ""), actor=actor, now=clock()
        )
        _say(request, done)
        return f"{reverse('administration_calendar')}?year={day.year}"

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        errors.update(_told(error))
    return None


def _say(request: HttpRequest, done: Preview) -> None:
    text = _("已登錄。%(cases)d件案件的%(deadlines)d項期限順延；%(kept)d項已告知的期限維持不提前。")
    messages.success(request, text % {"cases": done.cases, "deadlines": done.deadlines, "kept": done.kept})


def _told(error: ValidationError) -> dict[str, str]:
    if hasattr(error, "error_dict"):
        return {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
    return {"day": " ".join(error.messages)}


def _show_day(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    day = context["day"]
    context |= {
        "sent": request.POST,
        "text": as_input(day) if isinstance(day, date) else request.POST.get("day", ""),
        "once": token_of(request),
        "history": told(history(day_subject(day))) if isinstance(day, date) else (),
    }
    return render(request, "shell/administration/calendar_day.html", context, status=status)


def _day(text: str, errors: dict[str, str]) -> date | None:
    try:
        return parse_date(text)
    except ValueError as error:
        errors["day"] = str(error)
        return None


def _cell(day: date, month: int, entered: dict[date, CalendarDay], *, is_workday: bool) -> DayCell | None:
    """Return a day of the month; None for the days of the months beside it in its first and last week."""
    if day.month != month:
        return None
    row = entered.get(day)
    sort = "work" if is_workday else "free"
    if row is not None and row.is_local:
        sort = "local"
    elif is_workday == (day.weekday() >= WEEKEND):
        sort = "makeup" if is_workday else "holiday"
    return DayCell(day=day, sort=sort, name=row.name if row else "")


def _figures(_actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    local = CalendarDay.objects.filter(is_local=True, day__year=day_of(now).year).count()
    return ((local, _("天今年本市自訂停班或補班")),)


register_card(Card(name="辦公日曆", says="上班日、假日、颱風停班", view="administration_calendar", who=KEEPERS, figures=_figures, order=30))
