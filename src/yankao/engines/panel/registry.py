"""The register of review schemes: each declared once, whole, with a procedure for its recommendations that exists."""

from itertools import pairwise

from yankao.engines.cases import registry as cases
from yankao.engines.indicators.declared import Declarations
from yankao.engines.panel.declare import Scheme, Scorer
from yankao.engines.panel.rules import WHOLE, Grading


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


def _check(it: Scheme) -> None:
    if problem := wrong_with(it):
        raise ValueError(f"評審 {it.key}：{problem}")


_SCHEMES = Declarations(Scheme, name="評審", check=_check)
load, register, get, every = _SCHEMES.load, _SCHEMES.register, _SCHEMES.get, _SCHEMES.every


def check_references() -> None:
    """Refuse a scheme whose recommendations would become cases of a procedure that does not exist; asked when all divisions are loaded."""
    for it in every():
        if it.tracked is not None:
            cases.get(it.tracked.procedure)
