"""工程規模與法定查核件數: by budget a tender belongs to a size class, and each class has a number that must be inspected in a year.

The three versions of 工程施工查核小組作業辦法第4條 stand here with their days; the size is measured by 預算金額, not by the contract. A year's
plan keeps the version in force on its first day of planning, so a new version never rewrites an old year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from django.db import models
from django.db.models import Q

from yankao.kernel.law import Dated, Law, Practice, Since

ARTICLE = Law("工程施工查核小組作業辦法", "第4條")
MILLION = 1_000_000
TOP_FROM = 50 * MILLION  # 查核金額 of works
MIDDLE_FROM = 10 * MILLION
NO_SHARE = Decimal(0)


class Size(models.TextChoices):
    """The three size classes that article 4 counts by (工程規模)."""

    LARGE = "large", "五千萬元以上"
    MIDDLE = "middle", "一千萬元以上未達五千萬元"
    SMALL = "small", "公告金額以上未達一千萬元"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """How many of one class: at least `least` (all, where there are fewer), and at least this share of them."""

    least: int
    share: Decimal = NO_SHARE

    def of(self, population: int) -> int:
        """Return the minimum for so many tenders in execution; a share of a tender is a whole tender (不低於)."""
        return max(min(self.least, population), ceil(self.share * population))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRule:
    """One version of article 4: from which budget tenders count, the minimum of each class, and the share of all."""

    floor: int
    minima: Mapping[Size, Minimum]
    share: Decimal = NO_SHARE

    def size_of(self, budget: Decimal) -> Size | None:
        """Return the class of a budget, None below the floor."""
        if budget < self.floor:
            return None
        return Size.LARGE if budget >= TOP_FROM else Size.MIDDLE if budget >= MIDDLE_FROM else Size.SMALL

    def bounds(self, size: Size) -> tuple[int, int | None]:
        """Return from which budget a class begins and below which it ends."""
        return {Size.LARGE: (TOP_FROM, None), Size.MIDDLE: (MIDDLE_FROM, TOP_FROM), Size.SMALL: (self.floor, MIDDLE_FROM)}[size]

    def of_size(self, size: Size) -> Q:
        """Return the condition on `budget_amount` that holds for a class."""
        first, end = self.bounds(size)
        return Q(budget_amount__gte=first) if end is None else Q(budget_amount__gte=first, budget_amount__lt=end)

    def minimum(self, counts: Mapping[Size, int]) -> int:
        """Return how many must be inspected in all: the sum of the classes, and never less than the share of all."""
        by_class = sum(self.minima[size].of(counts.get(size, 0)) for size in Size)
        return max(by_class, ceil(self.share * sum(counts.get(size, 0) for size in Size)))

    def __str__(self) -> str:
        return f"預算金額{self.floor / 10_000:g}萬元以上"


QUOTA = Dated(
    Since(
        date(2016, 9, 19),
        QuotaRule(
            floor=MILLION,
            minima={Size.LARGE: Minimum(least=20, share=Decimal("0.20")), Size.MIDDLE: Minimum(least=15), Size.SMALL: Minimum(least=20)},
        ),
        ARTICLE,
    ),
    Since(
        date(2021, 3, 19),
        QuotaRule(
            floor=MILLION,
            minima={Size.LARGE: Minimum(least=20), Size.MIDDLE: Minimum(least=15), Size.SMALL: Minimum(least=10)},
            share=Decimal("0.10"),
        ),
        ARTICLE,
    ),
    Since(
        date(2023, 8, 9),
        QuotaRule(
            floor=1_500_000,
            minima={Size.LARGE: Minimum(least=20), Size.MIDDLE: Minimum(least=15), Size.SMALL: Minimum(least=10)},
            share=Decimal("0.10"),
        ),
        ARTICLE,
    ),
)

ANNOUNCED = Dated(
    Since(date(2000, 1, 1), MILLION, Practice("公告金額（100萬元）以上之標案", seen="業務報告 104-04 第476行")),
    Since(date(2023, 1, 1), 1_500_000, Practice("公告金額（150萬元）以上之標案", seen="業務報告 112-11 第145行")),
)
"""公告金額: from which budget the agencies report a tender every month."""


def rule_on(day: date) -> Since[QuotaRule]:
    """Return the version of article 4 in force on a day; the earliest stored one before all of them."""
    return QUOTA.at(max(day, QUOTA.since[0].day))


def size_on(budget: Decimal, day: date) -> Size | None:
    """Return the class of a budget on a day."""
    return rule_on(day).value.size_of(budget)
