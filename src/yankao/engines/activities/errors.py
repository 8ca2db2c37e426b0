"""Why a deed on a meeting was refused, each with what to do next."""

from django.core.exceptions import ValidationError


class WrongStanding(ValidationError):
    """The deed cannot be done as the meeting stands (時機不符)."""


class MeetingConflict(ValidationError):
    """Somebody else changed the meeting meanwhile."""

    def __init__(self) -> None:
        super().__init__("此會議剛才已被他人更新，請重新整理後確認內容再送出。", code="conflict")
