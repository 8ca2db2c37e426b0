"""What the mail does by itself: read the mailbox every minute, and forget old originals every night."""

from datetime import datetime

from yankao.divisions.service.mail.originals import forget
from yankao.divisions.service.mail.polling import poll_configured
from yankao.kernel import jobs


@jobs.periodic(key="mail.poll", cron="* * * * *")
def poll_mailbox(*, now: datetime) -> None:
    """Read the mailbox that is configured."""
    poll_configured(now=now)


@jobs.periodic(key="mail.forget", cron="45 19 * * *", tries=5)
def forget_originals(*, now: datetime) -> None:
    """Delete the originals of mails long dealt with (03:45 in Taipei)."""
    forget(now=now)
