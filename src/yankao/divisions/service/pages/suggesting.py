"""What the desk shows while the agent types: items and their agency, reports that may be the same, and answers of the knowledge base."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yankao.divisions.service.intelligence.intake import Candidate, suggest_duplicates, suggest_route
from yankao.divisions.service.intelligence.routing import Suggestion
from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.engines.cases import registry
from yankao.engines.cases.category_models import in_use
from yankao.engines.cases.category_rules import rules_here
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.read import visible_cases
from yankao.engines.registers.read import visible_rows
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.duty import numbers_on_duty
from yankao.kernel.agencies.models import District
from yankao.kernel.days import day_of
from yankao.kernel.search import any_of
from yankao.kernel.text import normalise, query_tokens

DISPATCH = "service.dispatch"
MOST_ITEMS, MOST_ARTICLES, LOOKED_AT = 5, 3, 200
FEWEST_SHARED = 2
FITS_FROM = 0.5
"""An item is proposed by its words when at least half of them stand in the text."""
GROUP_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the intake form so far."""

    procedure: str = DISPATCH
    description: str = ""
    address: str = ""
    district: str = ""
    owner: str = ""

    @property
    def text(self) -> str:
        """Everything typed, for comparing words."""
        return f"{self.description} {self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One proposed item with its agency and the number on duty there; `share` is the model's chance, None when only the words fit."""

    code: str
    name: str
    agency: str
    why: str
    phone: str = ""
    is_preselected: bool = False
    share: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Everything shown beside the form."""

    items: tuple[Item, ...] = ()
    duplicates: tuple[Candidate, ...] = ()
    articles: tuple[KnowledgeArticle, ...] = ()
    is_learnt: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.items or self.duplicates or self.articles)


def suggest(typed: Typed, *, actor: Actor, now: datetime) -> Suggested:
    """Return what may help with what was typed so far; nothing of it is decided for the agent."""
    if not typed.text.strip():
        return Suggested()
    district = district_named(typed)
    route = (
        suggest_route(typed.description, address=typed.address, district=district.name if district else "", at=now)
        if typed.procedure == DISPATCH
        else None
    )
    return Suggested(
        items=_items(typed, route, district, now=now),
        duplicates=_duplicates(typed, district, actor=actor, now=now),
        articles=articles(typed.text, actor=actor, now=now),
        is_learnt=route is not None,
    )


def district_named(typed: Typed) -> District | None:
    """Return the district chosen, or the one whose name stands in the address."""
    if typed.district:
        return District.objects.filter(code=typed.district).first()
    key = normalise(typed.address)
    return next((each for each in District.objects.all() if key and normalise(each.name) in key), None)


def articles(text: str, *, actor: Actor, now: datetime) -> tuple[KnowledgeArticle, ...]:
    """Return the answers that share most word pairs with the text, of those valid today."""
    tokens = query_tokens(text)
    if not tokens or not KNOWLEDGE.seen_by(actor):
        return ()
    today = day_of(now)
    rows = visible_rows(KNOWLEDGE, actor).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today)
    found = rows.filter(search=any_of(tokens)).select_related("agency")[:LOOKED_AT]
    scored = [(_shared(tokens, normalise(f"{row.question} {row.keywords}")), row) for row in found]
    best = sorted((pair for pair in scored if pair[0] >= FEWEST_SHARED), key=lambda pair: (-pair[0], pair[1].pk))
    return tuple(row for _score, row in best[:MOST_ARTICLES])


def _shared(tokens: Sequence[str], key: str) -> int:
    return sum(token in key for token in tokens)


def _items(typed: Typed, route: Suggestion | None, district: District | None, *, now: datetime) -> tuple[Item, ...]:
    categories = list(Category.objects.filter(in_use(day_of(now)), procedure=typed.procedure))
    chosen = _learnt(categories, route) if route is not None else []
    known = {category.pk for category, _why, _share in chosen}
    chosen += [row for row in _worded(categories, typed.description) if row[0].pk not in known]
    chosen = chosen[:MOST_ITEMS]
    units = _units([category for category, _why, _share in chosen], district, owner=typed.owner, now=now)
    return tuple(
        Item(
            code=category.code,
            name=category.name,
            agency=units[category.pk][0],
            why=why,
            phone=units[category.pk][1],
            share=share,
            is_preselected=place == 0 and share is not None and route is not None and route.is_sure,
        )
        for place, (category, why, share) in enumerate(chosen)
    )


def _learnt(categories: Sequence[Category], route: Suggestion) -> list[tuple[Category, str, int | None]]:
    by_name = {normalise(category.name): category for category in categories}
    found = [(by_name.get(normalise(name)), share) for name, share in route.items]
    return [(category, "、".join(route.why[:2]), round(share * 100)) for category, share in found if category is not None]


def _worded(categories: Sequence[Category], text: str) -> list[tuple[Category, str, int | None]]:
    """Return the items whose names stand in the text, most of the name first; the group counts half."""
    key = normalise(text)
    scored = [(_fit(category.name, key) + GROUP_SHARE * _fit(category.group, key), category) for category in categories]
    best = sorted((pair for pair in scored if pair[0] >= FITS_FROM), key=lambda pair: (-pair[0], pair[1].order))
    return [(category, "項目名稱相符", None) for _score, category in best[:MOST_ITEMS]]


def _fit(name: str, key: str) -> float:
    tokens = query_tokens(name)
    return sum(token in key for token in tokens) / len(tokens) if tokens and key else 0.0


def _units(categories: Sequence[Category], district: District | None, *, owner: str, now: datetime) -> dict[int, tuple[str, str]]:
    """Name the agency that takes each item here, today and of this owner, with the first number on duty there now."""
    rules = rules_here([it.pk for it in categories], day=day_of(now), area=district.code if district else "", owner=owner)
    agencies = {pk: rule.agency for pk, rule in rules.items() if rule.agency is not None}
    numbers = numbers_on_duty([(agencies[it.pk].pk, it.code) for it in categories if it.pk in agencies], at=now)
    units = {}
    for it in categories:
        if (agency := agencies.get(it.pk)) is None:
            units[it.pk] = (str(rules[it.pk].taken_by) if it.pk in rules else "待分派", "")
        else:
            on_duty = numbers[agency.pk, it.code]
            units[it.pk] = (agency.short_name or agency.name, on_duty[0].phone if on_duty else "")
    return units


def _duplicates(typed: Typed, district: District | None, *, actor: Actor, now: datetime) -> tuple[Candidate, ...]:
    if typed.procedure != DISPATCH or not typed.address.strip():
        return ()
    cases = visible_cases(actor, procedures=(registry.get(DISPATCH),))
    return suggest_duplicates(typed.description, cases=cases, address=typed.address, district=district.name if district else "", at=now)


def case_into(number: str, *, actor: Actor) -> Case | None:
    """Return the open case a report is to be merged into, if the actor may see it."""
    return visible_cases(actor, procedures=(registry.get(DISPATCH),)).filter(number=number, closed_at__isnull=True).first()
