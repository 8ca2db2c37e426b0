"""The files of the first city agree with each other, with the shapes and with the published records."""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

import yankao.divisions
from yankao import cities
from yankao.cities.categories import Category, categories, default_agency
from yankao.divisions.service.procedures.dispatch import AssetOwner
from yankao.kernel.agencies.models import AgencyKind

CITY = cities.load("kaohsiung")
PROCEDURES = ("service.dispatch", "service.petition", "service.inquiry", "engineering.citizen_supervision", "service.call", "research.trip_report")
DIVISIONS = Path(yankao.divisions.__file__).parent
LONGEST_PETITION = 30
CENTRAL_LIMIT = 12


def all_categories() -> list[Category]:
    return [category for procedure in PROCEDURES for category in categories(CITY, procedure)]


def slugs() -> set[str]:
    return {row["slug"] for row in CITY.rows("agencies")}


def test_an_unknown_city_is_refused_with_the_ones_there_are() -> None:
    assert cities.names() == ("kaohsiung",)
    with pytest.raises(LookupError, match="kaohsiung"):
        cities.load("atlantis")


def test_the_city_has_38_districts_and_886_villages_as_on_the_map() -> None:
    for table, count, code, shapes in (("districts", 38, "TOWNCODE", CITY.districts_geojson), ("villages", 886, "VILLCODE", CITY.villages_geojson)):
        features = json.loads(shapes.read_text(encoding="utf-8"))["features"]
        assert {row["code"] for row in CITY.rows(table)} == {feature["properties"][code] for feature in features}
        assert len(CITY.rows(table)) == count


def test_every_district_has_its_office() -> None:
    offices = {row["slug"]: row["short_name"] for row in CITY.rows("agencies") if row["kind"] == AgencyKind.DISTRICT}
    assert {row["office"]: f"{row['name']}公所" for row in CITY.rows("districts")} == offices
    assert len({row["zip_code"] for row in CITY.rows("districts")}) == 38


def test_eleven_districts_lie_within_the_former_city_line() -> None:
    assert Counter(row["line"] for row in CITY.rows("districts")) == {"一": 11, "二": 27}
    assert len(CITY.old_county_districts()) == 27


def test_every_agency_has_a_known_kind_and_a_parent_in_the_file() -> None:
    assert {row["kind"] for row in CITY.rows("agencies")} == set(AgencyKind.values)
    assert {row["parent"] for row in CITY.rows("agencies")} - {""} <= slugs()
    assert {"research", "planning", "control", "engineering", "service", "information", "administration"} == {
        row["division"] for row in CITY.rows("agencies") if row["kind"] == AgencyKind.COMMISSION_UNIT
    }


def test_a_telephone_number_is_either_a_public_emergency_line_or_plainly_made_up() -> None:
    for row in (*CITY.rows("agencies"), *CITY.rows("duty_rosters")):
        phone = row.get("duty_phone") or row["phone"]
        assert (row["simulated"], phone) in {("no", "110"), ("no", "119")} or (row["simulated"] == "yes" and phone.startswith("07-000-"))


def test_a_duty_desk_names_an_agency_and_a_category_of_dispatch() -> None:
    codes = {category.code for category in categories(CITY, "service.dispatch")} | {""}
    assert {row["agency"] for row in CITY.rows("duty_rosters")} <= slugs()
    assert {row["category"] for row in CITY.rows("duty_rosters")} <= codes


def test_a_rule_of_an_owner_names_an_item_an_owner_an_agency_or_nobody_and_says_on_what_ground() -> None:
    codes = {category.code for category in categories(CITY, "service.dispatch")}
    rows = CITY.rows("owner_rules")
    assert {row["procedure"] for row in rows} == {"service.dispatch"}
    assert {row["code"] for row in rows} <= codes
    assert {row["owner"] for row in rows} <= set(AssetOwner.values)
    assert {row["agency"] for row in rows} <= slugs() | {""}
    assert {row["area"] for row in rows} <= {row["code"] for row in CITY.rows("districts")} | {""}
    assert all(row["basis"].startswith("ours: ") for row in rows)
    assert len({(row["code"], row["owner"], row["area"]) for row in rows}) == len(rows)


def test_every_category_leads_to_an_agency_in_every_district() -> None:
    for category in all_categories():
        if category.procedure == "research.trip_report":
            continue
        for row in CITY.rows("districts"):
            assert default_agency(category, city=CITY, district_code=row["code"]) in slugs()


def test_small_works_go_to_the_office_of_their_district() -> None:
    small = next(category for category in categories(CITY, "service.dispatch") if category.code == "district-works")
    assert default_agency(small, city=CITY, district_code="64000300") == "office-qishan"
    assert default_agency(small, city=CITY) == ""


def test_codes_and_names_are_unique_within_a_procedure() -> None:
    assert len({(category.procedure, category.code) for category in all_categories()}) == len(all_categories())
    assert len({(category.procedure, category.name) for category in all_categories()}) == len(all_categories())
    assert len(all_categories()) == len(CITY.rows("categories"))


def test_dispatch_has_75_types_each_with_one_of_three_hour_tiers() -> None:
    types = categories(CITY, "service.dispatch")
    assert len(types) == 75
    assert {category.rule for category in types} == {"h4", "h8", "h24"}
    assert all(category.is_ours for category in types)


def test_an_accusation_of_a_neighbour_or_a_shop_is_not_public() -> None:
    hidden = {category.name for category in categories(CITY, "service.dispatch") if not category.is_public}
    assert hidden == {"噪音", "空氣污染", "違規停車", "佔用道路", "妨害安寧", "怠速", "小廣告、旗幟", "急迫危害立即排除"}
    assert not any(category.is_public for category in categories(CITY, "service.petition"))


def test_no_petition_may_take_longer_than_thirty_days() -> None:
    assert all(0 < int(category.rule.removeprefix("d")) <= LONGEST_PETITION for category in categories(CITY, "service.petition"))


def test_citizen_supervision_has_four_classes_and_fifteen_items_within_the_central_limit() -> None:
    items = categories(CITY, "engineering.citizen_supervision")
    assert len(items) == 15
    assert {item.group for item in items} == {"工務", "水利", "觀光", "一般通報"}
    assert all(int(item.rule.removeprefix("d")) <= CENTRAL_LIMIT and item.survey_rule in {"h4", "h8", "h24"} for item in items)


def test_the_catalogue_holds_180_systems_in_seven_divisions() -> None:
    rows = {}
    for path in sorted(DIVISIONS.glob("*/systems.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.parent.name] = list(csv.DictReader(file))
    counts = {"research": 29, "planning": 14, "control": 25, "engineering": 18, "service": 20, "information": 63, "administration": 11}
    assert {name: len(found) for name, found in rows.items()} == counts
    everything = [row for found in rows.values() for row in found]
    assert len({row["id"] for row in everything}) == 180
    assert all(row["name"] and row["english"] and row["kinds"] for row in everything)


@pytest.mark.real_data
def test_every_unit_and_type_of_the_published_records_is_known(real_data: Path) -> None:
    with gzip.open(real_data / "data" / "kcg1999" / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert {record["UnitName_"] for record in records} <= set(CITY.aliases())
    names = {category.name for category in categories(CITY, "service.dispatch")}
    assert {record["InformDesc_"] for record in records} - {""} <= names
    assert {record["ZipName_"] for record in records} <= {row["name"] for row in CITY.rows("districts")}
