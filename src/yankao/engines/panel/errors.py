"""Why a deed on a review was refused, each with what to do next."""

from django.core.exceptions import ValidationError


class WrongStanding(ValidationError):
    """The deed cannot be done as the review stands (時機不符)."""


class ReviewConflict(ValidationError):
    """Somebody else changed the review meanwhile."""

    def __init__(self) -> None:
        super().__init__("此評審剛才已被他人更新，請重新整理後確認內容再送出。", code="conflict")
