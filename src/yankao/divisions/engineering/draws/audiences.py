"""Who works at the screens of the plan, the draws and the visits; what is public of a draw is for anybody."""

from yankao.divisions.engineering.roles import is_engineer
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import ANYONE, Audience
from yankao.shell.navigation import HandMade, register_page


def _engineers(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and is_engineer(actor)


def _oversees(actor: Actor | None) -> bool:
    return _engineers(actor) or (actor is not None and actor.kind is ActorKind.USER and actor.has_role("auditor", "mayor_office"))


ENGINEERS = Audience(name="工程查核人員", allows=_engineers)
OVERSEERS = Audience(name="工程查核人員、市長室及稽核人員", allows=_oversees)

register_page(HandMade(name="年度查核計畫", view="inspection_board", who=OVERSEERS))
register_page(HandMade(name="查核行程", view="visits", who=ENGINEERS))
register_page(HandMade(name="查核抽籤公告", view="open_draws", who=ANYONE))
