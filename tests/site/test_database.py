"""The database that tests are given."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from yankao.site.errors import SiteError
from yankao.site.prepare import has_pending_migrations


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
