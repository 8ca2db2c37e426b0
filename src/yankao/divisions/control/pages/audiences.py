"""Who works at which screen of 管制考核, and where each stands in the navigation."""

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _holds_desk(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and any(held.division == "control" for held in actor.memberships)


def _reads(actor: Actor | None) -> bool:
    if actor is None or actor.kind is not ActorKind.USER:
        return False
    return _holds_desk(actor) or actor.has_role("mayor_office", "auditor", "controller", "agency_lead")


READERS = Audience(name="管制考核、市長室、稽核人員及各機關管考窗口、主管", allows=_reads)
DESK = Audience(name="管制考核組", allows=_holds_desk)

register_page(HandMade(name="核定項目轉入列管", view="approved_candidates", who=DESK))
register_page(HandMade(name="公文時效統計分析", view="document_statistics", who=READERS))
register_page(HandMade(name="公文查訪報告", view="document_visits", who=READERS))
register_page(HandMade(name="議員備詢資料", view="councillors", who=READERS))
register_page(HandMade(name="建決議案彙編", view="council_books", who=READERS))
