"""The importers of 行政: the official calendar of office days (行政機關辦公日曆表)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.cases.chase import recompute_workdays
from yankao.engines.connectors import registry
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel import audit
from yankao.kernel.workdays.calendar import import_calendar


def import_office_days(task: ImportTask) -> Summary:
    """Take over the official table; open working-day due dates move with it, never earlier, and the change is audited."""
    with Rejects(task.rejects_file) as rejects, transaction.atomic(), task.file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            done = import_calendar(lines, actor_name=task.actor.name, now=task.now)
        except ValidationError as problem:
            raise BadFileError(" ".join(problem.messages)) from None
        for row in done.rejected:
            rejects.add(row.line, row.reason, row.text)
        if done.imported:
            changed = {day.isoformat(): "changed" for day in done.changed}
            audit.record(subject_kind="calendar", subject_id="official", verb="calendar:import", actor=task.actor, at=task.now, values=changed)
        if done.changed:
            moved = recompute_workdays(now=task.now)
            task.progress(f"辦公日異動 {len(done.changed)} 日，順延期限 {moved} 件")
    return Summary(
        read=done.read,
        imported=done.imported,
        repaired=0,
        unchanged=done.unchanged + done.kept_local,
        duplicates=0,
        rejected=len(done.rejected),
        rejects_file=str(rejects.path),
    )


registry.register(Importer(key="calendar", name="行政機關辦公日曆表", run=import_office_days))
