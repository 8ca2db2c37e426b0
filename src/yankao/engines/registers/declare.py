"""The words a register (登錄簿) is declared with: things the city has and counts, one row each, that are no cases."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from yankao.engines.indicators.declare import Indicator
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register: its table, who sees it, what its list shows, filters and searches, and the date column it is counted by."""

    key: str
    name: str
    model: type[models.Model]
    seen_by: Callable[[Actor], bool]
    lists: tuple[str, ...]
    dated_by: str
    filters: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()


def holders(*roles: str) -> Callable[[Actor], bool]:
    """Return the rule that lets everybody see who holds one of the roles."""
    return lambda actor: actor.has_role(*roles)
