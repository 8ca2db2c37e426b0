"""The lists and tables of the reference: columns, figures and points as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from yankao.engines.indicators.declare import Indicator

GENERATED = "<!-- 由 make docs 依宣告產生，請勿手改 -->"
TYPES: tuple[tuple[type["models.Field[Any, Any]"], str], ...] = (
    (models.BooleanField, "是否"),
    (models.ForeignKey, "參照"),
    (models.IntegerField, "整數"),
    (models.DecimalField, "數字"),
    (models.FloatField, "數字"),
    (models.DateTimeField, "日期時間"),
    (models.DateField, "日期"),
    (models.TextField, "長文字"),
)


def indicators(found: Sequence[Indicator]) -> list[str]:
    """Return the table of figures."""
    rows = ((it.key, it.name, it.unit, str(it.version), it.counting, "；".join(ground.describe() for ground in it.basis)) for it in found)
    return table(("代號", "名稱", "單位", "版次", "計件原則", "依據"), rows) if found else ["（無）"]


def own(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """Return the columns somebody fills in."""
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def type_of(field: "models.Field[Any, Any]") -> str:
    """Return what sort of value a column takes."""
    if field.choices:
        return "選項"
    return next((name for kind, name in TYPES if isinstance(field, kind)), f"文字 {field.max_length}" if field.max_length else "文字")


def choices(field: "models.Field[Any, Any]") -> str:
    """Return the words a column may hold, with their keys."""
    return "、".join(f"{key} {label}" for key, label in field.flatchoices) if field.choices else ""


def first_line(model: type[models.Model]) -> str:
    """Return what a model says of itself."""
    return (model.__doc__ or model.__name__).strip().splitlines()[0]


def points(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return a list of what is not empty."""
    return [f"- {label}：{text}" for label, text in rows if text]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table; without rows it says so."""
    written = [f"| {' | '.join(text.replace('|', '／') for text in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *written] if written else ["（無）"]
