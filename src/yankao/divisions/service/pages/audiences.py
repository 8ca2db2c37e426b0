"""Who works at which hand-made screen of the service desk, and where each stands in the navigation."""

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _staff_with(*roles: str) -> Audience:
    def allows(actor: Actor | None) -> bool:
        return actor is not None and actor.kind is ActorKind.USER and actor.has_role(*roles)

    return Audience(name="、".join(_NAMES[role] for role in roles), allows=allows)


_NAMES = {"agent": "話務及服務人員", "desk_lead": "服務中心督導", "mayor_office": "市長室", "auditor": "稽核人員"}
DESK = _staff_with("agent", "desk_lead")
BOARD = _staff_with("desk_lead", "mayor_office", "auditor")
LEADS = _staff_with("desk_lead")
LISTENERS = _staff_with("agent", "desk_lead", "auditor")
FIGURES = _staff_with("agent", "desk_lead", "mayor_office", "auditor")

register_page(HandMade(name="1999受理台", view="desk", who=DESK))
register_page(HandMade(name="回電清單", view="callbacks", who=DESK))
register_page(HandMade(name="請求重新處理", view="again", who=DESK))
register_page(HandMade(name="督導看板", view="board", who=BOARD))
register_page(HandMade(name="交班簿", view="handover", who=DESK))
register_page(HandMade(name="輪班表", view="rota", who=DESK))
register_page(HandMade(name="假日值班", view="holidays", who=DESK))
register_page(HandMade(name="品質監聽", view="quality", who=LISTENERS))
register_page(HandMade(name="滿意度訪問", view="surveys", who=DESK))
register_page(HandMade(name="話務營運", view="operation", who=FIGURES))
register_page(HandMade(name="紙本受理單", view="paper_form", who=DESK))
