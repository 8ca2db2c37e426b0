"""密封抽籤的算法: the same list gives the same order whoever hands it over, and no word of it can be changed after it was published."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from yankao.divisions.engineering.cli.draw import app
from yankao.divisions.engineering.draws.sealing import (
    ALGORITHM,
    WrongListError,
    check,
    commitment_of,
    digest_of,
    list_text,
    order_of,
    sorted_numbers,
)

SEED = bytes(range(32))
NUMBERS = ("1120315-A01", "112B-7", "1120315-A10", "1120315-A02")
LISTS = st.lists(st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,12}", fullmatch=True), min_size=1, max_size=40, unique=True)
SEEDS = st.binary(min_size=32, max_size=32)


def document(seed: bytes = SEED, numbers: tuple[str, ...] = NUMBERS) -> dict[str, object]:
    """Return the public file of a revealed draw."""
    digest = digest_of(numbers)
    return {
        "algorithm": ALGORITHM, "count": len(numbers), "digest": digest.hex(), "commitment": commitment_of(seed, digest), "seed": seed.hex(),
        "numbers": list(sorted_numbers(numbers)), "order": list(order_of(seed, numbers)),
    }  # fmt: skip


def test_the_golden_draw_is_what_other_programs_compute_from_the_published_words():
    assert list_text(NUMBERS) == "1120315-A01\n1120315-A02\n1120315-A10\n112B-7\n"
    digest = hashlib.sha256(b"1120315-A01\n1120315-A02\n1120315-A10\n112B-7\n").digest()
    assert digest_of(NUMBERS) == digest
    assert commitment_of(SEED, digest) == hashlib.sha256(SEED + digest).hexdigest()
    by_hand = sorted(NUMBERS, key=lambda number: hmac.new(SEED, number.encode(), hashlib.sha256).hexdigest())
    assert order_of(SEED, NUMBERS) == tuple(by_hand)


def test_the_golden_values_stand_as_they_were_first_published():
    assert commitment_of(SEED, digest_of(NUMBERS)) == "a12b5ca5e817461c4807145e885b9c5470989b652affa822ba540e1b4a5ca7b9"
    assert order_of(SEED, NUMBERS) == ("112B-7", "1120315-A02", "1120315-A10", "1120315-A01")


@given(SEEDS, LISTS.flatmap(lambda numbers: st.tuples(st.just(numbers), st.permutations(numbers))))
def test_any_permutation_of_the_list_gives_the_same_commitment_and_the_same_order(seed: bytes, both: tuple[list[str], list[str]]):
    first, second = both
    assert commitment_of(seed, digest_of(first)) == commitment_of(seed, digest_of(second))
    assert order_of(seed, first) == order_of(seed, second)
    assert sorted(order_of(seed, first)) == sorted(first)


@given(SEEDS, LISTS, st.data())
def test_any_changed_added_or_missing_number_breaks_the_commitment(seed: bytes, numbers: list[str], data: st.DataObject):
    place = data.draw(st.integers(0, len(numbers) - 1))
    changed = [*numbers[:place], numbers[place] + "X", *numbers[place + 1 :]]
    published = commitment_of(seed, digest_of(numbers))
    if len(set(changed)) == len(changed):
        assert commitment_of(seed, digest_of(changed)) != published
        assert commitment_of(seed, digest_of([*numbers, "~NEW"])) != published
    assert commitment_of(seed, digest_of([*numbers[:place], *numbers[place + 1 :]])) != published


@given(SEEDS, SEEDS, LISTS)
def test_another_seed_breaks_the_commitment(seed: bytes, other: bytes, numbers: list[str]):
    assert (commitment_of(seed, digest_of(numbers)) == commitment_of(other, digest_of(numbers))) is (seed == other)


@given(SEEDS, LISTS, st.data())
def test_dropping_a_number_leaves_the_order_of_the_others_alone(seed: bytes, numbers: list[str], data: st.DataObject):
    gone = data.draw(st.sampled_from(numbers))
    assert order_of(seed, [each for each in numbers if each != gone]) == tuple(each for each in order_of(seed, numbers) if each != gone)


@pytest.mark.parametrize("numbers", [("A", "A"), ("",), ("A ",), ("A\nB",)])
def test_a_list_that_could_be_read_in_two_ways_is_refused(numbers: tuple[str, ...]):
    with pytest.raises(WrongListError):
        digest_of(numbers)


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(WrongListError, match="32"):
        commitment_of(b"short", digest_of(NUMBERS))


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"order": ["112B-7", "1120315-A01", "1120315-A02", "1120315-A10"]}, "抽籤順序"),
        ({"seed": bytes(32).hex()}, "事前公布之承諾"),
        ({"count": 5}, "名單件數"),
        ({"digest": "0" * 64}, "名單雜湊"),
        ({"numbers": ["112B-7", "1120315-A01", "1120315-A02", "1120315-A10"]}, "名單依標案編號排序"),
    ],
)
def test_a_changed_record_fails_at_the_step_that_was_changed(change: dict[str, object], broken: str):
    assert all(each.holds for each in check(document()))
    assert broken in {each.name for each in check(document() | change) if not each.holds}


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "draw.json"
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(app, ["verify", str(file), *options])
    return answer.exit_code, answer.output


@pytest.mark.system("inspection-plan")
def test_the_command_verifies_a_file_without_a_database_and_tells_its_verdict_by_exit_code(tmp_path: Path):
    code, said = run(tmp_path, json.dumps(document()))
    assert (code, "與事前公布之承諾相符" in said) == (0, True)
    code, said = run(tmp_path, json.dumps(document() | {"count": 9}), "--json")
    assert (code, json.loads(said)["verified"], json.loads(said)["名單件數"]) == (1, False, False)


@pytest.mark.parametrize("text", ["[]", "不是 JSON", "{}", json.dumps(document() | {"algorithm": "other"}), json.dumps(document() | {"seed": "zz"})])
def test_a_file_that_is_no_revealed_draw_is_wrong_use(tmp_path: Path, text: str):
    assert run(tmp_path, text)[0] == 2
