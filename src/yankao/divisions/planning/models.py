"""The tables of 綜合計畫: those of its procedures, each in its own file."""

from yankao.engines.cases import registry

registry.load("yankao.divisions.planning.procedures")
