"""The tables of 聯合服務: those of its procedures and registers, each in its own file."""

from yankao.divisions.service import importers
from yankao.divisions.service.citizen import attempts
from yankao.divisions.service.registers import (
    call_reviews,
    calls,
    care_calls,
    health_visits,
    knowledge,
    leaflets,
    paper_slips,
    reply_templates,
    shifts,
    staff_members,
    surveys,
)
from yankao.engines.cases import registry

__all__ = [
    "attempts",
    "call_reviews",
    "calls",
    "care_calls",
    "health_visits",
    "importers",
    "knowledge",
    "leaflets",
    "paper_slips",
    "reply_templates",
    "shifts",
    "staff_members",
    "surveys",
]

registry.load("yankao.divisions.service.procedures")
