"""The register of categories as a city ships it: items of each procedure, the agency that takes them by area, and their tier."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from yankao.cities.categories import DISTRICT_OFFICE
from yankao.engines.cases.models import Category, CategoryRule
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import Agency

FIRST_DAY = date(2000, 1, 1)


@transaction.atomic
def load_categories(city: City) -> int:
    """Load the city's tables once; rows changed on a screen since are kept. Returns how many items are new."""
    known = set(Category.objects.values_list("procedure", "code"))
    rows = [row for row in city.rows("categories") if (row["procedure"], row["code"]) not in known]
    made = Category.objects.bulk_create(
        Category(
            procedure=row["procedure"],
            code=row["code"],
            name=row["name"],
            group=row["group"],
            is_public=row["public"] == "yes",
            order=order,
        )
        for order, row in enumerate(rows)
    )
    agencies = dict(Agency.objects.values_list("slug", "id"))
    CategoryRule.objects.bulk_create(rule for category, row in zip(made, rows, strict=True) for rule in _rules(city, category, row, agencies))
    _load_owner_rules(city, agencies)
    return len(made)


def _load_owner_rules(city: City, agencies: Mapping[str, int]) -> None:
    """Load which agency takes an item when the asset is somebody else's; where a screen has said anything about that owner, it stands."""
    known = set(CategoryRule.objects.exclude(owner="").values_list("category__procedure", "category__code", "owner", "area"))
    rows = [row for row in city.rows("owner_rules") if (row["procedure"], row["code"], row["owner"], row["area"]) not in known]
    if not rows:
        return
    categories = {(it.procedure, it.code): it for it in Category.objects.all()}
    tiers = {(row["procedure"], row["code"]): _tier(row) for row in city.rows("categories")}
    rules = []
    for row in rows:
        key = row["procedure"], row["code"]
        rules.append(_rule(categories[key], row["area"], row["agency"], row["tier"] or tiers[key], row, agencies))
        rules[-1].owner = row["owner"]
    CategoryRule.objects.bulk_create(rules)


def _rules(city: City, category: Category, row: Mapping[str, str], agencies: Mapping[str, int]) -> list[CategoryRule]:
    """One rule for the whole city, and one for each district where another agency takes the item (old county, district offices)."""
    tier = _tier(row)
    county = set(city.old_county_districts())
    whole = "" if row["agency"] == DISTRICT_OFFICE else row["agency"]
    rules = [_rule(category, "", whole, tier, row, agencies)]
    for district in city.rows("districts"):
        slug = row["agency_county"] if district["code"] in county else row["agency"]
        slug = district["office"] if slug == DISTRICT_OFFICE else slug
        if slug != whole:
            rules.append(_rule(category, district["code"], slug, tier, row, agencies))
    return rules


def _tier(row: Mapping[str, str]) -> str:
    return " ".join(filter(None, (row["survey_rule"], row["rule"])))


def _rule(category: Category, area: str, slug: str, tier: str, row: Mapping[str, str], agencies: Mapping[str, int]) -> CategoryRule:
    agency_id = agencies[slug] if slug else None
    return CategoryRule(category=category, starts_on=FIRST_DAY, area=area, agency_id=agency_id, tier=tier, reason=row["basis"][:200])
