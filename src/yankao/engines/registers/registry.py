"""The register of registers: every declared one, once."""

from yankao.engines.indicators import registry as indicators
from yankao.engines.registers.declare import Register

_REGISTERS: dict[str, Register] = {}


def register(it: Register) -> Register:
    """Enter a register and its indicators; a key may be entered once only."""
    if it.key in _REGISTERS:
        raise ValueError(f"登錄簿 {it.key} 重複宣告")
    _REGISTERS[it.key] = it
    for indicator in it.indicators:
        indicators.register(indicator, subject=it.key)
    return it


def get(key: str) -> Register:
    """Return the register of that key; LookupError names it when unknown."""
    try:
        return _REGISTERS[key]
    except KeyError:
        raise LookupError(f"沒有登錄簿 {key}") from None


def every() -> tuple[Register, ...]:
    """Return all registers ordered by key."""
    return tuple(_REGISTERS[key] for key in sorted(_REGISTERS))
