"""What a hidden input or an address may hold where a number belongs."""

import pytest

from yankao.shell.forms.reading import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("１２", 12), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "x", "-1", "1.5", "²", "①", "9" * 19, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None
