"""How values are written for a bulk load: the text format of COPY, one function for each type of value."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

NULL = r"\N"
has_signs = re.compile(r"[\\\t\n\r]").search
"""Whether a text has a sign that COPY would take for its own."""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def text_of(value: object) -> str:
    """Return a value as COPY reads it.

    Raises:
        TypeError: no column holds such a value.
    """
    return WRITERS[type(value)](value)


def _string(value: str) -> str:
    return value.translate(_ESCAPES) if has_signs(value) else value


def _array(values: list[object] | tuple[object, ...]) -> str:
    if not values:
        return "{}"
    inner = ("NULL" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return _string("{" + ",".join(inner) + "}")


class _Writers(dict[type, Callable[[Any], str]]):
    """What writes values of a type; a type not met before is written like the nearest one it is made from (choices are texts)."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        base = next((base for base in kind.__mro__ if base in self), None)
        if base is None:
            message = f"{kind.__name__} 不能寫入資料表"
            raise TypeError(message)
        self[kind] = (lambda value: _string(str.__str__(value))) if base is str else self[base]
        return self[kind]


WRITERS = _Writers({
    type(None): lambda _: NULL,
    bool: lambda value: "t" if value else "f",
    int: int.__repr__,
    float: float.__repr__,
    str: _string,
    bytes: lambda value: rf"\\x{value.hex()}",
    memoryview: lambda value: rf"\\x{value.hex()}",
    datetime: datetime.__str__,
    date: date.__str__,
    time: time.__str__,
    timedelta: lambda value: f"{value.days} days {value.seconds}.{value.microseconds:06d} seconds",
    Decimal: Decimal.__str__,
    UUID: UUID.__str__,
    list: _array,
    tuple: _array,
    dict: lambda value: _string(json.dumps(value, ensure_ascii=False)),
})  # fmt: skip
