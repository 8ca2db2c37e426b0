"""應用程式金鑰: which programs may use the interfaces, until when, and when each was last heard of."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.scopes import scopes
from yankao.engines.identity.tokens import create_token, revoke_token, token_subject
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, start_of
from yankao.shell.administration.asking import REFUSED, Asked, Crumb, handle, reason_field
from yankao.shell.administration.audiences import ADMIN
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.forms.fields import Field, Form, Kind, agency_field, date_field
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock
from yankao.shell.words import tr

STATES = (("live", "有效"), ("over", "已到期或撤銷"), ("all", "全部"))


@page(who=ADMIN)
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the keys; the values themselves are kept nowhere."""
    now = clock()
    state = request.GET.get("state") if request.GET.get("state") in dict(STATES) else "live"
    live = _live(now)
    found = ApplicationToken.objects.select_related("agency").order_by("-created_at")
    found = found.filter(live) if state == "live" else found.exclude(live) if state == "over" else found
    names = scopes()
    rows = [(row, [tr(names.get(scope, scope)) for scope in row.scopes], _state(row, now=now)) for row in found]
    context = {"rows": rows, "states": [(key, tr(name)) for key, name in STATES], "state": state}
    return render(request, "shell/administration/tokens.html", context)


@page(who=ADMIN, methods=READ_WRITE)
def token_new(request: HttpRequest) -> HttpResponse:
    """Ask what a program may do, make its key, and show it this once."""
    actor = actor_of_request(request)
    fields = _fields()
    if request.method != "POST":
        return _ask(request, Form(fields=fields))
    sent = read(fields, request.POST)
    shown: list[str] = []

    def deed() -> str:
        sent.raise_errors()
        wanted = [scope for place, scope in enumerate(scopes()) if sent.facts[f"scope_{place}"]]
        last_day = sent.facts["last_day"]
        expires_at = start_of(last_day + ONE_DAY) if last_day else None
        _row, key = create_token(sent.facts["name"], wanted=wanted, agency=sent.facts["agency"], expires_at=expires_at, actor=actor, now=clock())
        shown.append(key)
        return reverse("administration_tokens")

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except ValidationError as error:
        return _ask(request, with_errors(sent.form, error), status=REFUSED)
    if not shown:
        messages.info(request, _("金鑰已在前次送出時顯示；若未抄下，請撤銷後重新建立。"))
        return redirect(location)
    return render(request, "shell/administration/secret.html", {"secret": shown[0], "name": sent.facts["name"], "back": location})


@page(who=ADMIN, methods=READ_WRITE)
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a key is revoked."""
    row = get_object_or_404(ApplicationToken, pk=pk)

    def do(sent: Sent, _seen: int | None) -> str:
        revoke_token(pk, actor=actor_of_request(request), now=clock(), reason=sent.facts["reason"])
        return reverse("administration_tokens")

    asked = Asked(
        title=_("撤銷金鑰"), crumbs=_crumbs(), fields=(reason_field("理由"),), do=do, subject=token_subject(pk), says=(row.name,), is_grave=True
    )
    return handle(request, asked)


def _ask(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    asked = Asked(
        title=_("新增金鑰"), crumbs=_crumbs(), fields=form.fields, do=lambda _sent, _seen: "", boxes="scope_", boxes_name=_("範圍"),
        says=(_("金鑰只在建立後顯示一次，系統僅保存其雜湊值。"),),
    )  # fmt: skip
    context = {
        "asked": asked,
        "form": form,
        "plain": [each for each in form.fields if not each.name.startswith("scope_")],
        "boxes": [each for each in form.fields if each.name.startswith("scope_")],
        "seen": None,
        "once": token_of(request),
    }
    return render(request, "shell/administration/form.html", context, status=status)


def _fields() -> tuple[Field, ...]:
    return (
        Field(name="name", label=_("應用程式名稱"), is_required=True, max_length=100, help=_("寫出用途與管理單位")),
        agency_field(Field(name="agency", label=_("管理機關"))),
        *(Field(name=f"scope_{place}", label=f"{tr(name)}（{scope}）", kind=Kind.BOOL) for place, (scope, name) in enumerate(scopes().items())),
        date_field(Field(name="last_day", label=_("到期日（最後一日）"), is_required=True)),
    )


def _crumbs() -> tuple[Crumb, ...]:
    return ((_("應用程式金鑰"), reverse("administration_tokens")),)


def _live(now: datetime) -> Q:
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _state(row: ApplicationToken, *, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "live"


def _figures(_actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    soon = ApplicationToken.objects.filter(_live(now), expires_at__lte=now + 30 * ONE_DAY).count()
    return ((ApplicationToken.objects.filter(_live(now)).count(), _("把有效金鑰")), (soon, _("把三十日內到期")))


register_card(Card(name="應用程式金鑰", says="介接程式的金鑰、範圍與期限", view="administration_tokens", who=ADMIN, figures=_figures, order=90))
