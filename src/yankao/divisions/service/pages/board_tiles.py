"""The figures of the board as questions: what each tile counts is exactly the list it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.callback_queue import waiting_cases
from yankao.divisions.service.pages.finding import PROCEDURES
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, Passage
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, day_of, start_of

UNSENT = ("created", "registered")
UNACKNOWLEDGED = "notified"
RULED_AFTER = 2
ANSWERS = ("report", "answer")
ASKED_AGAIN = "ask_again"
TAKEN_UP = ("reopen", "send_back", "answer_again", "add_report", "convert", "note")
"""What the desk does with somebody's wish that a case be taken up again: it is, or it is written down why it is not."""
TILES: Mapping[str, tuple[str, str]] = {
    "late": ("逾期", "late"),
    "today": ("今日到期", "soon"),
    "unacknowledged": ("未簽收", "soon"),
    "unsent": ("待分派", ""),
    "call_backs": ("待回電", ""),
    "again": ("請求重新處理", "soon"),
    "returned": ("退回二次以上", ""),
    "open": ("未結", ""),
    "received_today": ("今日受理", ""),
    "reported_today": ("今日回報或回復", ""),
    "closed_today": ("今日結案", ""),
}
"""The tiles in their order: key, name, and the colour when there is something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile of the board."""

    key: str
    name: str
    count: int
    mark: str


def tiles_of(counts: Mapping[str, int]) -> tuple[Tile, ...]:
    """Return the tiles with their counts."""
    return tuple(Tile(key=key, name=_(name), count=counts[key], mark=mark if counts[key] else "") for key, (name, mark) in TILES.items())


def desk_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases of the desk that the actor may see; trial and historical ones stay out."""
    cases = visible_cases(actor, procedures=tuple(registry.get(key) for key in PROCEDURES))
    return cases.filter(is_historical=False, is_test=False)


def wishes() -> QuerySet[Passage]:
    """Return the wishes that a case be taken up again which nobody has dealt with."""
    later = Passage.objects.filter(case=OuterRef("case"), action__in=(*TAKEN_UP, ASKED_AGAIN), pk__gt=OuterRef("pk"))
    return Passage.objects.filter(~Exists(later), procedure__in=PROCEDURES, action=ASKED_AGAIN)


def conditions(now: datetime) -> dict[str, Q]:
    """Return what each tile but the queue of calls counts."""
    today, tomorrow = start_of(day_of(now)), start_of(day_of(now) + ONE_DAY)
    alive = Q(closed_at__isnull=True)
    answered = Passage.objects.filter(procedure__in=PROCEDURES, occurred_at__gte=today, action__in=ANSWERS)
    return {
        "late": alive & Q(due_at__lte=now),
        # A limit of days ends at 00:00 of the next day, so that day's midnight still belongs to today.
        "today": alive & Q(due_at__gt=now, due_at__lte=tomorrow),
        "unacknowledged": alive & Q(step=UNACKNOWLEDGED),
        "unsent": alive & Q(step__in=UNSENT),
        "again": Q(pk__in=wishes().values("case")),
        "returned": alive & Q(returns__gte=RULED_AFTER),
        "open": alive,
        "received_today": Q(received_at__gte=today, received_at__lt=tomorrow),
        "reported_today": Q(pk__in=answered.values("case")),
        "closed_today": Q(closed_at__gte=today),
    }


def tile_cases(actor: Actor, key: str, *, now: datetime) -> QuerySet[Case]:
    """Return the cases behind a tile."""
    if key == "call_backs":
        return waiting_cases(actor).filter(is_test=False)
    return desk_cases(actor).filter(conditions(now)[key])
