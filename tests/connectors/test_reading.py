"""Files of outside systems are read line by line, whatever their encoding, packing and quotes."""

import gzip
from pathlib import Path

import pytest

from yankao.engines.connectors.reading import BadFileError, lines, objects, rows
from yankao.engines.connectors.rejects import Rejects


def file(folder: Path, content: bytes, *, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def cells(path: Path) -> list[list[str]]:
    return [row.cells for row in rows(path)]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path):
    assert cells(file(tmp_path, "\ufeff案件,地址\r\n1,路口\r\n".encode())) == [["案件", "地址"], ["1", "路口"]]


def test_big5_is_read_beside_utf8_in_one_file(tmp_path):
    path = file(tmp_path, "路燈,UTF\n".encode() + "路燈,許功蓋\n".encode("cp950"))

    assert cells(path) == [["路燈", "UTF"], ["路燈", "許功蓋"]]


def test_a_packed_file_is_known_by_its_content_not_its_name(tmp_path):
    path = file(tmp_path, gzip.compress("甲,乙\n".encode()), name="plain.csv")

    assert cells(path) == [["甲", "乙"]]


def test_bytes_of_no_known_encoding_are_marked_not_guessed(tmp_path):
    assert [line.is_readable for line in lines(file(tmp_path, b"ok\n\xff\xfe\xff\n"))] == [True, False]


def test_a_quoted_field_keeps_its_comma_and_its_line_break(tmp_path):
    path = file(tmp_path, '1,"中正路1號,對面",x\n2,"二樓\n後門",y\n'.encode())

    assert cells(path) == [["1", "中正路1號,對面", "x"], ["2", "二樓\n後門", "y"]]


def test_a_stray_quote_does_not_swallow_the_rest_of_the_file(tmp_path):
    path = file(tmp_path, ('1,5" 水管,x\n' + "".join(f"{n},路燈,y\n" for n in range(2, 9))).encode())

    assert len(cells(path)) == 8
    assert cells(path)[0] == ["1", "5 水管", "x"]


def test_a_line_that_is_no_object_is_given_as_none(tmp_path):
    path = file(tmp_path, b'{"a": 1}\n[1]\nnot json\n\n{"a": 2}\n')

    assert [(line.number, found) for line, found in objects(path)] == [(1, {"a": 1}), (2, None), (3, None), (5, {"a": 2})]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadFileError, match="找不到檔案"):
        list(lines(tmp_path / "none.csv"))


def test_rejected_rows_are_kept_with_line_reason_and_the_row_itself(tmp_path):
    with Rejects(tmp_path / "sub" / "rejects.csv") as rejects:
        rejects.add(7, "找不到立案日期", '1,"a,b",c')

    assert rejects.count == 1
    assert cells(rejects.path) == [["行號", "原因", "原始資料"], ["7", "找不到立案日期", '1,"a,b",c']]
