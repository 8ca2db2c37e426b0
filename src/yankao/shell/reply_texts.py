"""回復範本: texts a division keeps ready for replies, offered where a reply is drafted; each use is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyText:
    """One text ready for a case: its id, its title, who keeps it, how often it was used, and the words already filled in."""

    id: str
    title: str
    owner: str
    uses: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where texts come from: those that suit a case, and how the use of one is counted."""

    find: Callable[[Case, Actor, datetime], tuple[ReplyText, ...]]
    count: Callable[[str, Actor, datetime], None]


_sources: list[Source] = []


def register_reply_texts(it: Source) -> None:
    """Offer texts; a division registers its own at start-up."""
    _sources.append(it)


def texts_for(case: Case, actor: Actor, *, now: datetime) -> tuple[ReplyText, ...]:
    """Return the texts that suit a case, the most used first."""
    found = [text for source in _sources for text in source.find(case, actor, now)]
    return tuple(sorted(found, key=lambda text: (-text.uses, text.title)))


def count_use(case: Case, text_id: str, actor: Actor, *, now: datetime) -> None:
    """Count the use of a text that suits the case; an unknown one is passed over."""
    for source in _sources:
        if any(text.id == text_id for text in source.find(case, actor, now)):
            source.count(text_id, actor, now)
            return
