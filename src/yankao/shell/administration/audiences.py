"""Who works on which page of the administration; what each may change there, the verbs decide."""

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience


def _holders(*roles: str, name: str) -> Audience:
    def allows(actor: Actor | None) -> bool:
        return actor is not None and actor.kind is ActorKind.USER and actor.has_role(*roles)

    return Audience(name=name, allows=allows)


ADMIN = _holders("admin", name="系統管理者")
ITEMS = _holders("admin", "desk_lead", name="系統管理者及服務中心督導")
PEOPLE = _holders("admin", "agency_lead", name="系統管理者及機關主管")
KEEPERS = _holders("admin", "desk_lead", "controller", "agency_lead", name="系統管理者、服務中心督導、機關主管及管考窗口")
