"""The tables of 綜合計畫: those of its procedures, registers and programmes, each in its own file."""

from yankao.divisions.planning import seed
from yankao.divisions.planning.registers import goals
from yankao.engines.cases import registry
from yankao.engines.progress import registry as programmes

__all__ = ["goals", "seed"]

registry.load("yankao.divisions.planning.procedures")
programmes.load("yankao.divisions.planning.programmes")
