"""What the operator has decided about mail: which addresses are the mayor's mailbox, which are ours, how many may come."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_OF_SENDER, SENDER_WITHIN = 20, timedelta(hours=1)
MOST_HOPS = 30
MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The decisions."""

    mayor_addresses: frozenset[str] = frozenset()
    own_addresses: frozenset[str] = frozenset()
    category: str = "suggestion"
    public_url: str = ""
    can_answer: bool = False


def configured() -> Setup:
    """Return what is configured."""
    outside = settings.YANKAO.outside
    own = {parseaddr(outside.smtp.sender)[1].lower()} if outside.smtp else set()
    own |= {outside.reply_to} if outside.reply_to else set()
    return Setup(
        mayor_addresses=frozenset(outside.mayor_addresses),
        own_addresses=frozenset(own | set(outside.mayor_addresses)),
        category=outside.mail_category,
        public_url=outside.public_url,
        can_answer=bool(outside.reply_to),
    )
