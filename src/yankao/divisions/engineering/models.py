"""The tables of 工程查核: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.engineering.procedures")
