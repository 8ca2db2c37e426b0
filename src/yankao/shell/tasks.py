"""Every night: forget which forms were sent long ago."""

from datetime import datetime

from yankao.kernel.jobs import periodic
from yankao.shell.once import forget


@periodic(key="shell.forget", cron="17 3 * * *")
def forget_submissions(*, now: datetime) -> None:
    """Delete old marks of sent forms."""
    forget(now=now)
