"""Why a deed on a case was refused, each with what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError

from yankao.kernel.law import NoRuleYetError


class WrongStep(ValidationError):
    """The deed cannot be done at the case's present step (時機不符)."""


class Conflict(ValidationError):
    """Somebody else changed the case meanwhile (資料已被他人更新)."""

    def __init__(self) -> None:
        super().__init__("此案件剛才已被他人更新，請重新整理後確認內容再送出。", code="conflict")


@contextmanager
def entries_refused() -> Iterator[None]:
    """Refuse what was entered with a day before every rule that is known, as any wrong entry is; it is no fault of the program."""
    try:
        yield
    except NoRuleYetError as error:
        raise ValidationError(str(error)) from None
