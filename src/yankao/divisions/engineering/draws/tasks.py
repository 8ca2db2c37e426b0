"""What 工程查核 does by itself: it chooses the month's verifications, looks for signs of bad quality, and opens the quarter's return."""

from datetime import datetime

from yankao.divisions.engineering.logic.returns import last_quarter
from yankao.divisions.engineering.logic.verification import choose
from yankao.divisions.engineering.logic.warnings import warn
from yankao.divisions.engineering.procedures.quarterly_return import QUARTERLY_RETURN, QuarterlyReturn
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.kernel import jobs
from yankao.kernel.actors import Actor, job
from yankao.kernel.days import day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST, RocMonth


@jobs.periodic(key="engineering.choose_verifications", cron="0 0 8 * *")  # the 8th of each month, 08:00 in Taipei, after the filling has closed
def choose_verifications(*, now: datetime) -> None:
    """Choose the tenders whose progress of last month is verified (進度查證選案)."""
    choose(RocMonth.of(day_of(now)).plus(-1).first, actor=job("engineering.choose_verifications"), now=now)


@jobs.periodic(key="engineering.warn", cron="15 0 * * *")  # 08:15 in Taipei
def warn_every_morning(*, now: datetime) -> None:
    """Open a warning for every sign of bad quality that stands (品質預警)."""
    warn(day_of(now), actor=job("engineering.warn"), now=now)


@jobs.periodic(key="engineering.open_return", cron="30 0 2 1,4,7,10 *")  # the second day of a quarter, 08:30 in Taipei
def open_last_quarter(*, now: datetime) -> None:
    """Open the return of the quarter that ended (查核季報編製)."""
    open_return(actor=job("engineering.open_return"), now=now)


def open_return(*, actor: Actor, now: datetime) -> Case | None:
    """Open the return of the quarter that ended last with its computed figures; None when it stands already."""
    year, quarter = last_quarter(day_of(now))
    if QuarterlyReturn.objects.filter(year=year - YEAR_BEFORE_FIRST, quarter=quarter).exists():
        return None
    return open_case(QUARTERLY_RETURN, actor=actor, now=now, facts={"year": year - YEAR_BEFORE_FIRST, "quarter": quarter})
