"""The importers of 管制考核, entered once the tables of its procedures are known."""

from yankao.divisions.control.logic.council_list import COUNCIL_LIST
from yankao.engines.connectors import registry

registry.register(COUNCIL_LIST)
