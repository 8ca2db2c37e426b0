"""A form sent twice does its deed once: every form carries a one-time mark, kept in the transaction of the deed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yankao.kernel.actors import Actor
from yankao.shell.models import Submission

KEPT = timedelta(days=2)
FIELD = "once"


def new_token() -> str:
    """Return the mark of a form about to be shown."""
    return str(uuid4())


def token_of(request: HttpRequest) -> str:
    """Return the mark that came with a form, so that a form shown again keeps its own; a new one when it has none."""
    sent = request.POST.get(FIELD, "")
    return sent if _parsed(sent) else new_token()


def do_once(request: HttpRequest, deed: Callable[[], str], *, actor: Actor, now: datetime) -> str:
    """Do the deed unless this form already did, and return the address it led to; a refused deed leaves the mark unused."""
    token = _parsed(request.POST.get(FIELD, ""))
    if token is None:
        return deed()
    with transaction.atomic():
        # The insert waits for a twin under way: whoever comes second reads where the first was led.
        mark, is_new = Submission.objects.get_or_create(token=token, defaults={"actor_id": actor.id, "created_at": now})
        if not is_new:
            if mark.actor_id != actor.id:
                raise PermissionDenied(_("此表單不是由您開啟，請重新開啟表單"))
            return mark.location
        mark.location = deed()
        mark.save(update_fields=["location"])
    return mark.location


def forget(*, now: datetime) -> int:
    """Delete the marks nobody can send again and return how many."""
    return Submission.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _parsed(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
