"""The services that other programs may report: every public item (項目) of dispatch, with what may be told about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from yankao.divisions.service.open311.formats import Row, to_json
from yankao.divisions.service.procedures.dispatch import DISPATCH, Dispatch
from yankao.engines.cases.models import Category
from yankao.kernel.days import TAIPEI

DEFINED_ON = date(2026, 11, 1)
"""The day from which the attributes below hold; a later change moves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One question that a client may ask the reporter; the answer is a fact of the dispatch."""

    code: str
    datatype: str
    description: str
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()
    is_question: bool = True

    @property
    def longest(self) -> int:
        """How many characters the fact holds; 0 when it is no text."""
        fact = Dispatch._meta.get_field(self.code)
        assert isinstance(fact, models.Field)
        return fact.max_length or 0


ATTRIBUTES = (
    Attribute(code="lamp_number", datatype="string", description="燈桿或設施編號", hint="燈桿、號誌、孔蓋或遊具上的編號，沒有可不填"),
    Attribute(code="landmark", datatype="string", description="明顯地標", hint="附近的路口、學校、公園或公車站"),
    Attribute(
        code="is_dangerous", datatype="singlevaluelist", description="有立即危險", hint="會傷到人、車或影響交通", values=(("no", "否"), ("yes", "是"))
    ),
    Attribute(code="emergency", datatype="text", description="有人受傷、火災或犯罪時請直接撥打 119 或 110，不要等候本系統。", is_question=False),
)


def is_open_to_the_public() -> bool:
    """Whether the procedure of the services is declared public; if not, nothing of it is told here."""
    return DISPATCH.is_public


def services_on(day: date) -> QuerySet[Category]:
    """Return the items that may be reported on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    found = Category.objects.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day), procedure=DISPATCH.key, is_public=True)
    return found if is_open_to_the_public() else found.none()


def service_row(category: Category) -> Row:
    """Return a service as the standard lists it."""
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": category.description or f"{category.group or DISPATCH.name}：{category.name}",
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(dict.fromkeys(filter(None, (category.group, category.name)))),
        "group": category.group,
    }


def definition(category: Category) -> Row:
    """Return the questions that belong to a service."""
    return {"service_code": category.code, "attributes": [_attribute_row(it, order) for order, it in enumerate(ATTRIBUTES, start=1)]}


def _attribute_row(attribute: Attribute, order: int) -> Mapping[str, Any]:
    row = {
        "variable": attribute.is_question,
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": False,
        "datatype_description": attribute.hint,
        "order": order,
        "description": attribute.description,
    }
    return row | {"values": [{"key": key, "name": name} for key, name in attribute.values]} if attribute.values else row


def changeset(categories: Iterable[Category], *, day: date) -> datetime:
    """Return a moment that is another one whenever a service or a question changes: the day of the last known change, the second from the content."""
    rows = list(categories)
    days = [changed for it in rows for changed in (it.valid_from, it.valid_to) if changed is not None and changed <= day]
    content = to_json([[service_row(it) for it in rows], [_attribute_row(it, 0) for it in ATTRIBUTES]])
    seconds = int.from_bytes(sha256(content).digest()[:8]) % int(timedelta(days=1).total_seconds())
    return datetime.combine(max((DEFINED_ON, *days)), time(), tzinfo=TAIPEI) + timedelta(seconds=seconds)
