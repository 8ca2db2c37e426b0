"""The tables of 管制考核: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.control.procedures")
