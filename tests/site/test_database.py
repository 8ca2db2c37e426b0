"""The database that tests are given."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.founded import city_of_database, mark_founded
from yankao.kernel.agencies.models import District, FoundedCity, Village
from yankao.site.cli.session import opened
from yankao.site.errors import SiteError
from yankao.site.prepare import has_pending_migrations, prepare, refuse_other_city


@pytest.mark.django_db
def test_the_database_speaks_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('timezone')")
        assert cursor.fetchone() == ("UTC",)


@pytest.mark.django_db
def test_a_database_of_another_version_is_refused_with_a_sentence() -> None:
    assert not has_pending_migrations()
    MigrationRecorder(connection).record_applied("cases", "9999_of_next_year")
    with pytest.raises(SiteError, match=r"另一版本建立（cases\.9999_of_next_year 等 1 項）"):
        has_pending_migrations()


NOW = datetime(2023, 3, 1, tzinfo=UTC)


def test_a_database_keeps_the_city_it_was_made_for(city: City) -> None:
    assert city_of_database() == ""
    prepare(city=city.key, now=NOW)
    mark_founded(replace(city, key="elsewhere"), now=NOW)
    assert city_of_database() == city.key
    refuse_other_city(settings.YANKAO)


def test_a_database_of_another_city_is_refused_before_a_command_goes_on(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yankao.site.cli.session.read", lambda: replace(settings.YANKAO, city=city.key, is_embedded=False))
    monkeypatch.setattr("yankao.site.cli.session.connections.close_all", lambda: None)
    FoundedCity.objects.create(key="elsewhere", founded_at=NOW)
    with pytest.raises(SiteError, match=r"屬於城市「elsewhere」.*YANKAO_CITY=elsewhere") as refused, opened():
        pytest.fail("a command went on")
    assert "belongs to the city 'elsewhere'" in str(refused.value)


def test_a_database_of_the_first_release_is_known_by_its_districts(city: City) -> None:
    prepare(city=city.key, now=NOW)
    assert city_of_database() == city.key
    FoundedCity.objects.all().delete()
    Village.objects.all().delete()
    District.objects.all().delete()
    District.objects.create(code="67000320", name="中西區")
    with pytest.raises(SiteError, match=f"沒有一個屬於「{city.key}」"):
        prepare(city=city.key, now=NOW)
    assert city_of_database() == ""


@pytest.mark.django_db
def test_a_database_without_tables_is_nobodys_yet() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_foundedcity RENAME TO of_no_version")
    assert city_of_database() == ""
