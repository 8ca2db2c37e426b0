"""What the service desk's pages do by themselves: every night the counted tries of strangers are forgotten."""

from datetime import datetime

from yankao.divisions.service.citizen.attempts import forget
from yankao.kernel import jobs


@jobs.periodic(key="service.forget_attempts", cron="25 19 * * *", tries=5)
def forget_attempts(*, now: datetime) -> None:
    """Delete the tries that no limit counts any more (03:25 in Taipei)."""
    forget(now=now)
