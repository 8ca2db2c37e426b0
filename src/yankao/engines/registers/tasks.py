"""What the engine of registers does by itself: every morning it tells the owners what is due for review."""

from datetime import datetime

from yankao.engines.registers.chase import chase_reviews
from yankao.kernel import jobs


@jobs.periodic(key="registers.chase_reviews", cron="30 23 * * *")  # 07:30 in Taipei
def chase_reviews_every_morning(*, now: datetime) -> None:
    """Remind of reviews (定期檢視)."""
    chase_reviews(now=now)
