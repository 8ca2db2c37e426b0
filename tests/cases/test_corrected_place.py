"""A place corrected on the map: the case lies in the district of the new point, is found there and counted there."""

import pytest
from django.core.exceptions import ValidationError

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.change import edit
from yankao.engines.cases.models import Case, Edit
from yankao.engines.cases.open import open_case
from yankao.engines.cases.search import searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2026-03-02 10:00")
SANMIN, FENGSHAN = (22.6465, 120.3175), (22.6273, 120.3571)


def reported(point: tuple[float, float]) -> Case:
    lat, long = point
    facts = {"category": "tree-down-1", "description": "路樹倒了", "address": "建國三路", "lat": lat, "long": long}
    return open_case(registry.get("service.dispatch"), actor=staff("agent", "rdec-service-callcentre"), now=NOW, facts=facts)


def moved(case: Case, point: tuple[float, float]) -> Case:
    edit(case, actor=staff("agent", "rdec-service-callcentre"), now=NOW, facts={"lat": point[0], "long": point[1]})
    case.refresh_from_db()
    return case


def test_a_point_corrected_takes_its_district_and_village_along() -> None:
    case = reported(SANMIN)
    assert case.district is not None
    assert case.district.name == "三民區"
    case = moved(case, FENGSHAN)
    assert case.district is not None
    assert case.district.name == "鳳山區"
    assert case.village is None or case.village.district_id == case.district_id
    assert searched(Case.objects.all(), "路樹", district=case.district_id).get() == case
    assert Edit.objects.get(case=case, field="district").new == "鳳山區"


def test_a_point_corrected_to_one_outside_the_city_is_refused() -> None:
    case = reported(SANMIN)
    with pytest.raises(ValidationError, match="範圍內"):
        moved(case, (25.04, 121.56))
