"""The smaller pages: notices, the catalogue of systems, help, light or dark, the outline of the districts, and errors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _

from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.shell.catalogue import catalogue
from yankao.shell.context import THEME_COOKIE, THEMES
from yankao.shell.explain import explained
from yankao.shell.gate import ANYONE, SIGNED_IN, actor_of_request, actor_or_none, page
from yankao.shell.inbox import mark_read, notices_for
from yankao.shell.keyset import Order, turn
from yankao.shell.views.lists import procedure_or_404
from yankao.shell.words import now as clock
from yankao.shell.work import SOME_CITIZEN

YEAR = 365 * 24 * 60 * 60
NEWEST = Order(key="newest", name="新者在前", column="created_at", is_newest_first=True)


@page(who=SIGNED_IN, methods=("GET", "HEAD", "POST"))
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices, and mark them as read when asked to."""
    actor = actor_of_request(request)
    if request.method == "POST":
        chosen = request.POST.getlist("notice")
        mark_read(actor, now=clock(), ids=None if "all" in request.POST else chosen)
        return redirect("notices")
    is_unread = request.GET.get("show") != "all"
    rows = notices_for(actor).filter(read_at__isnull=True) if is_unread else notices_for(actor)
    shown = turn(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""), key=str)
    return render(request, "shell/notices.html", {"page": shown, "is_unread": is_unread})


@page(who=SIGNED_IN)
def systems(request: HttpRequest) -> HttpResponse:
    """Show every system of the commission and how far it is built."""
    query = request.GET.get("q", "").strip()
    return render(request, "shell/systems.html", {"groups": catalogue(query), "query": query})


@page(who=ANYONE)
def about(request: HttpRequest, key: str) -> HttpResponse:
    """Explain a procedure out of its own declaration; to a stranger what a citizen may open."""
    procedure = procedure_or_404(key, actor_or_none(request) or SOME_CITIZEN)
    return render(request, "shell/about.html", {"procedure": procedure, "it": explained(procedure, today=day_of(clock()))})


@page(who=ANYONE)
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the pages and the keys."""
    return render(request, "shell/help.html")


@page(who=ANYONE, methods=("POST",))
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark in a cookie."""
    chosen = request.POST.get("theme", "")
    response = redirect(_back_to(request))
    if chosen in dict(THEMES):
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
    return response


@page(who=ANYONE, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the pages in a cookie."""
    chosen = request.POST.get("language", "")
    response = redirect(_back_to(request))
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
    return response


@page(who=ANYONE)
def districts(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Give the outline of the districts, under the map of a form."""
    response = HttpResponse(current_city().districts_geojson.read_bytes(), content_type="application/geo+json")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _back_to(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that the request could not be read."""
    return render(request, "shell/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say who may, and what to do next."""
    return render(request, "shell/403.html", {"says": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, or nothing for the reader."""
    first = exception.args[0] if exception.args else ""
    return render(request, "shell/404.html", {"says": first if isinstance(first, str) else ""}, status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that the form has gone stale."""
    says = _("表單已逾時或不是由本站開啟。請回上一頁重新整理後再送出。")
    return render(request, "shell/403.html", {"says": says}, status=403)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Say that the fault is ours; the page asks the database nothing."""
    return HttpResponse(loader.get_template("shell/500.html").render({"city": current_city()}), status=500)
