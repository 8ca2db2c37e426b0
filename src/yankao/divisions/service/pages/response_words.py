"""What the pages of response mode read: who may open them, the form that starts an emergency, and the choices of its tables."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from yankao.engines.cases.emergency import Declaration
from yankao.engines.cases.emergency_read import may_inform, may_lead, responding
from yankao.engines.cases.models import Category, Emergency
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.models import District
from yankao.kernel.days import day_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import parse_date
from yankao.shell.forms.reading import read_moment
from yankao.shell.gate import Audience
from yankao.shell.words import day_text, moment_text, tr

READING = ("agent", "desk_lead", "officer", "mayor_office", "auditor")
TYPHOON_WORDS = Dated(
    Since(
        date(2010, 12, 25),
        ("路樹傾倒", "積水", "停電", "停水", "電線掉落", "漏電", "號誌故障", "路燈故障", "塌陷", "掏空", "交通疏導", "急迫危害"),
        Ours("颱風、豪雨時大量通報之項目；啟動前由督導增減"),
    ),
)
TEXTS = ("name", "kind", "order_number", "ordered_on", "starts_at", "until_at")


def _is_leader(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and may_lead(actor)


READERS = Audience(
    name="服務中心、研考會、市長室及稽核人員", allows=lambda actor: actor is not None and actor.kind is ActorKind.USER and actor.has_role(*READING)
)
INFORMERS = Audience(name="服務中心督導", allows=lambda actor: actor is not None and actor.kind is ActorKind.USER and may_inform(actor))
LEADERS = Audience(name="服務中心督導、研考會業務承辦", allows=_is_leader)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartForm:
    """The form that starts response mode as it stands: texts as typed, ticked districts and items, and what was refused."""

    texts: dict[str, str]
    areas: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """One item with its two boxes."""

    pk: str
    name: str
    is_covered: bool
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The items of one group of a procedure; open where one is ticked."""

    name: str
    items: tuple[Ticked, ...]
    ticked: int


def read_start(data: QueryDict) -> StartForm:
    """Read the form as it was sent; nothing is refused here."""
    stopped = frozenset(data.getlist("stop"))
    return StartForm(
        texts={name: data.get(name, "").strip() for name in TEXTS},
        areas=frozenset(data.getlist("area")),
        items=frozenset(data.getlist("item")) | stopped,
        stopped=stopped,
    )


def blank_start(*, like: Emergency | None, now: datetime) -> StartForm:
    """Return the form to begin with: empty, or with the items and districts of an earlier emergency."""
    texts = {**dict.fromkeys(TEXTS, ""), "kind": like.kind if like else "typhoon", "starts_at": moment_text(now), "ordered_on": day_text(day_of(now))}
    if like is None:
        return StartForm(texts=texts)
    rows = list(like.items.values_list("category", "stops_clocks"))
    return StartForm(
        texts=texts,
        areas=frozenset(like.areas),
        items=frozenset(str(pk) for pk, _stops in rows),
        stopped=frozenset(str(pk) for pk, stops in rows if stops),
    )


def typhoon_start(*, now: datetime) -> StartForm:
    """Return the form with the items of a typhoon ticked; their clocks go on unless somebody stops them."""
    words = TYPHOON_WORDS.at(day_of(now)).value
    items = frozenset(str(each.pk) for each in offered() if any(word in each.name for word in words) and "白天未熄" not in each.name)
    return replace(blank_start(like=None, now=now), items=items)


def declaration(form: StartForm) -> Declaration:
    """Return what is declared.

    Raises:
        ValidationError: a moment or day that cannot be read, by its name.
    """
    errors: dict[str, list[str]] = {}
    moments = {name: _moment(form.texts[name], name, errors) for name in ("starts_at", "until_at")}
    ordered_on = _day(form.texts["ordered_on"], errors)
    if errors:
        raise ValidationError(errors)
    return Declaration(
        name=form.texts["name"],
        kind=form.texts["kind"],
        order_number=form.texts["order_number"],
        ordered_on=ordered_on,
        starts_at=moments["starts_at"],
        until_at=moments["until_at"],
        areas=tuple(sorted(form.areas)),
        categories=tuple(offered().filter(pk__in=_numbers(form.items))),
        stopped=frozenset(_numbers(form.stopped)),
    )


def offered() -> QuerySet[Category]:
    """Return the items that response mode may cover."""
    return Category.objects.filter(procedure__in=[it.key for it in responding()], valid_to__isnull=True)


def groups(form: StartForm) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Return the items of each procedure by their groups, ticked as the form has them."""
    found: dict[str, dict[str, list[Ticked]]] = {it.key: {} for it in responding()}
    for each in offered():
        key = str(each.pk)
        ticked = Ticked(pk=key, name=tr(each.name), is_covered=key in form.items, is_stopped=key in form.stopped)
        found[each.procedure].setdefault(each.group, []).append(ticked)
    return tuple(
        (
            tr(it.name),
            tuple(Group(name=tr(name), items=tuple(rows), ticked=sum(row.is_covered for row in rows)) for name, rows in found[it.key].items()),
        )
        for it in responding()
    )


def districts() -> tuple[tuple[str, str], ...]:
    """Return the districts with their codes."""
    return tuple((code, tr(name)) for code, name in District.objects.values_list("code", "name"))


def _moment(text: str, name: str, errors: dict[str, list[str]]) -> datetime | None:
    try:
        return read_moment(text)
    except ValidationError as error:
        errors[name] = error.messages
        return None


def _day(text: str, errors: dict[str, list[str]]) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except ValueError:
        errors["ordered_on"] = [_("請輸入日期，例如 112/3/1")]
        return None


def _numbers(texts: frozenset[str]) -> list[int]:
    return [int(text) for text in texts if text.isdigit()]
