"""What divisions declare of one sort (宣告), each once: loaded from their packages, entered with its indicators, found by its key."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Generic, Protocol, TypeVar

from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.declare import Indicator


class Declaration(Protocol):
    """Anything a division declares under a key of its own, with its figures."""

    @property
    def key(self) -> str:
        """Its key."""
        ...

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Its figures."""
        ...


D = TypeVar("D", bound=Declaration)


class Declarations(Generic[D]):
    """All declarations of one sort; `check` raises ValueError in words for one that is not whole, `entered` hears of each that is."""

    def __init__(self, kind: type[D], *, name: str, check: Callable[[D], None], entered: Callable[[D], None] | None = None) -> None:
        """Begin without any; `name` is what the sort is called in messages."""
        self._kind, self._name, self._check, self._entered = kind, name, check, entered
        self._all: dict[str, D] = {}

    def load(self, package: str) -> None:
        """Import every module of a division's package; each declaration found at module level is registered."""
        root = import_module(package)
        for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
            for value in vars(import_module(f"{package}.{module.name}")).values():
                if isinstance(value, self._kind) and self._all.get(value.key) is not value:
                    self.register(value)

    def register(self, it: D) -> D:
        """Enter a declaration and its indicators; a key may be entered once only."""
        if it.key in self._all:
            raise ValueError(f"{self._name} {it.key} 重複宣告")
        self._check(it)
        self._all[it.key] = it
        for indicator in it.indicators:
            indicators.register(indicator, subject=it.key)
        if self._entered is not None:
            self._entered(it)
        return it

    def get(self, key: str) -> D:
        """Return the declaration of that key; LookupError names it when unknown."""
        try:
            return self._all[key]
        except KeyError:
            raise LookupError(f"沒有{self._name} {key}") from None

    def every(self) -> tuple[D, ...]:
        """Return all ordered by key."""
        return tuple(self._all[key] for key in sorted(self._all))
