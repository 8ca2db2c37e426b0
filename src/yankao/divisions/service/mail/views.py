"""The pages on citizens' mail (市民來信): what came, what is held and why, and what the desk decides about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.mail.handling import DESK_ROLES, accept, add, dismiss, letter_of
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.originals import open_original
from yankao.divisions.service.mail.reading import NotAMessageError
from yankao.divisions.service.mail.setup import configured
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.text import mask_email
from yankao.shell.gate import READ_WRITE, Audience, actor_of_request, page
from yankao.shell.keyset import Order, turn
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

REFUSED = 422
NEWEST = Order(key="newest", name="最新", column="received_at", is_newest_first=True)


def _is_desk(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and actor.has_role(*DESK_ROLES)


DESK = Audience(name="話務及服務人員", allows=_is_desk)
register_page(HandMade(name="市民來信", view="mails", who=DESK))


@page(who=DESK)
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails; those that wait for somebody unless all are asked for."""
    state = request.GET.get("state", IncomingMail.State.HELD)
    rows = IncomingMail.objects.select_related("case").defer("raw_enc")
    found = rows.filter(state=state) if state in IncomingMail.State.values else rows
    context = {
        "page": turn(found, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""), key=str),
        "state": state,
        "states": [(key, tr(name)) for key, name in IncomingMail.State.choices],
    }
    return render(request, "service/mail/list.html", context)


@page(who=DESK, methods=READ_WRITE)
def mail(request: HttpRequest, pk: str) -> HttpResponse:
    """Show one mail and do what is decided about it."""
    row = get_object_or_404(IncomingMail.objects.select_related("case"), pk=pk)
    if request.method != "POST":
        return _show(request, row)
    actor, now, deed = actor_of_request(request), clock(), request.POST.get("deed", "")
    try:
        if deed == "accept":
            case = accept(row, actor=actor, now=now, setup=configured())
            messages.success(request, _("已立案 %(number)s") % {"number": case.number})
        elif deed == "add":
            case = add(row, request.POST.get("number", ""), actor=actor, now=now)
            messages.success(request, _("已併入 %(number)s 的補陳") % {"number": case.number})
        else:
            dismiss(row, actor=actor, now=now, reason=request.POST.get("reason", ""))
            messages.success(request, _("已註記不予處理"))
    except (ValidationError, PermissionDenied) as error:
        says = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _show(request, row, deed=deed, says=[tr(it) for it in says], status=REFUSED)
    return redirect("mails")


@page(who=DESK)
def download(request: HttpRequest, pk: str) -> HttpResponse:
    """Give the original as a file; that it was opened is written down."""
    row = get_object_or_404(IncomingMail, pk=pk)
    raw = open_original(row, actor=actor_of_request(request), now=clock())
    headers = {"Content-Disposition": 'attachment; filename="original.eml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(raw, content_type="application/octet-stream", headers=headers)


def _show(request: HttpRequest, row: IncomingMail, *, deed: str = "", says: list[str] | None = None, status: int = 200) -> HttpResponse:
    try:
        letter = letter_of(row)
    except NotAMessageError:
        letter = None
    context = {
        "it": row,
        "letter": letter,
        "sender": mask_email(letter.address) if letter else "",
        "is_held": row.state == IncomingMail.State.HELD,
        "deed": deed,
        "says": says or [],
        "sent": request.POST,
    }
    return render(request, "service/mail/mail.html", context, status=status)
