"""The page of figures: each size has its own section, a later run replaces the earlier one of its size, and a miss is called a miss."""

from datetime import date

from bench.meter import in_turns, share
from bench.table import Line, Run, page


def a_run(size: int, *, ours: str = "10 ms", is_kept: bool = True) -> Run:
    line = Line(work="a list", against="the same SELECT", ours=ours, limit="2 ms", ratio="5 ×", target="<= 15 ms", is_kept=is_kept)
    return Run(day=date(2026, 3, 2), size=size, cases=size + 7, calls=size * 3, facts={"machine": "2 cores"}, lines=(line,))


def sections(text: str) -> list[str]:
    return [part.partition(":")[0] for part in text.split("\n## ")[1:]]


def test_a_run_of_another_size_is_added_the_largest_first():
    text = page(a_run(3_000_000), page(a_run(30_000)))
    assert sections(text) == ["SIZE=3000000", "SIZE=30000"]
    assert sections(page(a_run(140_000), text)) == ["SIZE=3000000", "SIZE=140000", "SIZE=30000"]


def test_a_run_of_the_same_size_takes_the_place_of_the_earlier_one():
    text = page(a_run(30_000, ours="9 ms"), page(a_run(140_000), page(a_run(30_000, ours="77 ms"))))
    assert sections(text) == ["SIZE=140000", "SIZE=30000"]
    assert "9 ms" in text
    assert "77 ms" not in text


def test_writing_the_same_run_twice_changes_nothing():
    text = page(a_run(30_000), page(a_run(140_000)))
    assert page(a_run(30_000), text) == text


def test_a_miss_is_called_a_miss_and_says_how_many_cases_there_really_were():
    assert "| **no** |" in page(a_run(30_000, is_kept=False))
    assert "| **no** |" not in page(a_run(30_000))
    assert "30,007 cases and 90,000 calls" in page(a_run(30_000))


def test_shares_of_times_are_real_times_and_the_first_turn_does_not_count():
    assert (share([3.0, 1.0, 2.0], 0.5), share([3.0, 1.0, 2.0], 0.95), share([5.0], 0.01)) == (2.0, 3.0, 5.0)
    done: list[str] = []
    first, second = in_turns(3, lambda: done.append("a"), lambda: done.append("b"))
    assert "".join(done) == "abababab"
    assert len(first.wall) == len(second.cpu) == 3
