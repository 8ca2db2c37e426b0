"""What was typed for a column: rows are found by what people call them, many at one time, and a name that two bear names none."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.columns import RowFinder, checked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def column(name: str) -> "models.Field[object, object]":
    found = Agency._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def test_an_agency_is_named_by_key_slug_name_or_short_name():
    agency = Agency.objects.get(slug="water-resources")
    rows = RowFinder()
    assert {rows.find(Agency, value) for value in (agency, agency.pk, str(agency.pk), agency.slug, agency.name, agency.short_name)} == {agency}
    assert rows.find(District, "鼓山區") == District.objects.get(name="鼓山區")


def test_a_name_that_two_bear_names_none_of_them():
    Agency.objects.filter(slug__in=("water-resources", "health")).update(short_name="同名")
    with pytest.raises(ValidationError, match="查無「同名」"):
        RowFinder().find(Agency, "同名")


def test_many_are_looked_up_by_one_statement_a_way_and_nothing_twice(django_assert_num_queries):
    slugs = list(Agency.objects.values_list("slug", flat=True)[:30])
    rows = RowFinder()
    with django_assert_num_queries(1):
        rows.learn(Agency, slugs)
        assert [rows.find(Agency, slug).pk for slug in slugs]
    with django_assert_num_queries(3), pytest.raises(ValidationError, match="查無「火星局」"):
        rows.find(Agency, "火星局")
    with django_assert_num_queries(0), pytest.raises(ValidationError, match="查無「火星局」"):
        rows.find(Agency, "火星局")


def test_nothing_typed_is_the_default_and_refused_where_it_is_needed():
    rows = RowFinder()
    assert (checked(column("parent"), " ", needed=False, rows=rows), checked(column("short_name"), None, needed=False, rows=rows)) == (None, "")
    assert (checked(column("is_local"), "False", needed=True, rows=rows), checked(column("is_local"), "on", needed=True, rows=rows)) == (False, True)
    with pytest.raises(ValidationError, match="請填寫「機關全銜」"):
        checked(column("name"), "", needed=True, rows=rows)
    with pytest.raises(ValidationError):
        checked(column("kind"), "moon", needed=True, rows=rows)
