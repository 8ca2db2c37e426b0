"""What stands beside a row of a register: the cases and other records about it, shown on its page, declared by whoever keeps them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from yankao.engines.registers.models import RegisterRow
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record: where it is, what it is called, and how it stands."""

    address: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One list on the page of a row; `more` leads to making one more."""

    name: str
    lines: tuple[Line, ...]
    more: Line | None = None


Provider = Callable[[RegisterRow, Actor], Iterable[Beside]]
_PROVIDERS: dict[str, list[Provider]] = {}


def register_beside(key: str, provider: Provider) -> None:
    """Let somebody show what they keep of the rows of a register."""
    known = _PROVIDERS.setdefault(key, [])
    if provider not in known:
        known.append(provider)


def beside(key: str, row: RegisterRow, actor: Actor) -> tuple[Beside, ...]:
    """Return the lists about a row that have something in them, or can have."""
    return tuple(each for provider in _PROVIDERS.get(key, ()) for each in provider(row, actor) if each.lines or each.more)
