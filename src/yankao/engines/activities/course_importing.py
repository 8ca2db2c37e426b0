"""Activities that were held, from a CSV file: the columns are named as on the form; what cannot be taken is written down.

Columns: 活動名稱, 辦理日期 (112/4/24), 結束日期, 地點, 主辦單位, 合辦單位, 場次, 梯次, 人, 人次, 線上課程網址, 來源. 人 and 人次 are what the
source says; the one it does not say stays empty.
"""

from django.core.exceptions import ValidationError

from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.course_models import Event
from yankao.engines.activities.course_write import take_over
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel.roc import parse_date

COLUMNS = (
    "title", "starts_on", "ends_on", "place", "organiser", "partners", "sessions", "batches", "headcount", "attendances", "address", "source",
)  # fmt: skip
NEEDED = ("title", "starts_on")
DAYS = ("starts_on", "ends_on")


def csv_importer(it: EventSeries) -> Importer:
    """Return the importer of a series; its key is that of the series."""
    return Importer(key=it.key, name=f"{it.name}（CSV）", run=lambda task: import_events(it, task))


def import_events(it: EventSeries, task: ImportTask) -> Summary:
    """Enter the activities of a file; one that stands already is left as it is."""
    found = rows(task.file)
    heading = _heading(next(found, None))
    imported = unchanged = 0
    with Rejects(task.rejects_file) as rejects:
        for row in found:
            try:
                is_new = _enter(it, heading, row, task)
                imported, unchanged = imported + is_new, unchanged + (not is_new)
            except ValidationError as error:
                rejects.add(row.number, "；".join(error.messages), row.text)
        task.progress(f"{it.name}：登錄 {imported:,} 筆")
        return Summary(
            read=imported + unchanged + rejects.count, imported=imported, repaired=0, unchanged=unchanged, duplicates=0, rejected=rejects.count,
            rejects_file=str(rejects.path),
        )  # fmt: skip


def _heading(row: Row | None) -> tuple[str, ...]:
    names = {str(Event._meta.get_field(name).verbose_name): name for name in COLUMNS} | {name: name for name in COLUMNS}  # type: ignore[union-attr]
    cells = [cell.strip() for cell in row.cells] if row else []
    if any(cell not in names for cell in cells) or not set(NEEDED) <= {names.get(cell) for cell in cells}:
        labels = list(names)[: len(COLUMNS)]
        raise BadFileError(f"第一列應為欄位名稱：{'、'.join(labels)}")
    return tuple(names[cell] for cell in cells)


def _enter(it: EventSeries, heading: tuple[str, ...], row: Row, task: ImportTask) -> bool:
    """Enter one row; False when the activity stands already."""
    if not row.is_readable or len(row.cells) != len(heading):
        raise ValidationError(f"應有{len(heading)}欄，且為 UTF-8 或 Big5")
    facts: dict[str, object] = {name: cell.strip() for name, cell in zip(heading, row.cells, strict=True)}
    for name in DAYS:
        text = str(facts.get(name) or "")
        if text:
            try:
                facts[name] = parse_date(text)
            except ValueError as error:
                raise ValidationError({name: str(error)}) from None
    if Event.objects.filter(series=it.key, title=str(facts["title"]), starts_on=str(facts["starts_on"])).exists():
        return False
    take_over(it, actor=task.actor, now=task.now, facts=facts)
    return True
