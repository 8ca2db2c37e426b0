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
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases.models import Case
from yankao.kernel import jobs
from yankao.kernel.days import day_of

FIRST_FROM = 1_000


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


@jobs.periodic(key="service.first_routing", cron="40 18 * * 6")
def first_routing(*, now: datetime) -> None:  # noqa: ARG001 -- every job is told the moment
    """Have a desk without a model learn from its own cases once it has a thousand (Sundays at 02:40 in Taipei)."""
    known = Case.objects.filter(procedure=DISPATCH.key, agency__isnull=False, is_test=False)
    if not (_models() / CURRENT).exists() and known[FIRST_FROM - 1 : FIRST_FROM].exists():
        jobs.enqueue_once(train_routing, train_routing.key)


@jobs.task(key="service.train_routing", queue=jobs.Queue.SLOW, tries=2, is_alone=True)
def train_routing(*, now: datetime) -> None:
    """Learn from the cases in the database where no model stands yet; too few cases leave the desk without suggestions."""
    folder = _models()
    if (folder / CURRENT).exists():
        return
    # Found by name: what it learns with takes a second to load, and nobody else needs it.
    learning = import_module("yankao.divisions.service.intelligence.own_cases")
    with suppress(learning.TooFewError):
        learning.train_on_own_cases(folder, trained_on=day_of(now))


def _models() -> Path:
    return Path(settings.MEDIA_ROOT).parent / "models"
