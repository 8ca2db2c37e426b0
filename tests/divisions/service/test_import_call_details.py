"""What the telephone system tells of a call afterwards is added to the call, and never wipes out what is known."""

from pathlib import Path

import pytest
from tests.cases.people import at

from yankao.divisions.service.logic.cdr_details import import_details
from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.system("callcenter", "cti")]
HEADING = "call_id,wrapped_at,transferred_to,satisfaction"


def told(folder: Path, *rows: str, heading: str = HEADING) -> Summary:
    path = folder / "details.csv"
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return import_details(
        ImportTask(file=path, rejects_file=folder / "rejects.csv", actor=job("import"), now=at("2023-06-01 09:00"), progress=lambda _: None)
    )


@pytest.fixture
def call() -> CallRecord:
    begin = at("2023-03-01 09:00")
    return CallRecord.objects.create(call_id="c1", started_at=begin, answered_at=begin, ended_at=at("2023-03-01 09:03"))


def test_wrap_up_transfer_and_score_are_added_and_an_empty_cell_leaves_them(tmp_path: Path, call: CallRecord) -> None:
    assert told(tmp_path, "c1,2023-03-01 09:03:20,社會局,5").imported == 1
    again = told(tmp_path, "c1,,,", "c1,2023-03-01 09:03:20,社會局,5")
    assert (again.imported, again.unchanged) == (0, 2)
    call.refresh_from_db()
    assert (call.wrapped_at, call.transferred_to, call.satisfaction) == (at("2023-03-01 09:03:20"), "社會局", 5)


@pytest.mark.parametrize(
    ("row", "why"), [("c9,,,", "尚未匯入"), ("c1,2023-03-01 09:02,,", "不得早於"), ("c1,,,9", "1至5"), ("c1,,", "4 欄"), (",,,", "call_id")]
)
def test_a_row_that_cannot_be_taken_says_why(tmp_path: Path, call: CallRecord, row: str, why: str) -> None:
    assert told(tmp_path, row).rejected == 1
    assert why in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_another_kind_of_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="第一列應為"):
        told(tmp_path, heading="call_id,started_at")
