"""A simulated city: exact totals, texts of its own, nothing in a real city, and a second run changes nothing."""

import gzip
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count
from tests.cases.people import at, staff

from yankao.divisions.service.logic import simulate, simulate_parts
from yankao.divisions.service.logic.simulate_rhythm import storm
from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases import registry as procedures
from yankao.engines.cases.advance import advance
from yankao.engines.cases.measures import count_received
from yankao.engines.cases.models import Case, CaseLink, Category, DueDate, Passage
from yankao.engines.cases.replay import replay
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage
from yankao.engines.connectors import registry
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.simulated import NotSimulatedError, fill, is_simulated, mark_simulated
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import job
from yankao.kernel.audit.models import Entry
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch", "petition", "callcenter")]

NOW = at("2023-12-01 09:00")
MARCH = Window.of_months("112-03", "112-03")


def quiet(_: str) -> None:
    """Say nothing."""


def order(key: str, count: int, *, window: Window = MARCH, **fixed: dict[str, int]) -> Order:
    return Order(key=key, window=window, count=count, fixed=fixed)


def make(*orders: Order) -> list[int]:
    mark_simulated(now=NOW)
    return [fill(it, now=NOW, progress=quiet) for it in orders]


@pytest.mark.parametrize("key", ["service.dispatch", "service.petition"])
def test_exactly_as_many_cases_as_ordered_are_received_in_the_window(key):
    assert make(order(key, 300)) == [300]

    assert count_received()(key, MARCH).numerator == 300
    assert Case.objects.filter(is_simulated=True, is_historical=True).count() == 300
    assert not Passage.objects.exclude(unmet=[]).exists()
    assert not Notice.objects.exists()


def test_a_second_run_changes_nothing_and_another_order_replaces_the_first():
    make(order("service.dispatch", 80))
    before, entries = list(Case.objects.order_by("id").values_list("id", "number", "version")), Entry.objects.count()

    assert make(order("service.dispatch", 80)) == [0]
    assert list(Case.objects.order_by("id").values_list("id", "number", "version")) == before
    assert Entry.objects.count() == entries
    assert make(order("service.dispatch", 60)) == [60]
    assert Case.objects.count() == 60


def test_the_same_order_makes_the_same_city():
    make(order("service.dispatch", 50))
    first = list(Case.objects.order_by("id").values_list("received_at", "description", "address", "category__code", "closed_at"))
    make(order("service.dispatch", 40), order("service.dispatch", 50))

    assert list(Case.objects.order_by("id").values_list("received_at", "description", "address", "category__code", "closed_at")) == first


def test_subsets_are_exact():
    make(
        order("service.petition", 200, channel={"mailbox": 33, "fax": 7}),
        Order(
            key="service.call",
            window=MARCH,
            count=1000,
            fixed={"class": {"inquiry": 251, "forwarded": 86, "other": 73}, "service_level": {"yes": 752}},
        ),
    )

    channels = dict(Case.objects.values_list("channel").annotate(Count("id")))
    assert (channels["mailbox"], channels["fax"]) == (33, 7)
    classes = dict(CallRecord.objects.values_list("call_class").annotate(Count("id")))
    assert (classes["inquiry"], classes["forwarded"], classes["other"]) == (251, 86, 73)
    assert sum(classes.values()) == 1000


def test_a_city_that_is_not_simulated_is_left_alone():
    assert not is_simulated()
    with pytest.raises(NotSimulatedError, match="不是模擬城市"):
        fill(order("service.dispatch", 5), now=NOW, progress=quiet)
    assert not Case.objects.exists()


def test_a_window_with_real_records_is_left_alone():
    real = ReplayedCase(
        external_id="r", digest=b"r", received_at=at("2023-03-31 23:59"), title="真", passages=(ReplayedPassage(to_step="created", occurred_at=NOW),)
    )
    replay(procedures.get("service.dispatch"), [real], actor=job("x"), now=NOW, source="elsewhere")

    with pytest.raises(NotSimulatedError, match="1 筆非模擬"):
        make(order("service.dispatch", 5))
    make(order("service.dispatch", 5, window=Window.of_months("112-04", "112-04")))


def test_an_unknown_key_or_field_is_refused_with_those_there_are():
    with pytest.raises(LookupError, match="可模擬的有"):
        registry.simulator("service.weather")
    with pytest.raises(NotSimulatedError, match="可指定：channel"):
        make(order("service.dispatch", 5, mood={"good": 5}))


def test_no_two_texts_among_a_hundred_are_alike():
    make(order("service.dispatch", 1500), order("service.petition", 1500))

    for key in ("service.dispatch", "service.petition"):
        texts = list(Case.objects.filter(procedure=key, links_in__isnull=True).order_by("received_at").values_list("description", flat=True))
        assert all(len(set(texts[i : i + 100])) == len(texts[i : i + 100]) for i in range(0, len(texts), 50))


@pytest.mark.real_data
def test_no_text_is_copied_from_the_real_records(real_data):
    make(order("service.dispatch", 1500), order("service.petition", 500))
    with gzip.open(real_data / "data" / "kcg1999" / "cases.jsonl.gz", "rt", encoding="utf-8") as file:
        real = {text for line in file for text in json.loads(line)["BeforeDesc_"].split("，") if len(text) > 8}
    clauses = {clause.strip("。") for text in Case.objects.values_list("description", flat=True) for clause in text.split("，") if len(clause) > 8}

    assert not clauses & real


