"""Why something on a plan was refused: the cell, the reason and the remedy, so that the clerk can put it right."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


class WrongState(ValidationError):
    """The deed cannot be done at the present state of the plan or report (時機不符)."""


class PlanConflict(ValidationError):
    """Somebody else changed the plan meanwhile."""

    def __init__(self) -> None:
        super().__init__("此計畫剛才已被他人更新，請重新整理後確認內容再送出。", code="conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One value that was not taken: which field, why, and what to do instead; `address` names its cell in a table or file."""

    field: str
    why: str
    remedy: str
    address: str = ""

    def at(self, address: str) -> "Refusal":
        """Return the same refusal with the address of its cell."""
        return Refusal(field=self.field, why=self.why, remedy=self.remedy, address=address)

    def __str__(self) -> str:
        place = f"{self.address}：" if self.address else ""
        return f"{place}{self.why}；{self.remedy}"
