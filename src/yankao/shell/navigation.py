"""Pages made by hand in a division: each registers its entry of the navigation with the readers it is for."""

from dataclasses import dataclass

from yankao.kernel.actors import Actor
from yankao.shell.gate import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class HandMade:
    """One hand-made page: its name in the navigation, the name of its address, who may open it, and which procedures a citizen opens there."""

    name: str
    view: str
    who: Audience
    opens: tuple[str, ...] = ()


_pages: dict[str, HandMade] = {}


def register_page(it: HandMade) -> HandMade:
    """Put a page into the navigation; the same address twice is a mistake of the divisions."""
    if it.view in _pages:
        message = f"導覽已有 {it.view}"
        raise ValueError(message)
    _pages[it.view] = it
    return it


def pages_for(actor: Actor | None) -> tuple[HandMade, ...]:
    """Return the hand-made pages the actor, or a stranger, may open, in the order of their registration."""
    return tuple(it for it in _pages.values() if it.who.allows(actor))
