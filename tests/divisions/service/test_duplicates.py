"""Suggestions of earlier reports of the same matter: order, precision, hostile input, real pairs, and the intake screen."""

import json
from datetime import datetime, timedelta

import pytest
from tests.cases.people import at, staff
from typer.testing import CliRunner

from yankao.divisions.service.intelligence.drills import drills
from yankao.divisions.service.intelligence.intake import suggest_duplicates
from yankao.divisions.service.intelligence.likeness import lamps_in
from yankao.divisions.service.intelligence.made_pairs import made_pairs
from yankao.divisions.service.intelligence.replay import suggest_in_order
from yankao.divisions.service.intelligence.sightings import Sighting, in_order, place_of, read_sightings
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.site.cli.session import _typer_app
from yankao.site.cli.table import COMMANDS

NOON = datetime(2020, 3, 2, 12)  # noqa: DTZ001 -- the city's clock


def told(number, address, text, *, hours=0.0, district="東區"):
    return Sighting(id=number, district=district, address=address, text=text, at=NOON + timedelta(hours=hours))


def firsts(*sightings):
    return {it.id: [number for number, _ in it.found] for it in suggest_in_order(sightings)}


def test_the_same_report_sent_twice_points_to_the_first():
    found = firsts(
        told("A", "長青路5號", "路面有坑洞"), told("B", "長青路5號", "路面有坑洞", hours=0.1), told("C", "長青路5號", "路面有坑洞", hours=0.2)
    )
    assert found["A"] == []
    assert found["B"] == ["A"]
    assert found["C"][0] == "A"


def test_the_same_crossing_named_the_other_way_round_is_found():
    found = firsts(told("A", "長青路與竹林街口", "號誌故障不亮"), told("B", "東區竹林街與長青路", "渠反映紅綠燈號誌故障，建請查修。", hours=2))
    assert found["B"] == ["A"]


def test_another_matter_elsewhere_gets_no_suggestion():
    found = firsts(told("A", "長青路5號", "路面有坑洞"), told("B", "梅園街120號", "鄰居半夜唱歌", hours=30))
    assert found["B"] == []


def test_a_lamp_is_known_by_its_number_days_later():
    found = firsts(
        told("A", "長青路5號", "路燈(編號：004512)不亮"),
        told("X", "長青路7號", "路燈(編號：004513)不亮", hours=1),
        told("B", "長青路近竹林街口", "路燈編號4512壞了好幾天", hours=96),
    )
    assert found["B"][0] == "A"
    assert lamps_in("路燈(編號:004512)") == {"4512"}
    assert lamps_in("興昌幹#2") == {"興昌幹2"}


def test_only_earlier_reports_are_suggested_whatever_the_order_of_the_file():
    one, other = told("A", "長青路5號", "路面有坑洞", hours=1), told("B", "長青路5號", "路面有坑洞")
    assert firsts(one, other) == {"B": [], "A": ["B"]}


def test_places_lose_what_neighbours_share():
    assert place_of("80203某某市東區長青路5號", "東區") == place_of("東區長青路5號", "東區") == "長青路5號"
    assert place_of("東區", "東區") == "東區"


def test_each_report_of_a_file_has_a_line_also_a_hostile_one(tmp_path):
    rows = [{}, {"FileNo_": "X", "Cre_Date_": "?", "BeforeDesc_": "坑" * 100_000}, {"FileNo_": "Y", "address_": 5, "BeforeDesc_": None}]
    file = tmp_path / "new.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n", encoding="utf-8")
    command = next(command for command in COMMANDS if command.name == "suggest-duplicates")
    result = CliRunner().invoke(_typer_app(command), [str(file), "--json"])
    assert result.exit_code == 0
    *lines, summary = map(json.loads, result.stdout.splitlines())
    assert len(lines) == summary["read"] == 4
    assert all(len(line["suggested"]) <= 5 for line in lines)


def test_lamps_told_by_another_caller_on_another_day_are_found_as_measured():
    sightings, pairs = made_pairs(seed=1999)
    found = {it.id: it.found for it in suggest_in_order(sightings)}
    first = sum(bool(found[later]) and found[later][0][0] == earlier for earlier, later in pairs)
    assert first / len(pairs) >= 0.65


@pytest.mark.real_data
def test_real_pairs_are_found_above_the_floor(real_data):
    folder = real_data / "data" / "kcg1999"
    sightings = list(read_sightings(folder / "cases.jsonl.gz"))
    trials = drills(sightings)
    kept = in_order(it for it in sightings if it.id not in trials)
    place = {it.id: at for at, it in enumerate(kept)}
    pairs = {
        tuple(sorted(pair, key=place.__getitem__))
        for pair in json.loads((folder / "duplicate_pairs.json").read_text(encoding="utf-8"))
        if all(number in place for number in pair)
    }
    matter: dict[str, str] = {}
    for one, other in sorted(pairs, key=lambda pair: place[pair[1]]):
        old, new = matter.setdefault(other, other), matter.setdefault(one, one)
        matter = {number: new if name == old else name for number, name in matter.items()}
    found = {it.id: it.found for it in suggest_in_order(kept)}
    hits = sum(bool(found[later]) and matter.get(found[later][0][0]) == matter[later] for _, later in pairs)
    assert hits / len(pairs) > 0.931


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_the_intake_screen_shows_open_cases_nearby(django_assert_num_queries):
    procedure, agent = registry.get("service.dispatch"), staff("agent", "rdec-service-callcentre")
    for place, text in (("長青路5號", "路面有坑洞，請查處"), ("梅園街9號", "路樹傾倒")):
        facts = {"category": "road-pothole-1", "description": text, "address": place, "lat": 22.62, "long": 120.3}
        open_case(procedure, actor=agent, now=at("2023-03-01 09:00"), facts=facts)
    asked = {"cases": Case.objects.all(), "address": "長青路5號前", "district": "", "lat": 22.6201, "long": 120.3001}
    with django_assert_num_queries(1):
        found = suggest_duplicates("渠反映該處路面有坑洞，建請查處。", at=at("2023-03-01 09:30"), **asked)
    assert [it.address for it in found][:1] == ["長青路5號"]
    assert suggest_duplicates("渠反映該處路面有坑洞", at=at("2023-05-01 09:30"), **asked) == ()
