"""The screens of courses and of the tablet can be used by everybody, at a desk and on a telephone."""

import pytest

from tests.browser.conftest import Open, address_on, misfits
from tests.divisions.engineering.sites import change, engineer, finding, head, planned
from tests.shell.conftest import NOW, actor, agency
from yankao.divisions.engineering.logic.site_sync import take_in
from yankao.divisions.engineering.registers.defect_codes import load_shipped
from yankao.divisions.engineering.series.engineering_courses import TRAINING
from yankao.engines.activities import course_write
from yankao.kernel.ids import uuid7

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.system("engineering-training")]


@pytest.fixture
def course(people: None) -> dict[str, str]:
    """Make a course with one person who came, and a site with a defect and a contradiction."""
    me = actor("inspector")
    facts = {"title": "混凝土品管班", "starts_on": "2026-03-02", "place": "人發中心", "capacity": 40, "partners": "人發中心"}
    event = course_write.plan(TRAINING, actor=me, now=NOW, facts=facts)
    course_write.open_registration(TRAINING, event.pk, actor=me, now=NOW)
    row = course_write.register_person(TRAINING, event.pk, actor=me, now=NOW, name="王小明", job_title="技士", agency_id=agency().pk)
    course_write.check_in(TRAINING, row.token, actor=me, now=NOW)
    load_shipped(actor=engineer(), now=NOW)
    case = planned(now=NOW, planned_on="2026-03-05", agency=agency())
    take_in(case, [*head(), *finding(uuid7(), code="C-21", addressee="contractor", text="路基壓實不足")], actor=engineer(), now=NOW, device="甲")
    take_in(case, [change("sheet", "good_points", "另一種說法", key="other")], actor=engineer(), now=NOW, device="乙")
    return {"event": f"/e/{TRAINING.key}/{event.pk}/", "token": str(row.token), "site": case.number}


def test_no_screen_of_courses_or_of_the_tablet_has_a_barrier(course: dict[str, str], open_page: Open) -> None:
    addresses = {
        "events": "/e/", "series": f"/e/{TRAINING.key}/", "new": f"/e/{TRAINING.key}/new", "event": course["event"],
        "register": f"{course['event']}do/register", "pass": f"/e/pass/{course['token']}/", "door": f"/e/door/{course['token']}/",
        "sites": "/site/", "site": f"/site/{course['site']}/", "paper": f"/site/{course['site']}/paper/form",
        "letter": f"/site/{course['site']}/paper/letter",
        "defects": "/defects/",
    }  # fmt: skip
    page, found = open_page("inspector", "/help/"), {}
    for name, address in addresses.items():
        page.goto(address_on(page, address))
        if name == "site":
            page.locator("[data-ready]").wait_for(state="attached")
            page.locator("#site-findings li").first.wait_for()
        found[name] = misfits(page, picture=name)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
