"""1999 受理台: finding a caller, suggesting, opening, merging, and telling the agency, as the agent does it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.cases.people import at
from tests.shell.conftest import NOW, Login, a_dispatch, a_petition, actor, agency, login, people

from yankao.divisions.service.pages import desk
from yankao.divisions.service.pages.finding import answer, is_phone
from yankao.divisions.service.pages.suggesting import Typed, suggest
from yankao.divisions.service.procedures.dispatch import PhoneNotice
from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.engines.cases.models import Case, CaseLink, Category
from yankao.engines.registers.write import enter
from yankao.kernel.agencies.models import DutyRoster
from yankao.kernel.persons.vault import PersonData

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("dispatch", "callcenter")]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "clock", lambda: NOW)


def numbers(query: str, *, who: str = "agent") -> list[str]:
    return [row.number for row in answer(query, actor=actor(who), now=NOW).rows]


def posted(client: Client, **data: str) -> object:
    return client.post(reverse("desk"), {"do": "open", "procedure": "service.dispatch", "channel": "phone", **data})


def test_a_telephone_however_written_finds_all_the_callers_cases_newest_first(people: None) -> None:
    first, second = a_dispatch(received="2026-03-01 08:00"), a_dispatch(received="2026-03-01 09:00")
    a_dispatch(reporter=PersonData(name="陳大同", phone="0987654321"))
    assert numbers("0912-345-678") == [second.number, first.number]
    assert numbers("＋886912345678") == [second.number, first.number]


def test_a_name_a_number_a_lamp_a_district_and_an_address_find_the_case(people: None) -> None:
    case = a_dispatch(lamp_number="A12345", address="三民區建國三路100號", district="64000050")
    for query in ("林美玲", case.number, case.number.lower(), "A12345", "建國三路", "三民區", "三民"):
        assert numbers(query) == [case.number], query
    assert numbers("查無此字") == []


def test_the_caller_is_shown_masked(people: None, login: Login) -> None:
    a_dispatch()
    body = login("agent").post(reverse("desk_found"), {"q": "0912345678"}).content.decode()
    assert "林○玲" in body
    assert "林美玲" not in body
    assert "0912345678</strong>" in body
    assert "0912-" not in body


@pytest.mark.parametrize(
    ("query", "expected"), [("07-123-4567", True), ("0912345678", True), ("D1150000001", False), ("123", False), ("三民區12號", False)]
)
def test_what_can_be_a_telephone_is_told_by_its_digits(query: str, expected: bool) -> None:
    assert is_phone(query) is expected


def test_items_are_suggested_by_their_names_with_the_agency_of_the_district(people: None) -> None:
    found = suggest(Typed(description="巷口路燈故障不亮", address="鳳山區中山路1號"), actor=actor("agent"), now=NOW)
    assert found.items
    assert "路燈" in found.items[0].name
    assert found.items[0].agency
    assert not any(item.is_preselected for item in found.items)


def test_the_owner_chosen_changes_the_unit_and_the_telephone_suggested_and_where_the_case_goes(people: None, login: Login) -> None:
    typed = {"description": "人孔蓋鬆動，車輛經過有聲響", "address": "三民區建國三路100號", "asset_owner": "power"}
    told = {}
    for owner in ("", "power"):
        items = suggest(Typed(description=typed["description"], owner=owner), actor=actor("agent"), now=NOW).items
        told[owner] = next((item.agency, item.phone) for item in items if item.code == "manhole-loose")
    assert told == {"": ("工務局", "07-000-9031"), "power": ("台電公司", "07-000-9051")}
    client = login("agent")
    page = client.post(reverse("desk_suggestions"), {"procedure": "service.dispatch", **typed}).content.decode()
    assert "07-000-9051" in page
    posted(client, **typed, category="人孔蓋鬆動")
    case = Case.objects.latest("id")
    assert (case.agency.slug, case.service_dispatch.asset_owner) == ("outside-taipower", "power")
    body = client.get(reverse("desk_case", args=[case.number])).content.decode()
    assert "台灣電力股份有限公司" in body
    assert "07-000-905" in body


def test_items_and_agencies_are_suggested_in_the_language_of_the_page(people: None, login: Login) -> None:
    client = login("agent")
    client.post("/settings/language", {"language": "en"})
    page = client.post(reverse("desk_suggestions"), {"description": "人孔蓋鬆動", "asset_owner": "power"}).content.decode()
    assert "<b>Loose manhole</b> → Taiwan Power Company" in page


def test_what_is_no_agencys_is_suggested_as_the_desks_to_decide(people: None) -> None:
    items = suggest(Typed(description="路樹傾倒，壓住車庫", district="64000050", owner="private"), actor=actor("agent"), now=NOW).items
    assert next(item.agency for item in items if item.code == "tree-down-1") == "待分派"


def test_a_report_of_the_same_hole_is_shown_and_merged_by_one_tick(people: None, login: Login) -> None:
    known = a_dispatch(address="三民區建國三路100號", district="64000050")
    typed = Typed(description="建國三路100號前有坑洞，機車會摔倒", address="三民區建國三路100號")
    assert [each.number for each in suggest(typed, actor=actor("agent"), now=NOW).duplicates] == [known.number]
    posted(login("agent"), description=typed.description, address=typed.address, category=known.category.name, same_as=known.number)
    later = Case.objects.latest("id")
    assert later.merged_into_id == known.pk
    assert CaseLink.objects.filter(from_case=known, to_case=later).count() == 1


def test_a_closed_case_takes_no_further_report_and_nothing_is_opened(people: None, login: Login) -> None:
    response = posted(login("agent"), description="坑洞", address="中山路1號", category="路燈故障(一)", same_as="D1150000099")
    assert response.status_code == 422
    assert "請改立新案" in response.content.decode()
    assert not Case.objects.exists()


def test_an_article_is_found_by_what_the_caller_asks(people: None) -> None:
    facts = {
        "question": "垃圾車幾點到", "answer": "請至環保局網站查詢", "agency": agency(), "valid_from": date(2026, 1, 1), "review_by": date(2027, 1, 1)
    }  # fmt: skip
    enter(KNOWLEDGE, actor=actor("desk_lead"), now=NOW, facts=facts)
    typed = Typed(procedure="service.inquiry", description="請問我們這裡的垃圾車幾點會到")
    assert [row.question for row in suggest(typed, actor=actor("agent"), now=NOW).articles] == ["垃圾車幾點到"]
    assert suggest(Typed(description="颱風停班停課"), actor=actor("agent"), now=NOW).articles == ()


def test_an_inquiry_is_answered_at_once_and_the_article_counted(people: None, login: Login) -> None:
    facts = {
        "question": "垃圾車幾點到", "answer": "請至環保局網站查詢", "agency": agency(), "valid_from": date(2026, 1, 1), "review_by": date(2027, 1, 1)
    }  # fmt: skip
    row = enter(KNOWLEDGE, actor=actor("desk_lead"), now=NOW, facts=facts)
    posted(login("agent"), procedure="service.inquiry", description="垃圾車幾點到", answer="請至環保局網站查詢", article=str(row.pk))
    assert Case.objects.get().step == "answered"
    assert KnowledgeArticle.objects.get().uses == 1


def test_without_scripts_the_button_shows_the_suggestions_and_keeps_what_was_typed(people: None, login: Login) -> None:
    data = {"do": "suggest", "procedure": "service.dispatch", "description": "路燈故障不亮", "address": "鳳山區中山路1號", "reporter_name": "王大明"}
    body = login("agent").post(reverse("desk"), data).content.decode()
    assert "建議項目與機關" in body
    assert "王大明" in body
    assert not Case.objects.exists()


def test_a_ticked_item_opens_the_case_in_the_district_of_its_address(people: None, login: Login) -> None:
    item = Category.objects.filter(procedure="service.dispatch").first()
    assert item is not None
    posted(login("agent"), description="路燈不亮", address="鳳山區中山路1號", pick=item.code, wants_call_back="true", reporter_phone="0911222333")
    case = Case.objects.get()
    assert case.category == item
    assert case.district is not None
    assert case.district.name == "鳳山區"
    assert case.step == "notified"


def test_what_is_missing_is_said_and_what_was_typed_stays(people: None, login: Login) -> None:
    response = posted(login("agent"), description="路燈不亮", address="", category="沒有這一項")
    assert response.status_code == 422
    assert "查無「沒有這一項」項目" in response.content.decode()
    assert "路燈不亮" in response.content.decode()


def test_a_paper_form_is_entered_with_both_times_and_a_reason(people: None, login: Login) -> None:
    data = {"description": "樹倒", "address": "三民區建國三路1號", "category": "路燈故障(一)", "received_at": "115/3/1 22:10"}
    assert "補登請填寫理由" in posted(login("agent"), **data).content.decode()
    posted(login("agent"), **data, late_reason="停電改填紙本")
    case = Case.objects.get()
    assert case.received_at == at("2026-03-01 22:10")
    assert case.passages.get().recorded_at == NOW


def test_the_next_number_on_duty_follows_when_nobody_answers(people: None, login: Login) -> None:
    DutyRoster.objects.all().delete()
    for order, phone in enumerate(("07-111-1111", "07-222-2222"), start=1):
        DutyRoster.objects.create(agency=agency(), order=order, phone=phone, contact_title="值班")
    case, client = a_dispatch(), login("agent")
    page = reverse("desk_case", args=[case.number])
    call = reverse("desk_call", args=[case.number])
    assert [each.phone for each in client.get(page).context["numbers"] if each.is_next] == ["07-111-1111"]
    client.post(call, {"number_called": "07-111-1111", "outcome": "no_answer"})
    assert [each.phone for each in client.get(page).context["numbers"] if each.is_next] == ["07-222-2222"]
    client.post(call, {"number_called": "07-222-2222", "outcome": "answered"})
    assert client.get(page).context["is_told"] is True
    assert list(PhoneNotice.objects.order_by("id").values_list("outcome", flat=True)) == ["no_answer", "answered"]


@pytest.mark.parametrize("view", ["desk", "callbacks", "handover", "morning_sheet", "rota", "paper_form"])
def test_the_desk_is_for_agents_and_their_supervisor_alone(view: str, login: Login) -> None:
    told = [login(who).get(reverse(view)).status_code for who in ("", "citizen", "clerk", "mayor_office", "agent", "desk_lead")]
    assert told == [302, 403, 403, 403, 200, 200]


@pytest.mark.parametrize("view", ["desk_found", "desk_suggestions"])
def test_the_parts_of_the_desk_are_refused_to_others(view: str, login: Login) -> None:
    assert [login(who).post(reverse(view)).status_code for who in ("", "citizen", "clerk", "agent")] == [302, 403, 403, 200]


def test_the_navigation_shows_each_screen_to_those_who_may_open_it(login: Login) -> None:
    assert "1999受理台" in login("agent").get("/").content.decode()
    assert "督導看板" not in login("agent").get("/").content.decode()
    assert "督導看板" in login("mayor_office").get("/").content.decode()
    assert "1999受理台" not in login("clerk").get("/").content.decode()


@pytest.mark.parametrize("kind", ["chase", "memo", "letter"])
def test_a_paper_of_a_case_names_its_figures_and_never_the_reporter(kind: str, login: Login) -> None:
    case = a_dispatch()
    body = login("controller").get(reverse("paper", args=[case.number, kind])).content.decode()
    assert case.number in body
    assert "林美玲" not in body
    assert "0912345678" not in body


def test_a_paper_is_refused_to_those_who_may_not_write_it(login: Login) -> None:
    case = a_dispatch()
    told = [login(who).get(reverse("paper", args=[case.number, "letter"])).status_code for who in ("", "citizen", "agent", "auditor", "clerk")]
    assert told == [302, 403, 404, 404, 200]
    assert login("agent").get(reverse("paper", args=[a_petition().number, "nothing"])).status_code == 404
