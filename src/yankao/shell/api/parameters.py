"""Which parameters an address of the interface knows: a misspelt filter is refused instead of silently giving everything."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Schema


def names_of(model: type[Schema]) -> tuple[str, ...]:
    """Return the parameters a query declares, as they are written in an address."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """Refuse parameters nobody declared.

    Raises:
        ValidationError: each unknown one by name, with those there are.

    """
    refuse_others(request.GET, known)


def refuse_others(sent: Iterable[str], known: Iterable[str]) -> None:
    """Refuse names that are not among the known, the same way."""
    there = tuple(known)
    if unknown := [name for name in sent if name not in there]:
        raise ValidationError({name: [_sentence(name, there)] for name in unknown})


def _sentence(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return "此網址不接受查詢參數"
    near = get_close_matches(name, known, n=1)
    return f"沒有這個參數{f'，是否為 {near[0]}' if near else ''}；可用：{'、'.join(known)}"
