"""What the stories of tenders share: one tender with its facts, and who writes it."""

from datetime import date, datetime

from tests.cases.people import at, staff

from yankao.engines.registers.tenders.register import TENDERS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import enter
from yankao.kernel.actors import Actor

NOW = at("2023-03-07 09:00")
FACTS: dict[str, object] = {
    "number": "1110915-A01", "name": "鳳山區道路改善工程", "agency": "public-works-maintenance", "works": "road", "funding": "own",
    "state": "working", "budget_amount": "62000000", "floor_amount": "60000000", "award_amount": "57000000", "contractor": "甲營造股份有限公司",
    "supervision_unit": "乙工程顧問", "design_unit": "丙設計", "awarded_on": "2022-09-15", "started_on": "2022-10-01", "planned_end_on": "2023-09-30",
}  # fmt: skip


def engineer() -> Actor:
    """Return an officer of 工程查核."""
    return staff("officer", "rdec-engineering", name="林工程司")


def clerk(slug: str = "public-works-maintenance") -> Actor:
    """Return a clerk of an agency."""
    return staff("clerk", slug, name="陳承辦")


def tender(number: str = "", *, actor: Actor | None = None, now: datetime = NOW, **facts: object) -> Tender:
    """Enter one tender."""
    given = {**FACTS, **({"number": number} if number else {}), **facts}
    row = enter(TENDERS, actor=actor or engineer(), now=now, facts=given)
    assert isinstance(row, Tender)
    return row


def months(*codes: str) -> tuple[date, ...]:
    """Return the first days of months written as 2023-02."""
    return tuple(date.fromisoformat(f"{code}-01") for code in codes)
