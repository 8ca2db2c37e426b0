"""The tables of 工程查核: those of its procedures, each in its own file."""

from yankao.divisions.engineering.logic import site_models
from yankao.divisions.engineering.registers import defect_codes, inspection_team, point_penalties
from yankao.engines.cases import registry
from yankao.engines.cases.simulate import seeder_of
from yankao.engines.connectors import registry as connectors
from yankao.kernel.roc import Window

__all__ = ["defect_codes", "inspection_team", "point_penalties", "site_models"]

registry.load("yankao.divisions.engineering.procedures")
# The published number of reports of the window (業務報告 112-11, line 153).
connectors.register(seeder_of("engineering.citizen_supervision", window=Window.of_months("112-03", "112-07"), count=21))
