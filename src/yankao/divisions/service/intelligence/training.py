"""Learns from past reports who executed them and as what, and measures itself on the newest fifth before it learns from all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from yankao.divisions.service.intelligence.drills import drills
from yankao.divisions.service.intelligence.features import learn_vocabulary
from yankao.divisions.service.intelligence.routing import PRESELECTED_FROM, Judge, Measured, RoutingModel, Scores, chances, sureness_of
from yankao.divisions.service.intelligence.sightings import Routed

LEARNT_SHARE = 0.8
FEWEST = 50
OWNS_FROM = 0.02
"""An agency that took so large a share of an item's reports may be suggested for it."""
FIRST_SURENESS = 3.0
Say = Callable[[str], None]


class TooFewError(ValueError):
    """There is not enough to learn from; the message says what is needed."""


def train(reports: Sequence[Routed], *, trained_on: date, sources: Mapping[str, int], say: Say = lambda _: None) -> RoutingModel:
    """Learn from the older reports, measure on the newest fifth, then learn from all and keep what was measured."""
    known = usable(reports)
    if len(known) < FEWEST or len({it.agency for it in known}) < 2:  # noqa: PLR2004 -- one agency needs no suggestion
        message = f"可供學習的案件只有 {len(known)} 件；至少需要 {FEWEST} 件、兩個以上機關，請加入更多檔案"
        raise TooFewError(message)
    cut = int(len(known) * LEARNT_SHARE)
    say(f"以較早的 {cut:,} 件學習，較新的 {len(known) - cut:,} 件量測")
    early = fit(known[:cut], trained_on=trained_on, sources=sources)
    early, measured = measure(early, known[cut:])
    say(f"機關首選 {measured.agency_top1:.1%}，項目首選 {measured.item_top1:.1%}；以全部 {len(known):,} 件重新學習")
    final = fit(known, trained_on=trained_on, sources=sources)
    return replace(
        final,
        agency=replace(final.agency, sureness=early.agency.sureness),
        item=replace(final.item, sureness=early.item.sureness),
        measured=measured,
    )


def usable(reports: Sequence[Routed]) -> list[Routed]:
    """Return the reports in order of creation without trials and without those told twice; undated ones come first."""
    trials = drills(it.sighting for it in reports)
    once = {it.sighting.id or f"#{place}": it for place, it in enumerate(reports) if not it.sighting.id or it.sighting.id not in trials}
    return sorted(once.values(), key=lambda it: (it.sighting.at or datetime.min, it.sighting.id))  # noqa: DTZ901 -- the city's clock


def fit(reports: Sequence[Routed], *, trained_on: date, sources: Mapping[str, int]) -> RoutingModel:
    """Learn from all of the reports."""
    sightings = [it.sighting for it in reports]
    vocabulary = learn_vocabulary(sightings, [it.item for it in reports])
    table = vocabulary.table(sightings)
    return RoutingModel(
        vocabulary=vocabulary,
        agency=_judge(table, [it.agency for it in reports]),
        item=_judge(table, [it.item for it in reports]),
        owners=_owners(reports),
        trained_on=trained_on,
        sources=sources,
    )


def _judge(table: csr_matrix, answers: Sequence[str]) -> Judge:
    names = sorted(set(answers))
    if len(names) == 1:
        shape = table.shape
        assert shape is not None  # the library types it loosely
        return Judge(names=tuple(names), weights=np.zeros((shape[1], 1), np.float16), start=np.zeros(1), sureness=FIRST_SURENESS)
    machine = LinearSVC(C=1.0, tol=1e-3, random_state=0).fit(table, np.asarray(answers))
    weights, start = np.asarray(machine.coef_), np.asarray(machine.intercept_, np.float64)
    if len(names) == 2:  # noqa: PLR2004 -- of two answers the library keeps one line of weights
        weights, start = np.vstack([-weights, weights]), np.concatenate([-start, start])
    return Judge(names=tuple(names), weights=np.ascontiguousarray(weights.T.astype(np.float16)), start=start, sureness=FIRST_SURENESS)


def _owners(reports: Sequence[Routed]) -> dict[str, tuple[str, ...]]:
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for it in reports:
        shares[it.item][it.agency] += 1
    return {
        item: tuple(sorted(agency for agency, times in agencies.items() if times >= OWNS_FROM * agencies.total()))
        for item, agencies in shares.items()
    }


def measure(model: RoutingModel, later: Sequence[Routed]) -> tuple[RoutingModel, Measured]:
    """Measure a model on reports it has not seen; return it with its sureness set by them, and what was measured."""
    owner = model.owner_table()
    rows = [model.scores(it.sighting, owner)[:2] for it in later]
    agency = [row[0] for row in rows]
    item = [row[1] for row in rows]
    agencies, items = _places(model.agency, [it.agency for it in later]), _places(model.item, [it.item for it in later])
    set_model = replace(
        model,
        agency=replace(model.agency, sureness=sureness_of(agency, agencies)),
        item=replace(model.item, sureness=sureness_of(item, items)),
    )
    tops = [(float(chances(row, set_model.agency.sureness).max()), int(row.argmax()) == right) for row, right in zip(agency, agencies, strict=True)]
    sure = [is_right for chance, is_right in tops if chance >= PRESELECTED_FROM.since[-1].value]
    return set_model, Measured(
        reports=len(later),
        agency_top1=_share(agency, agencies, 1),
        agency_top3=_share(agency, agencies, 3),
        item_top1=_share(item, items, 1),
        item_top3=_share(item, items, 3),
        sure_share=round(len(sure) / len(later), 4),
        sure_right=round(sum(sure) / len(sure), 4) if sure else 0.0,
    )


def _places(judge: Judge, answers: Sequence[str]) -> list[int | None]:
    known = {name: place for place, name in enumerate(judge.names)}
    return [known.get(answer) for answer in answers]


def _share(scores: Sequence[Scores], right: Sequence[int | None], within: int) -> float:
    hits = sum(place is not None and place in np.argsort(-row, kind="stable")[:within] for row, place in zip(scores, right, strict=True))
    return round(hits / len(right), 4)
