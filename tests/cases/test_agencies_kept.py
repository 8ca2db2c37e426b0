"""An agency's life on the screen: kept through the next load of the city's files, found by its former name, given no case once closed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.category_models import Category, in_use
from yankao.engines.cases.open import open_case
from yankao.engines.cases.route import transfer
from yankao.kernel.agencies.change import Names, add_agency, agency_subject, close_agency, rename_agency
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.load import load_city
from yankao.kernel.agencies.models import Agency, AgencyName
from yankao.kernel.changes import Stale
from yankao.shell.forms.reading import agency_named

NOW = at("2026-03-02 10:00")
TODAY = NOW.date()


def lamps() -> Agency:
    return Agency.objects.get(slug="public-works-maintenance")


def test_what_was_renamed_closed_or_added_on_a_screen_outlives_the_next_load(city: City) -> None:
    admin, it = staff("admin", "rdec"), Agency.objects.get(slug="environment")
    rename_agency(it.pk, Names(name="環境部"), from_day=TODAY, actor=admin, now=NOW, reason="府令")
    made = add_agency(Names(name="新設處"), slug="brand-new", kind="bureau", parent=None, from_day=TODAY, actor=admin, now=NOW, reason="府令")
    load_city(city, now=NOW)
    it.refresh_from_db()
    made.refresh_from_db()
    assert (it.name, it.valid_to, made.valid_to) == ("環境部", None, None)
    assert Agency.objects.get(slug="water-resources").name == next(row["name"] for row in city.rows("agencies") if row["slug"] == "water-resources")


def test_the_former_name_is_kept_with_its_last_day_and_still_finds_the_agency(city: City) -> None:
    it = lamps()
    old = it.name
    rename_agency(it.pk, Names(name="公共設施管理處"), from_day=TODAY, actor=staff("admin", "rdec"), now=NOW, reason="府令")
    assert AgencyName.objects.get().valid_to == date(2026, 3, 1)
    assert agency_named(old).pk == it.pk


def test_two_names_on_one_day_and_a_name_taken_are_refused(city: City) -> None:
    admin, it = staff("admin", "rdec"), lamps()
    rename_agency(it.pk, Names(name="甲處"), from_day=TODAY, actor=admin, now=NOW, reason="府令")
    with pytest.raises(ValidationError, match="應在其後"):
        rename_agency(it.pk, Names(name="乙處"), from_day=date(2026, 3, 1), actor=admin, now=NOW, reason="府令")
    with pytest.raises(ValidationError, match="已有機關使用"):
        rename_agency(it.pk, Names(name=Agency.objects.get(slug="environment").name), from_day=TODAY, actor=admin, now=NOW, reason="府令")
    with pytest.raises(Stale):
        rename_agency(it.pk, Names(name="乙處"), from_day=TODAY, actor=admin, now=NOW, reason="府令", seen=0)
    with pytest.raises(PermissionDenied):
        rename_agency(it.pk, Names(name="乙處"), from_day=TODAY, actor=staff("desk_lead", "rdec-service"), now=NOW, reason="府令")
    assert agency_subject(it.pk).kind == "agency"


def test_a_closed_agency_is_given_no_case(city: City) -> None:
    it = Agency.objects.filter(children__isnull=True, kind="second").exclude(slug="public-works-maintenance").first()
    assert it is not None
    agent = staff("agent", "rdec-service-callcentre")
    facts = {
        "category": Category.objects.filter(procedure="service.dispatch").first(),
        "description": "路燈不亮",
        "address": "中山路1號",
        "agency": lamps(),
    }
    case = open_case(registry.get("service.dispatch"), actor=agent, now=NOW, facts=facts)
    close_agency(it.pk, last_day=date(2026, 3, 1), actor=staff("admin", "rdec"), now=NOW, reason="府令")
    it.refresh_from_db()
    with pytest.raises(ValidationError, match="已裁撤"):
        transfer(case, actor=staff("desk_lead", "rdec-service"), now=NOW, agency=it, reason="改派")


def test_an_item_may_be_chosen_to_its_last_day_and_not_before_its_first(city: City) -> None:
    it = Category.objects.filter(procedure="service.dispatch").first()
    assert it is not None
    Category.objects.filter(pk=it.pk).update(valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31))
    told = [
        Category.objects.filter(in_use(day), pk=it.pk).exists() for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert told == [False, True, True, False]
