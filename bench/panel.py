"""Reviews under load: thousands of sheets ranked and allowed for strictness, and a thousand entries shared out among forty judges.

    python bench/panel.py

`rank_many` and `assign_many` return what they measured, for other programs to print beside their own lines.
"""

import json
import random
from fractions import Fraction
from time import perf_counter

from yankao.engines.panel.fairness import adjusted, spreads
from yankao.engines.panel.ranking import Mark, ranked
from yankao.engines.panel.rules import Method, Rule, Tie
from yankao.engines.panel.solve import Wanted, share_out

RANKED_WITHIN = 1.0
ASSIGNED_WITHIN = 5.0
SEED = 20231121


def rank_many(entries: int = 2000, judges: int = 9) -> dict[str, float]:
    """Rank and adjust so many entries scored by so many judges; seconds, against the limit."""
    rng = random.Random(SEED)  # noqa: S311  made sheets, the same in every run
    marks = [Mark(judge=f"J{j}", entry=f"E{e:05d}", points=Fraction(rng.randint(600, 990), 10)) for e in range(entries) for j in range(judges)]
    began = perf_counter()
    placed = ranked(marks, Rule(method=Method.RANK_SUM, ties=(Tie.MEAN,)))
    fair = adjusted(marks)
    apart = spreads(marks, differs=Fraction(20))
    seconds = perf_counter() - began
    return {"entries": len(placed), "judges": len(fair.effects), "spreads": len(apart), "seconds": round(seconds, 3), "limit": RANKED_WITHIN}


def assign_many(entries: int = 1000, judges: int = 40, each: int = 3) -> dict[str, float]:
    """Share so many entries out among so many judges, with conflicts and fields; seconds, against the limit."""
    rng = random.Random(SEED)  # noqa: S311  made entries, the same in every run
    fields = [f"F{n}" for n in range(8)]
    names, papers = [f"J{n:02d}" for n in range(judges)], [f"E{n:04d}" for n in range(entries)]
    wanted = Wanted(
        judges=names,
        entries=papers,
        each=each,
        conflicts={(rng.choice(names), paper) for paper in papers if rng.random() < 0.2},
        skills={name: rng.sample(fields, 2) for name in names},
        needs={paper: [rng.choice(fields)] for paper in papers},
    )
    began = perf_counter()
    found = share_out(wanted)
    seconds = perf_counter() - began
    fits = sum(1 for judge, paper in found.pairs if set(wanted.skills[judge]) & set(wanted.needs[paper])) / max(len(found.pairs), 1)
    loads = found.loads.values()
    return {
        "entries": entries, "judges": judges, "lacking": len(found.lacking), "heaviest": max(loads), "lightest": min(loads),
        "in_field": round(fits, 3), "seconds": round(seconds, 3), "limit": ASSIGNED_WITHIN,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps({"rank": rank_many(), "assign": assign_many()}, indent=1))
