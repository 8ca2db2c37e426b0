"""The tables of 研究發展: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.research.procedures")
