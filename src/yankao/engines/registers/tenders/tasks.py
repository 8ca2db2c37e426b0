"""What the register of tenders does by itself: every morning it compares the two sources of last month and chases what is not filled in."""

from datetime import datetime

from yankao.engines.registers.tenders.filling import chase_filling
from yankao.engines.registers.tenders.from_plans import take_plan_reports
from yankao.engines.registers.tenders.reconcile import reconcile
from yankao.kernel import jobs
from yankao.kernel.actors import job
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth


@jobs.periodic(key="tenders.chase_filling", cron="35 23 * * *")  # 07:35 in Taipei
def chase_filling_every_morning(*, now: datetime) -> None:
    """Remind, chase and escalate (標案填報稽催)."""
    chase_filling(now=now)


@jobs.periodic(key="tenders.reconcile", cron="45 23 * * *")  # 07:45 in Taipei
def reconcile_every_morning(*, now: datetime) -> None:
    """Take what the plans under control told of last month, and compare the two sources (兩源勾稽)."""
    month = RocMonth.of(day_of(now)).plus(-1).first
    take_plan_reports(month, actor=job("tenders.reconcile"), now=now)
    reconcile(month, now=now)
