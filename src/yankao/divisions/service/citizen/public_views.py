"""The public map (通報地圖) and list: what was reported and what became of it, for everybody, without anything of a person."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.public import MOST_POINTS, PERIODS, Wanted, listed, one, points, public_groups, wanted
from yankao.kernel.agencies.models import District
from yankao.kernel.days import day_of
from yankao.shell.gate import ANYONE, page
from yankao.shell.words import now as clock

KEPT_SECONDS = 300


@page(who=ANYONE)
def public_map(request: HttpRequest) -> HttpResponse:
    """Show the map, with the list below it for everybody who has no map."""
    return _show(request, has_map=True)


@page(who=ANYONE)
def public_list(request: HttpRequest) -> HttpResponse:
    """Show the list alone."""
    return _show(request, has_map=False)


@page(who=ANYONE)
def map_points(request: HttpRequest) -> HttpResponse:
    """Give the points of the map, kept by browsers and proxies for five minutes; the same for everybody."""
    now = clock()
    asked = wanted(request.GET.dict(), districts=District.objects.all(), groups=public_groups(day_of(now)))
    made = [{**it, "url": reverse("citizen-map-case", args=[it["number"]])} for it in points(asked, now=now)]
    response = JsonResponse({"points": made, "most": MOST_POINTS})
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


@page(who=ANYONE)
def public_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one published case."""
    it = one(number)
    if it is None:
        raise Http404(_("查無此案件，或此案件不公開。"))
    return render(request, "service/citizen/public_case.html", {"it": it, "is_late": _is_late(it.expected_at)})


def _is_late(expected: object) -> bool:
    now = clock()
    return isinstance(expected, type(now)) and expected <= now


def _show(request: HttpRequest, *, has_map: bool) -> HttpResponse:
    now = clock()
    districts, groups = list(District.objects.all()), public_groups(day_of(now))
    asked = wanted(request.GET.dict(), districts=districts, groups=groups)
    context = {
        "has_map": has_map,
        "asked": asked,
        "query": asked.query(),
        "found": listed(asked, now=now),
        "districts": districts,
        "groups": groups,
        "periods": [(days, _period(days)) for days in PERIODS],
        "states": [("open", _("處理中")), ("closed", _("已結案"))],
        "points_url": _points_url(asked),
    }
    return render(request, "service/citizen/map.html", context)


def _period(days: int) -> str:
    return {365: _("近一年")}.get(days) or _("近%(n)d日") % {"n": days}


def _points_url(asked: Wanted) -> str:
    query = asked.query()
    return reverse("citizen-map-points") + (f"?{query}" if query else "")
