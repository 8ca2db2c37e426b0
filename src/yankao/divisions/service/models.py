"""The tables of 聯合服務: those of its procedures and registers, each in its own file."""

from yankao.divisions.service import importers
from yankao.divisions.service.citizen import attempts
from yankao.divisions.service.registers import calls, care_calls, health_visits, knowledge, leaflets, shifts, staff_members
from yankao.engines.cases import registry

__all__ = ["attempts", "calls", "care_calls", "health_visits", "importers", "knowledge", "leaflets", "shifts", "staff_members"]

registry.load("yankao.divisions.service.procedures")
