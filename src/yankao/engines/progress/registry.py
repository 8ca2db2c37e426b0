"""The register of every declared programme; it refuses duplicates and names that do not exist."""

from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declared import Declarations
from yankao.engines.progress.declare import Bulletin, Programme
from yankao.engines.progress.importing import plan_importer, report_importer
from yankao.engines.progress.models import Plan


def load(package: str) -> None:
    """Import every module of a division's `programmes` package; each Programme and Bulletin found at module level is registered."""
    _PROGRAMMES.load(package)
    _BULLETINS.load(package)


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


def _check(it: Programme) -> None:
    if problems := problems_of(it):
        raise ValueError(f"列管類別 {it.key}：" + "；".join(problems))


def _offer_imports(it: Programme) -> None:
    connectors.register(plan_importer(it))
    connectors.register(report_importer(it))


def _check_bulletin(it: Bulletin) -> None:
    if any(each.key == it.key for each in every()):
        raise ValueError(f"報表 {it.key} 重複宣告")


_PROGRAMMES = Declarations(Programme, name="列管類別", check=_check, entered=_offer_imports)
_BULLETINS = Declarations(Bulletin, name="報表", check=_check_bulletin)
register, get, every = _PROGRAMMES.register, _PROGRAMMES.get, _PROGRAMMES.every
get_bulletin, every_bulletin, register_bulletin = _BULLETINS.get, _BULLETINS.every, _BULLETINS.register
