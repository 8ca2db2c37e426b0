"""Work on very many rows: parts of it go to other processes, and what goes wrong there is heard of here."""

import os

import pytest

from yankao.engines.connectors.bulk import each_in_processes
from yankao.kernel.agencies.models import Agency


def where(part: int) -> tuple[int, int]:
    return part, os.getpid()


def broken(part: int) -> str:
    message = f"第 {part} 部分無法完成"
    raise ValueError(message)


def agencies(_: int) -> int:
    return Agency.objects.count()


def test_parts_are_done_by_other_processes_each_once() -> None:
    done = list(each_in_processes(where, [1, 2, 3]))

    assert sorted(part for part, _ in done) == [1, 2, 3]
    assert os.getpid() not in {process for _, process in done}


def test_what_goes_wrong_in_a_part_is_raised_here() -> None:
    with pytest.raises(ValueError, match="部分無法完成"):
        list(each_in_processes(broken, [1, 2]))


def test_one_part_alone_is_done_here() -> None:
    assert list(each_in_processes(where, [1])) == [(1, os.getpid())]


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_inside_a_transaction_parts_are_done_here_where_its_rows_are_seen() -> None:
    assert list(each_in_processes(agencies, [1, 2])) == [Agency.objects.count()] * 2
