"""Brings the database to the state this version needs: tables, the city's agencies and districts, and nothing twice."""

from __future__ import annotations

import sys
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yankao import cities
from yankao.cities.tables import refuse_wrong
from yankao.engines.cases.categories import load_categories
from yankao.engines.connectors.simulated import is_simulated
from yankao.engines.identity.models import User
from yankao.kernel.agencies.founded import city_of_database, holds_other_places, mark_founded
from yankao.kernel.agencies.load import load_city
from yankao.site.environment import Environment
from yankao.site.errors import SiteError


def has_pending_migrations() -> bool:
    """Whether a table is not yet as this version needs it.

    Raises:
        SiteError: another version of the program made the database, and this one does not know its tables.

    """
    executor = MigrationExecutor(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("yankao.")}
    if unknown := sorted(".".join(it) for it in executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys() if it[0] in ours):
        msg = f"此資料庫由本程式的另一版本建立（{unknown[0]} 等 {len(unknown)} 項）；請改用該版本，或以 YANKAO_HOME、DATABASE_URL 指定另一個資料庫"
        raise SiteError(msg)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_other_kind(environment: Environment) -> None:
    """Keep a demonstration and a real city apart where the database is not the home's own: each must be marked as the other is."""
    if environment.is_embedded or environment.home.is_simulated == is_simulated():
        return
    if not environment.home.is_simulated:
        msg = "此資料庫是展示城市，不能用於正式作業；請以 DATABASE_URL 指定另一個資料庫"
        raise SiteError(msg)
    if User.objects.exists():
        msg = "此資料庫已有正式帳號，不會放入展示資料；請以 DATABASE_URL 指定另一個資料庫"
        raise SiteError(msg)


def refuse_other_city(environment: Environment) -> None:
    """Keep two cities apart: a database made for one is not opened for another, before anything of it is read or loaded."""
    key = city_of_database()
    if key and key != environment.city:
        msg = (
            f"此資料庫屬於城市「{key}」，不能以「{environment.city}」啟動；請設 YANKAO_CITY={key}，或以 YANKAO_HOME、DATABASE_URL 指定另一個資料庫\n"
            f"This database belongs to the city {key!r} and is not opened for {environment.city!r}: set YANKAO_CITY={key}, or name another database."
        )
        raise SiteError(msg)


def prepare(*, city: str, now: datetime) -> bool:
    """Bring tables and the city's own data up to date; tell whether tables had to change."""
    refuse_wrong(cities.load(city))
    is_behind = has_pending_migrations()
    if is_behind:
        call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    refuse_other_kind(settings.YANKAO)
    if not city_of_database() and holds_other_places(cities.load(city)):
        msg = f"此資料庫的行政區沒有一個屬於「{city}」；請以 YANKAO_CITY 指定原來的城市，或以 YANKAO_HOME、DATABASE_URL 指定另一個資料庫"
        raise SiteError(msg)
    mark_founded(cities.load(city), now=now)
    load_city(cities.load(city), now=now)
    load_categories(cities.load(city))
    return is_behind
