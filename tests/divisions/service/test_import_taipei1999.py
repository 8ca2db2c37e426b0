"""The Taipei open data is mended where it can be and rejected with a reason where it cannot; nothing is taken twice."""

import csv
from pathlib import Path

import pytest
from tests.cases.people import at

from yankao.divisions.service.logic.taipei1999 import import_taipei1999
from yankao.divisions.service.logic.taipei1999_rows import clock_of, day_of
from yankao.engines.cases.models import Case, DueDate
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch")]

NOW = at("2026-01-05 09:00")
HEADING = "案件編號,派工項目,案件地址,立案日期,立案時間"
CLEAN = "2017010300363,路燈故障或設施損壞,大同區延平北路,20170103,175500"


def run(folder: Path, *rows: str, encoding: str = "utf-8", name: str = "open1999.csv") -> Summary:
    path = folder / name
    path.write_text("\n".join((HEADING, *rows)) + "\n", encoding=encoding)
    return import_file(path, folder)


def import_file(path: Path, folder: Path) -> Summary:
    return import_taipei1999(ImportTask(file=path, rejects_file=folder / "rejects.csv", actor=job("import"), now=NOW, progress=lambda _: None))


def counts(summary: Summary) -> tuple[int, ...]:
    """Return read, imported, repaired, unchanged, duplicates, rejected."""
    found = tuple(value for value in summary.as_dict().values() if isinstance(value, int))
    assert found[0] == found[1] + found[3] + found[4] + found[5]
    return found


def rejects(summary: Summary) -> list[list[str]]:
    with Path(summary.rejects_file).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_clean_row_is_a_case_of_that_source_without_agency_and_clock(tmp_path):
    assert counts(run(tmp_path, CLEAN)) == (1, 1, 0, 0, 0, 0)

    case = Case.objects.get()
    assert (case.source, case.external_id, case.title) == ("taipei1999", "2017010300363", "路燈故障或設施損壞")
    assert (case.received_at, case.address, case.step) == (at("2017-01-03 17:55"), "大同區延平北路", "created")
    assert (case.agency, case.district, case.is_historical) == (None, None, True)
    assert (case.category.name, case.category.group) == ("路燈故障或設施損壞", "未分類")
    assert not DueDate.objects.exists()


def test_the_summary_has_exactly_the_words_agreed(tmp_path):
    assert list(run(tmp_path, CLEAN).as_dict()) == ["read", "imported", "repaired", "unchanged", "duplicates", "rejected", "rejects_file"]


@pytest.mark.parametrize(
    ("row", "identity", "item", "address", "received"),
    [
        (
            CLEAN.replace("大同區延平北路", "大同區延平北路1號,對面"),
            "2017010300363",
            "路燈故障或設施損壞",
            "大同區延平北路1號,對面",
            "2017-01-03 17:55",
        ),
        (
            CLEAN.replace("大同區延平北路", '"大同區延平北路1號,對面"'),
            "2017010300363",
            "路燈故障或設施損壞",
            "大同區延平北路1號,對面",
            "2017-01-03 17:55",
        ),
        (CLEAN.replace(",20170103,", ",２０１７０１０３,"), "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN.replace("2017010300363", "２０１７０１０３００３６３"), "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN.replace("175500", "5500"), "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 00:55"),
        (CLEAN.replace(",20170103,", ",106/1/3,"), "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN + ",,", "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        ("," + CLEAN, "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN.removesuffix(",175500"), "2017010300363", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 00:00"),
        (CLEAN.replace(",大同區延平北路", ""), "2017010300363", "路燈故障或設施損壞", "", "2017-01-03 17:55"),
        (CLEAN.replace("2017010300363", "201701030"), "", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN.replace("2017010300363", "2.01701E+12"), "", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
        (CLEAN.replace("2017010300363,", ""), "", "路燈故障或設施損壞", "大同區延平北路", "2017-01-03 17:55"),
    ],
)
def test_dirt_is_mended(tmp_path, row, identity, item, address, received):
    first = counts(run(tmp_path, row))

    case = Case.objects.get()
    if '"' not in row and row != CLEAN:
        assert first == (1, 1, 1, 0, 0, 0)
    assert (case.title, case.address, case.received_at) == (item, address, at(received))
    assert case.external_id == identity or (not identity and case.external_id.startswith("row-"))
    assert counts(run(tmp_path, row)) == (1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (CLEAN.replace(",20170103,", ",2.01701E+07,"), "科學記號"),
        (CLEAN.replace(",20170103,", ",20170231,"), "找不到立案日期"),
        (CLEAN.replace("175500", "256161"), "立案時間"),
        (CLEAN.replace("175500", "下午"), "立案時間"),
        (CLEAN.replace("路燈故障或設施損壞", ""), "缺少派工項目"),
        ("只有一欄", "找不到立案日期"),
    ],
)
def test_what_cannot_be_mended_is_rejected_with_line_reason_and_row(tmp_path, row, reason):
    summary = run(tmp_path, CLEAN, row)

    assert counts(summary) == (2, 1, 0, 0, 0, 1)
    ((line, told, text),) = rejects(summary)
    assert (line, text) == ("3", row)
    assert reason in told


def test_different_rows_with_the_same_cut_number_are_different_cases(tmp_path):
    cut = CLEAN.replace("2017010300363", "201701030")
    summary = run(tmp_path, cut, cut.replace("延平北路", "民權西路"), cut)

    assert counts(summary) == (3, 2, 2, 0, 1, 0)


def test_repeating_a_file_yields_only_unchanged_and_the_same_duplicates(tmp_path):
    rows = (CLEAN, CLEAN, CLEAN.replace("363", "364"), CLEAN.replace("2017010300363", "2.01701E+12"))

    assert counts(run(tmp_path, *rows)) == (4, 3, 1, 0, 1, 0)
    assert counts(run(tmp_path, *rows)) == (4, 0, 0, 3, 1, 0)


def test_big5_and_a_byte_order_mark_are_read(tmp_path):
    assert counts(run(tmp_path, CLEAN, encoding="cp950"))[1] == 1
    assert counts(run(tmp_path, CLEAN, encoding="utf-8-sig", name="bom.csv")) == (1, 0, 0, 1, 0, 0)


def test_duplicates_are_found_across_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("yankao.engines.cases.replay.BATCH", 2)
    rows = [CLEAN.replace("00363", f"{number:05d}") for number in range(5)]

    assert counts(run(tmp_path, *rows, rows[0], rows[4])) == (7, 5, 0, 0, 2, 0)


@pytest.mark.parametrize(("text", "read"), [("0", "00:00:00"), ("93000", "09:30:00"), ("9:30", "09:30:00"), ("240000", None), ("", None)])
def test_times_with_lost_zeros_are_read(text, read):
    found = clock_of(text)
    assert (found and found.isoformat()) == read


@pytest.mark.parametrize(
    ("text", "read"), [("20150701", "2015-07-01"), ("1040701", "2015-07-01"), ("104/7/1", "2015-07-01"), ("2015070100001", None)]
)
def test_days_are_read_in_every_form(text, read):
    found = day_of(text)
    assert (found and found.isoformat()) == read


@pytest.mark.real_data
def test_a_real_year_is_taken_whole_and_again_unchanged(tmp_path, real_data):
    path = real_data / "data" / "taipei1999" / "open1999_2015.csv.gz"

    assert counts(import_file(path, tmp_path)) == (65521, 65521, 0, 0, 0, 0)
    assert counts(import_file(path, tmp_path)) == (65521, 0, 0, 65521, 0, 0)
