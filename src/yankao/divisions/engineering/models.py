"""The tables of 工程查核: those of its procedures, each in its own file."""

from yankao.divisions.engineering import seed_inspection
from yankao.divisions.engineering.logic import score_models, site_models
from yankao.divisions.engineering.registers import defect_codes, inspection_team, point_penalties, supervision_promotion
from yankao.engines.activities import course_registry as courses
from yankao.engines.activities import registry as series
from yankao.engines.cases import registry
from yankao.engines.cases.simulate import seeder_of
from yankao.engines.connectors import registry as connectors
from yankao.kernel.roc import Window

__all__ = ["defect_codes", "inspection_team", "point_penalties", "score_models", "seed_inspection", "site_models", "supervision_promotion"]

registry.load("yankao.divisions.engineering.procedures")
series.load("yankao.divisions.engineering.series")
courses.load("yankao.divisions.engineering.series")
# The published number of reports of the window (業務報告 112-11, line 153).
connectors.register(seeder_of("engineering.citizen_supervision", window=Window.of_months("112-03", "112-07"), count=21))
