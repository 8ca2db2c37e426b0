"""複查: the second visit of a year, counted apart and together."""

import pytest
from django.core.exceptions import ValidationError
from tests.cases.people import at
from tests.divisions.engineering.sites import engineer, planned, scored, value, written_down

from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.reinspection import Reinspection
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

AGAIN = at("2023-06-01 09:00")


@pytest.mark.system("reinspection")
def test_a_second_visit_of_the_year_is_a_reinspection_and_a_new_year_starts_again():
    with pytest.raises(ValidationError, match="尚未查核"):
        planned("engineering.reinspection", planned_on="2023-06-05", now=AGAIN)
    written_down(planned())
    with pytest.raises(ValidationError, match="請以「複查」立案"):
        planned(planned_on="2023-06-05", now=AGAIN)
    with pytest.raises(ValidationError, match="新年度重新起算"):
        planned("engineering.reinspection", planned_on="2024-01-05", now=AGAIN)

    case = planned("engineering.reinspection", planned_on="2023-06-05", now=AGAIN)
    chase(now=at("2023-06-20 00:01"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請改期或遞補").exists()
    facts = {"inspected_on": "2023-06-20", "led_by": "王領隊", "papers_shown": True}
    case = advance(case, "visit", actor=engineer(), now=at("2023-06-20 17:00"), facts=facts)
    scored(case, 82, now=at("2023-06-20 17:00"))
    assert [
        value(key) for key in ("engineering.inspection.count", "engineering.reinspection.count", "engineering.reinspection.with_inspections")
    ] == [1, 1, 2]
    assert planned(planned_on="2024-01-05", now=at("2024-01-02 09:00")).step == "planned"


def test_eighty_eight_is_seventy_eight_inspections_and_ten_reinspections():
    moment = at("2014-07-01 09:00")
    for model, count in ((Inspection, 78), (Reinspection, 10)):
        for n in range(count):
            case = planned(now=moment, tender=f"{model.__name__}{n}", planned_on="2014-07-07")
            found = Inspection.objects.get(pk=case.pk).tender
            Inspection.objects.filter(pk=case.pk).delete()
            model.objects.create(case=case, tender=found, project="工程", planned_on="2014-07-07", inspected_on="2014-07-07")
    window = ("103-07", "104-02")

    assert value("engineering.inspection.count", *window) == 78
    assert value("engineering.reinspection.count", *window) == 10
    assert value("engineering.reinspection.with_inspections", *window) == 88
