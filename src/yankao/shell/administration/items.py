"""項目管理: the items of each procedure, with the agency and the declared tier that hold today, held before and will hold."""

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import rules_here
from yankao.engines.cases.category_write import (
    ItemFacts,
    RuleFacts,
    add_category,
    category_subject,
    change_category,
    may_keep,
    set_rule,
    tier_names,
    tiered,
    withdraw_rule,
)
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Category, CategoryRule
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import District
from yankao.kernel.changes.record import history
from yankao.kernel.days import ONE_DAY, day_of
from yankao.shell.administration.asking import Asked, Crumb, handle, reason_field
from yankao.shell.administration.audiences import ITEMS
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.administration.names import told
from yankao.shell.forms.fields import Field, Kind, agency_field, as_input, date_field
from yankao.shell.forms.reading import Sent, whole_number
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr

STATES = (("now", "使用中"), ("later", "尚未啟用"), ("ended", "已停用"), ("all", "全部"))
PAGE = 100


@page(who=ITEMS)
def items(request: HttpRequest) -> HttpResponse:
    """Show the items of one procedure or of all, searched and filtered."""
    actor, today = actor_of_request(request), day_of(clock())
    procedures = _procedures(actor)
    asked = request.GET
    found = Category.objects.filter(procedure__in=[each.key for each in procedures])
    if asked.get("procedure"):
        found = found.filter(procedure=asked["procedure"])
    if query := asked.get("q", "").strip():
        found = found.filter(Q(name__icontains=query) | Q(code__icontains=query) | Q(group__icontains=query))
    state = asked.get("state") if asked.get("state") in dict(STATES) else "now"
    found = _in_state(found, str(state), now=clock())
    start = whole_number(asked.get("start", "")) or 0
    rows = list(found[start : start + PAGE + 1])
    rules = rules_here([row.pk for row in rows], day=today)
    context = {
        "procedures": [(each.key, tr(each.name)) for each in procedures],
        "states": [(key, tr(name)) for key, name in STATES],
        "state": state,
        "rows": [_row(row, rules.get(row.pk)) for row in rows[:PAGE]],
        "count": found.count(),
        "next": start + PAGE if len(rows) > PAGE else None,
        "previous": max(0, start - PAGE) if start else None,
        "query": urlencode({key: value for key, value in asked.items() if key != "start"}),
        "may_keep": bool(procedures),
    }
    return render(request, "shell/administration/items.html", context)


@page(who=ITEMS)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item: its facts, its rules past, present and to come, and what was changed."""
    it, procedure = _item(request, pk)
    today = day_of(clock())
    rules = list(it.rules.select_related("agency").order_by("area", "owner", "-starts_on"))
    areas = dict(District.objects.values_list("code", "name"))
    owners = dict(procedure.asset_owners)
    current: set[tuple[str, str]] = set()
    rows = []
    for rule in rules:
        state = "later" if rule.starts_on > today else "past" if (rule.area, rule.owner) in current else "now"
        if state == "now":
            current.add((rule.area, rule.owner))
        rows.append((rule, areas.get(rule.area, ""), tr(owners.get(rule.owner, rule.owner)), tier_names(procedure, rule.tier), state))
    context = {
        "item": it,
        "procedure": procedure,
        "rules": [row for row in rows if row[4] != "past"],
        "past": [row for row in rows if row[4] == "past"],
        "history": told(history(category_subject(pk))),
        "crumbs": _crumbs(),
    }
    return render(request, "shell/administration/item.html", context)


@page(who=ITEMS, methods=READ_WRITE)
def item_new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a new item of a procedure."""
    procedure, actor = _procedure(request, key), actor_of_request(request)
    code = Field(name="code", label=_("代碼"), is_required=True, max_length=60, help=_("供介接使用，新增後不再更改，例如 street-light"))

    def do(sent: Sent, _seen: int | None) -> str:
        made = add_category(procedure, sent.facts["code"], _facts(sent), actor=actor, now=clock())
        return reverse("administration_item", args=[made.pk])

    title = _("新增項目：%(name)s") % {"name": tr(procedure.name)}
    return handle(request, Asked(title=title, crumbs=_crumbs(), fields=(code, *_fields(None)), do=do))


