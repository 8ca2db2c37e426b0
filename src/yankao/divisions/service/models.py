"""The tables of 聯合服務: those of its procedures and registers, each in its own file."""

from yankao.divisions.service import importers
from yankao.divisions.service.registers import calls
from yankao.engines.cases import registry

__all__ = ["calls", "importers"]

registry.load("yankao.divisions.service.procedures")
