"""Who sees what left the program and what did not, and who looks after the channels."""

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience
from yankao.shell.navigation import HandMade, register_page


def _holds(*roles: str) -> Audience:
    def allows(actor: Actor | None) -> bool:
        return actor is not None and actor.kind is ActorKind.USER and actor.has_role(*roles)

    return Audience(name="服務中心督導、系統管理者" if "desk_lead" in roles else "系統管理者", allows=allows)


SENDERS = _holds("desk_lead", "admin")
KEEPERS = _holds("admin")

register_page(HandMade(name="寄件匣", view="outbox", who=SENDERS))
register_page(HandMade(name="通知管道", view="channels", who=KEEPERS))
