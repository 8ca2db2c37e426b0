"""測試與演練: recognises reports that only tried the line, by declared rules, so that they are marked and counted nowhere."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from yankao.divisions.service.intelligence.sightings import Sighting
from yankao.kernel.law import Dated, Ours, Since

WORDS = ("測試", "演練", "test")
ENTIRELY = ("無劇本", "兵推", "演習")
SINCE = date(2008, 4, 1)

LONGEST_TRIAL = Dated(Since(SINCE, 8, Ours("八個字以下而提到測試、演練者視為試撥；較長者可能是反映演練擾民，不可略過")))
"""A report of so few characters that names a trial is one; a longer one may well complain about a rehearsal."""
BURST = Dated(Since(SINCE, 10, Ours("同一地點、同樣開頭的通報於半小時內達十件，是演練或系統測試")))
BURST_WITHIN = timedelta(minutes=30)
BURST_PREFIX = 20


def is_trial(text: str) -> bool:
    """Whether a text says by itself that the line was only tried."""
    bare = "".join(text.split()).lower().strip("。.!！")
    limit = LONGEST_TRIAL.at(SINCE).value
    return len(bare) <= limit and any(word in bare for word in WORDS + ENTIRELY)


def drills(sightings: Iterable[Sighting]) -> frozenset[str]:
    """Return the ids of the reports that are trials by their words, or part of a burst of like reports from one place."""
    found: set[str] = set()
    places: dict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for it in sightings:
        if is_trial(it.text):
            found.add(it.id)
        if it.at and it.address and it.text:
            places[it.address.strip(), it.text.strip()[:BURST_PREFIX]].append((it.at, it.id))
    for like in places.values():
        if is_burst([at for at, _ in like]):
            found.update(number for _, number in like)
    return frozenset(found)


def is_burst(moments: Iterable[datetime]) -> bool:
    """Whether so many like reports came within half an hour as only a rehearsal brings."""
    times, size = sorted(moments), BURST.at(SINCE).value
    return any(times[i + size - 1] - times[i] <= BURST_WITHIN for i in range(len(times) - size + 1))
