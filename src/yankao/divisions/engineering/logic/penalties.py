"""扣點與違約金: what the points of an inspection cost the contractor and the supervising unit, by what their contract says."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yankao.kernel.law import Ours, Practice

GROUND = (Practice("查核紀錄載明監造扣點、施工扣點，違約金依契約計罰"), Ours("契約未載上限者不計上限；金額以元為單位，四捨五入"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the contract says: so much for one point, and at most such a share of the contract sum (0: the contract sets no cap)."""

    per_point_amount: Decimal
    contract_amount: Decimal
    cap_percent: Decimal = Decimal(0)

    @property
    def cap_amount(self) -> Decimal | None:
        """The most that may be taken under this contract in all."""
        return _dollars(self.contract_amount * self.cap_percent / 100) if self.cap_percent else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What is owed for the points, and how it was reckoned."""

    points: int
    amount: Decimal
    is_capped: bool
    told: str


def penalty_of(points: int, terms: Terms, *, taken_before: Decimal = Decimal(0)) -> Penalty:
    """Return the penalty for points under a contract of which some penalty was taken before."""
    if points < 0:
        raise ValueError("扣點不得為負")
    if min(terms.per_point_amount, terms.contract_amount, terms.cap_percent, taken_before) < 0:
        raise ValueError("契約條件不得為負")
    full = _dollars(points * terms.per_point_amount)
    cap = terms.cap_amount
    left = None if cap is None else max(cap - taken_before, Decimal(0))
    amount = full if left is None else min(full, left)
    told = f"{points}點×{terms.per_point_amount:,}元＝{full:,}元"
    if left is not None and amount < full:
        told += f"；契約上限{terms.cap_percent}%餘{left:,}元，以{amount:,}元計"
    return Penalty(points=points, amount=amount, is_capped=amount < full, told=told)


def _dollars(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
