"""Who works at which screen of 管制考核, and where each stands in the navigation."""

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _reads(actor: Actor | None) -> bool:
    if actor is None or actor.kind is not ActorKind.USER:
        return False
    return any(held.division == "control" for held in actor.memberships) or actor.has_role("mayor_office", "auditor", "controller", "agency_lead")


COUNCIL = Audience(name="管制考核、市長室、稽核人員及各機關管考窗口、主管", allows=_reads)

register_page(HandMade(name="議員備詢資料", view="councillors", who=COUNCIL))
register_page(HandMade(name="建決議案彙編", view="council_books", who=COUNCIL))
