"""The file of rejected rows is in line order whatever order they came in, and keeps texts as they stood."""

import csv
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yankao.engines.connectors.rejects import HEADING, Rejects

rows = st.lists(st.tuples(st.integers(1, 50), st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_rejects_are_kept_in_line_order(tmp_path: Path, rejected: list[tuple[int, str]]) -> None:
    with Rejects(tmp_path / "rejects.csv") as file:
        for number, text in rejected:
            file.add(number, "原因", text)

    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as written:
        found = list(csv.reader(written))
    assert found == [list(HEADING), *([str(number), "原因", text] for number, text in sorted(rejected, key=lambda row: row[0]))]
    assert file.count == len(rejected)


def test_a_row_taken_with_a_note_is_no_rejected_row(tmp_path: Path) -> None:
    with Rejects(tmp_path / "rejects.csv") as file:
        file.note(2, "查無此案", "c1,D1")

    assert (file.count, file.noted) == (0, 1)
    assert "查無此案" not in file.path.read_text(encoding="utf-8-sig")
    assert "查無此案" in file.notes_file.read_text(encoding="utf-8-sig")
