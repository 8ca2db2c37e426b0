"""The register of every declared indicator and of the subject (procedure or register) it is computed for."""

from yankao.engines.indicators.declare import Indicator

_INDICATORS: dict[str, tuple[Indicator, str]] = {}


def register(indicator: Indicator, *, subject: str) -> None:
    """Enter an indicator for its subject; a key may be entered once only."""
    if indicator.key in _INDICATORS:
        message = f"指標 {indicator.key} 重複宣告"
        raise ValueError(message)
    _INDICATORS[indicator.key] = (indicator, subject)


def get(key: str) -> tuple[Indicator, str]:
    """Return the indicator and its subject; LookupError names the key when it is unknown."""
    try:
        return _INDICATORS[key]
    except KeyError:
        message = f"沒有指標 {key}；請用 yankao indicators 查看全部指標"
        raise LookupError(message) from None


def has(key: str) -> bool:
    """Whether there is an indicator of that key."""
    return key in _INDICATORS


def every() -> tuple[tuple[Indicator, str], ...]:
    """Return all indicators with their subjects, ordered by key."""
    return tuple(_INDICATORS[key] for key in sorted(_INDICATORS))