def test_a_petition_follows_from_a_dispatch_that_could_not_be_fixed_at_once():
    make(order("service.dispatch", 300), order("service.petition", 600))

    links = CaseLink.objects.filter(kind="follow_on").select_related("from_case", "to_case")
    assert len(links) > 20
    assert all(link.to_case.parent_id == link.from_case_id and link.from_case.number in link.to_case.description for link in links)
    assert all(link.to_case.chain_received_at == link.from_case.received_at < link.to_case.received_at for link in links)


def test_places_lie_in_the_district_that_is_named():
    make(order("service.dispatch", 120))

    for case in Case.objects.select_related("district", "village"):
        assert case.address.startswith(f"{case.district.name}{case.village.name}")
        assert case.village.district_id == case.district_id


def test_a_storm_triples_the_day():
    stormy = [day for day in Window.of_months("112-07", "112-09").each_day() if storm(day) > 1]

    assert len(stormy) == 12
    assert max(map(storm, stormy)) == 3.0


def live(now: str) -> Counter[str]:
    mark_simulated(now=at(now))
    simulate.seed_live(at(now), quiet)
    return Counter(Case.objects.values_list("procedure", flat=True))


@pytest.fixture
def a_week(monkeypatch):
    monkeypatch.setattr(simulate, "LIVE_DAYS", 12)


@pytest.mark.usefixtures("a_week")
def test_live_cases_run_on_their_clocks_and_know_no_future():
    found = live("2023-11-30 15:00")

    assert found["service.dispatch"] > 100
    assert found["service.petition"] > 300
    cases = Case.objects.filter(source="simulation-live")
    assert not cases.filter(is_historical=True).exists()
    assert not Passage.objects.filter(occurred_at__gt=at("2023-11-30 15:00")).exists()
    assert cases.filter(closed_at__isnull=True, due_at__isnull=False).count() > 100
    assert not DueDate.objects.filter(case__closed_at__isnull=False, chase_at__isnull=False).exists()
    assert not DueDate.objects.filter(chase_at__lte=at("2023-11-30 15:00")).exists()
    assert CallRecord.objects.count() > 1000


@pytest.mark.usefixtures("a_week")
def test_topping_up_adds_new_days_and_lets_untouched_cases_go_on():
    first = live("2023-11-28 15:00")
    assert live("2023-11-28 15:00") == first
    calls, opened = CallRecord.objects.count(), Case.objects.filter(closed_at__isnull=True).count()

    second = live("2023-11-29 15:00")

    assert second["service.dispatch"] > first["service.dispatch"]
    assert CallRecord.objects.count() > calls
    closed = Case.objects.filter(received_at__lt=at("2023-11-28 15:00"), closed_at__gte=at("2023-11-28 15:00")).count()
    assert 0 < closed < opened


@pytest.mark.usefixtures("a_week")
def test_a_live_case_somebody_worked_on_is_theirs_from_then_on():
    live("2023-11-28 15:00")
    case = Case.objects.filter(procedure="service.dispatch", step="in_hand", agency__slug="public-works-maintenance").first()
    assert case is not None
    clerk = staff("clerk", "public-works-maintenance")
    advance(case, "report", actor=clerk, now=at("2023-11-28 16:00"), facts={"result": "secured", "report": "已圍設"})

    live("2023-12-05 15:00")

    case.refresh_from_db()
    assert case.step == "reported"
    assert case.passages.filter(actor_id=clerk.id).exists()


def test_every_item_of_the_city_has_words_of_its_own(city):
    make(order("service.dispatch", 1, category={"street-light-fault-1": 1}))

    assert Case.objects.get().category == Category.objects.get(procedure="service.dispatch", code="street-light-fault-1")


def test_lateness_is_neither_none_nor_the_rule():
    make(order("service.dispatch", 600))

    kept = Counter(Passage.objects.filter(to_step="reported", in_time__isnull=False).values_list("in_time", flat=True))
    assert 0.8 < kept[True] / kept.total() < 0.97
    assert Passage.objects.filter(action="acknowledge", occurred_at__lt=MARCH.end + timedelta(days=7)).exists()


def test_an_order_made_in_parts_is_the_order_whole(monkeypatch):
    monkeypatch.setattr(simulate_parts, "SIZE", 30)
    make(order("service.dispatch", 200), order("service.petition", 150, channel={"mailbox": 41}))

    dispatches, petitions = Case.objects.filter(procedure="service.dispatch"), Case.objects.filter(procedure="service.petition")
    numbers = sorted(int(key.rsplit("-", 1)[1]) for key in dispatches.values_list("external_id", flat=True))
    assert (numbers, petitions.count()) == (list(range(1, 201)), 150)
    assert petitions.filter(channel="mailbox").count() == 41
    assert [it.received_at for it in dispatches.order_by("external_id")] == sorted(it.received_at for it in dispatches)
    assert len(set(dispatches.filter(links_in__isnull=True).values_list("description", flat=True))) > 100
