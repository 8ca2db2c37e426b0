"""Every night: forget which forms were sent long ago, and what programs were answered the day before."""

from datetime import datetime

from yankao.kernel.jobs import periodic
from yankao.shell.api.once import forget as forget_told
from yankao.shell.limits import forget as forget_rates
from yankao.shell.once import forget


@periodic(key="shell.forget", cron="17 3 * * *")
def forget_submissions(*, now: datetime) -> None:
    """Delete old marks of sent forms."""
    forget(now=now)


@periodic(key="shell.forget_answers", cron="27 3 * * *")
def forget_answers(*, now: datetime) -> None:
    """Delete the answers programs can no longer ask for again."""
    forget_told(now=now)


@periodic(key="shell.forget_rates", cron="7 * * * *")
def forget_rate_marks(*, now: datetime) -> None:
    """Delete the counts of those who have not asked for a while."""
    forget_rates(now=now)
