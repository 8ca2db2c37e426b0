"""應變模式的畫面: start it by its order, see how it stands, change who takes what, name matters, and end it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.response_figures import standing
from yankao.divisions.service.pages.response_words import (
    LEADERS,
    READERS,
    StartForm,
    blank_start,
    declaration,
    districts,
    groups,
    offered,
    read_start,
    typhoon_start,
)
from yankao.engines.cases import emergency as verbs
from yankao.engines.cases.emergency_models import EmergencyKind
from yankao.engines.cases.models import Category, Emergency, EmergencyRoute, Matter
from yankao.engines.cases.suspend import waiting_to_stand
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.shell.forms.reading import agency_named
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock
from yankao.shell.words import tr

REFUSED = 422
PAST = 20
register_page(HandMade(name="應變模式", view="responses", who=READERS))


@page(who=READERS)
def responses(request: HttpRequest) -> HttpResponse:
    """Show the emergencies that go on and those of before."""
    now = clock()
    rows = list(Emergency.objects.all()[:PAST])
    context = {
        "standings": [standing(it) for it in rows if it.ended_at is None and it.starts_at <= now],
        "coming": [it for it in rows if it.ended_at is None and it.starts_at > now],
        "past": [it for it in rows if it.ended_at is not None],
        "may_lead": LEADERS.allows(actor_of_request(request)),
    }
    return render(request, "service/responses.html", context)


@page(who=LEADERS, methods=READ_WRITE)
def start(request: HttpRequest) -> HttpResponse:
    """Show the form that starts response mode, empty or like an earlier one, and start it."""
    actor, now = actor_of_request(request), clock()
    if request.method != "POST":
        if request.GET.get("usual") == str(EmergencyKind.TYPHOON):
            return _show_start(request, typhoon_start(now=now))
        like = request.GET.get("like", "")
        earlier = Emergency.objects.filter(pk=int(like)).first() if like.isdigit() else None
        return _show_start(request, blank_start(like=earlier, now=now))
    form = read_start(request.POST)

    def declare() -> str:
        return reverse("response", args=[verbs.start(declaration(form), actor=actor, now=now).pk])

    try:
        location = do_once(request, declare, actor=actor, now=now)
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        form.errors.update({name: " ".join(sentences) for name, sentences in told.items()})
        return _show_start(request, form, status=REFUSED)
    messages.success(request, _("應變模式已啟動"))
    return redirect(location)


def _show_start(request: HttpRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "kinds": EmergencyKind.choices,
        "districts": districts(),
        "procedures": groups(form),
        "earlier": Emergency.objects.all()[:5],
        "once": token_of(request),
    }
    return render(request, "service/response_start.html", context, status=status)


@page(who=READERS, methods=READ_WRITE)
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one emergency, or do one of the deeds on it."""
    emergency = get_object_or_404(Emergency, pk=pk)
    if request.method == "POST":
        return _do(request, emergency)
    leads = LEADERS.allows(actor_of_request(request)) and emergency.ended_at is None
    items = list(emergency.items.select_related("category"))
    context = {
        "it": standing(emergency),
        "items": items,
        "routes": emergency.routes.select_related("category", "agency"),
        "waiting": waiting_to_stand(emergency) if emergency.ended_at is None else 0,
        "areas": [name for code, name in districts() if code in emergency.areas],
        "district_names": dict(districts()),
        "may_lead": leads,
        **(_choices(emergency, items) if leads else {}),
    }
    if request.headers.get("HX-Request"):
        return render(request, "service/_standing.html", context)
    return render(request, "service/response.html", context)


def _choices(emergency: Emergency, items: list[Any]) -> dict[str, Any]:
    covered = {item.category_id for item in items}
    return {
        "covered": [(item.category_id, tr(item.category.name)) for item in items],
        "others": [(each.pk, tr(each.name)) for each in offered() if each.pk not in covered],
        "districts": [(code, name) for code, name in districts() if not emergency.areas or code in emergency.areas],
        "agency_names": list(Agency.objects.values_list("name", flat=True)),
    }


def _do(request: HttpRequest, emergency: Emergency) -> HttpResponse:
    actor = actor_of_request(request)
    deed, done = DEEDS.get(request.POST.get("do", ""), (_nothing, ""))
    try:
        deed(request, emergency, actor, clock())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _(done))
    return redirect("response", emergency.pk)


def _nothing(_request: HttpRequest, _emergency: Emergency, _actor: Actor, _now: datetime) -> None:
    raise ValidationError(_("請選擇要辦理的事項"))


def _category(request: HttpRequest) -> Category:
    text = request.POST.get("category", "")
    found = offered().filter(pk=int(text)).first() if text.isdigit() else None
    if found is None:
        raise ValidationError(_("請選擇項目"))
    return found


def _cover(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    verbs.cover(emergency, category=_category(request), stops_clocks=bool(request.POST.get("stops_clocks")), actor=actor, now=now)


def _route(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    agency, area = agency_named(request.POST.get("agency", "")), request.POST.get("area", "")
    reason = request.POST.get("reason", "")
    verbs.route(emergency, category=_category(request), area=area, agency=agency, reason=reason, actor=actor, now=now)


def _undo_route(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    found = EmergencyRoute.objects.filter(emergency=emergency, pk=_number(request, "route")).select_related("category", "emergency").first()
    if found is None:
        raise ValidationError(_("查無此筆改分"))
    verbs.undo_route(found, actor=actor, now=now)


def _open_matter(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    """Name one matter, or one for each district; those that exist already stay as they are."""
    category, area = _category(request), request.POST.get("area", "")
    names = dict(districts())
    known = set(Matter.objects.filter(emergency=emergency, category=category, ended_at__isnull=True).values_list("area", flat=True))
    each = [code for code in names if (not emergency.areas or code in emergency.areas) and code not in known] if area == "each" else [area]
    typed = request.POST.get("name", "").strip()
    for code in each:
        name = f"{names.get(code, '')}{typed or category.name}"
        verbs.open_matter(emergency, category=category, area=code, name=name, actor=actor, now=now)


def _close_matter(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    found = Matter.objects.filter(emergency=emergency, pk=_number(request, "matter")).select_related("category", "emergency").first()
    if found is None:
        raise ValidationError(_("查無此事項"))
    verbs.close_matter(found, actor=actor, now=now)


def _end(request: HttpRequest, emergency: Emergency, actor: Actor, now: datetime) -> None:
    verbs.end(emergency, actor=actor, now=now, reason=request.POST.get("reason", ""))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdigit() else 0


Deed = Callable[[HttpRequest, Emergency, Actor, datetime], None]
DEEDS: dict[str, tuple[Deed, str]] = {
    "cover": (_cover, "已加入項目"),
    "route": (_route, "已設定改分，新案即依此分派"),
    "undo_route": (_undo_route, "已取消改分"),
    "open_matter": (_open_matter, "已設定事項，同項目之新通報將自動併入母案"),
    "close_matter": (_close_matter, "已停止自動併入"),
    "end": (_end, "應變模式已解除，停計之期限恢復計算"),
}
