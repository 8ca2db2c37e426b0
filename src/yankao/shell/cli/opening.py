"""Lets a command check its words before the database is started: whoever runs commands says here how to open it."""

from collections.abc import Callable

Open = Callable[[], None]
_HOOKS: list[Open] = []


def use(hook: Open) -> None:
    """Take what opens the database, in place of what was there."""
    _HOOKS[:] = [hook]


def open_database() -> None:
    """Open the database now; where it is open already (or nobody said how) nothing happens."""
    for hook in _HOOKS:
        hook()
