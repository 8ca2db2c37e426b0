"""Brings the database to the state this version needs: tables, the city's agencies and districts, and nothing twice."""

from __future__ import annotations

import sys
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yankao import cities
from yankao.engines.cases.categories import load_categories
from yankao.kernel.agencies.load import load_city


def has_pending_migrations() -> bool:
    """Whether a table is not yet as this version needs it."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare(*, city: str, now: datetime) -> bool:
    """Bring tables and the city's own data up to date; tell whether tables had to change."""
    is_behind = has_pending_migrations()
    if is_behind:
        call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    load_city(cities.load(city), now=now)
    load_categories(cities.load(city))
    return is_behind
