"""設施權屬: one loose cover, four owners: the rule of the owner sends it to another unit, whose telephone at that hour is rung."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.categories import load_categories
from yankao.engines.cases.category_models import Category, CategoryRule
from yankao.engines.cases.category_rules import category_rule, rules_here, tier_of
from yankao.engines.cases.category_write import RuleFacts, describe, set_rule
from yankao.engines.cases.change import edit
from yankao.engines.cases.declare import Routing
from yankao.engines.cases.models import Case, DueDate
from yankao.engines.cases.open import open_case
from yankao.engines.cases.replay_plan import Rules
from yankao.engines.cases.route import transfer
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.duty import duty_numbers, numbers_on_duty
from yankao.kernel.agencies.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch")]

MORNING, NIGHT = at("2026-03-02 10:00"), at("2026-03-02 22:00")
SANMIN, FENGSHAN = "64000050", "64000120"


@pytest.fixture
def agent() -> Actor:
    return staff("agent", "rdec-service-callcentre")


def loose_cover(agent: Actor, *, now: object = MORNING, **facts: object) -> Case:
    """Report a loose manhole cover in the same street."""
    known = {
        "category": "manhole-loose", "description": "人孔蓋鬆動，車輛經過有聲響", "address": "建國三路100號前", "district": SANMIN, "channel": "phone"
    }  # fmt: skip
    return open_case(registry.get("service.dispatch"), actor=agent, now=now, facts=known | facts)


def rung(case: Case) -> str:
    """Return the first number on duty for a case when it was received."""
    assert case.agency_id is not None
    return duty_numbers(case.agency_id, at=case.received_at, category_code="manhole-loose")[0].phone


def unit(case: Case) -> str:
    return case.agency.slug if case.agency else ""


def test_one_cover_of_three_owners_goes_to_three_units_each_rung_at_its_number_of_that_hour(agent: Actor) -> None:
    told = {owner: loose_cover(agent, asset_owner=owner) for owner in ("power", "water", "telecom")}
    assert {owner: (unit(case), rung(case)) for owner, case in told.items()} == {
        "power": ("outside-taipower", "07-000-9051"),
        "water": ("outside-water", "07-000-9056"),
        "telecom": ("outside-telecom", "07-000-9061"),
    }
    night = loose_cover(agent, now=NIGHT, asset_owner="power")
    assert (unit(night), rung(night)) == ("outside-taipower", "07-000-9053")


def test_an_owner_not_known_or_without_a_rule_leaves_the_item_to_the_rule_of_the_city(agent: Actor) -> None:
    assert [unit(loose_cover(agent, **facts)) for facts in ({}, {"asset_owner": ""}, {"asset_owner": "city"})] == ["public-works"] * 3
    assert rung(loose_cover(agent)) == "07-000-9031"


def test_the_rule_of_an_owner_may_differ_by_district(agent: Actor) -> None:
    assert unit(loose_cover(agent, asset_owner="gas")) == "outside-gas-shinkao"
    assert unit(loose_cover(agent, asset_owner="gas", district=FENGSHAN)) == "outside-gas-shinshyung"


def test_a_tree_on_private_ground_is_no_agencys_and_waits_for_the_desk(agent: Actor) -> None:
    case = loose_cover(agent, category="tree-down-1", asset_owner="private")
    assert (unit(case), case.step) == ("", "created")


@pytest.mark.parametrize(("area", "owner", "says"), [("", "", "依地點分派"), (SANMIN, "", "待分派"), ("", "private", "待分派")])
def test_a_rule_without_an_agency_leaves_a_case_to_its_place_and_one_of_a_place_or_owner_to_the_desk(area: str, owner: str, says: str) -> None:
    item = Category.objects.get(procedure="service.dispatch", code="tree-down-1")
    assert says in describe(CategoryRule(category=item, starts_on=MORNING.date(), area=area, owner=owner)).split("・")


def test_an_owner_corrected_later_is_kept_but_sends_nothing_elsewhere_until_it_is_transferred(agent: Actor) -> None:
    case = loose_cover(agent)
    edit(case, actor=agent, now=MORNING + timedelta(minutes=5), facts={"asset_owner": "power"})
    case.refresh_from_db()
    assert unit(case) == "public-works"
    taipower = Agency.objects.get(slug="outside-taipower")
    transfer(case, actor=agent, now=MORNING + timedelta(minutes=6), agency=taipower, reason="孔蓋為台電公司所有")
    case.refresh_from_db()
    assert unit(case) == "outside-taipower"


def test_a_case_sent_back_has_the_hours_of_its_owners_rule(agent: Actor) -> None:
    item = Category.objects.get(procedure="service.dispatch", code="manhole-loose")
    taipower = Agency.objects.get(slug="outside-taipower")
    facts = RuleFacts(starts_on=MORNING.date(), owner="power", agency=taipower, tier="h24", reason="府函")
    set_rule(item.pk, facts, actor=staff("admin", "rdec"), now=MORNING - timedelta(minutes=1))
    case = loose_cover(agent, asset_owner="power")
    clerk = staff("clerk", "outside-taipower")
    advance(case, "report", actor=clerk, now=MORNING + timedelta(hours=1), facts={"result": "fixed", "report": "已更換孔蓋"})
    advance(case, "send_back", actor=agent, now=MORNING + timedelta(hours=2), facts={}, reason="仍有聲響")
    limit = DueDate.objects.get(case=case, key="report_back", met_at__isnull=True)
    assert limit.due_at - limit.starts_at == timedelta(hours=24)
    with CaptureQueriesContext(connection) as asked:
        assert tier_of(case) == "h24"
    assert len(asked) == 1


def test_the_file_of_the_city_is_loaded_once_and_what_a_screen_said_since_stands(city: City) -> None:
    known = CategoryRule.objects.exclude(owner="").count()
    assert known == len(city.rows("owner_rules"))
    CategoryRule.objects.filter(owner="gas").delete()
    CategoryRule.objects.filter(owner="power").update(tier="h8")
    load_categories(city)
    assert CategoryRule.objects.exclude(owner="").count() == known
    assert set(CategoryRule.objects.filter(owner="power").values_list("tier", flat=True)) == {"h8"}


def test_numbers_of_several_units_are_those_of_each_alone_by_as_many_statements_as_for_one() -> None:
    wanted = [
        (Agency.objects.get(slug=slug).pk, code) for slug in ("outside-taipower", "public-works", "transportation") for code in ("", "signal-fault")
    ]
    alone = {each: duty_numbers(each[0], at=NIGHT, category_code=each[1]) for each in wanted}
    with CaptureQueriesContext(connection) as asked:
        assert numbers_on_duty(wanted, at=NIGHT) == alone
    assert len(asked) == 3


def test_a_declaration_is_refused_that_routes_by_what_is_no_open_choice_of_its_opening_form() -> None:
    good = registry.get("service.dispatch")
    assert registry.problems_of(good) == []
    for changed, says in (
        ({"routed_by": "landmark"}, "可留空的選項欄位"),
        ({"routed_by": "nothing"}, "可留空的選項欄位"),
        ({"may_ask": ()}, "未詢問設施權屬"),
        ({"routing": Routing.ASKED}, "須依項目分文"),
    ):
        assert says in "；".join(registry.problems_of(replace(good, **changed)))


DAYS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
KEYS = st.tuples(st.sampled_from(["", "power", "water"]), st.sampled_from(["", SANMIN, FENGSHAN]), st.sampled_from(DAYS))


def best(keys: set[tuple[str, str, date]], *, owner: str, area: str, day: date) -> tuple[str, str, date] | None:
    """Say which rule holds as an official would: whose it is, then where it is, then which is the newest."""
    held = [key for key in keys if key[2] <= day]
    for told in dict.fromkeys((owner, "")):
        for where in dict.fromkeys((area, "")):
            days = [key[2] for key in held if key[:2] == (told, where)]
            if days:
                return told, where, max(days)
    return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(KEYS, max_size=10), st.sampled_from(["", "power", "gas"]), st.sampled_from(["", SANMIN]), st.sampled_from(DAYS))
def test_the_owners_rule_goes_first_then_the_districts_then_the_newest(keys: set[tuple[str, str, date]], owner: str, area: str, day: date) -> None:
    with transaction.atomic():
        item = Category.objects.create(procedure="service.dispatch", code="made-up", name="測試")
        made = [CategoryRule(category=item, owner=key[0], area=key[1], starts_on=key[2], reason=f"{key}") for key in keys]
        CategoryRule.objects.bulk_create(replace_tier(each, n) for n, each in enumerate(made))
        found = category_rule(item.pk, day=day, area=area, owner=owner)
        by_moment = category_rule(item.pk, day=day, area=area, owner=owner, at=MORNING)
        listed = rules_here([item.pk], day=day, area=area, owner=owner).get(item.pk)
        tier, _agency = Rules().of(item.pk, day=day, area=area, owner=owner)
        expected = best(keys, owner=owner, area=area, day=day)
        assert [(it.owner, it.area, it.starts_on) if it else None for it in (found, by_moment, listed)] == [expected] * 3
        assert tier == (found.tier if found else "")
        transaction.set_rollback(True)


def replace_tier(rule: CategoryRule, n: int) -> CategoryRule:
    """Give a rule a tier of its own, so that it is known again where only the tier is told."""
    rule.tier = f"t{n}"
    return rule
