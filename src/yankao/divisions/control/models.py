"""The tables of 管制考核: those of its procedures and registers, each in its own file."""

from yankao.divisions.control import importers, seed
from yankao.divisions.control.registers import document_month
from yankao.engines.activities import registry as series
from yankao.engines.cases import registry
from yankao.engines.panel import registry as reviews
from yankao.engines.progress import registry as programmes

__all__ = ["document_month", "importers", "seed"]

registry.load("yankao.divisions.control.procedures")
programmes.load("yankao.divisions.control.programmes")
series.load("yankao.divisions.control.series")
reviews.load("yankao.divisions.control.reviews")
