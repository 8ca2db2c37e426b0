"""利益迴避: which of an expert's ties to the people and bodies of a matter ask for recusal, told from what is written down of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from yankao.kernel.days import add_months
from yankao.kernel.law import Dated, Law, Since
from yankao.kernel.text import normalise

RECUSAL = Law("採購評選委員會審議規則", "第14條")
INTEREST = Law("政府採購法", "第15條第2項")


class TieKind(models.TextChoices):
    """How somebody may be tied to a matter, in the words of the rule."""

    SELF = "self", "本人"
    SPOUSE = "spouse", "配偶"
    RELATIVE = "relative", "二親等以內親屬"
    HOUSEHOLD = "household", "共同生活家屬"
    EMPLOYED = "employed", "現有或三年內曾有僱傭關係"
    MANDATE = "mandate", "現有或三年內曾有委任或代理關係"
    DOUBT = "doubt", "認有不能公正執行職務之虞"
    CHALLENGED = "challenged", "經書面聲請迴避並決定"


OF_PEOPLE = (TieKind.SELF, TieKind.SPOUSE, TieKind.RELATIVE, TieKind.HOUSEHOLD)
"""Ties that end with nobody's contract: they hold whenever they are known."""
OF_WORK = (TieKind.EMPLOYED, TieKind.MANDATE)
LOOKS_BACK: Dated[int] = Dated(Since(date(1999, 5, 27), 3, RECUSAL))
"""For how many years a relation of work is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One tie of an expert: to whom (a person's or a body's name, or an agency), and until when; no end means that it lasts."""

    kind: TieKind
    name: str = ""
    agency_id: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """One person or body with an interest in a matter: an author, a company, an agency."""

    name: str = ""
    agency_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """One conflict that the data suggest; a person decides on it."""

    kind: TieKind
    name: str
    ground: Law

    def describe(self) -> str:
        """Say it as one line for the secretary."""
        return f"{self.kind.label}：{self.name}（{self.ground}）"


def suspicions(connections: Iterable[Connection], involved: Iterable[Involved], *, on: date) -> tuple[Suspicion, ...]:
    """Return the conflicts between an expert's ties and those involved in a matter, as of a day; the order of either does not matter."""
    parties = tuple(involved)
    names = {normalise(each.name): each.name for each in parties if each.name.strip()}
    agencies = {each.agency_id: each.name for each in parties if each.agency_id is not None}
    found = set()
    for tie in connections:
        if not _counts(tie, on=on):
            continue
        ground = RECUSAL if tie.kind in OF_WORK else INTEREST
        if tie.name.strip() and (name := names.get(normalise(tie.name))):
            found.add(Suspicion(kind=tie.kind, name=name, ground=ground))
        elif tie.agency_id is not None and tie.agency_id in agencies:
            found.add(Suspicion(kind=tie.kind, name=agencies[tie.agency_id] or tie.name, ground=ground))
    return tuple(sorted(found, key=lambda each: (list(TieKind).index(each.kind), each.name)))


def _counts(tie: Connection, *, on: date) -> bool:
    """Whether a tie still asks for recusal: one of work that ended is forgotten after the years of the rule."""
    if tie.kind not in OF_WORK or tie.until is None:
        return True
    return add_months(tie.until, 12 * LOOKS_BACK.at(on).value) >= on
