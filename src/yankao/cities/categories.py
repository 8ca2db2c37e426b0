"""案件分類: the categories of a city for each procedure, with the agency that takes them and the rule that times them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from yankao.kernel.agencies.city import City

DISTRICT_OFFICE = "district-office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category; `rule` is the key of a declared time (h4, h8, h24, d14, m3), never a formula; `basis` says whose it is."""

    procedure: str
    code: str
    name: str
    english: str
    group: str
    agency: str
    agency_county: str
    rule: str
    survey_rule: str
    is_public: bool
    weight: int
    basis: str

    @property
    def is_ours(self) -> bool:
        """Whether the time rule was set by this project and not taken from a published text."""
        return "ours" in self.basis


@cache
def categories(city: City, procedure: str) -> tuple[Category, ...]:
    """Return the categories of one procedure of a city, in the order of the file."""
    return tuple(_category(row) for row in city.rows("categories") if row["procedure"] == procedure)


def default_agency(category: Category, *, city: City, district_code: str = "") -> str:
    """Return the slug of the agency that takes a category in a district; empty when only a district office could and none is known."""
    slug = category.agency_county if district_code in city.old_county_districts() else category.agency
    if slug != DISTRICT_OFFICE:
        return slug
    return next((row["office"] for row in city.rows("districts") if row["code"] == district_code), "")


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        procedure=row["procedure"],
        code=row["code"],
        name=row["name"],
        english=row["english"],
        group=row["group"],
        agency=row["agency"],
        agency_county=row["agency_county"],
        rule=row["rule"],
        survey_rule=row["survey_rule"],
        is_public=row["public"] == "yes",
        weight=int(row["weight"]),
        basis=row["basis"],
    )
