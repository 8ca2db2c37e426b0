"""The importers and simulators of 聯合服務, entered once the tables of its procedures are known."""

from dataclasses import replace

from yankao.divisions.service.logic.cdr import CDR
from yankao.divisions.service.logic.cdr_details import CDR_DETAILS
from yankao.divisions.service.logic.kcg1999 import KCG1999
from yankao.divisions.service.logic.seed_desk import DESK_SEEDER
from yankao.divisions.service.logic.seed_registers import REGISTER_SEEDER
from yankao.divisions.service.logic.simulate import SEEDER, SIMULATORS
from yankao.divisions.service.logic.taipei1999 import TAIPEI1999
from yankao.engines.cases.simulate import seeder_of
from yankao.engines.connectors import registry

for _declared in (
    CDR,
    replace(CDR, key="service.call"),
    CDR_DETAILS,
    KCG1999,
    TAIPEI1999,
    SEEDER,
    REGISTER_SEEDER,
    DESK_SEEDER,
    *SIMULATORS,
    seeder_of("service.inquiry"),
):
    registry.register(_declared)
