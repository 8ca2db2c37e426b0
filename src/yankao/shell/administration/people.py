"""人員帳號: accounts and their roles, found and filtered; a lead sees and keeps her own agency's people."""

from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.identity.models import Membership, User
from yankao.engines.identity.people import (
    Held,
    add_membership,
    change_person,
    create_person,
    end_membership,
    is_admin,
    people_of,
    person_subject,
    roles_given_by,
    set_active,
)
from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.changes.record import history
from yankao.kernel.days import day_of
from yankao.shell.administration.asking import Asked, Crumb, handle, reason_field
from yankao.shell.administration.audiences import PEOPLE
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.administration.names import told
from yankao.shell.filters import Filters, read_filters
from yankao.shell.forms.fields import Field, Kind, agency_field, as_input, date_field
from yankao.shell.forms.reading import Sent, whole_number
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

STATES = (("active", "使用中"), ("disabled", "已停用"), ("unset", "尚未設定密碼"), ("all", "全部"))
PAGE = 50


@page(who=PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Show the accounts the reader keeps."""
    actor, asked = actor_of_request(request), request.GET
    filters = read_filters(asked.dict())
    state = asked.get("state") if asked.get("state") in dict(STATES) else "active"
    found = _narrowed(actor, filters, role=asked.get("role", ""), state=str(state))
    start = whole_number(asked.get("start", "")) or 0
    rows = list(found[start : start + PAGE + 1])
    today = day_of(clock())
    query = asked.copy()
    query.pop("start", None)
    context = {
        "rows": [(row, [(held, _is_over(held, today)) for held in row.memberships.all()]) for row in rows[:PAGE]],
        "count": found.count(),
        "states": [(key, tr(name)) for key, name in STATES],
        "state": state,
        "roles": [(str(role), tr(role.label)) for role in Role if role is not Role.CITIZEN],
        "filters": filters,
        "next": start + PAGE if len(rows) > PAGE else None,
        "previous": max(0, start - PAGE) if start else None,
        "query": query.urlencode(),
        "is_admin": is_admin(actor),
    }
    return render(request, "shell/administration/people.html", context)


@page(who=PEOPLE)
def person(request: HttpRequest, pk: str) -> HttpResponse:
    """Show one account: its roles, what can be done, and what was changed."""
    it, today = person_or_404(request, pk), day_of(clock())
    gives = set(roles_given_by(actor_of_request(request)))
    held = it.memberships.select_related("agency").order_by("starts_on", "id")
    context = {
        "person": it,
        "memberships": [(each, _is_over(each, today), each.role in gives) for each in held],
        "is_self": str(it.pk) == actor_of_request(request).id,
        "history": told(history(person_subject(it))),
        "crumbs": _crumbs(),
    }
    return render(request, "shell/administration/person.html", context)


@page(who=PEOPLE, methods=READ_WRITE)
def person_new(request: HttpRequest) -> HttpResponse:
    """Ask for a new account with its first role."""
    actor = actor_of_request(request)
    username = Field(name="username", label=_("帳號"), is_required=True, max_length=80, help=_("例如員工編號；新增後不再更改"))
    fields = (username, *_fields(None), *_held_fields(actor))

    def do(sent: Sent, _seen: int | None) -> str:
        made = create_person(sent.facts, _held(sent), actor=actor, now=clock())
        return reverse("administration_person", args=[made.pk])

    says = (_("新帳號沒有密碼：建立後請在帳號頁按「產生設定密碼連結」，將一次性連結交給本人。"),)
    return handle(request, Asked(title=_("新增帳號"), crumbs=_crumbs(), fields=fields, do=do, says=says))


@page(who=PEOPLE, methods=READ_WRITE)
def person_edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask what is to be corrected about an account."""
    it = person_or_404(request, pk)

    def do(sent: Sent, seen: int | None) -> str:
        change_person(it, sent.facts, actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_person", args=[it.pk])

    return handle(request, Asked(title=_("更正帳號資料"), crumbs=_crumbs(it), fields=_fields(it), do=do, subject=person_subject(it)))


@page(who=PEOPLE, methods=READ_WRITE)
def person_active(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask why an account is disabled or enabled."""
    it = person_or_404(request, pk)
    will_be = not it.is_active

    def do(sent: Sent, seen: int | None) -> str:
        set_active(it, is_active=will_be, actor=actor_of_request(request), now=clock(), reason=sent.facts["reason"], seen=seen)
        return reverse("administration_person", args=[it.pk])

    asked = Asked(
        title=_("啟用帳號") if will_be else _("停用帳號"), crumbs=_crumbs(it), fields=(reason_field(),), do=do, subject=person_subject(it),
        is_grave=not will_be, says=() if will_be else (_("停用後立即登出所有裝置；辦理中的案件請另行改派承辦人。"),),
    )  # fmt: skip
    return handle(request, asked)


@page(who=PEOPLE, methods=READ_WRITE)
def role_new(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask for one more role of an account."""
    it, actor = person_or_404(request, pk), actor_of_request(request)

    def do(sent: Sent, seen: int | None) -> str:
        add_membership(it, _held(sent), actor=actor, now=clock(), seen=seen)
        return reverse("administration_person", args=[it.pk])

    return handle(request, Asked(title=_("授予職務"), crumbs=_crumbs(it), fields=_held_fields(actor), do=do, subject=person_subject(it)))


@page(who=PEOPLE, methods=READ_WRITE)
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the last day of a role."""
    held = get_object_or_404(Membership.objects.select_related("agency", "user"), pk=pk)
    it = person_or_404(request, str(held.user_id))
    fields = (date_field(Field(name="last_day", label=_("最後一日"), is_required=True, value=as_input(day_of(clock())))),)

    def do(sent: Sent, seen: int | None) -> str:
        end_membership(held, last_day=sent.facts["last_day"] or day_of(clock()), actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_person", args=[it.pk])

    says = (f"{tr(held.agency)}・{tr(held.get_role_display())}",)
    return handle(request, Asked(title=_("結束職務"), crumbs=_crumbs(it), fields=fields, do=do, subject=person_subject(it), says=says))


def person_or_404(request: HttpRequest, pk: str) -> User:
    """Return an account the reader keeps; an unknown one is not found, one of others is refused."""
    try:
        it = User.objects.filter(pk=pk).first()
    except ValidationError:
        raise Http404 from None
    if it is None:
        raise Http404
    if not people_of(actor_of_request(request)).filter(pk=it.pk).exists():
        raise PermissionDenied(_("您只能管理所屬機關人員的帳號；跨機關任職者請洽系統管理者"))
    return it


def _narrowed(actor: Actor, filters: Filters, *, role: str, state: str) -> QuerySet[User]:
    held = Prefetch("memberships", queryset=Membership.objects.select_related("agency").order_by("id"))
    found = people_of(actor).filter(is_citizen=False).prefetch_related(held).order_by("name", "id")
    if filters.query:
        found = found.filter(Q(name__icontains=filters.query) | Q(username__icontains=filters.query) | Q(email__icontains=filters.query))
    if filters.agency is not None:
        below = Agency.objects.filter(path__startswith=filters.agency.path)
        found = found.filter(pk__in=Membership.objects.filter(agency__in=below).values("user_id"))
    if role in Role.values:
        found = found.filter(pk__in=Membership.objects.filter(role=role).values("user_id"))
    match state:
        case "active":
            return found.filter(is_active=True)
        case "disabled":
            return found.filter(is_active=False)
        case "unset":
            return found.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return found


def _is_over(held: Membership, today: date) -> bool:
    return held.ends_on is not None and held.ends_on < today


def _crumbs(it: User | None = None) -> tuple[Crumb, ...]:
    first = ((_("人員帳號"), reverse("administration_people")),)
    return (*first, (it.name, reverse("administration_person", args=[it.pk]))) if it else first


def _fields(it: User | None) -> tuple[Field, ...]:
    return (
        Field(name="name", label=_("姓名"), is_required=True, max_length=80, value=it.name if it else ""),
        Field(name="email", label=_("電子郵件"), max_length=100, input_mode="email", value=it.email if it else "", help=_("用於通知及自行重設密碼")),
    )


def _held_fields(actor: Actor) -> tuple[Field, ...]:
    roles = tuple((str(role), tr(role.label)) for role in roles_given_by(actor))
    first = next((held.agency_name for held in actor.memberships if held.role == Role.AGENCY_LEAD), "")
    return (
        agency_field(Field(name="agency", label=_("機關"), is_required=True, value="" if is_admin(actor) else first)),
        Field(name="role", label=_("角色"), kind=Kind.CHOICE, is_required=True, options=roles),
        date_field(Field(name="starts_on", label=_("起日"), value=as_input(day_of(clock())))),
        date_field(Field(name="ends_on", label=_("迄日（最後一日，留空為不限）"))),
    )


def _held(sent: Sent) -> Held:
    facts = sent.facts
    return Held(agency=facts["agency"], role=facts["role"], starts_on=facts["starts_on"], ends_on=facts["ends_on"])


def _figures(actor: Actor, _now: datetime) -> tuple[tuple[int, str], ...]:
    mine = people_of(actor).filter(is_citizen=False)
    unset = mine.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    return ((mine.filter(is_active=True).count(), _("個使用中帳號")), (unset, _("個尚未設定密碼")))


register_card(Card(name="人員帳號", says="帳號、職務、停用、重設密碼", view="administration_people", who=PEOPLE, figures=_figures, order=40))
