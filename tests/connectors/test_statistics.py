"""After a bulk load the planner knows the tables."""

import pytest
from django.db import connection

from yankao.engines.cases.models import Category
from yankao.engines.connectors.statistics import refresh_statistics


@pytest.mark.django_db(transaction=True)
def test_a_table_that_grew_is_analysed_once() -> None:
    Category.objects.bulk_create(Category(procedure="service.dispatch", code=f"c{n}", name="項目") for n in range(5000))
    assert "public.cases_category" in refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'cases_category'")
        assert cursor.fetchone()[0] >= 5000
    assert "public.cases_category" not in refresh_statistics()
