"""A query compiled once answers as the same query built anew, whatever the values are."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from yankao.kernel.agencies.models import District, Village
from yankao.kernel.prepared import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def _districts(code: str, name: str) -> QuerySet[District]:
    has_village = Exists(Village.objects.filter(district=OuterRef("pk"), name=name))
    return District.objects.filter(code__in=("none", code)).annotate(has_village=has_village).order_by("code")


def test_each_question_gets_its_own_answer_by_one_statement_and_one_building() -> None:
    built: list[str] = []

    def build(code: str, name: str) -> QuerySet[District]:
        built.append(code)
        return _districts(code, name)

    prepared = Prepared(build, code="?", name="??")
    village = Village.objects.select_related("district").first()
    other = District.objects.exclude(pk=village.district_id).first()
    for code, name, has_village in ((village.district_id, village.name, True), (other.pk, "無此里", False), (village.district_id, "%s?", False)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = prepared.first(code=code, name=name)
        assert found == District.objects.get(pk=code)
        assert (found.name, found.has_village, len(asked)) == (District.objects.get(pk=code).name, has_village, 1)
    assert built == ["?"]


def test_nothing_found_is_none_and_a_missing_value_is_a_mistake() -> None:
    prepared = Prepared(_districts, code="?", name="??")
    assert prepared.first(code="0000", name="") is None
    with pytest.raises(KeyError):
        prepared.first(code="0000")


def test_a_mark_inside_a_list_is_filled_too() -> None:
    prepared = Prepared(
        lambda day, code: District.objects.filter(code=code).extra(where=["%s = ANY(%s::date[])"], params=[day, [day]]), day=date.min, code="?"
    )
    code = District.objects.values_list("pk", flat=True)[0]
    assert prepared.first(day=date(2026, 3, 1), code=code).pk == code
