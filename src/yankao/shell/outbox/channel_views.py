"""The channels (通知管道): which are set up, how they are doing, a test message, and the programs that are told by webhook."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yankao.engines.identity.models import ApplicationToken
from yankao.engines.notices.models import ChannelKey, Hook
from yankao.engines.notices.outbox import channel_states, send_test
from yankao.engines.notices.webhook import add_hook, end_hook, secret_of
from yankao.shell.forms.reading import whole_number
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.outbox.audiences import KEEPERS
from yankao.shell.words import now as clock
from yankao.shell.words import tr

REFUSED = 422
LONGEST = 200


@page(who=KEEPERS, methods=READ_WRITE)
def channels(request: HttpRequest) -> HttpResponse:
    """Show the channels; try one when asked to."""
    if request.method != "POST":
        return _show(request)
    key, address = request.POST.get("channel", ""), request.POST.get("address", "").strip()[:LONGEST]
    if key not in {ChannelKey.EMAIL, ChannelKey.SMS} or not address:
        return _show(request, errors={"address": [_("請選擇管道並填寫收件地址或行動電話")]}, status=REFUSED)
    reason = send_test(key, address, actor=actor_of_request(request), now=clock())
    if reason:
        return _show(request, errors={"address": [tr(reason)]}, status=REFUSED)
    messages.success(request, _("測試訊息已送出"))
    return redirect("channels")


@page(who=KEEPERS, methods=("POST",))
def hook_new(request: HttpRequest) -> HttpResponse:
    """Keep the address of a program and show its secret once."""
    now = clock()
    chosen = whole_number(request.POST.get("application", "")) or 0
    token = ApplicationToken.objects.filter(pk=chosen, revoked_at__isnull=True).first()
    if token is None:
        return _show(request, errors={"application": [_("請選擇應用程式")]}, status=REFUSED)
    try:
        hook = add_hook(token, request.POST.get("url", "").strip()[:400], actor=actor_of_request(request), now=now)
    except ValidationError as error:
        return _show(request, errors={name: [tr(it) for it in says] for name, says in error.message_dict.items()}, status=REFUSED)
    return _show(request, secret=secret_of(hook))


@page(who=KEEPERS, methods=("POST",))
def hook_end(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop telling a program."""
    end_hook(get_object_or_404(Hook, pk=pk), actor=actor_of_request(request), now=clock())
    messages.success(request, _("已停用，不再通知此網址"))
    return redirect("channels")


def _show(request: HttpRequest, *, errors: dict[str, list[str]] | None = None, secret: str = "", status: int = 200) -> HttpResponse:
    context = {
        "channels": channel_states(),
        "hooks": Hook.objects.filter(ended_at__isnull=True).select_related("application").order_by("application__name", "created_at"),
        "applications": ApplicationToken.objects.filter(revoked_at__isnull=True).order_by("name"),
        "errors": errors or {},
        "sent": request.POST,
        "secret": secret,
    }
    return render(request, "shell/channels.html", context, status=status)
