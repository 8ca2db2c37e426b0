"""職務代理: who stands in for whom now, soon and before."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.identity.deputies import appoint_deputy, candidates_for, deputy_subject, end_deputy, principals_for
from yankao.engines.identity.models import User
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Deputy
from yankao.shell.administration.asking import Asked, Crumb, handle, reason_field
from yankao.shell.administration.audiences import KEEPERS
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.forms.fields import Field, Kind, as_input, moment_field
from yankao.shell.forms.reading import Sent
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.words import now as clock

SHOWN_BACK = timedelta(days=90)


@page(who=STAFF)
def deputies(request: HttpRequest) -> HttpResponse:
    """Show the periods of the people the reader keeps, herself among them, the current ones first."""
    actor, now = actor_of_request(request), clock()
    people = {person.pk: person for person in principals_for(actor, now=now)}
    rows = Deputy.objects.filter(principal_id__in=list(people), ends_at__gte=now - SHOWN_BACK)
    names = dict(User.objects.filter(pk__in=rows.values("deputy_id")).values_list("pk", "name"))
    told = [
        (
            row,
            people[row.principal_id].name,
            names.get(row.deputy_id, ""),
            "over" if row.ends_at <= now else "later" if row.starts_at > now else "now",
        )
        for row in rows
    ]
    told.sort(key=lambda each: ("now", "later", "over").index(each[3]))
    context = {"rows": told, "has_people": bool(people), "is_own": _is_own(actor)}
    return render(request, "shell/administration/deputies.html", context)


@page(who=STAFF, methods=READ_WRITE)
def deputy_new(request: HttpRequest) -> HttpResponse:
    """Ask who stands in for whom, and for how long."""
    actor, now = actor_of_request(request), clock()
    people = tuple(principals_for(actor, now=now))
    # Who names one for herself alone is not offered herself.
    candidates = tuple(each for each in candidates_for(people, now=now) if people != (each,))
    chosen = str(people[0].pk) if len(people) == 1 else request.GET.get("for", "")
    fields = (
        Field(name="principal", label=_("本人"), kind=Kind.CHOICE, is_required=True, options=_options(people), value=chosen),
        Field(
            name="deputy",
            label=_("代理人"),
            kind=Kind.CHOICE,
            is_required=True,
            options=_options(candidates),
            help=_("代理人於期間內可行使本人全部職務，紀錄會載明代理"),
        ),
        moment_field(Field(name="starts_at", label=_("代理開始"), is_required=True, value=as_input(now))),
        moment_field(Field(name="ends_at", label=_("代理結束"), is_required=True)),
        reason_field("事由"),
    )

    def do(sent: Sent, _seen: int | None) -> str:
        facts = sent.facts
        missing = {name: _("必填") for name in ("principal", "deputy", "starts_at", "ends_at") if not facts[name]}
        if missing:
            raise ValidationError(missing)
        principal, deputy = (
            next((each for each in group if str(each.pk) == facts[name]), None) for name, group in (("principal", people), ("deputy", candidates))
        )
        if principal is None or deputy is None:
            raise PermissionDenied(_("請從清單選取本人與代理人"))
        appoint_deputy(principal, deputy, starts_at=facts["starts_at"], ends_at=facts["ends_at"], reason=facts["reason"], actor=actor, now=clock())
        return reverse("administration_deputies")

    return handle(request, Asked(title=_("指定代理人"), crumbs=_crumbs(), fields=fields, do=do, is_own=_is_own(actor)))


@page(who=STAFF, methods=READ_WRITE)
def deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a period is to end now."""
    row = get_object_or_404(Deputy, pk=pk)
    actor, now = actor_of_request(request), clock()
    principal = principals_for(actor, now=now).filter(pk=row.principal_id).first()
    if principal is None:
        raise PermissionDenied(_("職務代理限本人、所屬機關主管或管考窗口登錄"))
    deputy = get_object_or_404(User, pk=row.deputy_id)

    def do(_sent: Sent, _seen: int | None) -> str:
        end_deputy(pk, actor=actor, now=clock())
        return reverse("administration_deputies")

    says = (_("%(deputy)s代理%(principal)s：%(starts)s 至 %(ends)s") % {
        "deputy": deputy.name, "principal": principal.name, "starts": as_input(row.starts_at), "ends": as_input(row.ends_at),
    },)  # fmt: skip
    asked = Asked(
        title=_("結束代理"), crumbs=_crumbs(), fields=(), do=do, subject=deputy_subject(principal), says=says, is_grave=True, is_own=_is_own(actor)
    )
    return handle(request, asked)


def _is_own(actor: Actor) -> bool:
    """Whether the actor names deputies for herself alone, and keeps nothing else of the administration."""
    return not KEEPERS.allows(actor)


def _options(people: tuple[User, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(each.pk), f"{each.name}（{each.username}）") for each in people)


def _crumbs() -> tuple[Crumb, ...]:
    return ((_("職務代理"), reverse("administration_deputies")),)


def _figures(actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    people = principals_for(actor, now=now).values("pk")
    rows = Deputy.objects.filter(principal_id__in=people, ends_at__gt=now)
    return ((rows.filter(starts_at__lte=now).count(), _("人代理中")), (rows.filter(starts_at__gt=now).count(), _("筆預定代理")))


register_card(Card(name="職務代理", says="休假、公差期間由誰代理", view="administration_deputies", who=KEEPERS, figures=_figures, order=45))
