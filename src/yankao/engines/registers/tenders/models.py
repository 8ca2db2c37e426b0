"""The tables of 工程標案, each in its own file."""

from yankao.engines.registers.tenders import feed, month_register, register
from yankao.engines.registers.tenders.month import Chase, Difference, TenderMonth
from yankao.engines.registers.tenders.tender import Tender

__all__ = ["Chase", "Difference", "Tender", "TenderMonth", "feed", "month_register", "register"]
