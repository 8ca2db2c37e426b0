"""The tables of 研究發展: those of its procedures, each in its own file."""

from yankao.engines.cases import registry
from yankao.engines.cases.simulate import seeder_of
from yankao.engines.connectors import registry as connectors

registry.load("yankao.divisions.research.procedures")
connectors.register(seeder_of("research.trip_report"))
