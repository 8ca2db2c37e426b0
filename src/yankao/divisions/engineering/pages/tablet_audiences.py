"""Who works on a site with a tablet, and where the page stands in the navigation."""

from yankao.divisions.engineering.roles import HANDLER, is_engineer
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _inspects(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and is_engineer(actor)


def _mends(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and (is_engineer(actor) or HANDLER.allows(actor))


INSPECTORS = Audience(name="工程查核人員", allows=_inspects)
MENDERS = Audience(name="主辦機關及工程查核人員", allows=_mends)

register_page(HandMade(name="查核平板", view="site_list", who=INSPECTORS))
register_page(HandMade(name="缺失改善看板", view="defect_board", who=MENDERS))
