"""Items are kept by declared tiers and dated rules: a change holds from its day on, and what held before stays readable."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.category_file import COLUMNS, Outcome, category_lines, import_categories
from yankao.engines.cases.category_models import Category, CategoryRule
from yankao.engines.cases.category_rules import category_rule
from yankao.engines.cases.category_write import (
    ItemFacts,
    RuleFacts,
    add_category,
    category_subject,
    change_category,
    set_rule,
    tier_names,
    tiered,
    withdraw_rule,
)
from yankao.engines.cases.open import open_case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry
from yankao.kernel.changes import Stale
from yankao.kernel.changes.record import history, last_change
from yankao.shell.export import csv_lines

NOW = at("2026-03-02 10:00")
LATER = date(2026, 4, 1)


@pytest.fixture
def admin(city: City) -> Actor:
    return staff("admin", "rdec")


@pytest.fixture
def lamp(city: City) -> Category:
    return Category.objects.get(procedure="service.dispatch", code="street-light-fault-1")


def rule(day: date = LATER, **facts: object) -> RuleFacts:
    given_facts = {"agency": Agency.objects.get(slug="environment"), "tier": "h4", "reason": "115年3月1日府函", **facts}
    return RuleFacts(starts_on=day, **given_facts)


def test_a_new_tier_holds_from_its_day_and_the_old_rule_stays(admin: Actor, lamp: Category) -> None:
    before = category_rule(lamp.pk, day=date(2026, 3, 31))
    set_rule(lamp.pk, rule(), actor=admin, now=NOW)
    assert before is not None
    kept = category_rule(lamp.pk, day=date(2026, 3, 31))
    assert kept is not None
    assert (kept.pk, kept.tier) == (before.pk, "h24")
    new = category_rule(lamp.pk, day=LATER)
    assert new is not None
    assert (new.tier, new.agency and new.agency.slug) == ("h4", "environment")
    assert history(category_subject(lamp.pk))[0].reason == "115年3月1日府函"
    assert Entry.objects.filter(subject_kind="category", verb="category:rule").count() == 1


def test_a_case_of_before_keeps_the_hours_it_was_told(admin: Actor, lamp: Category) -> None:
    procedure, agent = registry.get("service.dispatch"), staff("agent", "rdec-service-callcentre")
    facts = {"category": lamp, "description": "路燈不亮", "address": "中山路1號"}
    case = open_case(procedure, actor=agent, now=NOW, facts=facts)
    told = case.due_at
    set_rule(lamp.pk, rule(NOW.date()), actor=admin, now=NOW)
    case.refresh_from_db()
    assert case.due_at == told


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"day": date(2026, 3, 1)}, "starts_on"),
        ({"reason": " "}, "reason"),
        ({"tier": "h99"}, "tier"),
        ({"tier": "h4 h8"}, "tier"),
        ({"area": "nowhere"}, "area"),
        ({"owner": "nobody"}, "owner"),
    ],
)
def test_a_rule_is_refused_with_a_sentence_beside_its_field(admin: Actor, lamp: Category, facts: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        set_rule(lamp.pk, rule(**facts), actor=admin, now=NOW)
    assert list(refused.value.message_dict) == [field]


def test_a_rule_not_yet_in_force_is_taken_back_but_one_in_force_is_not(admin: Actor, lamp: Category) -> None:
    made = set_rule(lamp.pk, rule(), actor=admin, now=NOW)
    withdraw_rule(made.pk, actor=admin, now=NOW)
    assert not CategoryRule.objects.filter(category=lamp, starts_on=LATER).exists()
    assert history(category_subject(lamp.pk))[0].verb == "withdraw_rule"
    old = CategoryRule.objects.filter(category=lamp).first()
    assert old is not None
    with pytest.raises(ValidationError, match="不得撤回"):
        withdraw_rule(old.pk, actor=admin, now=NOW)


def test_only_the_keepers_of_a_procedure_change_its_items(lamp: Category) -> None:
    facts = ItemFacts(name="路燈故障")
    change_category(lamp.pk, facts, actor=staff("desk_lead", "rdec-service"), now=NOW)
    for role, slug in (("clerk", "public-works-maintenance"), ("agent", "rdec-service-callcentre"), ("desk_lead", "rdec-control")):
        with pytest.raises(PermissionDenied):
            change_category(lamp.pk, facts, actor=staff(role, slug), now=NOW)


def test_who_comes_second_is_told_and_changes_nothing(admin: Actor, lamp: Category) -> None:
    seen = last_change(category_subject(lamp.pk))
    change_category(lamp.pk, ItemFacts(name="路燈故障甲"), actor=admin, now=NOW, seen=seen)
    with pytest.raises(Stale):
        change_category(lamp.pk, ItemFacts(name="路燈故障乙"), actor=admin, now=NOW, seen=seen)
    lamp.refresh_from_db()
    assert lamp.name == "路燈故障甲"


def test_an_item_is_added_once_and_ends_after_it_begins(admin: Actor, city: City) -> None:
    procedure = registry.get("service.dispatch")
    add_category(procedure, "test-item", ItemFacts(name="測試項目"), actor=admin, now=NOW)
    with pytest.raises(ValidationError, match="已使用"):
        add_category(procedure, "test-item", ItemFacts(name="測試項目"), actor=admin, now=NOW)
    with pytest.raises(ValidationError, match="停用日"):
        add_category(procedure, "test-two", ItemFacts(name="測試", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1)), actor=admin, now=NOW)


def taken(admin: Actor, lines: list[str], *, is_trial: bool = False) -> Outcome:
    return import_categories(lines, actor=admin, now=NOW, is_trial=is_trial)


def test_the_exported_file_comes_back_unchanged(admin: Actor, city: City) -> None:
    lines = list(csv_lines(COLUMNS, category_lines(admin)))
    outcome = taken(admin, lines)
    assert (outcome.added, outcome.changed, outcome.rules, outcome.problems) == (0, 0, 0, ())
    assert outcome.same == len(lines) - 1


def test_a_file_with_one_wrong_line_changes_nothing_and_names_the_line(admin: Actor, lamp: Category) -> None:
    good = "service.dispatch,street-light-fault-1,路燈不亮,路燈,,yes,0,,,,,2026-05-01,environment,h4,府函"
    bad = "service.dispatch,litter,髒亂清除,環境清潔,,yes,2,,,,,2026-05-01,nobody,h4,府函"
    outcome = taken(admin, [",".join(COLUMNS), good, bad])
    assert outcome.problems == ((3, "查無機關代稱「nobody」"),)
    lamp.refresh_from_db()
    assert lamp.name == "路燈故障(一)"
    assert (taken(admin, [",".join(COLUMNS), good], is_trial=True).rules, CategoryRule.objects.filter(starts_on=date(2026, 5, 1)).count()) == (1, 0)
    assert taken(admin, [",".join(COLUMNS), good]).rules == 1
    lamp.refresh_from_db()
    assert lamp.name == "路燈不亮"


def test_a_rule_of_one_owner_goes_out_and_comes_back_by_the_file(admin: Actor, lamp: Category) -> None:
    owned = "service.dispatch,street-light-fault-1,路燈故障(一),路燈,,yes,0,,,,power,2026-05-01,outside-taipower,h24,府函"
    assert taken(admin, [",".join(COLUMNS), owned]).rules == 1
    made = CategoryRule.objects.get(category=lamp, owner="power")
    assert (made.area, made.agency and made.agency.slug, made.starts_on) == ("", "outside-taipower", date(2026, 5, 1))
    assert "台電公司" in str(history(category_subject(lamp.pk))[0].fields)
    assert taken(admin, list(csv_lines(COLUMNS, category_lines(admin)))).rules == 0
    older = [name for name in COLUMNS if name != "owner"]
    line = "service.dispatch,street-light-fault-1,路燈故障(一),路燈,,yes,0,,,,2026-06-01,environment,h4,府函"
    assert taken(admin, [",".join(older), line]).rules == 1
    assert CategoryRule.objects.get(category=lamp, starts_on=date(2026, 6, 1)).owner == ""


def test_only_a_procedure_that_asks_the_owner_takes_rules_by_owner(admin: Actor, city: City) -> None:
    road = Category.objects.get(procedure="service.petition", code="road")
    with pytest.raises(ValidationError, match="不依設施權屬分派"):
        set_rule(road.pk, rule(tier="d20", owner="power"), actor=admin, now=NOW)


KEYS = [tier.key for _, tiers in tiered(registry.get("service.dispatch")) for tier in tiers.tiers]


@given(st.lists(st.sampled_from(KEYS), max_size=3))
def test_any_choice_of_declared_tiers_has_a_name_for_every_limit(keys: list[str]) -> None:
    procedure = registry.get("service.dispatch")
    assert len(tier_names(procedure, " ".join(keys))) == len(tiered(procedure))
