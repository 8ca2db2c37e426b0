"""How staff want to be told (通知方式): in the program always, by mail beside it when asked for; an office by its leaders."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.notices.models import Preference
from yankao.engines.notices.wishes import wish, wish_of
from yankao.kernel.actors import Actor
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

LEADERS = frozenset({"agency_lead", "controller", "desk_lead", "admin"})
REFUSED = 422


@page(who=STAFF, methods=READ_WRITE)
def wishes(request: HttpRequest) -> HttpResponse:
    """Show how the reader and the reader's offices are told, and keep what is changed."""
    actor = actor_of_request(request)
    if request.method != "POST":
        return _show(request, actor)
    way = Preference.Way.EMAIL if request.POST.get("mail") else Preference.Way.NONE
    office = request.POST.get("agency", "")
    try:
        if not office:
            wish(Preference.Owner.USER, actor.id, way, actor=actor, now=clock())
        elif office in {key for key, _name in _offices(actor)}:
            wish(Preference.Owner.AGENCY, office, way, mailbox=request.POST.get("mailbox", ""), actor=actor, now=clock())
        else:
            raise PermissionDenied(_("只有機關主管或管考窗口可以設定機關信箱"))
    except ValidationError as error:
        return _show(request, actor, wrong=office, says=[tr(it) for it in error.messages], status=REFUSED)
    messages.success(request, _("已儲存通知方式"))
    return redirect("wishes")


def _offices(actor: Actor) -> list[tuple[str, str]]:
    return list(dict.fromkeys((str(held.agency_id), held.agency_name) for held in actor.memberships if held.role in LEADERS))


def _show(request: HttpRequest, actor: Actor, *, wrong: str = "", says: list[str] | None = None, status: int = 200) -> HttpResponse:
    own = wish_of(Preference.Owner.USER, actor.id)
    offices = [{"key": key, "name": name, "wish": wish_of(Preference.Owner.AGENCY, key)} for key, name in _offices(actor)]
    context = {"own": own, "email": getattr(request.user, "email", ""), "offices": offices, "wrong": wrong, "says": says or []}
    return render(request, "shell/wishes.html", context, status=status)
