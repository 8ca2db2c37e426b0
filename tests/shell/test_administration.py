"""The administration's pages by role: who keeps what, what is refused and why, and what the second of two clerks is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.shell.conftest import Login, a_dispatch, agency
from yankao.engines.cases.models import Case, Category, CategoryRule, DueDate
from yankao.kernel.agencies.models import Agency, DutyRoster
from yankao.kernel.audit.models import Entry
from yankao.kernel.changes.models import Change
from yankao.kernel.days import TAIPEI, WorkDays, due_at
from yankao.kernel.workdays.calendar import load_calendar
from yankao.kernel.workdays.models import CalendarDay

STAFF = {"admin", "desk_lead", "controller", "agency_lead", "clerk", "agent", "auditor", "mayor_office", "inspector"}
PAGES = {
    "/manage/": {"admin", "desk_lead", "controller", "agency_lead"},
    "/manage/items/": {"admin", "desk_lead"},
    "/manage/items/import": {"admin", "desk_lead"},
    "/manage/items/export.csv": {"admin", "desk_lead"},
    "/manage/agencies/": {"admin", "desk_lead", "controller", "agency_lead"},
    "/manage/agencies/new": {"admin"},
    "/manage/deputies/": STAFF,
    "/manage/deputies/new": STAFF,
    "/manage/calendar/": {"admin", "desk_lead", "controller", "agency_lead"},
    "/manage/calendar/day": {"admin"},
    "/manage/people/": {"admin", "agency_lead"},
    "/manage/people/new": {"admin", "agency_lead"},
    "/manage/tokens/": {"admin"},
    "/manage/tokens/new": {"admin"},
}
EVERYBODY = ("admin", "desk_lead", "controller", "agency_lead", "clerk", "agent", "auditor", "mayor_office", "inspector", "citizen")


def test_each_page_opens_to_those_who_keep_it_and_to_nobody_else(login: Login) -> None:
    browsers = {who: login(who) for who in ("", *EVERYBODY)}
    got = {address: {who: browser.get(address).status_code for who, browser in browsers.items()} for address in PAGES}
    assert got == {address: {"": 302, **{who: 200 if who in keepers else 403 for who in EVERYBODY}} for address, keepers in PAGES.items()}


def test_the_landing_page_leads_each_reader_to_what_they_keep(login: Login) -> None:
    page = login("admin").get("/manage/").content.decode()
    assert all(address in page for address in ("/manage/items/", "/manage/agencies/", "/manage/calendar/", "/manage/people/", "/manage/tokens/"))
    page = login("controller").get("/manage/").content.decode()
    assert "/manage/agencies/" in page
    assert "/manage/tokens/" not in page
    assert 'href="/manage/"' in login("admin").get("/").content.decode()
    assert 'href="/manage/"' not in login("clerk").get("/").content.decode()


def lamp() -> Category:
    return Category.objects.get(procedure="service.dispatch", code="street-light-fault-1")


def test_an_item_is_found_read_changed_and_routed_anew_from_a_day_on(login: Login) -> None:
    admin, it = login("admin"), lamp()
    assert "street-light-fault-1" in admin.get("/manage/items/?q=路燈").content.decode()
    page = admin.get(f"/manage/items/{it.pk}/").content.decode()
    assert "service_code" in page
    tomorrow = timezone.now().astimezone(TAIPEI).date() + timedelta(days=1)
    sent = {
        "starts_on": tomorrow.isoformat(),
        "area": "",
        "agency": "環境保護局",
        "tier_arrive": "h4",
        "tier_visit": "",
        "reason": "府函",
        "seen": "0",
    }
    form = admin.get(f"/manage/items/{it.pk}/rule").content.decode()
    names = [name for name in ("tier_release", "tier_report", "tier_arrive", "tier_handle") if f'name="{name}"' in form]
    sent |= dict.fromkeys(names, "")
    sent["agency"] = Agency.objects.get(slug="environment").name
    answer = admin.post(f"/manage/items/{it.pk}/rule", sent)
    assert answer.status_code == 302, answer.content.decode()
    rule = CategoryRule.objects.get(category=it, area="", starts_on=tomorrow)
    page = admin.get(f"/manage/items/{it.pk}/").content.decode()
    assert "未生效" in page
    assert "府函" in page
    assert admin.post(f"/manage/rules/{rule.pk}/withdraw").status_code == 302
    assert not CategoryRule.objects.filter(pk=rule.pk).exists()


def test_a_rule_is_made_for_the_assets_of_one_owner_and_stands_beside_that_for_any(login: Login) -> None:
    admin, it = login("admin"), lamp()
    address = f"/manage/items/{it.pk}/rule"
    assert '<option value="power">台電公司</option>' in admin.get(address).content.decode()
    tomorrow = timezone.now().astimezone(TAIPEI).date() + timedelta(days=1)
    sent = {"starts_on": tomorrow.isoformat(), "area": "", "owner": "power", "agency": "台灣電力股份有限公司", "reason": "府函", "seen": "0"}
    assert admin.post(address, {**sent, "owner": "nobody"}).status_code == 422
    assert admin.post(address, sent).status_code == 302
    rule = CategoryRule.objects.get(category=it, owner="power")
    assert (rule.starts_on, rule.agency and rule.agency.slug) == (tomorrow, "outside-taipower")
    page = admin.get(f"/manage/items/{it.pk}/").content.decode()
    assert "台電公司" in page
    assert "不限" in page
    page = admin.get(f"{address}?area=&owner=power").content.decode()
    assert '<option value="power" selected>' in page
    assert 'value="台灣電力股份有限公司"' in page
    petition = Category.objects.get(procedure="service.petition", code="road")
    assert 'name="owner"' not in admin.get(f"/manage/items/{petition.pk}/rule").content.decode()


def test_an_owners_rule_without_an_agency_says_that_the_desk_decides(login: Login) -> None:
    tree = Category.objects.get(procedure="service.dispatch", code="tree-down-1")
    page = login("admin").get(f"/manage/items/{tree.pk}/").content.decode()
    assert "待分派" in page
    assert "依地點分派" not in page


def test_a_rule_for_a_day_past_or_without_ground_is_refused_beside_its_field(login: Login) -> None:
    sent = {"starts_on": "112/1/1", "area": "", "agency": "", "reason": ""}
    answer = login("admin").post(f"/manage/items/{lamp().pk}/rule", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "規則不溯及既往" in page
    assert "請填寫依據" in page


def test_the_second_of_two_clerks_is_told_what_the_first_changed_and_keeps_what_was_typed(login: Login) -> None:
    it = lamp()
    url = f"/manage/items/{it.pk}/edit"
    sent = {
        "name": "路燈故障甲",
        "group": "路燈",
        "description": "",
        "is_public": "on",
        "order": "0",
        "valid_from": "",
        "valid_to": "",
        "reason": "",
        "seen": "0",
    }
    assert login("admin").post(url, sent).status_code == 302
    answer = login("desk_lead").post(url, {**sent, "name": "路燈故障乙"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<ins>路燈故障甲</ins>" in page
    assert 'value="路燈故障乙"' in page
    it.refresh_from_db()
    assert it.name == "路燈故障甲"


def test_an_agency_with_open_cases_or_items_is_not_closed_and_the_page_leads_to_them(login: Login) -> None:
    a_dispatch()
    it, admin = agency(), login("admin")
    answer = admin.post(f"/manage/agencies/{it.pk}/close", {"last_day": "2030-12-31", "reason": "組織調整"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "尚有1件未結案件" in page
    assert "個項目" in page
    assert f"/search/?state=open&amp;agency={it.slug}" in page
    it.refresh_from_db()
    assert it.valid_to is None
    Case.objects.update(closed_at=timezone.now())
    CategoryRule.objects.filter(agency=it).delete()
    assert "個機關或單位存續" in admin.post(f"/manage/agencies/{it.pk}/close", {"last_day": "2030-12-31", "reason": "組織調整"}).content.decode()
    Agency.objects.filter(path__startswith=it.path).exclude(pk=it.pk).update(valid_to=date(2026, 1, 1))
    assert admin.post(f"/manage/agencies/{it.pk}/close", {"last_day": "2030-12-31", "reason": "組織調整"}).status_code == 302
    assert admin.post(f"/manage/agencies/{it.pk}/reopen", {"reason": "誤裁"}).status_code == 302
    it.refresh_from_db()
    assert it.valid_to is None
    assert Entry.objects.filter(subject_kind="agency", subject_id=str(it.pk)).count() == 2


def test_an_agency_is_renamed_and_found_under_its_former_name(login: Login) -> None:
    it, admin = agency(), login("admin")
    old = it.name
    today = timezone.now().astimezone(TAIPEI).date()
    sent = {"name": "公共設施管理處", "short_name": "公設處", "english_name": "", "from_day": today.isoformat(), "reason": "府令"}
    assert admin.post(f"/manage/agencies/{it.pk}/rename", sent).status_code == 302
    page = admin.get("/manage/agencies/", {"q": old}).content.decode()
    assert "公共設施管理處" in page
    assert old in page
    future = admin.post(f"/manage/agencies/{it.pk}/rename", {**sent, "name": "再更名", "from_day": (today + timedelta(days=9)).isoformat()})
    assert future.status_code == 422


def test_a_unit_is_added_below_its_agency_and_its_slug_is_taken_once(login: Login) -> None:
    it, admin = agency(), login("admin")
    sent = {"name": "路燈二隊", "short_name": "", "english_name": "", "slug": "public-works-maintenance-lamps2", "kind": "unit",
            "parent": it.name, "from_day": "2026-01-01", "reason": "府函"}  # fmt: skip
    assert admin.post("/manage/agencies/new", sent).status_code == 302
    made = Agency.objects.get(slug="public-works-maintenance-lamps2")
    assert (made.path, made.division) == (f"{it.path}lamps2/", it.division)
    again = admin.post("/manage/agencies/new", {**sent, "name": "路燈三隊"})
    assert "已使用" in again.content.decode()


DESK = {"phone": "07-1234567", "contact_title": "值班", "order": "1", "starts_at": "17:30", "ends_at": "08:00", "category_code": "",
        "valid_from": "", "valid_to": "", "weekday_0": "on", "weekday_1": "on"}  # fmt: skip


def test_an_agency_keeps_its_own_numbers_and_not_those_of_others(login: Login) -> None:
    it, other = agency(), Agency.objects.get(slug="environment")
    DutyRoster.objects.filter(agency=it).delete()
    controller = login("controller")
    assert controller.post(f"/manage/agencies/{it.pk}/desk", DESK).status_code == 302
    desk = DutyRoster.objects.get(agency=it)
    assert desk.weekdays == 0b11
    assert "已有第1順位" in controller.post(f"/manage/agencies/{it.pk}/desk", DESK).content.decode()
    assert controller.post(f"/manage/agencies/{other.pk}/desk", DESK).status_code == 403
    assert login("clerk").get(f"/manage/agencies/{it.pk}/desk").status_code == 403
    assert (
        "請至少勾選一天"
        in controller.post(
            f"/manage/desks/{desk.pk}/edit", {key: value for key, value in DESK.items() if not key.startswith("weekday")}
        ).content.decode()
    )
    assert controller.post(f"/manage/desks/{desk.pk}/end").status_code == 302
    assert "已停用" in controller.get(f"/manage/agencies/{it.pk}/").content.decode()


def test_a_typhoon_closure_is_previewed_entered_and_taken_back_without_moving_a_date_earlier(login: Login) -> None:
    case = a_dispatch()
    starts = timezone.datetime(2026, 3, 2, 9, tzinfo=TAIPEI)
    told = due_at(starts, WorkDays(3), load_calendar())
    day = date(2026, 3, 4)
    row = DueDate.objects.filter(case=case, key="release").first() or DueDate.objects.filter(case=case).first()
    assert row is not None
    admin = login("admin")
    shown = admin.post("/manage/calendar/day", {"day": "2026-03-04", "state": "free", "do": "preview"})
    assert shown.status_code == 200
    assert CalendarDay.objects.filter(day=day).count() == 0
    stale = admin.post("/manage/calendar/day", {"day": "2026-03-04", "state": "free", "do": "save", "moves": "999", "source": "公告"})
    assert stale.status_code == 409
    moves = str(stale.context["preview"].deadlines)
    refused = admin.post("/manage/calendar/day", {"day": "2026-03-04", "state": "free", "do": "save", "moves": moves, "source": ""})
    assert refused.status_code == 422
    done = admin.post("/manage/calendar/day", {"day": "2026-03-04", "state": "free", "do": "save", "moves": moves, "source": "府公告"})
    assert done.status_code == 302
    assert due_at(starts, WorkDays(3), load_calendar()) > told
    assert "府公告" in admin.get("/manage/calendar/?year=2026").content.decode()
    assert admin.post("/manage/calendar/2026-03-04/remove", {"reason": ""}).status_code == 422
    assert admin.post("/manage/calendar/2026-03-04/remove", {"reason": "誤登"}).status_code == 302
    assert due_at(starts, WorkDays(3), load_calendar()) == told
    assert [change.verb for change in Change.objects.filter(subject_kind="calendar")] == ["set", "remove"]
    assert login("controller").post("/manage/calendar/day", {"day": "2026-03-05", "do": "save", "source": "x", "moves": "0"}).status_code == 403


@pytest.mark.parametrize("start", ["²", "-1", "x", "9" * 30])
@pytest.mark.parametrize("address", ["/manage/items/", "/manage/people/"])
def test_a_place_in_a_list_that_is_none_shows_a_page_all_the_same(login: Login, address: str, start: str) -> None:
    assert login("admin").get(address, {"start": start}).status_code == 200
