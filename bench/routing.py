"""Measures the suggestions on real records: routing split by split against the plain baseline, duplicates on declared and made-up pairs.

Run: python bench/routing.py CASES.jsonl.gz [DUPLICATE_PAIRS.json]
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from yankao.divisions.service.intelligence.drills import drills
from yankao.divisions.service.intelligence.likeness import SHOWN_FROM
from yankao.divisions.service.intelligence.made_pairs import made_pairs
from yankao.divisions.service.intelligence.replay import Suggested, suggest_in_order
from yankao.divisions.service.intelligence.sightings import Routed, in_order, read_routed, read_sightings
from yankao.divisions.service.intelligence.training import fit, measure, usable

SPLITS = ((0.0, 0.5, 0.5, 0.7), (0.0, 0.6, 0.6, 0.8), (0.0, 0.7, 0.7, 0.9), (0.0, 0.8, 0.8, 1.0), (0.0, 0.5, 0.8, 1.0))
DAY = date(2020, 1, 1)
Pairs = Sequence[tuple[str, str]]


def main(cases: Path, pairs: Path | None) -> None:
    """Print every figure."""
    reports = usable(list(read_routed([cases])))
    for split in SPLITS:
        first, last, start, end = (int(share * len(reports)) for share in split)
        compare(reports[first:last], reports[start:end], name="/".join(f"{share:.0%}" for share in split))
    hard()
    if pairs:
        declared(cases, [tuple(pair) for pair in json.loads(pairs.read_text(encoding="utf-8"))])


def compare(learnt: Sequence[Routed], later: Sequence[Routed], *, name: str) -> None:
    """Print one split: ours, then the plain baseline."""
    began = time.process_time()
    _, told = measure(fit(learnt, trained_on=DAY, sources={}), later)
    seconds = time.process_time() - began
    agency = plain([it.sighting.text for it in learnt], [it.agency for it in learnt], [it.sighting.text for it in later])
    whole = [[f"{it.sighting.district} {it.sighting.address} {it.sighting.text}" for it in side] for side in (learnt, later)]
    item = plain(whole[0], [it.item for it in learnt], whole[1])
    right = np.mean([a == it.agency for a, it in zip(agency, later, strict=True)]), np.mean([a == it.item for a, it in zip(item, later, strict=True)])
    print(
        f"{name} learnt {len(learnt)} measured {len(later)}: agency {told.agency_top1:.4f} (top 3 {told.agency_top3:.4f}, plain {right[0]:.4f}) "
        f"type {told.item_top1:.4f} (top 3 {told.item_top3:.4f}, plain {right[1]:.4f}) "
        f"sure {told.sure_share:.4f} right when sure {told.sure_right:.4f} cpu {seconds:.0f}s",
        flush=True,
    )


def plain(learnt: Sequence[str], answers: Sequence[str], later: Sequence[str]) -> list[str]:
    """Answer by character 1-3-gram TF-IDF and a linear SVM."""
    cut = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    machine = LinearSVC().fit(cut.fit_transform(learnt), answers)
    return [str(answer) for answer in machine.predict(cut.transform(later))]


def declared(cases: Path, pairs: Pairs) -> None:
    """Print how many of the pairs staff declared the same are found; a case counts as found when it leads to the same matter."""
    sightings = list(read_sightings(cases))
    trials = drills(sightings)
    kept = in_order(it for it in sightings if it.id not in trials)
    place = {it.id: at for at, it in enumerate(kept)}
    known = {tuple(sorted(pair, key=lambda number: place[number])) for pair in pairs if all(number in place for number in pair)}
    began = time.process_time()
    found = {it.id: it for it in suggest_in_order(kept)}
    seconds = time.process_time() - began
    report("declared pairs", found, [(pair[0], pair[1]) for pair in known])
    shown = sum(bool(it.found) and it.found[0][1] >= SHOWN_FROM.since[-1].value for it in found.values())
    print(f"listed {sum(bool(it.found) for it in found.values()) / len(found):.3f} shown on the screen {shown / len(found):.3f} cpu {seconds:.0f}s")


def hard() -> None:
    """Print the same for made-up pairs: same lamp, other caller, other day, among look-alikes."""
    sightings, pairs = made_pairs(seed=1999)
    report("made-up hard pairs", {it.id: it for it in suggest_in_order(sightings)}, pairs)


def report(name: str, found: dict[str, Suggested], pairs: Pairs) -> None:
    """Print top 1 to the letter, top 1 within the matter, top 5, and top 1 above the limit of the screen."""
    matters = groups(pairs)
    tops = {later: found[later].found[0] if found[later].found else ("", 0.0) for _, later in pairs}
    exact = sum(tops[later][0] == earlier for earlier, later in pairs)
    matter = sum(matters.get(tops[later][0]) == matters[later] for _, later in pairs)
    five = sum(any(number == earlier for number, _ in found[later].found) for earlier, later in pairs)
    shown = sum(matters.get(tops[later][0]) == matters[later] and tops[later][1] >= SHOWN_FROM.since[-1].value for _, later in pairs)
    count = len(pairs)
    print(
        f"{name}: {count} pairs, same matter first {matter / count:.3f}, that very case first {exact / count:.3f}, "
        f"among five {five / count:.3f}, first and shown on the screen {shown / count:.3f}"
    )


def groups(pairs: Pairs) -> dict[str, str]:
    """Join pairs into matters: each case with the name of its matter."""
    matter: dict[str, str] = {}
    for one, other in pairs:
        old, new = matter.get(other, other), matter.get(one, one)
        matter |= {one: new, other: new} | {number: new for number, name in matter.items() if name == old}
    return matter


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
