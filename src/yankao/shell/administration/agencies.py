"""機關管理: the tree of agencies and outside bodies, their names and periods, and what is still with one before it closes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.agency_use import StillInUse, agency_use, close
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.change import (
    CORRECTABLE,
    Names,
    add_agency,
    agency_subject,
    correct_agency,
    rename_agency,
    reopen_agency,
)
from yankao.kernel.agencies.models import Agency, AgencyKind
from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.agencies.rosters import may_keep_rosters
from yankao.kernel.changes.record import history
from yankao.kernel.days import day_of
from yankao.shell.administration.asking import Asked, Crumb, handle, reason_field
from yankao.shell.administration.audiences import ADMIN, KEEPERS
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.administration.duty import desk_rows
from yankao.shell.administration.names import told
from yankao.shell.forms.fields import Field, Kind, agency_field, as_input, date_field
from yankao.shell.forms.reading import Sent, whole_number
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

STATES = (("now", "存續"), ("ended", "已裁撤"), ("all", "全部"))


@page(who=KEEPERS)
def agencies(request: HttpRequest) -> HttpResponse:
    """Show the tree, or what a search finds in it, former names included."""
    today, asked = day_of(clock()), request.GET
    state = asked.get("state") if asked.get("state") in dict(STATES) else "now"
    found = Agency.objects.all()
    if state == "now":
        found = agencies_valid_on(today)
    elif state == "ended":
        found = found.filter(valid_to__lt=today)
    if query := asked.get("q", "").strip():
        named = Q(name__icontains=query) | Q(short_name__icontains=query) | Q(slug__icontains=query) | Q(former_names__name__icontains=query)
        found = found.filter(named).distinct()
    if asked.get("kind") in AgencyKind.values:
        found = found.filter(kind=asked["kind"])
    rows = [(agency, min(agency.path.count("/") - 1, 4)) for agency in found.prefetch_related("former_names")]
    context = {
        "rows": rows,
        "states": [(key, tr(name)) for key, name in STATES],
        "state": state,
        "kinds": [(key, tr(name)) for key, name in AgencyKind.choices],
        "is_admin": ADMIN.allows(actor_of_request(request)),
    }
    return render(request, "shell/administration/agencies.html", context)


@page(who=KEEPERS)
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agency: names, period, what is with it, its numbers to ring, and what was changed."""
    it = get_object_or_404(Agency.objects.select_related("parent"), pk=pk)
    actor, now = actor_of_request(request), clock()
    context = {
        "agency": it,
        "kind": tr(it.get_kind_display()),
        "is_closed": it.valid_to is not None and it.valid_to < day_of(now),
        "former": list(it.former_names.all()),
        "below": list(it.children.order_by("path")),
        "use": agency_use(it, day=day_of(now)),
        "desks": desk_rows(it, now=now),
        "may_keep": may_keep_rosters(actor, pk),
        "is_admin": ADMIN.allows(actor),
        "history": told(history(agency_subject(pk))),
        "crumbs": _crumbs(),
    }
    return render(request, "shell/administration/agency.html", context)


@page(who=ADMIN, methods=READ_WRITE)
def agency_new(request: HttpRequest) -> HttpResponse:
    """Ask for a new agency or outside body."""
    parent = Agency.objects.filter(pk=whole_number(request.GET.get("parent", "")) or 0).first()
    fields = (
        *_name_fields(None),
        Field(name="slug", label=_("代稱"), is_required=True, max_length=60, help=_("小寫英文與連字號，供匯入匯出使用，新增後不再更改")),
        Field(
            name="kind",
            label=_("類別"),
            kind=Kind.CHOICE,
            is_required=True,
            options=tuple((key, tr(name)) for key, name in AgencyKind.choices),
        ),
        agency_field(Field(name="parent", label=_("上級機關（一級機關及府外單位留空）")), parent),
        date_field(Field(name="from_day", label=_("成立日"), is_required=True, value=as_input(day_of(clock())))),
        reason_field("依據（日期與文號）"),
    )

    def do(sent: Sent, _seen: int | None) -> str:
        facts = sent.facts
        if not facts["kind"] or facts["from_day"] is None:
            raise ValidationError({name: _("必填") for name in ("kind", "from_day") if not facts[name]})
        made = add_agency(
            _names(sent), slug=facts["slug"], kind=facts["kind"], parent=facts["parent"], from_day=facts["from_day"],
            actor=actor_of_request(request), now=clock(), reason=facts["reason"],
        )  # fmt: skip
        return reverse("administration_agency", args=[made.pk])

    return handle(request, Asked(title=_("新增機關"), crumbs=_crumbs(), fields=fields, do=do))


