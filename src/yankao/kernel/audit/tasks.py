"""Every minute: seal what was written to the audit since the last seal."""

from datetime import datetime

from yankao.kernel.audit.seals import seal
from yankao.kernel.jobs import periodic


@periodic(key="audit.seal", cron="* * * * *")
def seal_chains(*, now: datetime) -> None:
    """Seal the ends of all changed chains."""
    seal(now=now)
