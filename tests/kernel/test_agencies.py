"""The tree of agencies, duty numbers, deputies, and loading a city's files."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yankao import cities
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.deputies import deputies_of, principals_of
from yankao.kernel.agencies.duty import duty_numbers, is_on_duty
from yankao.kernel.agencies.load import Loaded, agency_paths, load_city
from yankao.kernel.agencies.models import Agency, AgencyKind, Deputy, District, DutyRoster, Village
from yankao.kernel.agencies.read import agencies_valid_on, agency_tree, by_slug, by_slugs, ids_by_name, subtree, subtree_ids, unit_of

NOW = datetime(2023, 11, 6, 1, 30, tzinfo=UTC)
MONDAY_MORNING = datetime(2023, 11, 6, 1, 30, tzinfo=UTC)
MONDAY_NIGHT = datetime(2023, 11, 6, 15, 0, tzinfo=UTC)
TUESDAY_DAWN = datetime(2023, 11, 6, 21, 0, tzinfo=UTC)
CITY = cities.load("kaohsiung")
ANNA, BEN, CARL = (UUID(int=n) for n in (1, 2, 3))

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    load_city(CITY, now=NOW)
    return CITY


def agency(slug: str, *, parent: Agency | None = None, path: str = "", duty_phone: str = "") -> Agency:
    return Agency.objects.create(
        slug=slug,
        name=slug,
        short_name=slug,
        kind=AgencyKind.UNIT,
        parent=parent,
        path=path or f"{parent.path if parent else ''}{slug}/",
        duty_phone=duty_phone,
    )


def desk(owner: Agency, phone: str, *, hours: tuple[time | None, time | None] = (None, None), **facts: Any) -> DutyRoster:
    return DutyRoster.objects.create(agency=owner, phone=phone, starts_at=hours[0], ends_at=hours[1], **facts)


def test_a_first_load_brings_the_whole_city() -> None:
    with connection.cursor() as cursor:  # other tests of the session may have loaded it
        cursor.execute("TRUNCATE agencies_agency, agencies_district CASCADE")
    loaded = load_city(CITY, now=NOW)
    assert (loaded.districts_added, loaded.villages_added) == (38, 886)
    assert loaded.agencies_added == Agency.objects.count() == len(CITY.rows("agencies"))
    assert loaded.rosters_added == DutyRoster.objects.count() > 0
    assert (District.objects.count(), Village.objects.count()) == (38, 886)


def test_a_second_load_changes_nothing(city: City) -> None:
    assert load_city(city, now=NOW + timedelta(days=400)) == Loaded()
    assert load_city(city, now=NOW).is_nothing


def test_a_load_mends_a_name_but_keeps_a_number_corrected_by_hand(city: City) -> None:
    Agency.objects.filter(slug="police").update(name="舊名", duty_phone="07-123")
    assert load_city(city, now=NOW) == Loaded(agencies_changed=1)
    police = by_slug("police")
    assert police.name.endswith("警察局")
    assert police.duty_phone == "07-123"


def test_an_agency_no_longer_in_the_files_is_closed_and_kept(city: City) -> None:
    agency("abolished")
    assert load_city(city, now=NOW) == Loaded(agencies_closed=1)
    assert by_slug("abolished").valid_to == date(2023, 11, 6)
    assert load_city(city, now=NOW + timedelta(days=1)).is_nothing


def test_a_load_takes_one_statement_for_each_table(city: City) -> None:
    with CaptureQueriesContext(connection) as queries:
        load_city(city, now=NOW)
    written = [query["sql"] for query in queries if "INSERT INTO" in query["sql"]]
    assert len(written) == 4


@pytest.mark.usefixtures("city")
def test_every_parent_is_the_agency_one_step_up_the_path() -> None:
    for child in Agency.objects.select_related("parent"):
        head = child.path.rstrip("/").rpartition("/")[0]
        assert (child.parent.path if child.parent else "") == (f"{head}/" if head else "")
    assert by_slug("rdec-service").path == "rdec/service/"
    assert by_slug("rdec-service-callcentre").path == "rdec/service/callcentre/"


@pytest.mark.usefixtures("city")
def test_a_unit_of_the_commission_is_found_by_its_division_whatever_it_is_called() -> None:
    Agency.objects.filter(slug="rdec-engineering").update(slug="rdec-works")
    assert (unit_of("engineering").slug, unit_of("service").slug) == ("rdec-works", "rdec-service")
    Agency.objects.filter(division="engineering").update(valid_to=date(2023, 1, 1))
    with pytest.raises(LookupError, match="業務別 engineering"):
        unit_of("engineering")


@pytest.mark.usefixtures("city")
def test_a_subtree_is_every_path_with_its_prefix() -> None:
    slugs = set(subtree("rdec/").values_list("slug", flat=True))
    assert {"rdec", "rdec-research", "rdec-service-callcentre"} <= slugs
    assert "police" not in slugs
    assert len(subtree_ids("rdec/service/")) == 2


def test_a_subtree_does_not_hold_a_namesake_with_a_longer_name() -> None:
    agency("roads")
    agency("roads-2")
    assert len(subtree_ids("roads/")) == 1


@given(st.lists(st.integers(0, 8), min_size=1, max_size=9))
def test_a_path_always_starts_with_the_path_above_it(choices: list[int]) -> None:
    rows = [{"slug": "a", "parent": ""}]
    for n, choice in enumerate(choices):
        parent = rows[choice % len(rows)]["slug"]
        rows.append({"slug": f"{parent}-{n}", "parent": parent})
    paths = agency_paths(rows)
    assert len(set(paths.values())) == len(rows)
    assert all(paths[row["slug"]].startswith(paths[row["parent"]]) for row in rows if row["parent"])


@pytest.mark.usefixtures("city")
def test_the_tree_is_read_in_one_query_and_holds_everyone_once() -> None:
    with CaptureQueriesContext(connection) as queries:
        tree = agency_tree()
    assert len(queries) == 1
    commission = next(node for node in tree if node.slug == "rdec")
    assert "rdec-service" in {node.slug for node in commission.children}
    waiting, seen = list(tree), []
    while waiting:
        node = waiting.pop()
        seen.append(node.id)
        waiting.extend(node.children)
    assert sorted(seen) == sorted(Agency.objects.values_list("pk", flat=True))


@pytest.mark.usefixtures("city")
def test_an_agency_counts_only_within_its_period() -> None:
    before, after = (set(agencies_valid_on(day).values_list("slug", flat=True)) for day in (date(2016, 12, 31), date(2018, 1, 1)))
    assert "military-service" in before - after
    assert {"drug-prevention", "civil-affairs-military-service"} <= after - before
    assert "drug-prevention" not in {node.slug for node in agency_tree(day=date(2017, 12, 31))}


def test_an_agency_cannot_end_before_it_starts() -> None:
    with pytest.raises(IntegrityError):
        Agency.objects.create(
            slug="x", name="x", short_name="x", kind=AgencyKind.UNIT, path="x/", valid_from=date(2020, 1, 2), valid_to=date(2020, 1, 1)
        )


@pytest.mark.usefixtures("city")
def test_only_bodies_outside_the_city_are_outside() -> None:
    assert by_slug("outside-taipower").is_outside
    assert not by_slug("transportation-ferry").is_outside
    assert set(by_slugs(["police", "no-such"])) == {"police"}


def test_every_name_in_the_files_leads_to_one_agency(city: City) -> None:
    ids = ids_by_name(city.aliases())
    assert ids["養工處"] == ids["養護工程處"] == by_slug("public-works-maintenance").pk
    assert ids["養工處2"] != ids["養工處"]


def test_the_day_desk_answers_by_day_and_the_night_desk_past_midnight() -> None:
    office = agency("office")
    desk(office, "day", hours=(time(8), time(17, 30)), weekdays=0b11111)
    desk(office, "night", hours=(time(17, 30), time(8)), weekdays=0b00001)
    assert [n.phone for n in duty_numbers(office.pk, at=MONDAY_MORNING)] == ["day"]
    assert [n.phone for n in duty_numbers(office.pk, at=MONDAY_NIGHT)] == ["night"]
    assert [n.phone for n in duty_numbers(office.pk, at=TUESDAY_DAWN)] == ["night"]


def test_the_desk_of_the_category_is_rung_first_and_then_the_next_in_order() -> None:
    office = agency("office", duty_phone="main")
    desk(office, "second", order=2)
    desk(office, "first", order=1)
    desk(office, "flood", order=9, category_code="flood")
    assert [n.phone for n in duty_numbers(office.pk, at=NOW, category_code="flood")] == ["flood", "first", "second"]
    assert [n.phone for n in duty_numbers(office.pk, at=NOW)] == ["first", "second"]


def test_without_a_desk_the_agency_above_answers_and_without_any_the_published_number() -> None:
    bureau = agency("bureau", duty_phone="bureau")
    unit = agency("unit", parent=bureau, duty_phone="unit")
    assert [n.phone for n in duty_numbers(unit.pk, at=NOW)] == ["unit", "bureau"]
    desk(bureau, "desk")
    assert [(n.phone, n.agency_id) for n in duty_numbers(unit.pk, at=NOW)] == [("desk", bureau.pk)]


@given(moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), hour=st.integers(0, 23))  # noqa: DTZ001 -- the strategy asks for bounds without a zone
def test_two_desks_that_share_the_day_never_answer_together(moment: datetime, hour: int) -> None:
    early, late = time(hour), time((hour + 9) % 24)
    desks = [DutyRoster(starts_at=starts, ends_at=ends) for starts, ends in ((early, late), (late, early))]
    assert [is_on_duty(one, at=moment) for one in desks].count(True) == 1


def test_deputies_whose_periods_overlap_both_act_and_the_end_no_longer_counts() -> None:
    for deputy, start, end in ((BEN, 6, 10), (CARL, 8, 12)):
        Deputy.objects.create(
            principal_id=ANNA, deputy_id=deputy, starts_at=datetime(2023, 11, start, tzinfo=UTC), ends_at=datetime(2023, 11, end, tzinfo=UTC)
        )
    assert deputies_of(ANNA, at=datetime(2023, 11, 7, tzinfo=UTC)) == (BEN,)
    assert deputies_of(ANNA, at=datetime(2023, 11, 9, tzinfo=UTC)) == (BEN, CARL)
    assert deputies_of(ANNA, at=datetime(2023, 11, 10, tzinfo=UTC)) == (CARL,)
    assert deputies_of(ANNA, at=datetime(2023, 11, 12, tzinfo=UTC)) == ()
    assert principals_of(CARL, at=datetime(2023, 11, 9, tzinfo=UTC)) == (ANNA,)


@pytest.mark.parametrize(("deputy", "days"), [(BEN, 0), (BEN, -1), (ANNA, 1)], ids=["no time", "backwards", "oneself"])
def test_a_deputy_is_somebody_else_for_some_time(deputy: UUID, days: int) -> None:
    with pytest.raises(IntegrityError):
        Deputy.objects.create(principal_id=ANNA, deputy_id=deputy, starts_at=NOW, ends_at=NOW + timedelta(days=days))
