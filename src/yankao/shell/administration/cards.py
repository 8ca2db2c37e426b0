"""What stands on the page 系統管理: one card for each kind of thing that is kept; divisions add their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yankao.kernel.actors import Actor
from yankao.shell.gate import Audience

Figures = Callable[[Actor, datetime], tuple[tuple[int, str], ...]]
"""The counts of a card, each with its word; reads only what the actor may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card: its name, what is done there, the name of its address, who may open it, and its counts."""

    name: str
    says: str
    view: str
    who: Audience
    figures: Figures
    order: int = 50


_cards: dict[str, Card] = {}


def register_card(it: Card) -> Card:
    """Put a card on the page; the same address twice is a mistake."""
    if it.view in _cards:
        message = f"系統管理已有 {it.view}"
        raise ValueError(message)
    _cards[it.view] = it
    return it


def cards_for(actor: Actor) -> tuple[Card, ...]:
    """Return the cards the actor may open, in their order."""
    return tuple(sorted((it for it in _cards.values() if it.who.allows(actor)), key=lambda it: it.order))
