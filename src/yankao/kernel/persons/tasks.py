"""Every night: personal data whose time is over are erased."""

from datetime import datetime
from zoneinfo import ZoneInfo

from yankao.kernel.jobs import periodic
from yankao.kernel.persons.write import erase_due

TAIPEI = ZoneInfo("Asia/Taipei")


@periodic(key="persons.erase_due", cron="10 19 * * *", tries=5)
def erase_people_due(*, now: datetime) -> None:
    """Erase everybody whose retention ended before today in Taipei (03:10 there)."""
    erase_due(today=now.astimezone(TAIPEI).date(), now=now)
