"""What other parts of the program do at set-up: fill the demo city, and say which accounts and keys it has."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from yankao.site.home import Home

Row = tuple[str, str, str]
DEMO = "yankao.shell.demo"
IDENTITY = "yankao.engines.identity.demo"


def seed_demo(home: Home, *, is_empty: bool = False) -> None:
    """Fill or top up the demo city: accounts first, then its cases (none in an empty one)."""
    for module in (IDENTITY,) if is_empty else (IDENTITY, DEMO):
        seed = _find(module, "seed")
        if seed:
            seed(home.root)


def demo_accounts() -> tuple[Row, ...]:
    """Return role, account and password of the demo."""
    rows = _find(IDENTITY, "accounts")
    return tuple(rows()) if rows else ()


def demo_keys() -> tuple[tuple[str, str], ...]:
    """Return the names and values of the test keys of the demo."""
    keys = _find(DEMO, "keys") or _find(IDENTITY, "keys")
    return tuple(keys()) if keys else ()


def _find(module: str, name: str) -> Callable[..., Any] | None:
    """Return a function of a part that may not be there."""
    try:
        if find_spec(module) is None:
            return None
    except ModuleNotFoundError:
        return None
    return getattr(import_module(module), name, None)
