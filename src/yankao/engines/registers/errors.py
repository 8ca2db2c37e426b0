"""Why something on a row of a register was refused, each with what to do next."""

from django.core.exceptions import ValidationError


class RowConflict(ValidationError):
    """Somebody else changed the row meanwhile (資料已被他人更新)."""

    def __init__(self) -> None:
        super().__init__("這一列剛才已被他人更新，請重新開啟後確認內容再送出。", code="conflict")


class RowStruck(ValidationError):
    """The row is struck off, or is not (作廢狀態不符)."""
