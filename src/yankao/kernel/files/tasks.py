"""Every ten minutes: contents left behind by deeds that were rolled back are deleted."""

from datetime import datetime

from yankao.kernel.files.store import remove_orphans
from yankao.kernel.jobs import Queue, periodic


@periodic(key="files.remove_orphans", cron="*/10 * * * *", queue=Queue.SLOW)
def remove_orphaned_contents(*, now: datetime) -> None:  # noqa: ARG001 - an orphan is one whatever the time
    """Delete contents that no row names."""
    remove_orphans()