@page(who=ITEMS, methods=READ_WRITE)
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is to be changed about an item."""
    it, _procedure_of_it = _item(request, pk)

    def do(sent: Sent, seen: int | None) -> str:
        change_category(pk, _facts(sent), actor=actor_of_request(request), now=clock(), seen=seen, reason=sent.facts["reason"])
        return reverse("administration_item", args=[pk])

    fields = (*_fields(it), reason_field(is_required=False))
    return handle(request, Asked(title=_("修改項目"), crumbs=_crumbs(it), fields=fields, do=do, subject=category_subject(pk)))


@page(who=ITEMS, methods=READ_WRITE)
def item_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the agency and tier of an item from a day on."""
    it, procedure = _item(request, pk)
    area, owner = request.GET.get("area", ""), request.GET.get("owner", "")
    latest = it.rules.select_related("agency").filter(area=area, owner=owner).order_by("-starts_on").first()
    fields = _rule_fields(procedure, latest, area=area, owner=owner)

    def do(sent: Sent, seen: int | None) -> str:
        facts, named = sent.facts, [sent.facts[f"tier_{deadline.key}"] for deadline, _tiers in tiered(procedure)]
        rule = RuleFacts(
            starts_on=facts["starts_on"] or day_of(clock()), area=facts["area"], owner=facts.get("owner", ""), agency=facts["agency"],
            tier=" ".join(filter(None, named)), reason=facts["reason"],
        )  # fmt: skip
        set_rule(pk, rule, actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_item", args=[pk])

    says = (_("新規則自生效日起適用於該日以後受理的案件；已受理案件的期限不變，舊規則仍保留可查。"),)
    return handle(request, Asked(title=_("訂定權責機關與時限"), crumbs=_crumbs(it), fields=fields, do=do, subject=category_subject(pk), says=says))


@page(who=ITEMS, methods=READ_WRITE)
def rule_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a rule not yet in force is to be taken back."""
    rule = get_object_or_404(CategoryRule.objects.select_related("category", "agency"), pk=pk)
    it, procedure = _item(request, rule.category_id)

    def do(_sent: Sent, seen: int | None) -> str:
        withdraw_rule(pk, actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_item", args=[it.pk])

    says = (f"{rule.starts_on.isoformat()}：{tr(rule.taken_by)}；{'、'.join(tier_names(procedure, rule.tier))}",)
    asked = Asked(title=_("撤回未生效規則"), crumbs=_crumbs(it), fields=(), do=do, subject=category_subject(it.pk), says=says, is_grave=True)
    return handle(request, asked)


def _procedures(actor: Actor) -> tuple[Procedure, ...]:
    """Return the procedures whose items the actor keeps and that have items."""
    used = set(Category.objects.values_list("procedure", flat=True).distinct().order_by())
    return tuple(each for each in registry.every() if each.key in used and may_keep(actor, each))


def _procedure(request: HttpRequest, key: str) -> Procedure:
    found = next((each for each in _procedures(actor_of_request(request)) if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _item(request: HttpRequest, pk: int) -> tuple[Category, Procedure]:
    it = get_object_or_404(Category, pk=pk)
    return it, _procedure(request, it.procedure)


def _crumbs(it: Category | None = None) -> tuple[Crumb, ...]:
    first = ((_("項目與時限"), reverse("administration_items")),)
    return (*first, (tr(it.name), reverse("administration_item", args=[it.pk]))) if it else first


def _row(it: Category, rule: CategoryRule | None) -> dict[str, object]:
    procedure = registry.get(it.procedure)
    return {
        "item": it,
        "procedure": tr(procedure.name),
        "agency": tr(rule.taken_by) if rule else _("待分派"),
        "tiers": tier_names(procedure, rule.tier) if rule else (),
    }


def _in_state(found: QuerySet[Category], state: str, *, now: datetime) -> QuerySet[Category]:
    day = day_of(now)
    match state:
        case "now":
            begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
            return found.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        case "later":
            return found.filter(valid_from__gt=day)
        case "ended":
            return found.filter(valid_to__lt=day)
    return found


def _fields(it: Category | None) -> tuple[Field, ...]:
    def value(name: str) -> str:
        return as_input(getattr(it, name)) if it else ""

    return (
        Field(name="name", label=_("名稱"), is_required=True, max_length=80, value=value("name")),
        Field(name="group", label=_("分類"), max_length=80, value=value("group")),
        Field(name="description", label=_("說明"), kind=Kind.LONG_TEXT, max_length=400, value=value("description")),
        Field(name="is_public", label=_("可公開（公開地圖、公開清單及 Open311 服務）"), kind=Kind.BOOL, value=value("is_public") if it else "true"),
        Field(name="order", label=_("順序"), kind=Kind.NUMBER, input_mode="numeric", value=value("order") or "0"),
        date_field(Field(name="valid_from", label=_("啟用日"), value=value("valid_from"))),
        date_field(Field(name="valid_to", label=_("停用日（最後一日）"), value=value("valid_to"))),
    )


def _facts(sent: Sent) -> ItemFacts:
    facts = sent.facts
    order = str(facts["order"]).strip()
    return ItemFacts(
        name=facts["name"],
        group=facts["group"],
        description=facts["description"].strip(),
        is_public=facts["is_public"],
        order=int(order) if order.isdecimal() else 0,
        valid_from=facts["valid_from"],
        valid_to=facts["valid_to"],
    )


def _rule_fields(procedure: Procedure, latest: CategoryRule | None, *, area: str, owner: str) -> tuple[Field, ...]:
    keys = latest.tier.split() if latest else []
    tiers = tuple(
        Field(
            name=f"tier_{deadline.key}",
            label=tr(deadline.name),
            kind=Kind.CHOICE,
            options=tuple((tier.key, tr(tier.name)) for tier in limits.tiers),
            value=next((tier.key for tier in limits.tiers if tier.key in keys), ""),
            help=_("不選則為「%(name)s」") % {"name": tr(limits.get("").name)},
        )
        for deadline, limits in tiered(procedure)
    )
    tomorrow = day_of(clock()) + ONE_DAY
    return (
        date_field(Field(name="starts_on", label=_("生效日"), is_required=True, value=as_input(tomorrow))),
        Field(
            name="area", label=_("適用區域"), kind=Kind.CHOICE, value=area, help=_("不選則為全市；行政區的規則優先於全市"),
            options=tuple((each.code, tr(each.name)) for each in District.objects.all()),
        ),
        *_owner_field(procedure, owner),
        agency_field(Field(name="agency", label=_("權責機關（留空為依地點分派或待分派）")), latest.agency if latest else None),
        *tiers,
        reason_field("依據（日期與文號）"),
    )  # fmt: skip


def _owner_field(procedure: Procedure, owner: str) -> tuple[Field, ...]:
    """Return the field for whose assets the rule is, where a case of the procedure tells the owner."""
    if not procedure.asset_owners:
        return ()
    options = tuple((key, tr(name)) for key, name in procedure.asset_owners)
    says = _("不選則不限；指定權屬的規則優先於不限權屬的規則，也優先於行政區的規則")
    return (Field(name="owner", label=_("設施權屬"), kind=Kind.CHOICE, value=owner, options=options, help=says),)


def _figures(actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    keys = [each.key for each in _procedures(actor)]
    found = Category.objects.filter(procedure__in=keys)
    later = CategoryRule.objects.filter(category__procedure__in=keys, starts_on__gt=day_of(now)).count()
    return ((_in_state(found, "now", now=now).count(), _("個使用中項目")), (later, _("項尚未生效的規則")))


register_card(Card(name="項目與時限", says="項目、權責機關、宣告的時限級別", view="administration_items", who=ITEMS, figures=_figures, order=10))
