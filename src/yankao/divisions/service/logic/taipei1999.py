"""Imports the Taipei 1999 open data of dispatches (臺北市1999派工案件), however dirty its later years are."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from yankao.divisions.service.logic.imported import CategoryBook, refusing, summary_of
from yankao.divisions.service.logic.taipei1999_rows import HEADING, mend
from yankao.divisions.service.procedures.dispatch import DISPATCH, Step
from yankao.engines.cases.replay import replay
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, refuse_future, rows
from yankao.engines.connectors.rejects import Rejects

SOURCE = "taipei1999"
RECEIVED = "、".join(HEADING[3:])


def import_taipei1999(task: ImportTask) -> Summary:
    """Import the file row by row; a row that cannot be mended is written to the rejects with its reason."""
    _check_format(task.file)
    categories = CategoryBook(DISPATCH.key, source=SOURCE)
    with Rejects(task.rejects_file) as rejects:
        told = replay(
            DISPATCH,
            _cases(task, categories, rejects),
            actor=task.actor,
            now=task.now,
            source=SOURCE,
            on_refused=refusing(rejects),
            on_batch=lambda tally: task.progress(f"已處理 {tally.imported + tally.unchanged + tally.duplicates:,} 列"),
        )
        categories.report(task.progress)
        return summary_of(told, rejects)


TAIPEI1999 = Importer(key=SOURCE, name="臺北市1999派工案件開放資料", run=import_taipei1999)


def _cases(task: ImportTask, categories: CategoryBook, rejects: Rejects) -> Iterator[ReplayedCase]:
    for row in rows(task.file):
        if _is_heading(row):
            continue
        try:
            yield _case(row, categories, now=task.now)
        except ValueError as problem:
            rejects.add(row.number, str(problem), row.text)


def _is_heading(row: Row) -> bool:
    return tuple(cell.strip() for cell in row.cells[: len(HEADING)]) == HEADING


def _check_format(file: Path) -> None:
    """Refuse a file in which neither a heading nor any row is of this format; usually the first row tells."""
    reason = ""
    for row in rows(file):
        if _is_heading(row):
            return
        try:
            mend(row)
        except ValueError as problem:
            reason = reason or f"第 {row.number} 行：{problem}"
        else:
            return
    if reason:
        message = f"{file.name} 不是臺北市1999派工案件：沒有任何一列有 {'、'.join(HEADING)}（{reason}）"
        raise BadFileError(message)


def _case(row: Row, categories: CategoryBook, *, now: datetime) -> ReplayedCase:
    """Make a case of a row; districts of another city are no districts here and stay part of the address."""
    report = mend(row)
    refuse_future(report.received_at, column=RECEIVED, now=now)
    return ReplayedCase(
        external_id=report.identity,
        digest=report.digest,
        received_at=report.received_at,
        passages=(ReplayedPassage(to_step=Step.CREATED, occurred_at=report.received_at),),
        title=report.item,
        category_id=categories.id_of(report.item),
        address=report.address,
        has_clocks=False,
        was_repaired=report.was_repaired,
        line=row.number,
        text=row.text,
    )
