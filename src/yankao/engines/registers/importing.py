"""Rows of a register from a CSV file: the columns are named as in the form or by their keys; what cannot be taken is written down."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.engines.registers.declare import Register
from yankao.engines.registers.facts import clean, column_of, label_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.write import take_over
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import parse_date


def csv_importer(it: Register) -> Importer:
    """Return the importer of a register's rows; its key is that of the register."""
    return Importer(key=it.key, name=f"{it.name}（CSV）", run=lambda task: import_rows(it, task))


def import_rows(it: Register, task: ImportTask) -> Summary:
    """Enter the rows of a file; a row that stands already with the same facts is left as it is."""
    found = rows(task.file)
    heading = _heading(it, next(found, None))
    imported = unchanged = 0
    with Rejects(task.rejects_file) as rejects:
        for row in found:
            try:
                if _take(it, heading, row, task):
                    imported += 1
                else:
                    unchanged += 1
            except ValidationError as error:
                rejects.add(row.number, "；".join(error.messages), row.text)
        task.progress(f"{it.name}：登錄 {imported:,} 筆")
        return Summary(
            read=imported + unchanged + rejects.count,
            imported=imported,
            repaired=0,
            unchanged=unchanged,
            duplicates=0,
            rejected=rejects.count,
            rejects_file=str(rejects.path),
        )


def _heading(it: Register, row: Row | None) -> tuple[str, ...]:
    """Read the names of the columns: keys of the fields or their labels, each that must be filled among them."""
    names = {label_of(it, name): name for name in it.fields} | {name: name for name in it.fields}
    cells = [cell.strip() for cell in row.cells] if row else []
    unknown, missing = [cell for cell in cells if cell not in names], [name for name in it.asks if name not in {names.get(cell) for cell in cells}]
    if unknown or missing:
        raise BadFileError(f"第一列應為欄位名稱：{'、'.join(label_of(it, name) for name in it.fields)}")
    return tuple(names[cell] for cell in cells)


def _take(it: Register, heading: tuple[str, ...], row: Row, task: ImportTask) -> bool:
    """Enter one row of the file; False when it stands already."""
    if not row.is_readable or len(row.cells) != len(heading):
        raise ValidationError(f"應有{len(heading)}欄，且為 UTF-8 或 Big5")
    facts = {name: _fact(it, name, cell) for name, cell in zip(heading, row.cells, strict=True)}
    if _stands(it, facts):
        return False
    take_over(it, actor=task.actor, now=task.now, facts=facts)
    return True


def _stands(it: Register, facts: dict[str, Any]) -> bool:
    assert issubclass(it.model, RegisterRow)
    known = clean(it, facts, row=it.model(), only=facts)
    return it.model._default_manager.filter(**known).exists()


def _fact(it: Register, name: str, cell: str) -> object:
    column, text = column_of(it, name), cell.strip()
    if not text:
        return None
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        try:
            return parse_date(text)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from None
    if isinstance(column, models.ForeignKey) and column.related_model is Agency:
        return Agency.objects.filter(name=text).first() or Agency.objects.filter(short_name=text).first() or text
    labels = {str(label): key for key, label in column.flatchoices}
    return labels.get(text, text)
