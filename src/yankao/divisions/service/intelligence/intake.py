"""What the intake screen shows while the agent types: who would execute, and which open cases may be the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from yankao.divisions.service.intelligence.likeness import PRESELECTED_FROM, SHOWN_FROM, WINDOW_DAYS, Print, Rarity, lamps_in, likeness, print_of
from yankao.divisions.service.intelligence.replay import MOST_LISTED
from yankao.divisions.service.intelligence.routing import RoutingModel
from yankao.divisions.service.intelligence.routing import Suggestion as RouteSuggestion
from yankao.divisions.service.intelligence.sightings import LONGEST, Sighting, folded
from yankao.divisions.service.intelligence.store import CURRENT, NoModelError, load
from yankao.engines.cases.models import Case
from yankao.kernel.search import any_of
from yankao.kernel.text import query_tokens

NEAR_DEGREES = 0.002
"""About two hundred metres."""
LOOKED_AT = 200
FEWEST_WORDS = 2
NO_NUMBER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One open case that may be the same matter; `is_preselected` says that it may stand ticked, for a person to confirm."""

    case_id: int
    number: str
    title: str
    address: str
    received_at: datetime
    likeness: float
    is_preselected: bool


def suggest_route(text: str, *, address: str, district: str, at: datetime) -> RouteSuggestion | None:
    """Suggest agency and item for what was typed so far; None until a model is trained or there is something to judge."""
    if not text.strip():
        return None
    model = _current_model()
    if model is None:
        return None
    moment = timezone.make_naive(at) if timezone.is_aware(at) else at
    sighting = Sighting(id=NO_NUMBER, district=district, address=address[:LONGEST], text=text[:LONGEST], at=moment)
    return next(model.suggest([sighting]))


def suggest_duplicates(
    text: str,
    *,
    cases: QuerySet[Case],
    address: str,
    district: str,
    at: datetime,
    lat: float | None = None,
    long: float | None = None,
    category_id: int | None = None,
) -> tuple[Candidate, ...]:
    """Return the open cases of the last days that may be the same, best first, of those (`cases`) the actor may see."""
    sighting = Sighting(id=NO_NUMBER, district=district, address=address[:LONGEST], text=text[:LONGEST], at=at)
    found = list(_near(cases, sighting, at=at, lat=lat, long=long, category_id=category_id))
    places, words = Rarity(), Rarity()
    old = [_sighting_of(case) for case in found]
    new, prints = _prints([sighting, *old], places, words)
    scored = sorted(((likeness(new, it), case) for it, case in zip(prints, found, strict=True)), key=lambda pair: (-pair[0], pair[1].received_at))
    day = timezone.localdate(at)
    return tuple(
        _candidate(case, score, is_preselected=score >= PRESELECTED_FROM.at(day).value)
        for score, case in scored[:MOST_LISTED]
        if score >= SHOWN_FROM.at(day).value
    )


def _near(cases: QuerySet[Case], it: Sighting, *, at: datetime, lat: float | None, long: float | None, category_id: int | None) -> QuerySet[Case]:
    """Narrow by index: open, recent, and close by, on the same road, of the same lamp, or the same item in the district."""
    recent = cases.filter(
        closed_at__isnull=True,
        is_historical=False,
        is_test=False,
        merged_into__isnull=True,
        received_at__lte=at,
        received_at__gte=at - timedelta(days=WINDOW_DAYS.at(timezone.localdate(at)).value),
    )
    close = Q(pk__in=())
    if lat is not None and long is not None:
        close |= Q(lat__range=(lat - NEAR_DEGREES, lat + NEAR_DEGREES), long__range=(long - NEAR_DEGREES, long + NEAR_DEGREES))
    tokens = query_tokens(it.address)
    if tokens:
        close |= Q(district__name=it.district, search=any_of(tokens))
    for lamp in sorted(lamps_in(f"{folded(it.address)} {folded(it.text)}"))[:FEWEST_WORDS]:
        close |= Q(haystack__contains=lamp)
    if category_id is not None and not tokens:
        close |= Q(district__name=it.district, category_id=category_id)
    return recent.filter(close).select_related("district").order_by("-received_at")[:LOOKED_AT]


def _sighting_of(case: Case) -> Sighting:
    name = case.district.name if case.district else ""
    return Sighting(id=case.number, district=name, address=case.address, text=case.description or case.title, at=case.received_at)


def _prints(sightings: Sequence[Sighting], places: Rarity, words: Rarity) -> tuple[Print, list[Print]]:
    first, *rest = [print_of(it, places, words) for it in sightings]
    for it in rest:
        places.learn(it.place)
        words.learn(it.words)
    weighed = [print_of(it, places, words) for it in sightings]
    return (weighed[0], weighed[1:]) if rest else (first, [])


def _candidate(case: Case, score: float, *, is_preselected: bool) -> Candidate:
    return Candidate(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        address=case.address,
        received_at=case.received_at,
        likeness=round(score, 3),
        is_preselected=is_preselected,
    )


def _current_model() -> RoutingModel | None:
    folder = Path(settings.MEDIA_ROOT).parent / "models"
    try:
        return _loaded(folder, (folder / CURRENT).stat().st_mtime_ns)
    except (NoModelError, OSError):
        return None


@lru_cache(maxsize=1)
def _loaded(folder: Path, changed: int) -> RoutingModel:  # noqa: ARG001 -- a newly trained model is another key
    return load(folder)
