"""Links told cases that their source declared to belong together: merged (併案) where that is certain, related otherwise."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from yankao.engines.cases.models import Case, CaseLink, LinkKind
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedLink


@dataclass(slots=True, kw_only=True)
class Links:
    """The links told of the cases that a run wrote, and of all that were written whether or not they have any."""

    told: dict[str, tuple[ReplayedLink, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.told)

    def take(self, case: ReplayedCase) -> None:
        """Keep the links of one case until all cases are there."""
        if case.links:
            self.told[case.external_id] = case.links


def link(links: Links, *, source: str, now: datetime) -> int:
    """Link the cases; what points at a case that is not here stays unlinked. Returns how many links were written."""
    cases = _cases(links, source)
    masters = _masters(links, cases)
    mine = [cases[key].pk for key in links.told if key in cases]
    CaseLink.objects.filter(to_case_id__in=mine).delete()
    ordinals = _ordinals([case.pk for case in cases.values()])
    rows = []
    for key, told in links.told.items():
        for it in told:
            if key not in cases or it.external_id not in cases or key == it.external_id:
                continue
            kind = LinkKind.MERGED if masters.get(key) == it.external_id else LinkKind.RELATED if it.kind == LinkKind.MERGED else it.kind
            other = cases[it.external_id].pk
            ordinals[other, kind] += 1
            rows.append(
                CaseLink(from_case_id=other, to_case_id=cases[key].pk, kind=kind, ordinal=ordinals[other, kind], reason=it.reason[:400], made_at=now)
            )
    CaseLink.objects.bulk_create(rows, batch_size=1000)
    _merge(masters, cases, mine)
    _follow(links, cases)
    return len(rows)


def cases_of(source: str, names: Collection[str]) -> QuerySet[Case]:
    """Return the cases that a source told under these names, however many names there are."""
    # Said aloud, the empty number lets the index of sources serve a long list too; without it every case there is would be read.
    return Case.objects.filter(~Q(external_id=""), source=source, external_id__in=names)


def _cases(links: Links, source: str) -> dict[str, Case]:
    named = set(links.told) | {it.external_id for told in links.told.values() for it in told}
    found = cases_of(source, named).only("id", "external_id", "closed_at", "merged_into_id", "received_at", "chain_received_at", "parent_id")
    return {case.external_id: case for case in found}


def _masters(links: Links, cases: Mapping[str, Case]) -> dict[str, str]:
    """Return the case each was merged into: the first told, unless that would lead round in a circle."""
    masters: dict[str, str] = {}
    for key, told in links.told.items():
        for it in told:
            wanted = it.kind == LinkKind.MERGED and key in cases and it.external_id in cases and cases[key].closed_at is not None
            if wanted and key not in masters and _end(masters, it.external_id) != key:
                masters[key] = it.external_id
    return masters


def _end(masters: Mapping[str, str], key: str) -> str:
    while key in masters:
        key = masters[key]
    return key


def _ordinals(case_ids: list[int]) -> defaultdict[tuple[int, str], int]:
    rows = CaseLink.objects.filter(from_case_id__in=case_ids).values_list("from_case_id", "kind").annotate(last=Max("ordinal"))
    return defaultdict(int, {(case_id, kind): last for case_id, kind, last in rows})


def _merge(masters: Mapping[str, str], cases: Mapping[str, Case], mine: list[int]) -> None:
    """Note on each merged case the one it ended in, through however many others."""
    changed = []
    told = set(mine)
    for pk, case in {case.pk: case for case in cases.values() if case.pk in told}.items():
        end = _end(masters, case.external_id)
        into = cases[end].pk if end in cases and cases[end].pk != pk else None
        if case.merged_into_id != into:
            case.merged_into_id = into
            changed.append(case)
    Case.objects.bulk_update(changed, ["merged_into"], batch_size=1000)


def _follow(links: Links, cases: Mapping[str, Case]) -> None:
    """Note on each case that follows on from another which one that was; the first receipt stays on the chain."""
    changed = []
    for key, told in links.told.items():
        parent = next((cases[it.external_id] for it in told if it.kind == LinkKind.FOLLOW_ON and it.external_id in cases), None)
        if parent is None or key not in cases or cases[key].pk == parent.pk:
            continue
        case, chain = cases[key], parent.chain_received_at or parent.received_at
        if (case.parent_id, case.chain_received_at) != (parent.pk, chain):
            case.parent_id, case.chain_received_at = parent.pk, chain
            changed.append(case)
    Case.objects.bulk_update(changed, ["parent", "chain_received_at"], batch_size=1000)
