"""Who works at which screen of the tenders, and where each stands in the navigation."""

from yankao.engines.registers.tenders.reconcile import may_decide
from yankao.engines.registers.tenders.register import seen_by
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _reads(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and seen_by(actor)


def _decides(actor: Actor | None) -> bool:
    return _reads(actor) and actor is not None and may_decide(actor)


READERS = Audience(name="工程查核、管制考核、各機關、市長室及稽核人員", allows=_reads)
DECIDERS = Audience(name="工程查核、管制考核人員", allows=_decides)

register_page(HandMade(name="標案填報", view="tender_filling", who=READERS))
register_page(HandMade(name="標案兩源差異", view="tender_differences", who=READERS))
