"""What the mayor's office reads: the page of a district for a councillor's question, and the monthly report on the agencies."""

from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.audiences import MAYORS
from yankao.divisions.service.citizen.district import REPEATED_FROM, sheet_of
from yankao.divisions.service.citizen.electoral import BadTableError, ElectoralDistrict, electoral_districts
from yankao.divisions.service.citizen.monthly import RANKED_FROM, report_of
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import District, Village
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, Window, parse_date
from yankao.shell.gate import actor_of_request, page
from yankao.shell.words import day_text
from yankao.shell.words import now as clock

USUAL_DAYS = timedelta(days=29)
MONTHS_OFFERED = 24


@page(who=MAYORS)
def district(request: HttpRequest) -> HttpResponse:
    """Show everything of the districts chosen."""
    actor, now = actor_of_request(request), clock()
    districts = list(District.objects.all())
    asked = request.GET.getlist("d")
    chosen = [it for it in districts if it.code in asked]
    window, says = _window(request, today=day_of(now))
    electoral, wrong = _electoral()
    constituency = next((it for it in electoral if it.number == request.GET.get("e")), None)
    area = constituency.area if constituency is not None else Q(district_id__in=[it.code for it in chosen]) if chosen else None
    context = {
        "districts": districts,
        "electoral": electoral,
        "constituencies": [(each, _names(each, {it.code: it.name for it in districts})) for each in electoral],
        "constituency": constituency,
        "wrong": wrong,
        "chosen": chosen,
        "chosen_codes": [it.code for it in chosen],
        "window": window,
        "first": request.GET.get("from") or day_text(window.first),
        "last": request.GET.get("to") or day_text(window.last),
        "says": says,
        "now": now,
        "repeated_from": REPEATED_FROM,
        "sheet": sheet_of(area, window, actor=actor, now=now) if area is not None else None,
    }
    return render(request, "service/citizen/district.html", context)


@page(who=MAYORS)
def monthly(request: HttpRequest) -> HttpResponse:
    """Show the report of a month; the month before this one unless another is chosen."""
    now = clock()
    current = RocMonth.of(day_of(now))
    months = [current.plus(-n) for n in range(MONTHS_OFFERED)]
    wanted = request.GET.get("month", "")
    month = next((it for it in months if it.code == wanted), months[1])
    context = {
        "months": [(it.code, str(it)) for it in months],
        "month": month,
        "is_running": month == current,
        "report": report_of(Window(month.first, month.last)),
        "ranked_from": RANKED_FROM,
        "now": now,
    }
    return render(request, "service/citizen/monthly.html", context)


def _electoral() -> tuple[tuple[ElectoralDistrict, ...], str]:
    """Return the city's electoral districts and what is wrong with its table."""
    districts = dict(District.objects.values_list("name", "code"))
    villages = {(district, name): code for district, name, code in Village.objects.values_list("district__name", "name", "code")}
    try:
        return electoral_districts(current_city().folder, districts=districts, villages=villages), ""
    except BadTableError as error:
        return (), str(error)


def _names(it: ElectoralDistrict, names: dict[str, str]) -> list[str]:
    """Return the districts of an electoral district by name, those of which it covers single villages marked."""
    divided = {code: f"{name}（{_('部分')}）" for code, name in names.items() if any(village.startswith(code) for village in it.villages)}
    return [names[code] for code in it.districts if code in names] + list(divided.values())


def _window(request: HttpRequest, *, today: date) -> tuple[Window, str]:
    """Return the period asked for, the last thirty days when none or none that can be read, and what was wrong."""
    usual = Window(today - USUAL_DAYS, today)
    first_text, last_text = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    if not first_text and not last_text:
        return usual, ""
    try:
        return Window(parse_date(first_text) if first_text else usual.first, parse_date(last_text) if last_text else usual.last), ""
    except ValueError as error:
        return usual, f"{error} " + _("以下為近 30 日。")
