"""The tables of 工程標案, each in its own file."""

from yankao.engines.registers.tenders import register
from yankao.engines.registers.tenders.tender import Tender

__all__ = ["Tender", "register"]