@page(who=ADMIN, methods=READ_WRITE)
def agency_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the new name of an agency."""
    it = get_object_or_404(Agency, pk=pk)
    day = date_field(Field(name="from_day", label=_("更名生效日"), is_required=True, value=as_input(day_of(clock()))))

    def do(sent: Sent, seen: int | None) -> str:
        from_day = sent.facts["from_day"] or day_of(clock())
        rename_agency(pk, _names(sent), from_day=from_day, actor=actor_of_request(request), now=clock(), reason=sent.facts["reason"], seen=seen)
        return reverse("administration_agency", args=[pk])

    fields = (*_name_fields(it), day, reason_field("依據（日期與文號）"))
    says = (_("舊名稱會連同最後一日保留，仍可用來查詢。"),)
    return handle(request, Asked(title=_("機關更名"), crumbs=_crumbs(it), fields=fields, do=do, subject=agency_subject(pk), says=says))


@page(who=ADMIN, methods=READ_WRITE)
def agency_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the code, the telephone and the English name of an agency."""
    it = get_object_or_404(Agency, pk=pk)
    labels = {"official_code": _("機關代碼"), "duty_phone": _("總機或輪值電話"), "english_name": _("英文名稱")}
    fields = tuple(Field(name=name, label=labels[name], max_length=80, value=getattr(it, name)) for name in CORRECTABLE)

    def do(sent: Sent, seen: int | None) -> str:
        correct_agency(pk, sent.facts, actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_agency", args=[pk])

    return handle(request, Asked(title=_("更正機關資料"), crumbs=_crumbs(it), fields=fields, do=do, subject=agency_subject(pk)))


@page(who=ADMIN, methods=READ_WRITE)
def agency_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the last day of an agency; refused with the number of cases and a link while something is with it."""
    it = get_object_or_404(Agency, pk=pk)
    fields = (
        date_field(Field(name="last_day", label=_("最後一日"), is_required=True, value=as_input(day_of(clock())))),
        reason_field("依據（日期與文號）"),
    )

    def do(sent: Sent, seen: int | None) -> str:
        last_day = sent.facts["last_day"] or day_of(clock())
        close(it, last_day=last_day, actor=actor_of_request(request), now=clock(), reason=sent.facts["reason"], seen=seen)
        return reverse("administration_agency", args=[pk])

    def ways_out(error: ValidationError) -> tuple[Crumb, ...]:
        if not isinstance(error, StillInUse) or not error.use.open_cases:
            return ()
        return ((_("查看這%(count)d件未結案件") % {"count": error.use.open_cases}, f"{reverse('search')}?state=open&agency={it.slug}"),)

    asked = Asked(
        title=_("裁撤機關"), crumbs=_crumbs(it), fields=fields, do=do, subject=agency_subject(pk), is_grave=True, ways_out=ways_out,
        says=(_("裁撤後不再受理新案；歷史案件與統計仍保留原機關名稱。"),),
    )  # fmt: skip
    return handle(request, asked)


@page(who=ADMIN, methods=READ_WRITE)
def agency_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a closing is taken back."""
    it = get_object_or_404(Agency, pk=pk)

    def do(sent: Sent, seen: int | None) -> str:
        reopen_agency(pk, actor=actor_of_request(request), now=clock(), reason=sent.facts["reason"], seen=seen)
        return reverse("administration_agency", args=[pk])

    return handle(request, Asked(title=_("恢復機關"), crumbs=_crumbs(it), fields=(reason_field(),), do=do, subject=agency_subject(pk)))


def _crumbs(it: Agency | None = None) -> tuple[Crumb, ...]:
    first = ((_("機關"), reverse("administration_agencies")),)
    return (*first, (tr(it), reverse("administration_agency", args=[it.pk]))) if it else first


def _name_fields(it: Agency | None) -> tuple[Field, ...]:
    return (
        Field(name="name", label=_("機關全銜"), is_required=True, max_length=120, value=it.name if it else ""),
        Field(name="short_name", label=_("簡稱"), max_length=60, value=it.short_name if it else ""),
        Field(name="english_name", label=_("英文名稱"), max_length=200, value=it.english_name if it else ""),
    )


def _names(sent: Sent) -> Names:
    return Names(name=sent.facts["name"], short_name=sent.facts["short_name"], english_name=sent.facts["english_name"])


def _figures(_actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    valid = agencies_valid_on(day_of(now))
    outside = valid.filter(kind=AgencyKind.OUTSIDE).count()
    return ((valid.count() - outside, _("個機關與單位")), (outside, _("個府外單位")))


register_card(
    Card(name="機關與輪值電話", says="機關樹、更名與裁撤、輪值電話順位", view="administration_agencies", who=KEEPERS, figures=_figures, order=20)
)
