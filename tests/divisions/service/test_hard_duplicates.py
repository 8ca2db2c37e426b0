"""The published set of hard duplicates: anybody who measures another program by it gets what is measured here."""

import json
import runpy
from pathlib import Path

from yankao.divisions.service.intelligence.made_pairs import made_pairs
from yankao.divisions.service.intelligence.replay import suggest_in_order
from yankao.divisions.service.intelligence.sightings import read_sightings

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "hard-duplicates"


def test_the_published_set_is_what_the_program_writes(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "tools" / "write_hard_duplicates.py"))["main"](tmp_path)
    for name in ("cases.jsonl", "pairs.json"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_published_reports_are_read_as_they_were_made() -> None:
    made, pairs = made_pairs(seed=1999)
    assert list(read_sightings(FOLDER / "cases.jsonl")) == made
    assert json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8")) == [[later, earlier] for earlier, later in pairs]


def test_each_pair_is_one_lamp_on_another_day() -> None:
    moments = {it.id: it.at for it in read_sightings(FOLDER / "cases.jsonl") if it.at}
    for later, earlier in json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8")):
        assert (moments[later] - moments[earlier]).total_seconds() >= 18 * 3600


def test_the_share_that_is_said_is_the_share_that_is_found() -> None:
    found = {it.id: [number for number, _ in it.found] for it in suggest_in_order(list(read_sightings(FOLDER / "cases.jsonl")))}
    pairs = json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))
    first = sum(found[later][:1] == [earlier] for later, earlier in pairs) / len(pairs)
    among = sum(earlier in found[later] for later, earlier in pairs) / len(pairs)
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"suggested first | {first:.1%}".replace("%", " %") in told
    assert f"five suggested | {among:.1%}".replace("%", " %") in told
