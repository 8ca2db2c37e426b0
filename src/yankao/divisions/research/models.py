"""The tables of 研究發展: those of its procedures and registers, each in its own file."""

from yankao.divisions.research import seed_reviews
from yankao.divisions.research.registers import award_entries
from yankao.engines.cases import registry
from yankao.engines.cases.simulate import seeder_of
from yankao.engines.connectors import registry as connectors
from yankao.engines.panel import registry as reviews

__all__ = ["award_entries", "seed_reviews"]

registry.load("yankao.divisions.research.procedures")
reviews.load("yankao.divisions.research.reviews")
connectors.register(seeder_of("research.trip_report"))
