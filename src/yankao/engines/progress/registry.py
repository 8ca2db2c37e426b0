"""The register of every declared programme; it refuses duplicates and names that do not exist."""

from importlib import import_module
from pkgutil import iter_modules

from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators import registry as indicators
from yankao.engines.progress.declare import Bulletin, Programme
from yankao.engines.progress.importing import plan_importer, report_importer
from yankao.engines.progress.models import Plan

_PROGRAMMES: dict[str, Programme] = {}
_BULLETINS: dict[str, Bulletin] = {}


def load(package: str) -> None:
    """Import every module of a division's `programmes` package; each Programme and Bulletin found at module level is registered."""
    root = import_module(package)
    for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
        loaded = import_module(f"{package}.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, Programme):
                register(value)
            elif isinstance(value, Bulletin):
                register_bulletin(value)


def register(it: Programme) -> Programme:
    """Enter a programme, its importers and its indicators after checking that everything it names exists."""
    if it.key in _PROGRAMMES:
        if _PROGRAMMES[it.key] is it:
            return it
        raise ValueError(f"列管類別 {it.key} 重複宣告")
    problems = problems_of(it)
    if problems:
        raise ValueError(f"列管類別 {it.key}：" + "；".join(problems))
    _PROGRAMMES[it.key] = it
    connectors.register(plan_importer(it))
    connectors.register(report_importer(it))
    for indicator in it.indicators:
        indicators.register(indicator, subject=it.key)
    return it


def register_bulletin(it: Bulletin) -> Bulletin:
    """Enter a bulletin and its indicators; a key may be entered once only."""
    if _BULLETINS.get(it.key, it) is not it or it.key in _PROGRAMMES:
        raise ValueError(f"報表 {it.key} 重複宣告")
    if it.key not in _BULLETINS:
        _BULLETINS[it.key] = it
        for indicator in it.indicators:
            indicators.register(indicator, subject=it.key)
    return it


def get_bulletin(key: str) -> Bulletin:
    """Return the bulletin of that key; LookupError names it when unknown."""
    try:
        return _BULLETINS[key]
    except KeyError:
        raise LookupError(f"沒有報表 {key}") from None


def every_bulletin() -> tuple[Bulletin, ...]:
    """Return all bulletins ordered by key."""
    return tuple(_BULLETINS[key] for key in sorted(_BULLETINS))


def get(key: str) -> Programme:
    """Return the programme of that key; LookupError names it when unknown."""
    try:
        return _PROGRAMMES[key]
    except KeyError:
        raise LookupError(f"沒有列管類別 {key}") from None


def every() -> tuple[Programme, ...]:
    """Return all programmes ordered by key."""
    return tuple(_PROGRAMMES[key] for key in sorted(_PROGRAMMES))


def problems_of(it: Programme) -> list[str]:
    """Return what is wrong with a declaration, one sentence each."""
    known = {field.name for field in Plan._meta.fields if field.editable}
    known |= {field.name for field in it.detail._meta.fields} if it.detail is not None else set()
    problems = [f"{name} 沒有這個欄位" for name in dict.fromkeys((*it.fields, *it.lists)) if name not in known]
    problems += [f"{name} 為計畫必要欄位" for name in ("name", "agency", "starts_on", "ends_on") if name not in it.asks]
    keys = [stage.key for stage in it.way]
    problems += [f"審核流程 {key} 重複" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if it.obliges is not None:
        asked = {*it.obliges.asks, *it.obliges.may_ask}
        problems += [f"催辦程序應詢問 {name}" for name in ("plan", "month") if name not in asked]
    return problems
