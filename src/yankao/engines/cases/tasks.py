"""What the cases engine does by itself: chase every minute what is due."""

from datetime import datetime

from yankao.engines.cases.chase import chase
from yankao.kernel import jobs


@jobs.periodic(key="cases.chase", cron="* * * * *")
def chase_every_minute(*, now: datetime) -> None:
    """Remind and escalate (稽催)."""
    chase(now=now)
