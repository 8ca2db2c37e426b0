"""Fills the demonstration city (展示城市) at its start and tops it up at every later one."""

from datetime import UTC, datetime
from pathlib import Path

from yankao.engines.connectors.registry import seeders
from yankao.engines.connectors.simulated import mark_simulated
from yankao.engines.connectors.statistics import refresh_statistics
from yankao.engines.reports.statements import import_city
from yankao.kernel.actors import job
from yankao.shell.cli.output import say


def seed(_home: Path) -> None:
    """Run what every division declared for the demonstration; a second run adds only what is missing."""
    now = datetime.now(UTC)
    mark_simulated(now=now)
    import_city(actor=job("展示資料"), now=now)
    for seeder in seeders():
        seeder.run(now, say)
    refresh_statistics()
