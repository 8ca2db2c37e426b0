"""What was typed for a column, made into a checked value; the rows a column points at are found by what people call them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

Facts = Mapping[str, Any]
EMPTY: tuple[object, ...] = (None, "", [], ())
UNTICKED = frozenset({"false", "False", "0"})
_NAMES = ("slug", "code", "name", "short_name")


class RowFinder:
    """Finds rows by their key, slug, code or name, each only once; what stands in many rows is learnt at one time."""

    def __init__(self) -> None:
        """Begin with nothing looked up."""
        self._found: dict[type[models.Model], dict[str, models.Model]] = defaultdict(dict)
        self._asked: dict[type[models.Model], set[str]] = defaultdict(set)

    def learn(self, model: type[models.Model], values: Iterable[object]) -> None:
        """Look up many at one time: one statement for each way in which one of them may be named."""
        found = self._found[model]
        left = {_word(model, value) for value in values if not isinstance(value, model)} - self._asked[model]
        self._asked[model] |= left
        for way in _ways(model):
            wanted = {text for text in left if text not in found and (way != "pk" or _may_be_key(model, text))}
            if wanted:
                found |= _named(way, model._default_manager.filter(**{f"{way}__in": wanted}).order_by("pk"))

    def find(self, model: type[models.Model], value: object) -> models.Model:
        """Return the row that a value names.

        Raises:
            ValidationError: there is none.
        """
        if isinstance(value, model):
            return value
        self.learn(model, (value,))
        found = self._found[model].get(_word(model, value))
        if found is None:
            raise ValidationError(f"查無「{value}」，請從清單選取")
        return found


def checked(column: "models.Field[Any, Any]", value: object, row: models.Model | None = None, *, needed: bool, rows: RowFinder) -> object:
    """Return what was typed as a value of a column: the default where nothing was, the row it names where it points at one.

    Raises:
        ValidationError: nothing was typed although something must be, or it cannot stand in this column.
    """
    if isinstance(value, str):
        value = value.strip()
    if isinstance(column, models.BooleanField):
        return bool(value) and value not in UNTICKED
    if value in EMPTY:
        if needed:
            raise ValidationError(f"請填寫「{column.verbose_name}」")
        return column.get_default() if column.has_default() else None if column.null else ""
    if isinstance(column, models.ForeignKey):
        return rows.find(column.related_model, value)
    return column.clean(value, row)


def _word(model: type[models.Model], value: object) -> str:
    # What people know by a number of its own (標案編號) is typed by it, alone or followed by its name.
    return (str(value).split() or [""])[0] if hasattr(model, "TYPED_BY") else str(value)


def _ways(model: type[models.Model]) -> tuple[str, ...]:
    if typed_by := getattr(model, "TYPED_BY", ""):
        return (typed_by,)
    known = {field.name for field in model._meta.fields}
    return ("pk", *(name for name in _NAMES if name in known))


def _named(way: str, rows: Iterable[models.Model]) -> dict[str, models.Model]:
    """Return the rows by what names them; a name that two bear names none, a number of its own given again names the newer row."""
    found: dict[str, list[models.Model]] = defaultdict(list)
    for row in rows:
        found[str(getattr(row, way))].append(row)
    return {text: bearers[-1] for text, bearers in found.items() if len(bearers) == 1 or way not in _NAMES}


def _may_be_key(model: type[models.Model], text: str) -> bool:
    try:
        model._meta.pk.to_python(text)
    except ValidationError:
        return False
    return True
