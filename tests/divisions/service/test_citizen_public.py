"""Everybody sees the map and the list: only what may be published, nothing of a person, quickly."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from tests.cases.people import at
from tests.divisions.service.test_open311_privacy import PLANTED, planted
from tests.shell.conftest import a_dispatch, actor, login, people

from yankao.divisions.service.citizen.public import wanted
from yankao.engines.cases.models import Case, Category

__all__ = ["login", "people"]

NOW = at("2026-03-02 12:00")
PAGES = ("/map/", "/map/list/", "/map/points.json", "/map/case/{number}")


@pytest.fixture(autouse=True)
def _clock(people, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def item(code):
    return Category.objects.get(code=code)


def test_what_is_planted_in_every_field_never_reaches_the_public_pages(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2023-03-01 12:00"))
    case = planted(actor("agent"))
    for path in PAGES:
        answer = Client().get(path.format(number=case.number))
        text = answer.content.decode()
        assert case.number in text, path
        for personal in PLANTED:
            assert personal not in text, (path, personal)


@pytest.mark.parametrize("hidden", [{"is_confidential": True}, {"is_test": True}, {"category": None}, {"procedure": "service.petition"}])
def test_what_is_not_for_the_public_is_on_no_page(hidden):
    case = a_dispatch(category=item("road-pothole-1"), lat=22.63, long=120.31)
    Case.objects.filter(pk=case.pk).update(**hidden)
    for path in PAGES[:3]:
        assert case.number not in Client().get(path).content.decode()
    assert Client().get(f"/map/case/{case.number}").status_code == 404


def test_accusations_of_neighbours_and_shops_never_appear_not_even_as_a_filter():
    case = a_dispatch(category=item("noise"), lat=22.63, long=120.31)
    pages = [Client().get(path).content.decode() for path in PAGES[:3]]
    assert all(case.number not in page for page in pages)
    assert "環境稽查" not in pages[0]


def test_the_point_of_a_home_is_coarse_and_that_of_a_street_is_not():
    home = a_dispatch(category=item("road-pothole-1"), address="建國三路100號5樓", lat=22.62731, long=120.30142)
    street = a_dispatch(category=item("road-pothole-1"), address="建國三路口", lat=22.62731, long=120.30142)
    points = {it["number"]: it for it in Client().get("/map/points.json").json()["points"]}
    assert (points[home.number]["lat"], points[home.number]["long"]) == (22.627, 120.301)
    assert points[street.number]["lat"] == 22.62731
    assert set(points[home.number]) == {"number", "name", "place", "state", "is_closed", "lat", "long", "url"}


def test_filters_narrow_by_group_district_state_and_period():
    pothole = a_dispatch(category=item("road-pothole-1"), lat=22.63, long=120.31)
    lamp = a_dispatch(category=item("street-light-fault-1"), lat=22.63, long=120.31)
    Case.objects.filter(pk=lamp.pk).update(step="released", closed_at=NOW)
    old = a_dispatch(category=item("road-pothole-1"), received="2025-12-20 10:00")

    def shown(query):
        page = Client().get(f"/map/list/?{query}").content.decode()
        return {it.number for it in (pothole, lamp, old) if it.number in page}

    assert shown("") == {pothole.number, lamp.number}
    assert shown("group=道路") == {pothole.number}
    assert shown("state=closed") == {lamp.number}
    assert shown("state=open") == {pothole.number}
    assert shown("days=90") == {pothole.number, lamp.number, old.number}
    assert shown(f"district={pothole.district_id}") == {pothole.number, lamp.number}
    assert shown("district=64000380") == set()


def test_nonsense_in_an_address_is_the_usual():
    it = wanted({"days": "x", "page": "-1", "state": "late", "group": "王小明", "district": "'"}, districts=(), groups=())
    assert (it.days, it.page, it.state, it.group, it.query()) == (30, 1, "", "", "")
    assert Client().get("/map/list/?page=٣&days=²").status_code == 200


@pytest.mark.parametrize("path", ["/map/", "/map/list/", "/map/points.json"])
def test_a_page_asks_at_most_eight_questions_however_many_cases(path, django_assert_max_num_queries):
    cache.clear()
    for n in range(12):
        a_dispatch(category=item("road-pothole-1"), lat=22.63 + n / 10000, long=120.31)
    with django_assert_max_num_queries(8):
        assert Client().get(path).status_code == 200


def test_the_points_are_capped_and_kept_by_browsers_for_five_minutes(monkeypatch):
    monkeypatch.setattr("yankao.divisions.service.citizen.public.MOST_POINTS", 2)
    for _ in range(3):
        a_dispatch(category=item("road-pothole-1"), lat=22.63, long=120.31)
    answer = Client().get("/map/points.json")
    assert len(json.loads(answer.content)["points"]) == 2
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_the_list_turns_its_pages(monkeypatch):
    monkeypatch.setattr("yankao.divisions.service.citizen.public.PAGE_SIZE", 2)
    cases = [a_dispatch(category=item("road-pothole-1")) for _ in range(3)]
    first, second = (Client().get(f"/map/list/?page={n}").content.decode() for n in (1, 2))
    assert cases[2].number in first
    assert cases[0].number in second
    assert cases[0].number not in first
