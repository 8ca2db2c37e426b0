"""查核成績: the mean of the members' scores as a whole number, its grade, and when it may not be told yet or is 丙等 whatever the mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import models

from yankao.kernel.law import Dated, Law, Ours, Since

BEGAN = date(2010, 12, 25)
ACT = "工程施工查核小組作業辦法"
LOWEST, HIGHEST = 0, 100
PASS_MARK = 70
FAILED_TEST_SCORE = Dated(Since(BEGAN, 69, Law(ACT, "第8條第3項")))
"""What the score becomes when a test fails that the score of 70 or more had to wait for."""


class Grade(models.TextChoices):
    """等第 of one inspection."""

    EXCELLENT = "excellent", "優等"
    FIRST = "first", "甲等"
    SECOND = "second", "乙等"
    THIRD = "third", "丙等"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The lowest whole score of a grade."""

    lowest: int
    grade: Grade


BANDS: Dated[tuple[Band, ...]] = Dated(
    Since(
        BEGAN,
        (
            Band(lowest=90, grade=Grade.EXCELLENT),
            Band(lowest=80, grade=Grade.FIRST),
            Band(lowest=70, grade=Grade.SECOND),
            Band(lowest=LOWEST, grade=Grade.THIRD),
        ),
        Law(ACT, "第7條"),
    )
)


class SampleKind(models.TextChoices):
    """A test whose failure makes the grade 丙等 (辦法第8條第1項第1款至第3款)."""

    CONCRETE_CORE = "concrete_core", "混凝土結構物鑽心試體"
    ASPHALT_CORE = "asphalt_core", "瀝青混凝土鑽心試體"
    COMPACTION = "compaction", "路基壓實度"


class Forced(models.TextChoices):
    """A finding that makes the grade 丙等 whatever the mean (辦法第8條第1項第4款至第6款)."""

    STRUCTURE = "structure", "主要結構與設計不符情節重大"
    MATERIAL = "material", "主要材料設備與設計不符情節重大"
    SAFETY = "safety", "其他缺失情節重大影響安全"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTest:
    """One test of a sample: passed, failed, or still at the laboratory (None)."""

    kind: SampleKind
    passed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an inspection came to: `score` and `grade` are None while they may not be told (成績保留)."""

    mean: Decimal
    rounded: int
    score: int | None
    grade: Grade | None
    because: tuple[str, ...]

    @property
    def is_withheld(self) -> bool:
        """Whether the score waits for tests."""
        return self.score is None

    def describe(self) -> str:
        """Say the result and its reasons in one line."""
        said = "成績保留" if self.grade is None else f"{self.score}分{Grade(self.grade).label}"
        return f"{said}（{'；'.join(self.because)}）"


def grade_of(score: int, *, day: date) -> Grade:
    """Return the grade of a whole score under the bands of a day."""
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(f"查核成績應在{LOWEST}至{HIGHEST}分之間：{score}")
    return next(band.grade for band in BANDS.at(day).value if score >= band.lowest)


def mean_of(scores: Sequence[int]) -> Decimal:
    """Return the arithmetic mean of the members' scores."""
    if not scores:
        raise ValueError("尚無查核委員評分")
    wrong = [score for score in scores if not LOWEST <= score <= HIGHEST]
    if wrong:
        raise ValueError(f"委員評分應在{LOWEST}至{HIGHEST}分之間：{'、'.join(map(str, wrong))}")
    return Decimal(sum(scores)) / len(scores)


def rounded(mean: Decimal) -> int:
    """Round half up to a whole number (四捨五入進位，整數計算之)."""
    return int(mean.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def outcome_of(scores: Sequence[int], *, day: date, tests: Iterable[SampleTest] = (), forced: Iterable[Forced] = ()) -> Outcome:
    """Return what an inspection of a day comes to.

    A mean of 70 or more waits for every test still at the laboratory; where one has failed the score is 69. A mean below 70 needs no
    waiting. A forced 丙等 keeps the members' number: the regulation sets the grade and gives no number for it.
    """
    mean = mean_of(scores)
    number, tests, faults = rounded(mean), tuple(tests), tuple(dict.fromkeys(forced))
    told: list[str] = [f"{len(scores)}位委員平均{mean.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}，四捨五入為{number}分"]
    told += [str(Forced(each).label) for each in faults]
    failed = [each for each in tests if each.passed is False]
    told += [f"{SampleKind(each.kind).label}不合格" for each in failed]
    if number >= PASS_MARK and any(each.passed is None for each in tests):
        waiting = "、".join(dict.fromkeys(str(SampleKind(each.kind).label) for each in tests if each.passed is None))
        return Outcome(mean=mean, rounded=number, score=None, grade=None, because=(*told, f"待{waiting}試驗結果"))
    score = FAILED_TEST_SCORE.at(day).value if failed and number >= PASS_MARK else number
    grade = Grade.THIRD if faults or failed else grade_of(score, day=day)
    return Outcome(mean=mean, rounded=number, score=score, grade=grade, because=tuple(told))


KEEPS_NUMBER = Ours("列丙等而無試驗不合格者，法規未定分數，保留委員平均分數")
