"""What the golden tests ask for: the published sentences, and how far each system of the catalogue is built."""

import json
from pathlib import Path

import pytest
from tests.reports.golden import Sentence

from yankao.shell.systems import State, systems


@pytest.fixture
def sentences(real_data: Path) -> tuple[Sentence, ...]:
    rows = json.loads((real_data / "mission" / "templates.json").read_text(encoding="utf-8"))
    return tuple(Sentence(**{name: row[name] for name in Sentence.__dataclass_fields__}) for row in rows)


@pytest.fixture
def states() -> dict[str, State]:
    return {each.id: each.state for each in systems()}
