"""A round that a panel decided, with as many entries of each grade as a sentence says."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from yankao.engines.panel import registry
from yankao.engines.panel.models import Entry, Expert, Member, Result, Review, Sheet, Standing
from yankao.kernel.agencies.models import Agency

Counts = Mapping[str, int]
NO_GRADE = ""


def decided(key: str, *, at: datetime, grades: Counts, number: int = 1, groups: Counts | None = None, agencies: bool = False) -> Review:
    """Enter a round of a scheme that was decided at a time: so many entries of each grade, in the groups in their order."""
    it = registry.get(key)
    review = Review.objects.create(
        scheme=key, year=at.year, number=number, title=f"{at.year - 1911}年度{it.name}", rules_on=at.date(), standing=Standing.DECIDED, decided_at=at
    )
    told = [grade for grade, count in grades.items() for _ in range(count)]
    group_of = [group for group, count in (groups or {NO_GRADE: len(told)}).items() for _ in range(count)]
    bodies = list(Agency.objects.order_by("pk")[: len(told)]) if agencies else [None] * len(told)
    sent = {"state": Entry.State.ACCEPTED, "entered_at": at, "entered_by_kind": "job", "entered_by_id": "test", "entered_by_name": "承辦人"}
    entries = Entry.objects.bulk_create(
        Entry(review=review, order=n, code=f"G{n:04d}", title=f"第{n}案", group=group, agency=body, **sent)
        for n, (group, body) in enumerate(zip(group_of, bodies, strict=True), 1)
    )
    Result.objects.bulk_create(
        Result(entry=entry, grade=grade, is_award=grade not in {NO_GRADE, "below"}, made_at=at) for entry, grade in zip(entries, told, strict=True)
    )
    return review


def seat(review: Review, count: int) -> None:
    """Appoint a panel that agreed."""
    experts = Expert.objects.bulk_create(Expert(name=f"第{n}位委員", kind=Expert.Kind.SCHOLAR, organisation="大學") for n in range(count))
    Member.objects.bulk_create(Member(review=review, expert=expert, code=f"M{n}", agreed_at=review.decided_at) for n, expert in enumerate(experts))


def sign(review: Review, count: int, score: Decimal) -> None:
    """Sign so many sheets of one score, entry after entry, and give every entry that score."""
    assert review.decided_at is not None
    entries, at = list(review.entries.order_by("order")), review.decided_at
    Sheet.objects.bulk_create(
        Sheet(review=review, entry=entries[n % len(entries)], phase="calls", serial=1 + n // len(entries), total=score, saved_at=at, signed_at=at,
              digest=f"{n:064d}")
        for n in range(count)
    )  # fmt: skip
    Result.objects.filter(entry__review=review).update(score=score, sheets=count // len(entries))
