"""Every declared procedure can be simulated from its declaration alone."""

import pytest
from tests.cases.people import at, staff

from yankao.engines.cases import registry as procedures
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.open import open_case
from yankao.engines.cases.simulate import Ways, seeder_of, stands_alone
from yankao.engines.connectors import registry
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.simulated import fill, mark_simulated
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NOW = at("2023-12-01 09:00")
KEY = "engineering.citizen_supervision"
MARCH = Window.of_months("112-03", "112-03")


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("key", [it.key for it in procedures.every() if stands_alone(it)])
def test_a_procedure_is_simulated_whole(key):
    mark_simulated(now=NOW)

    assert fill(Order(key=key, window=MARCH, count=12, fixed={}), now=NOW, progress=quiet) == 12

    cases = Case.objects.filter(procedure=key)
    assert cases.filter(is_simulated=True, is_historical=True, received_at__gte=MARCH.start, received_at__lt=MARCH.end).count() == 12
    assert all(case.passages.exists() for case in cases)


def test_the_main_way_goes_straight_on_and_detours_come_back():
    ways = Ways(procedure=procedures.get("research.trip_report"))

    assert [it.key for it in ways.ahead("submitted")] == ["accept", "send_back"]
    assert [it.key for it in ways.ahead("sent_back")] == ["submit"]
    assert ways.ahead("published") == []


def test_live_cases_are_told_once_and_go_on():
    mark_simulated(now=NOW)
    seeder = seeder_of("engineering.citizen_supervision", window=MARCH, count=5)
    seeder.run(at("2023-11-30 15:00"), quiet)
    first = Case.objects.count()
    opened = set(Case.objects.filter(closed_at__isnull=True).values_list("id", flat=True))
    assert first > 25
    assert opened

    seeder.run(at("2023-11-30 15:00"), quiet)
    assert Case.objects.count() == first
    seeder.run(at("2024-01-15 15:00"), quiet)
    assert Case.objects.count() > first
    assert Case.objects.filter(id__in=opened, closed_at__isnull=False).exists()


def test_a_demonstration_starts_even_when_its_window_holds_real_records():
    mark_simulated(now=NOW)
    agent = staff("agent", "rdec-service-callcentre")
    facts = {
        "description": "真",
        "address": "路口",
        "received_at": at("2023-03-15 09:00"),
        "category": Category.objects.filter(procedure=KEY).first(),
    }
    open_case(procedures.get(KEY), actor=agent, now=NOW, facts=facts)
    told: list[str] = []

    seeder_of(KEY, window=MARCH, count=5).run(NOW, told.append)

    assert "1 筆非模擬" in told[0]
    assert Case.objects.filter(is_simulated=True, is_historical=True).count() == 0


def test_every_simulator_is_entered_once():
    keys = [it.key for it in registry.simulators()]

    assert len(keys) == len(set(keys))
    assert {it.key for it in procedures.every() if stands_alone(it)} <= set(keys)
    assert "control.lag_explanation" not in keys  # it explains a plan that must be there first
