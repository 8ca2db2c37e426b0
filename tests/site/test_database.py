"""The database that tests are given."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_speaks_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('timezone')")
        assert cursor.fetchone() == ("UTC",)
