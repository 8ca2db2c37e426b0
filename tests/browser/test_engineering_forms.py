"""Every procedure, register and series of 工程查核 and 研究發展, and every scheme of reviews, takes a record by its form in a browser."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open, address_on, enter, typed_day
from tests.divisions.engineering.sites import planned, written_down
from tests.registers.tenders import tender
from tests.shell.conftest import agency
from yankao.engines.activities import course_registry as courses
from yankao.engines.cases import registry as procedures
from yankao.engines.panel import registry as schemes
from yankao.engines.registers import registry as registers
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import roc_year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people", "city")]
OWNERS = {"engineering": "inspector", "draws": "inspector", "tenders": "inspector", "research": "researcher"}


OFFICES = {"research": "researcher", "control": "tracker"}
ENTRANTS = {"research.thesis_writing": "citizen", "research.thesis_prize": "citizen", "research.phone_test": "researcher"}
"""Who hands in where it is not the agency's window of control."""


def today() -> date:
    return datetime.now(UTC).astimezone(TAIPEI).date()


def last_quarter() -> dict[str, str]:
    ended = date(today().year, 3 * ((today().month - 1) // 3) + 1, 1) - timedelta(days=1)
    return {"year": str(roc_year(ended)), "quarter": str((ended.month + 2) // 3)}


def known_of(key: str) -> dict[str, str]:
    """Return what the rules of a declaration ask for beyond something in every field."""
    month = typed_day(today().replace(day=1))
    year = str(roc_year(today()))
    known: dict[str, dict[str, str]] = {
        "engineering.progress_verification": {"month": month},
        "engineering.quarterly_return": last_quarter(),
        "research.research_plan": {"year": year},
        "engineering.reinspection": {"tender": "112-A-001", "planned_on": "112/6/1"},
        "engineering.point_penalty": {"points": "2", "per_point_amount": "4000", "contract_amount": "10000000", "amount": "8000"},
        "engineering.team_member": {"role": "convenor", "is_listed": "true"},
        "draws.teamgrade": {"year": year},
        "draws.yearplan": {"year": year},
        "tenders.tender": {"number": "115-Z-001", "name": "試登錄工程", "budget_amount": "2000000"},
        "tenders.tendermonth": {"month": month},
    }
    return {"agency": agency().name, "tender": "115-Z-000"} | known.get(key, {})


def is_listed(page: Page, address: str) -> bool:
    """Whether the record whose page is shown stands in its list, with a link to it."""
    record = "/" + page.url.split("/", 3)[3]
    page.goto(address_on(page, address))
    return page.locator(f"main table a[href='{record}']").count() == 1


def test_each_procedure_opens_a_case_by_its_form_and_lists_it(open_page: Open) -> None:
    tender("115-Z-000", name="試填工程")
    written_down(planned())
    windows, wrong = {name: open_page(name, "/help/") for name in set(OWNERS.values())}, {}
    for it in procedures.every():
        if it.owner not in OWNERS:
            continue
        page = windows[OWNERS[it.owner]]
        said = enter(page, f"/p/{it.key}/new", **known_of(it.key))
        is_named = it.key in {"engineering.quality_warning", "engineering.progress_verification"}
        if "已立案" not in said or (is_named and "試填工程" not in page.inner_text("h1")) or not is_listed(page, f"/p/{it.key}/"):
            wrong[it.key] = said[:400]
    assert wrong == {}


def test_each_register_takes_a_row_by_its_form_and_lists_it(open_page: Open) -> None:
    tender("115-Z-000", name="試填工程")
    windows, wrong = {name: open_page(name, "/help/") for name in set(OWNERS.values())}, {}
    for it in registers.every():
        if it.owner not in OWNERS or it.written_by is None:
            continue
        page = windows[OWNERS[it.owner]]
        said = enter(page, f"/r/{it.key}/new", **known_of(it.key))
        if "完成" not in said or not is_listed(page, f"/r/{it.key}/"):
            wrong[it.key] = said[:400]
    assert wrong == {}


def test_each_series_of_inspection_plans_an_activity_by_its_form_and_lists_it(open_page: Open) -> None:
    page, wrong = open_page("inspector", "/help/"), {}
    for it in courses.every():
        if it.key.split(".", 1)[0] not in OWNERS:
            continue
        said = enter(page, f"/e/{it.key}/new", title="試辦活動")
        page.goto(address_on(page, f"/e/{it.key}/"))
        if "試辦活動" not in page.inner_text("main"):
            wrong[it.key] = said[:400]
    assert wrong == {}


def test_each_scheme_of_reviews_calls_and_takes_an_entry_by_its_form_and_lists_it(open_page: Open) -> None:
    windows, wrong = {name: open_page(name, "/help/") for name in (*OFFICES.values(), *ENTRANTS.values(), "controller")}, {}
    for it in schemes.every():
        office, entrant = windows[OFFICES[it.owner]], windows[ENTRANTS.get(it.key, "controller")]
        said = enter(office, f"/v/{it.key}/new", year=str(roc_year(today())))
        board = "/" + office.url.split("/", 3)[3]
        if it.candidates is not None:
            enter(office, f"{board}do/take_candidates")
        due = typed_day(today() + timedelta(days=20))
        said += enter(office, f"{board}do/call", entries_due_at=f"{due} 17:00")
        said += enter(entrant, f"{board}enter", title="試評件", parties="作者：試作者", agency=agency().name, full="全文", redacted="匿名本")
        office.goto(address_on(office, board))
        if "試評件" not in office.inner_text("main"):
            wrong[it.key] = said[-600:]
    assert wrong == {}
