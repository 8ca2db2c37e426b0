"""The tables of 行政: those of its procedures, each in its own file; its importers come along."""

from yankao.divisions.administration import importers
from yankao.engines.cases import registry
from yankao.engines.reports import publications

__all__ = ["importers"]

registry.load("yankao.divisions.administration.procedures")
publications.load("yankao.divisions.administration.publications")
