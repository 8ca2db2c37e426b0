"""A typhoon morning on a real installation: 240 reports by program, web and telephone while 20 people work; nothing is lost, everybody is told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECONDS = "15"
"""The rush of a quarter of a minute: what becomes of the reports is asked here, how fast the pages are is asked by the bench."""

pytestmark = [pytest.mark.crash, pytest.mark.system("dispatch", "callcenter", "service-online")]


@pytest.fixture(scope="module")
def morning() -> dict[str, Any]:
    """Play it once, with the server, the worker and the database of a new installation."""
    command = [sys.executable, str(ROOT / "bench" / "surge.py"), "--seconds", SECONDS, "--json"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_", "DATABASE_URL", "DJANGO_"))}
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False, timeout=280)
    assert done.stdout.strip(), done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_every_report_is_one_case_however_often_it_was_sent(morning: dict[str, Any]) -> None:
    assert (morning["reports"], morning["answered"], morning["once"]) == (240, 240, 240), morning
    assert (morning["lost"], morning["doubled"], morning["answered_alike"]) == (0, 0, True), morning


def test_reports_of_the_same_are_merged_and_dangerous_ones_stand_alone(morning: dict[str, Any]) -> None:
    assert morning["mothers"] == 3, morning  # one for each district that had a matter
    assert 100 <= morning["merged"] <= 117, morning  # of 120 fallen trees: the mothers and the dangerous ones are not


def test_bodies_outside_the_city_are_told_and_rung(morning: dict[str, Any]) -> None:
    assert (morning["outside_cases"], morning["outside_untold"]) == (60, 0), morning
    assert morning["outside_rung"] > 0, morning


def test_every_reporter_is_called_back_and_the_hand_over_printed(morning: dict[str, Any]) -> None:
    assert morning["mothers_done"] == 3, morning
    assert morning["to_call"] > 100, morning
    assert (morning["still_to_call"], morning["hand_over"]) == (0, True), morning


def test_twenty_people_worked_on_meanwhile_and_no_page_failed(morning: dict[str, Any]) -> None:
    assert (morning["clerks"], morning["errors"], morning["failures"]) == (20, {}, []), morning
    assert morning["clerk_pages"] > 100, morning


def test_the_audit_of_the_morning_holds(morning: dict[str, Any]) -> None:
    assert morning["audit_findings"] == 0, morning
    assert morning["is_whole"], morning
