"""The demonstration of inspection: its tables and the published courses come once, however often it is filled."""

import pytest
from tests.cases.people import at

from yankao.divisions.engineering.registers.defect_codes import ChecklistItem, DefectCode
from yankao.divisions.engineering.seed_inspection import seed_inspection
from yankao.engines.activities.course_models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_tables_and_published_courses_are_entered_once():
    told: list[str] = []
    for _ in range(2):
        seed_inspection(at("2023-11-01 09:00"), told.append)

    assert (DefectCode.objects.count(), ChecklistItem.objects.count(), Event.objects.count()) == (28, 22, 22)
    assert told[1] == "工程查核：缺失編號及查核項目 0 筆、已公布之教育訓練 0 場"
