"""範圍: what a program's key may be allowed; each interface enters its own at start-up."""

from collections.abc import Mapping
from types import MappingProxyType

_SCOPES: dict[str, str] = {}


def register_scope(key: str, name: str) -> None:
    """Enter a scope; another name for the same key is a mistake."""
    if _SCOPES.setdefault(key, name) != name:
        raise ValueError(f"範圍 {key} 已登錄為「{_SCOPES[key]}」")


def scopes() -> Mapping[str, str]:
    """Return key and name of all scopes, ordered by key."""
    return MappingProxyType(dict(sorted(_SCOPES.items())))
