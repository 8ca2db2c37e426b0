"""The register of every declared procedure; it refuses duplicates, wrong types and names that do not exist."""

from importlib import import_module
from pkgutil import iter_modules

from yankao.engines.cases.declare import COMMON_FACTS, Action, Procedure, Routing, steps_of
from yankao.engines.indicators import registry as indicators

_PROCEDURES: dict[str, Procedure] = {}


def load(package: str) -> None:
    """Import every module of a division's `procedures` package; each Procedure found at module level is registered."""
    root = import_module(package)
    for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
        loaded = import_module(f"{package}.{module.name}")
        for value in vars(loaded).values():
            if isinstance(value, Procedure) and value.detail.__module__ == loaded.__name__:
                register(value)


def register(procedure: Procedure) -> None:
    """Enter a procedure after checking that everything it names exists."""
    if procedure.key in _PROCEDURES:
        if _PROCEDURES[procedure.key] is procedure:
            return
        raise ValueError(f"程序 {procedure.key} 重複宣告")
    problems = list(problems_of(procedure))
    if problems:
        raise ValueError(f"程序 {procedure.key}：" + "；".join(problems))
    _PROCEDURES[procedure.key] = procedure
    for indicator in procedure.indicators:
        indicators.register(indicator, subject=procedure.key)


def get(key: str) -> Procedure:
    """Return the procedure of that key; LookupError names it when unknown."""
    try:
        return _PROCEDURES[key]
    except KeyError:
        raise LookupError(f"沒有程序 {key}；請用 yankao procedures 查看全部程序") from None


def every() -> tuple[Procedure, ...]:
    """Return all procedures ordered by key."""
    return tuple(_PROCEDURES[key] for key in sorted(_PROCEDURES))


def check_references() -> None:
    """After all divisions are loaded: a follow-on must name a procedure that exists."""
    for procedure in every():
        for action in procedure.actions:
            if action.followed_by is not None:
                get(action.followed_by.procedure)


def problems_of(procedure: Procedure) -> list[str]:
    """Return what is wrong with a declaration, one sentence each."""
    known = {field.name for field in procedure.detail._meta.fields} | set(COMMON_FACTS)
    problems = [f"{name} 不是 {procedure.detail.__name__} 的欄位" for name in _named_fields(procedure) if name not in known]
    keys = [action.key for action in procedure.actions]
    problems += [f"動作 {key} 重複" for key in sorted({key for key in keys if keys.count(key) > 1})]
    for action in procedure.actions:
        problems += _problems_of_action(procedure, action)
    for deadline in procedure.deadlines:
        used = (*steps_of(deadline.start), *steps_of(deadline.stop), *deadline.pauses_at)
        problems += [f"期限 {deadline.key} 用到別的程序的步驟 {step}" for step in used if not isinstance(step, procedure.steps)]
    if procedure.response is not None:
        limits = {deadline.key for deadline in procedure.deadlines}
        problems += [f"應變模式停計的期限 {key} 不存在" for key in procedure.response.suspends if key not in limits]
    problems += _problems_of_owner(procedure)
    if procedure.reply is not None and procedure.reply.action not in keys:
        problems.append(f"回復的動作 {procedure.reply.action} 不存在")
    return problems


def _named_fields(procedure: Procedure) -> list[str]:
    named = [*procedure.asks, *procedure.may_ask, *procedure.lists, *procedure.searches]
    for action in procedure.actions:
        recorded = {field.name for field in action.record._meta.fields} if action.record is not None else set()
        named += [name for name in (*action.asks, *action.may_ask) if name not in recorded]
    return list(dict.fromkeys(named))


def _problems_of_owner(procedure: Procedure) -> list[str]:
    """A case may be routed by who owns the asset only where the opening asks it, as a choice that may stay open."""
    name = procedure.routed_by
    if not name:
        return []
    fact = next((it for it in procedure.detail._meta.fields if it.name == name), None)
    if fact is None or not fact.choices or not fact.blank:
        return [f"設施權屬 {name} 應為 {procedure.detail.__name__} 可留空的選項欄位"]
    problems = [] if name in {*procedure.asks, *procedure.may_ask} else [f"立案時未詢問設施權屬 {name}"]
    return problems if procedure.routing is Routing.CATEGORY else [*problems, "依設施權屬分派須依項目分文"]


def _problems_of_action(procedure: Procedure, action: Action) -> list[str]:
    used = (*steps_of(action.at), *(() if action.to is None else (action.to,)))
    problems = [f"動作 {action.key} 用到別的程序的步驟 {step}" for step in used if not isinstance(step, procedure.steps)]
    if action.follows_merge and action.to is not None:
        problems.append(f"動作 {action.key} 可於併案辦理，不得改變步驟")
    return problems
