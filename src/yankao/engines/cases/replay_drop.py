"""Removes the rows of cases with everything that hangs on them: of simulated cases, and of a told history told anew."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, models
from psycopg import sql

from yankao.engines.cases.models import Case, CaseNote, DueDate, Edit, Passage
from yankao.kernel.roc import Window

CHOSEN = "replay_chosen"


def choose(case_ids: list[int]) -> None:
    """Name the cases that the next statements speak of."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {CHOSEN} (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute(f"TRUNCATE {CHOSEN}")
        cursor.execute(f"INSERT INTO {CHOSEN} SELECT unnest(%s::bigint[])", [case_ids])


def forget_history(case_ids: list[int], detail: type[models.Model]) -> None:
    """Remove what a telling wrote of these cases: detail, texts, due dates, passages and their records."""
    choose(case_ids)
    for model in (detail, CaseNote, Edit, DueDate, Passage):
        _delete(model, sql.SQL("case_id IN (SELECT id FROM {})").format(sql.Identifier(CHOSEN)))


def drop_simulated(procedure: str, window: Window) -> int:
    """Remove the simulated historical cases of a procedure received in a window; return how many there were."""
    ids = list(
        Case.objects.filter(
            procedure=procedure, received_at__gte=window.start, received_at__lt=window.end, is_simulated=True, is_historical=True
        ).values_list("pk", flat=True)
    )
    if ids:
        choose(ids)
        _delete(Case, sql.SQL("id IN (SELECT id FROM {})").format(sql.Identifier(CHOSEN)))
    return len(ids)


def count_real(procedure: str, window: Window) -> int:
    """Count the cases of a procedure received in a window that were not simulated."""
    return Case.objects.filter(procedure=procedure, received_at__gte=window.start, received_at__lt=window.end, is_simulated=False).count()


def last_received(procedure: str, *, source: str) -> datetime | None:
    """Return when the newest case of a source was received."""
    newest: datetime | None = Case.objects.filter(procedure=procedure, source=source).aggregate(newest=models.Max("received_at"))["newest"]
    return newest


def _delete(model: type[models.Model], where: sql.Composable) -> None:
    """Delete rows, first everything that cannot stand without them; what only points at them lets go."""
    table, key = sql.Identifier(model._meta.db_table), sql.Identifier(str(model._meta.pk.column))
    chosen = sql.SQL("SELECT {} FROM {} WHERE {}").format(key, table, where)
    for other, column, falls in _pointing_at(model):
        theirs = sql.SQL("{} IN ({})").format(sql.Identifier(column), chosen)
        if falls:
            _delete(other, theirs)
        else:
            _execute(sql.SQL("UPDATE {} SET {} = NULL WHERE {}").format(sql.Identifier(other._meta.db_table), sql.Identifier(column), theirs))
    _execute(sql.SQL("DELETE FROM {} WHERE {}").format(table, where))


def _pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str, bool]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many and isinstance(relation.field, models.ForeignKey):
            related = relation.related_model
            assert isinstance(related, type)
            assert issubclass(related, models.Model)
            yield related, relation.field.column, relation.on_delete is models.CASCADE and related is not model


def _execute(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
