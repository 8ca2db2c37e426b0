"""The tables of 資訊服務: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.information.procedures")
