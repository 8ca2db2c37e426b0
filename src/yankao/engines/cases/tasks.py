"""What the cases engine does by itself: chase every minute what is due, and let clocks stand and go on with response mode."""

from datetime import datetime

from yankao.engines.cases.chase import chase
from yankao.engines.cases.suspend import settle
from yankao.kernel import jobs


@jobs.periodic(key="cases.chase", cron="* * * * *")
def chase_every_minute(*, now: datetime) -> None:
    """Remind and escalate (稽催)."""
    chase(now=now)


@jobs.task(key="cases.settle_emergencies")
def settle_emergencies(*, now: datetime) -> None:
    """Bring the open cases in line with an emergency just started or ended (應變停計)."""
    settle(now=now)


@jobs.periodic(key="cases.settle_every_minute", cron="* * * * *")
def settle_every_minute(*, now: datetime) -> None:
    """Start an emergency declared for a later hour, and take up what came in while another was being settled."""
    settle(now=now)
