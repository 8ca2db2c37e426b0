"""The tables of 行政: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.administration.procedures")
