"""查核委員之遴聘: who goes to a site comes from the pool of experts and from outside, and nothing known ties them to it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from yankao.divisions.engineering.logic.score_sheets import POOL
from yankao.engines.panel.conflicts import Involved
from yankao.engines.panel.experts import eligible, suggested
from yankao.engines.panel.models import Expert
from yankao.engines.registers.tenders.tender import Tender

BODIES = ("contractor", "supervision_unit", "design_unit", "management_unit")


def names_of(members: str) -> list[str]:
    """Return the names that stand in one field, cut at the commas of either script."""
    return [name.strip() for name in members.replace(",", "、").replace("，", "、").split("、") if name.strip()]


def pool(day: date) -> list[Expert]:
    """Return who may be asked from outside on a day, by name."""
    return [expert for expert in eligible(POOL, on=day).prefetch_related("ties") if expert.is_external]


def unknown(names: list[str], day: date) -> list[str]:
    """Return the names of those who are not in the pool, not from outside, or barred (準則第5條至第7條)."""
    known = {expert.name for expert in pool(day)}
    return [name for name in names if name not in known]


def going(names: Collection[str], day: date) -> list[Expert]:
    """Return those of the pool who would go, with what ties them."""
    return [expert for expert in pool(day) if expert.name in names]


def ties(experts: Iterable[Expert], tender: Tender, day: date) -> Iterator[str]:
    """Go through what the data suggest, each as a line, against those who would go: ties to the agency or a body of the tender (準則第8條)."""
    involved = [Involved(name=body) for body in (getattr(tender, name) for name in BODIES) if body]
    involved.append(Involved(name=tender.agency.name, agency_id=tender.agency_id))
    for expert in experts:
        yield from (f"{expert.name} {each.describe()}" for each in suggested(expert, involved, on=day))
