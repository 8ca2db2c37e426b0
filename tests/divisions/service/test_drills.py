"""Trials of the line are recognised by their words and by bursts; a complaint about a rehearsal is none."""

from datetime import datetime, timedelta

import pytest

from yankao.divisions.service.intelligence.drills import drills, is_burst, is_trial
from yankao.divisions.service.intelligence.sightings import Sighting, read_sightings

NOON = datetime(2020, 3, 2, 12)  # noqa: DTZ001 -- the city's clock


def burst(count, *, minutes=1, address="四維三路2號", text="四維三路2號建請查處"):
    return [Sighting(id=f"B{n}", district="", address=address, text=text, at=NOON + timedelta(minutes=minutes * n)) for n in range(count)]


@pytest.mark.parametrize("text", ["測試", "App測試", "系統測試。", "演練", "TEST", " 測 試 "])
def test_short_texts_that_name_a_trial_are_trials(text):
    assert is_trial(text)


@pytest.mark.parametrize("text", ["", "路燈不亮", "渠反映該校消防演練廣播音量過大，建請查處。", "工地半夜測試發電機，吵得睡不著"])
def test_a_complaint_about_a_rehearsal_is_no_trial(text):
    assert not is_trial(text)


def test_ten_like_reports_from_one_place_within_half_an_hour_are_a_drill():
    assert drills(burst(10)) == {f"B{n}" for n in range(10)}


def test_nine_like_reports_or_ten_in_two_hours_are_people():
    assert drills(burst(9)) == frozenset()
    assert drills(burst(10, minutes=12)) == frozenset()


def test_reports_from_nowhere_are_no_burst():
    assert drills(burst(20, address="")) == frozenset()
    assert not is_burst([])


@pytest.mark.real_data
def test_the_rehearsal_at_city_hall_is_found_and_the_power_cut_is_not(real_data):
    sightings = list(read_sightings(real_data / "data" / "kcg1999" / "cases.jsonl.gz"))
    found = drills(sightings)
    assert 105 <= len(found) <= 140
    assert not any(it.id in found for it in sightings if "停電" in it.text)
