"""What the notices do by themselves: take up new ones every few seconds, and send each delivery with patience."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from yankao.engines.notices import deliver as sending
from yankao.engines.notices.models import Delivery
from yankao.engines.notices.plan import take_up
from yankao.kernel import jobs

TURNS = 40
"""So many times five hundred at most in one go, so that the job ends."""


@jobs.task(key="notices.deliver", tries=sending.MOST_ATTEMPTS)
def deliver(*, now: datetime, delivery: str) -> None:
    """Send one delivery."""
    sending.deliver(UUID(delivery), now=now)


@jobs.periodic(key="notices.take_up", cron="* * * * * */10")
def take_up_notices(*, now: datetime) -> None:
    """Work out by which ways the newest notices leave, and put what can go into the queue."""
    for _turn in range(TURNS):
        if take_up(now=now, send=enqueue) == 0:
            return


def enqueue(rows: Iterable[Delivery]) -> int:
    """Put deliveries into the queue, in the transaction that wrote them; only their ids go with the job."""
    return jobs.enqueue_many(deliver, [{"delivery": it.pk} for it in rows])
