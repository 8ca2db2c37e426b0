"""Every declaration of 管制考核 and of the mid-term desk in a real browser: its list, its form, one record entered through the form and listed."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Open, address_on
from yankao.engines.activities import registry as series
from yankao.engines.cases import registry as cases
from yankao.engines.panel import registry as reviews
from yankao.engines.progress import registry as programmes
from yankao.engines.registers import registry as registers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKS = {"control": "tracker", "planning": "planner"}
FIVE_OF_PLANNING = {"kpi", "kpi-review", "midterm-plan", "revitalisation", "revitalisation-space"}
KINDS = {"p": cases.every, "t": programmes.every, "r": registers.every, "m": series.every, "v": reviews.every}
OF_THE_SYSTEM = {"control.lag_explanation", "planning.target_explanation"}
CLOSED = {"control.morakot"}
AGENCY, DAY = "高雄市政府工務局", "115/3/2"
FIELDS = """form => [...form.querySelectorAll('input, select, textarea')].filter(it => it.name && it.type !== 'hidden').map(it => ({
  name: it.name, isSelect: it.tagName === 'SELECT', isBox: it.type === 'checkbox', isNeeded: it.getAttribute('aria-required') === 'true',
  isAgency: it.getAttribute('list') === 'agencies', isDay: 'roc' in it.dataset, isNumber: Boolean(it.inputMode), value: it.value}))"""
TERM = {"set_year": "115", "starts_on": "115/1/1", "ends_on": "118/12/31"}
COMMON: Mapping[str, str] = {"kind": "ongoing"}
OWN: Mapping[str, Mapping[str, str]] = {
    "control.council_resolution": {"council_class": "works"},
    "control.control_yuan": {"accountability": "無議處，屬制度問題"},
    "control.document_improvement": {"month": "115/2/1", "overdue_count": "5", "counted": "90", "overdue_share": "5.56", "agency": AGENCY},
    "control.document_month": {
        "month": "115/2/1", "carried": "10", "received": "100", "dispatched": "80", "filed": "20", "pending": "10", "in_time": "77", "late": "3",
        "overdue_pending": "2", "extended": "4", "days_used": "200.5", "over_thirty": "1",
    },
    "control.document_visit": {"planned_on": "115/7/15", "agency": AGENCY},
    "control.overdue_document": {"taken_in_on": "115/1/5", "due_on": "115/1/13", "examined_on": DAY, "agency": AGENCY},
    "control.project_selection": {"year": "115"},
    "control.project": {"set_year": "115", "starts_on": "115/1/1", "ends_on": "115/12/31", "budget_public": "1000"},
    "control.control_points": {"set_year": "115", "starts_on": "115/1/1", "ends_on": "115/12/31"},
    "control.district_works": {
        "set_year": "115", "starts_on": "115/1/1", "ends_on": "115/12/31", "agency": "高雄市鼓山區公所", "district": "鼓山區",
        "budget_public": "1000000",
    },
    "control.forward_looking": {"set_year": "115", "starts_on": "115/1/1", "ends_on": "116/12/31", "budget_central": "1000"},
    "control.infra_subsidy": {"set_year": "115", "starts_on": "115/1/1", "ends_on": "115/12/31", "budget_central": "1000"},
    "control.subsidy_year": {"year": "115"},
    "planning.goal": {"level": "vision", "starts_on": "115/1/1", "ends_on": "118/12/31"},
    "planning.kpi": TERM,
    "planning.kpi_visit": {"planned_on": "115/3/20", "year": "114"},
    "planning.midterm_plan": TERM | {"budget_public": "1000"},
}  # fmt: skip


def declarations() -> Iterator[tuple[str, str, str]]:
    """Go through what serves section 3 and the five rows of planning: kind of page, key, desk."""
    for kind, every in KINDS.items():
        for it in every():
            if it.owner == "control" or (it.owner == "planning" and FIVE_OF_PLANNING & set(it.systems)):
                yield kind, it.key, DESKS[it.owner]


def choose(box: Locator, value: str) -> None:
    """Choose the wanted option where the list has it, else the first."""
    has_it = bool(value) and bool(box.locator(f'option[value="{value}"]').count())
    box.select_option(value) if has_it else box.select_option(index=1)


def enter(page: Page, key: str) -> tuple[str, str]:
    """Fill the form as a clerk does, first what it asks for, and send it; return what to look for in the list, and what is wrong."""
    form, typed = page.locator("main form").last, {**COMMON, **OWN.get(key, {})}
    sign = ""
    for at in form.evaluate(FIELDS):
        name, box = at["name"], form.locator(f"[name={at['name']}]").first
        if at["isBox"] or (name not in typed and (at["value"] or not at["isNeeded"])):
            continue
        if at["isSelect"]:
            choose(box, typed.get(name, ""))
            continue
        default = AGENCY if at["isAgency"] else f"{DAY} 14:00" if name == "starts_at" else DAY if at["isDay"] else "1" if at["isNumber"] else ""
        text = typed.get(name) or default or f"驗收{name}"
        sign = sign or (text if text.startswith("驗收") else "")
        box.fill(text)
    before = page.url
    form.locator("button.main").last.click()
    return sign, "" if page.url != before else page.locator("main .errors, main [role=alert]").first.inner_text()


def lived(page: Page, kind: str, key: str) -> str:
    """Open the form of a declaration, enter a record and find it in the list; return what is wrong."""
    address = address_on(page, f"/{kind}/{key}/")
    answer, made, sign = page.goto(f"{address}new", wait_until="domcontentloaded"), "", ""
    if key not in OF_THE_SYSTEM | CLOSED:
        if answer is None or answer.status != 200:
            return "the form does not open"
        sign, refused = enter(page, key)
        if refused:
            return refused
        made = page.url.removeprefix(address_on(page, ""))
    elif answer is None or answer.status != 403:
        return "a form nobody may fill in opens"
    answer = page.goto(f"{address}?year=115" if kind == "t" else address)
    if answer is None or answer.status != 200:
        return "the list does not open"
    if kind in {"m", "v", "r"} and made:
        return "" if page.locator(f'main a[href="{made}"]').count() else f"{made} is not listed"
    sign = made.rstrip("/").rsplit("/", 1)[-1] if kind == "p" else sign
    return "" if sign in page.locator("main").inner_text() else f"{sign} is not listed"


def test_every_list_opens_every_form_takes_a_record_and_every_record_is_listed(open_page: Open) -> None:
    pages = {who: open_page(who, "/help/") for who in DESKS.values()}
    asked = list(declarations())
    assert {kind for kind, _key, _who in asked} == set(KINDS)
    found = {key: lived(pages[who], kind, key) for kind, key, who in asked}
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


def test_what_is_given_out_opens_too(open_page: Open) -> None:
    page = open_page("tracker", "/help/")
    every = [f"/b/{it.key}/" for it in programmes.every_bulletin() if it.owner == "control"]
    for address in (*every, "/documents/", "/documents/visits/", "/selection/", "/council/", "/council/books/", "/goals/"):
        answer = page.goto(address_on(page, address))
        assert answer is not None
        assert answer.status == 200, address
        assert page.locator("h1").count() >= 1, address
