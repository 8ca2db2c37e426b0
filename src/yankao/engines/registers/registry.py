"""The register of registers: every declared one, once; it refuses names that do not exist and sensitive columns that would be shown."""

from yankao.engines.indicators.declared import Declarations
from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow


def problems_of(it: Register) -> list[str]:
    """Return what is wrong with a declaration, one sentence each."""
    columns = {field.name: field for field in it.model._meta.fields}
    shown = {*it.lists, *it.filters, *it.searches, it.dated_by}
    named = [*it.lists, *it.filters, *it.searches, it.dated_by, *it.fields, *it.sensitive, *(counter.column for counter in it.counters)]
    if it.review is not None:
        named += [it.review.column, it.review.owner]
    problems = [f"{name} 不是 {it.model.__name__} 的欄位" for name in dict.fromkeys(named) if name not in columns]
    problems += [f"{name} 為機敏欄位，不得列表、篩選或搜尋" for name in it.sensitive if name in shown]
    problems += [f"{name} 為機敏欄位，應為 editable=False" for name in it.sensitive if name in columns and columns[name].editable]
    if it.sensitive and it.sensitive_to is None:
        problems.append("機敏欄位應指明誰可檢視")
    writes = it.written_by is not None or it.counters or it.review is not None
    if writes and not issubclass(it.model, RegisterRow):
        problems.append(f"{it.model.__name__} 應繼承 RegisterRow 才能登錄")
    return problems


def _check(it: Register) -> None:
    if problems := problems_of(it):
        raise ValueError(f"登錄簿 {it.key}：" + "；".join(problems))


_REGISTERS = Declarations(Register, name="登錄簿", check=_check)
register, get, every = _REGISTERS.register, _REGISTERS.get, _REGISTERS.every
