"""What the service desk does by itself: forget counted tries, chase what is missing, and learn routing from its own cases."""

from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings

from yankao.divisions.service.citizen.attempts import forget
from yankao.divisions.service.intelligence.store import CURRENT
from yankao.divisions.service.logic.daily_checks import chase_health_sessions, chase_hiring_pledge
from yankao.divisions.service.logic.holiday_duty import chase_missing
from yankao.kernel import jobs
from yankao.kernel.days import day_of


@jobs.periodic(key="service.forget_attempts", cron="25 19 * * *", tries=5)
def forget_attempts(*, now: datetime) -> None:
    """Delete the tries that no limit counts any more (03:25 in Taipei)."""
    forget(now=now)


@jobs.periodic(key="service.chase_holiday_duty", cron="0 1 * * *")
def chase_holiday_duty(*, now: datetime) -> None:
    """Tell the centre which holidays of the coming week still miss somebody (09:00 in Taipei)."""
    chase_missing(now=now)


@jobs.periodic(key="service.check_registers", cron="5 1 * * *")
def check_registers(*, now: datetime) -> None:
    """Tell the centre which sessions of the health desk nobody entered, and what is missing to the hiring pledge (09:05 in Taipei)."""
    chase_health_sessions(now=now)
    chase_hiring_pledge(now=now)


@jobs.task(key="service.train_routing", queue=jobs.Queue.SLOW, tries=2, is_alone=True)
def train_routing(*, now: datetime) -> None:
    """Learn from the cases in the database where no model stands yet; too few cases leave the desk without suggestions."""
    folder = Path(settings.MEDIA_ROOT).parent / "models"
    if (folder / CURRENT).exists():
        return
    # Found by name: what it learns with takes a second to load, and nobody else needs it.
    learning = import_module("yankao.divisions.service.intelligence.own_cases")
    with suppress(learning.TooFewError):
        learning.train_on_own_cases(folder, trained_on=day_of(now))
