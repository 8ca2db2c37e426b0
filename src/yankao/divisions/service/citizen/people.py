"""Who stands behind a citizen's page: somebody with an account, or a stranger who is known by one form or one case only."""

from uuid import UUID

from django.http import HttpRequest

from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.gate import Audience, actor_or_none

CITIZENS = Audience(name="市民（不必登入）", allows=lambda actor: actor is None or actor.kind is ActorKind.CITIZEN)
NET_NAME = "網路民眾"


def sender_of(request: HttpRequest, *, token: UUID) -> Actor:
    """Return who sends a form: the account, or a stranger named after the form's own mark, so that a twin is the same stranger."""
    return actor_or_none(request) or Actor(kind=ActorKind.CITIZEN, id=f"anonymous:{token}", name=NET_NAME)
