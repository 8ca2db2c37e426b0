"""Writes the published set of hard duplicates: reports in the format of the 1999 records, and which of them are the same lamp.

Run: python tools/write_hard_duplicates.py [FOLDER]. Whoever wants to measure another program gets the same reports and the same pairs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from yankao.divisions.service.intelligence.made_pairs import made_pairs
from yankao.divisions.service.intelligence.sightings import Sighting

SEED, NOON = 1999, 12
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "hard-duplicates"


def main(folder: Path) -> None:
    """Write the reports and the pairs [later, earlier]."""
    folder.mkdir(parents=True, exist_ok=True)
    reports, pairs = made_pairs(seed=SEED)
    lines = (json.dumps(record(it), ensure_ascii=False) for it in reports)
    (folder / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pairs_lines = ",\n".join(json.dumps([later, earlier]) for earlier, later in pairs)
    (folder / "pairs.json").write_text(f"[\n{pairs_lines}\n]\n", encoding="utf-8")


def record(it: Sighting) -> dict[str, str]:
    """Return a report in the words of the format; what became of it is not known."""
    assert it.at is not None
    return {
        "FileNo_": it.id,
        "Cre_Date_": f"{it.at.year}/{it.at.month}/{it.at.day} {'上午' if it.at.hour < NOON else '下午'} {it.at.hour % NOON or NOON:02}:{it.at:%M:%S}",
        "ZipName_": it.district,
        "address_": it.address,
        "BeforeDesc_": it.text,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
