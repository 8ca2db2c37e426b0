"""The register of every importer, simulator and seeder that the divisions declare; each key once."""

from typing import TypeVar

from yankao.engines.connectors.declare import Importer, Seeder, Simulator

T = TypeVar("T")

_IMPORTERS: dict[str, Importer] = {}
_SIMULATORS: dict[str, Simulator] = {}
_SEEDERS: dict[str, Seeder] = {}


def register(it: Importer | Simulator | Seeder) -> None:
    """Enter an importer, a simulator or a seeder; a key may be entered once only among its kind."""
    if isinstance(it, Importer):
        _enter(_IMPORTERS, it.key, it, "匯入格式")
    elif isinstance(it, Simulator):
        _enter(_SIMULATORS, it.key, it, "模擬")
    else:
        _enter(_SEEDERS, it.key, it, "展示資料")


def _enter(entries: dict[str, T], key: str, it: T, name: str) -> None:
    if key in entries:
        message = f"{name} {key} 重複宣告"
        raise ValueError(message)
    entries[key] = it


def importer(key: str) -> Importer:
    """Return the importer of a format; LookupError lists the formats there are."""
    if key in _IMPORTERS:
        return _IMPORTERS[key]
    message = f"沒有匯入格式 {key}；可用的有：\n{format_list()}"
    raise LookupError(message)


def format_list() -> str:
    """Return every format on a line of its own: how it is called and what it is."""
    width = max((len(key) for key in _IMPORTERS), default=0)
    lines = [f"{it.key:<{width}}  {it.name}" for it in importers() if "." not in it.key]
    tables = [f"{it.key:<{width}}  {it.name}" for it in importers() if "." in it.key]
    return "\n".join([*lines, f"{'csv KEY':<{width}}  KEY 為程序（欄位如 yankao export）或登錄簿：", *tables])


def simulator(key: str) -> Simulator:
    """Return the simulator of a procedure or register; LookupError lists those there are."""
    if key in _SIMULATORS:
        return _SIMULATORS[key]
    message = f"{key} 無法模擬；可模擬的有：{'、'.join(sorted(_SIMULATORS))}"
    raise LookupError(message)


def importers() -> tuple[Importer, ...]:
    """Return all importers ordered by key."""
    return tuple(_IMPORTERS[key] for key in sorted(_IMPORTERS))


def simulators() -> tuple[Simulator, ...]:
    """Return all simulators ordered by key."""
    return tuple(_SIMULATORS[key] for key in sorted(_SIMULATORS))


def seeders() -> tuple[Seeder, ...]:
    """Return all seeders ordered by key."""
    return tuple(_SEEDERS[key] for key in sorted(_SEEDERS))
