"""The register of review schemes: each declared once, whole, with a procedure for its recommendations that exists."""

from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

from yankao.engines.cases import registry as cases
from yankao.engines.indicators import registry as indicators
from yankao.engines.panel.declare import Scheme, Scorer
from yankao.engines.panel.rules import WHOLE, Grading

_SCHEMES: dict[str, Scheme] = {}


def load(package: str) -> None:
    """Import every module of a division's `reviews` package; each Scheme found at module level is registered."""
    root = import_module(package)
    for module in sorted(iter_modules(root.__path__), key=lambda found: found.name):
        for value in vars(import_module(f"{package}.{module.name}")).values():
            if isinstance(value, Scheme) and _SCHEMES.get(value.key) is not value:
                register(value)


def register(it: Scheme) -> Scheme:
    """Enter a scheme and its indicators; a key may be entered once only."""
    if it.key in _SCHEMES:
        raise ValueError(f"評審 {it.key} 重複宣告")
    if problem := wrong_with(it):
        raise ValueError(f"評審 {it.key}：{problem}")
    _SCHEMES[it.key] = it
    for indicator in it.indicators:
        indicators.register(indicator, subject=it.key)
    return it


def wrong_with(it: Scheme) -> str:
    """Return what is wrong with a declaration; empty when it is whole."""
    if not it.basis:
        return "應載明依據"
    if not it.phases or it.deciding.scorer is not Scorer.PANEL:
        return "最後一個階段應由評審委員評分"
    if len({phase.key for phase in it.phases}) != len(it.phases):
        return "階段代號重複"
    for since in it.criteria.since:
        if sum(each.weight for each in since.value) != WHOLE:
            return "評分項目配分合計應為 100"
    known = {key for key, _name in it.groups} | {""}
    return next((problem for since in it.grading.since if (problem := _wrong_with_grades(since.value, known))), "")


def _wrong_with_grades(grading: Grading, groups: set[str]) -> str:
    keys = [each.key for each in grading.grades]
    if len(keys) != len(set(keys)):
        return "等第代號重複"
    floors = [each.at_least for each in grading.grades if each.at_least is not None]
    if any(lower >= higher for higher, lower in pairwise(floors)):
        return "等第應由高至低宣告"
    if any(each.grade not in keys or each.group not in groups for each in grading.prizes):
        return "獎金的等第或組別不存在"
    return ""


def get(key: str) -> Scheme:
    """Return the scheme of that key; LookupError names it when unknown."""
    try:
        return _SCHEMES[key]
    except KeyError:
        raise LookupError(f"沒有評審 {key}") from None


def every() -> tuple[Scheme, ...]:
    """Return all schemes ordered by key."""
    return tuple(_SCHEMES[key] for key in sorted(_SCHEMES))


def check_references() -> None:
    """Refuse a scheme whose recommendations would become cases of a procedure that does not exist; asked when all divisions are loaded."""
    for it in every():
        if it.tracked is not None:
            cases.get(it.tracked.procedure)
