"""What the engine of progress does by itself: every morning it opens and chases filling windows and turns unanswered alarms into cases."""

from datetime import datetime

from yankao.engines.progress.alarms import oblige
from yankao.engines.progress.bulletins import chase_bulletins
from yankao.engines.progress.windows import chase_windows
from yankao.kernel import jobs
from yankao.kernel.actors import job


@jobs.periodic(key="progress.chase_windows", cron="40 23 * * *")  # 07:40 in Taipei
def chase_windows_every_morning(*, now: datetime) -> None:
    """Open the filling window of the last period and remind of missing reports (填報催辦)."""
    chase_windows(now=now)


@jobs.periodic(key="progress.oblige", cron="50 23 * * *")  # 07:50 in Taipei
def oblige_every_morning(*, now: datetime) -> None:
    """Open a case for every alarm whose explanation is overdue (落後說明催辦)."""
    oblige(actor=job("progress.oblige"), now=now)


@jobs.periodic(key="progress.chase_bulletins", cron="55 23 * * *")  # 07:55 in Taipei
def chase_bulletins_every_morning(*, now: datetime) -> None:
    """Ask after monthly and bi-monthly papers that are past their day (月報催辦)."""
    chase_bulletins(now=now)
