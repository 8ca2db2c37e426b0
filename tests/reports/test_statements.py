"""Tests of sourced statements: what is taken, what is refused and why, and which one speaks of a period."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import Taken, find, import_city, import_file, period_of
from yankao.kernel.actors import job
from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import Window

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
HEADER = "key,from,to,value,unit,source,line\n"
PERIOD = Window.of_months("112-03", "112-07")


def take(folder: Path, rows: str, *, header: str = HEADER) -> Taken:
    file = folder / "statements.csv"
    file.write_text(header + rows, encoding="utf-8")
    return import_file(file, actor=job("test"), now=NOW)


def test_every_kind_of_value_is_taken(tmp_path: Path) -> None:
    taken = take(
        tmp_path,
        '\ufeffa.b,112-03,112-07,"3,513",件,某報告,12\na.c,112-03,112-07,9.6萬,元,某報告,12\na.d,,112-07,第四名,,某報告,\na.e,112/3/2,112/3/9,1,件,某報告,1\n'.replace(
            "\ufeff", ""
        ),
    )
    assert (taken.read, taken.imported, taken.rejected) == (4, 4, [])
    assert {it.key: it.value for it in Statement.objects.all()} == {"a.b": Decimal(3513), "a.c": Decimal(96000), "a.d": "第四名", "a.e": Decimal(1)}
    assert Statement.objects.get(key="a.e").last == date(2023, 3, 9)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",112-03,112-07,1,件,某報告,1", "缺少 key"),
        ("a.b,112-03,112-07,1,件,,1", "缺少 source"),
        ("a.b,112-03,112-07,,件,某報告,1", "缺少 value"),
        ("a.b,112-13,112-07,1,件,某報告,1", "112-13"),
        ("a.b,112-07,112-03,1,件,某報告,1", "不得晚於"),
        ("Ab,112-03,112-07,1,件,某報告,1", "代號"),
        ("a.b,112-03,112-07,1.23456,件,某報告,1", "超出"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_line_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    taken = take(tmp_path, f"a.z,112-03,112-07,1,件,某報告,1\n{row}\n")
    assert taken.imported == 1
    assert [it.row for it in taken.rejected] == [3]
    assert reason in taken.rejected[0].reason


def test_the_same_key_and_period_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    taken = take(tmp_path, "a.b,112-03,112-07,1,件,某報告,1\na.b,112-03,112-07,2,件,某報告,1\n")
    assert (taken.imported, len(taken.rejected)) == (1, 1)


def test_a_file_without_the_columns_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="source"):
        take(tmp_path, "a.b,112-03\n", header="key,from\n")
    (tmp_path / "big5.csv").write_bytes("key,數值\n".encode("big5"))
    with pytest.raises(ValueError, match="UTF-8"):
        import_file(tmp_path / "big5.csv", actor=job("test"), now=NOW)


def test_repeating_an_import_changes_nothing_and_another_value_replaces_but_keeps_the_old(tmp_path: Path) -> None:
    take(tmp_path, "a.b,112-03,112-07,1,件,某報告,1\n")
    assert take(tmp_path, "a.b,112-03,112-07,1,件,某報告,1\n").unchanged == 1
    assert take(tmp_path, "a.b,112-03,112-07,2,件,勘誤表,1\n").replaced == 1
    assert [(it.value, it.replaced_at is None) for it in Statement.objects.order_by("id")] == [(Decimal(1), False), (Decimal(2), True)]
    stated = find("a.b", window=PERIOD).statement
    assert stated is not None
    assert stated.value == 2


def test_the_very_period_comes_before_a_part_of_it_and_two_parts_are_a_gap(tmp_path: Path) -> None:
    take(
        tmp_path,
        "a.b,112-03,112-07,5,件,某報告,1\na.b,112-03,112-03,1,件,某報告,1\na.c,112-03,112-03,1,件,某報告,1\na.c,112-05,112-05,1,件,某報告,1\n",
    )
    exact = find("a.b", window=PERIOD).statement
    assert exact is not None
    assert exact.value == 5
    assert find("a.c", window=PERIOD).statement is None
    assert "2 筆" in find("a.c", window=PERIOD).gap


def test_a_state_counts_until_the_next_one(tmp_path: Path) -> None:
    take(tmp_path, "a.b,,111-12,5,項,某報告,1\na.b,,112-06,6,項,某報告,1\na.b,,112-08,7,項,某報告,1\n")
    found = find("a.b", window=PERIOD).statement
    assert found is not None
    assert (found.value, period_of(found)) == (Decimal(6), "截至112年6月底")


def test_the_statements_of_the_city_are_all_taken() -> None:
    taken = import_file(current_city().folder / "statements.csv", actor=job("展示資料"), now=NOW)
    assert taken.rejected == []
    assert taken.read == taken.imported


def test_a_city_brings_its_statements_along_once() -> None:
    first = import_city(actor=job("展示資料"), now=NOW)
    assert first.imported == first.read > 10
    assert import_city(actor=job("展示資料"), now=NOW).unchanged == first.read
