"""Who reads what beside the citizens, and where the pages stand in the navigation."""

from yankao.divisions.service.citizen.people import CITIZENS
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import ANYONE, Audience
from yankao.shell.navigation import HandMade, register_page


def _is_mayors(actor: Actor | None) -> bool:
    return actor is not None and actor.kind is ActorKind.USER and actor.has_role("mayor_office", "desk_lead")


MAYORS = Audience(name="市長室、服務中心督導", allows=_is_mayors)

register_page(HandMade(name="我要通報", view="citizen-report", who=CITIZENS, opens=("service.dispatch",)))
register_page(HandMade(name="市長信箱", view="citizen-letter", who=CITIZENS, opens=("service.petition",)))
register_page(HandMade(name="查詢進度", view="citizen-track", who=CITIZENS))
register_page(HandMade(name="通報地圖", view="citizen-map", who=ANYONE))
register_page(HandMade(name="議員服務（行政區）", view="district-page", who=MAYORS))
register_page(HandMade(name="處理績效月報", view="monthly-report", who=MAYORS))
