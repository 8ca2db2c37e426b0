"""The interface's description derived from the declarations: for every procedure what opens a case, for every deed what it asks."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from yankao.engines.cases.declare import Action, Procedure
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseRecord

Json = dict[str, Any]
_KEYS: Mapping[str, tuple[str, str]] = {
    "agency": ("機關代稱或名稱", "rdec-service"),
    "district": ("行政區代碼", "64000010"),
    "village": ("里代碼", "64000010001"),
    "category": ("項目代碼，見 /categories", "signal-fault"),
}


def opening_schema(procedure: Procedure) -> Json:
    """Return the body that opens a case of a procedure."""
    asked = tuple(name for name in procedure.asks if name != "reporter")
    may_ask = tuple(name for name in procedure.may_ask if name != "reporter")
    return {"type": "object", "properties": {"facts": facts_schema(procedure, asked, may_ask)}, **({"required": ["facts"]} if asked else {})}


def opening_example(procedure: Procedure) -> Json:
    """Return an example of what opens a case."""
    example: Json = {"facts": example_of(opening_schema(procedure)["properties"]["facts"])}
    if "reporter" in {*procedure.asks, *procedure.may_ask}:
        example["reporter"] = {"name": "王小明", "phone": "0912345678"}
    return example


def facts_schema(procedure: Procedure, asks: tuple[str, ...], may_ask: tuple[str, ...], *, record: type[CaseRecord] | None = None) -> Json:
    """Return the facts a form asks, each with its label, type, choices and an example."""
    names = dict.fromkeys((*asks, *may_ask))
    properties = {name: _property(procedure, name, record=record) for name in names}
    return {"type": "object", "properties": properties, "required": list(asks), "additionalProperties": False}


def action_schemas(procedure: Procedure) -> dict[str, Json]:
    """Return the facts of every declared deed, by action key."""
    return {action.key: _action_schema(procedure, action) for action in procedure.actions}


def _action_schema(procedure: Procedure, action: Action) -> Json:
    found = facts_schema(procedure, action.asks, action.may_ask, record=action.record)
    found["title"] = f"{procedure.name}：{action.name}"
    found["description"] = f"由{action.by.describe()}辦理" + ("，並應填 reason" if action.needs_reason else "")
    return found


def example_of(facts: Json) -> Json:
    """Return an example holding every fact that must be given."""
    return {name: facts["properties"][name]["examples"][0] for name in facts["required"]}


def _property(procedure: Procedure, name: str, *, record: type[CaseRecord] | None) -> Json:
    label = label_of(procedure, name, record=record)
    if name == "channel":
        return _choices(label, procedure.channels)
    if name in _KEYS:
        says, example = _KEYS[name]
        return {"type": "string", "title": label, "description": says, "examples": [example]}
    return {"title": label, **_typed(_column(procedure, name, record=record))}


def _column(procedure: Procedure, name: str, *, record: type[CaseRecord] | None) -> "models.Field[Any, Any] | None":
    for model in (record, procedure.detail, Case):
        if model is not None and (found := next((it for it in model._meta.fields if it.name == name), None)):
            return found
    return None


def _typed(column: "models.Field[Any, Any] | None") -> Json:
    if column is None:
        return {"type": "string", "examples": [""]}
    if column.choices:
        return _choices(str(column.verbose_name), [(key, str(label)) for key, label in column.flatchoices])
    for kind, told in _TYPES:
        if isinstance(column, kind):
            return dict(told)
    limit = {"maxLength": column.max_length} if column.max_length else {}
    return {"type": "string", "examples": [f"（{column.verbose_name}）"], **limit}


_TYPES: tuple[tuple[type["models.Field[Any, Any]"], Json], ...] = (
    (models.BooleanField, {"type": "boolean", "examples": [False]}),
    (models.IntegerField, {"type": "integer", "examples": [1]}),
    (models.DecimalField, {"type": "number", "examples": [1000]}),
    (models.FloatField, {"type": "number", "examples": [22.62]}),
    (models.DateTimeField, {"type": "string", "format": "date-time", "examples": ["2023-03-01T14:05:00+08:00"]}),
    (models.DateField, {"type": "string", "format": "date", "examples": ["2023-03-01"]}),
)


def _choices(label: str, choices: Any) -> Json:  # noqa: ANN401 -- Django's choices have many shapes
    pairs = [(key, str(name)) for key, name in choices]
    kind = "integer" if pairs and all(isinstance(key, int) for key, _ in pairs) else "string"
    says = "、".join(f"{key} {name}" for key, name in pairs)
    return {"type": kind, "title": label, "description": says, "enum": [key for key, _ in pairs], "examples": [pairs[0][0] if pairs else ""]}
