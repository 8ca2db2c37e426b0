"""The mailbox as the operator configured it, read every minute; in a demonstration only one on this machine."""

from datetime import datetime

from django.conf import settings

from yankao.divisions.service.mail.imap import Mailbox, poll
from yankao.divisions.service.mail.setup import configured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def configured_mailbox() -> Mailbox | None:
    """Return the mailbox that is read, or None."""
    it, is_demonstration = settings.YANKAO.outside.imap, settings.YANKAO.is_demo or settings.YANKAO.home.is_simulated
    if it is None or (is_demonstration and it.host not in LOOPBACK):
        return None
    return Mailbox(host=it.host, port=it.port, user=it.user, password=it.password, is_tls=it.is_tls, folder=it.folder)


def poll_configured(*, now: datetime) -> int:
    """Read the configured mailbox and return how many mails were new; nothing without one."""
    box = configured_mailbox()
    return poll(box, now=now, setup=configured()) if box else 0
