"""The rules of a review as plain values: criteria, the official rule, grades, prizes and who makes a panel."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

WHOLE = Decimal(100)


class Method(StrEnum):
    """How the official order is made."""

    MEAN = "mean"  # 總平均法
    RANK_SUM = "rank_sum"  # 序位法
    TRIMMED = "trimmed"  # 去除最高及最低分後平均


class Tie(StrEnum):
    """What parts entries of equal standing, one after the other."""

    MEAN = "mean"  # 平均分數高者
    FIRSTS = "firsts"  # 獲第一序位較多者
    HEAVIEST = "heaviest"  # 配分最高項目得分高者


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is scored (評分項目): it counts `weight` of 100; the judge gives up to `scale` points."""

    key: str
    name: str
    weight: Decimal
    scale: Decimal = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The official rule. `trim` sheets are left out at both ends when there are at least `trim_from`.

    Grades are read off the published score, rounded half up once more to `band_places` where bands are whole numbers and scores are not.
    A sheet that lies more than `differs` points from the middle of its entry is shown as clearly different (明顯差異).
    """

    method: Method
    places: int = 2
    ties: tuple[Tie, ...] = ()
    trim: int = 1
    trim_from: int = 5
    band_places: int | None = None
    differs: Decimal = Decimal(20)

    def __str__(self) -> str:
        words = {Method.MEAN: "平均", Method.RANK_SUM: "序位和", Method.TRIMMED: f"至少{self.trim_from}份時去除最高及最低各{self.trim}份後平均"}
        ties = {Tie.MEAN: "平均分數高者", Tie.FIRSTS: "獲第一序位較多者", Tie.HEAVIEST: "配分最高項目得分高者"}
        parted = f"，同名次依序取{'、'.join(ties[tie] for tie in self.ties)}" if self.ties else ""
        return f"{words[self.method]}，四捨五入至小數{self.places}位{parted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One grade (等第、獎項), best first: reached by points, limited in number, or both; `is_adopted` ones go to agencies to be used."""

    key: str
    name: str
    at_least: Decimal | None = None
    quota: int | None = None
    is_award: bool = True
    is_adopted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """What a grade is worth in money, for one group of entries or for all."""

    grade: str
    amount: int
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """The grades of a time, best first, and their prizes."""

    grades: tuple[Grade, ...]
    prizes: tuple[Prize, ...] = ()

    def prize_of(self, grade: str, *, group: str) -> int:
        """Return the money of a grade in a group; 0 when it has none."""
        return next((each.amount for each in self.prizes if each.grade == grade and each.group in {"", group}), 0)

    def name_of(self, grade: str) -> str:
        """Return the name of a grade; empty for none."""
        return next((each.name for each in self.grades if each.key == grade), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRule:
    """Who makes a panel: its size, the share from outside, and who must be present for a decision."""

    smallest: int
    largest: int | None = None
    external_share: Fraction = Fraction(1, 3)
    quorum: Fraction = Fraction(1, 2)
    scholars_present: int = 2
    scholars_share: Fraction = Fraction(1, 3)

    def __str__(self) -> str:
        size = f"{self.smallest}人以上"
        if self.largest is not None:
            size = f"{self.smallest}人" if self.largest == self.smallest else f"{self.smallest}至{self.largest}人"
        return f"{size}，外聘至少{self.external_share}，出席至少{self.quorum}（專家學者至少{self.scholars_present}人且達{self.scholars_share}）"
