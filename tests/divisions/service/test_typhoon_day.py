"""A small typhoon morning with a stopped clock, through every door: program, web and telephone, from the order to the printed hand-over."""

from uuid import uuid4

import pytest
from django.test import Client
from tests.cases.people import at
from tests.shell.conftest import Login, actor, login, people

from yankao.divisions.service.citizen.matters import dispatch_groups, group_of
from yankao.divisions.service.pages.callback_queue import waiting_cases
from yankao.divisions.service.procedures.dispatch import PhoneNotice
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case, Category, Emergency, Matter
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency, District

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("dispatch", "callcenter", "service-online")]
NOW = at("2026-03-02 10:00")
EACH = 3


@pytest.fixture(autouse=True)
def _clock(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    ApplicationToken.objects.create(name="通報程式", key_hash=hash_of("key-of-tests"), scopes=["open311:write"], created_at=NOW)


def item(code: str) -> Category:
    return Category.objects.get(procedure="service.dispatch", code=code)


def sanmin() -> str:
    return District.objects.get(name="三民區").pk


def response_mode(lead: Client) -> None:
    """Start it by its order, with one matter."""
    order = {"name": "海葵颱風", "kind": "typhoon", "order_number": "高市府災字第1號", "ordered_on": "115/3/2", "starts_at": "115/3/2 06:00"}
    lead.post("/response/start/", {**order, "until_at": "", "item": [item("tree-down-1").pk, item("power-cut").pk]})
    emergency = Emergency.objects.get()
    lead.post(f"/response/{emergency.pk}/", {"do": "open_matter", "category": item("tree-down-1").pk, "area": sanmin(), "name": "路樹傾倒"})


def by_program(number: int) -> None:
    facts = {
        "api_key": "key-of-tests", "service_code": "tree-down-1", "address_string": f"三民區建國路{number}號", "phone": f"09120001{number:02d}",
        "description": f"路樹倒了{number}", "device_id": f"device-{number}",
    }  # fmt: skip
    answers = {Client().post("/open311/v2/requests.json", facts).json()[0]["service_request_id"] for _ in range(2)}
    assert len(answers) == 1


def by_web(number: int) -> None:
    group = group_of(dispatch_groups(NOW.date()), "樹木公園")
    assert group is not None
    facts = {
        "matter": next(it.key for it in group.matters if "路樹傾倒" in it.name), "district": sanmin(), "address": f"建國路{number}號",
        "description": f"路樹倒了{number}", "reporter_name": "林美玲", "reporter_phone": f"09120002{number:02d}", "send": "1", "once": str(uuid4()),
    }  # fmt: skip
    client = Client()
    assert [client.post("/report/new?group=樹木公園", facts).status_code for _ in range(2)] == [302, 302]


def by_telephone(agent: Client, number: int, *, code: str = "tree-down-1", **more: str) -> Case:
    facts = {
        "do": "open", "procedure": "service.dispatch", "channel": "phone", "description": f"倒了{number}", "address": f"三民區建國路{number}號",
        "district": sanmin(), "category": code, "reporter_name": "王大同", "reporter_phone": f"09120003{number:02d}", "wants_call_back": "true",
        "once": str(uuid4()), **more,
    }  # fmt: skip
    assert [agent.post("/desk/", facts).status_code for _ in range(2)] == [302, 302]
    return Case.objects.latest("id")


def test_a_typhoon_morning_from_the_order_to_the_hand_over(login: Login) -> None:
    agent = login("agent")
    response_mode(login("desk_lead"))
    for number in range(EACH):
        by_program(number)
        by_web(number)
        by_telephone(agent, number)
    danger = by_telephone(agent, 90, is_dangerous="true")
    power = by_telephone(agent, 91, code="power-cut")

    mother = Matter.objects.get().mother
    assert mother is not None
    trees = Case.objects.filter(category=item("tree-down-1"))
    assert trees.count() == 3 * EACH + 1
    assert trees.filter(merged_into=mother).count() == 3 * EACH - 1
    assert danger.merged_into_id is None
    assert Case.objects.filter(emergency=Emergency.objects.get()).count() == 3 * EACH + 2

    outside = Agency.objects.get(slug="outside-taipower")
    assert power.agency_id == outside.pk
    assert Notice.objects.filter(recipient_kind="agency", recipient_id=str(outside.pk), subject_id=power.number).exists()
    agent.post(f"/desk/case/{power.number}/call", {"number_called": "07-000-0080", "outcome": "answered", "spoke_to": "值班人員"})
    assert PhoneNotice.objects.get().case_id == power.pk

    advance(mother, "report", actor=actor("clerk"), now=NOW, facts={"result": "fixed", "report": "路樹已清除"})
    waiting = waiting_cases(actor("agent"))
    assert waiting.count() > EACH
    callers = [caller.numbers for caller, _phone in agent.get("/desk/callbacks/").context["callers"]]
    agent.post("/desk/callbacks/", {"deed": "called_release", "caller": callers})
    assert not waiting.exists()
    assert Case.objects.get(pk=mother.pk).step == "released"

    sheet = agent.get("/desk/handover/print").content.decode()
    assert danger.number in sheet
    assert "立即危險" in sheet
    assert mother.number not in sheet
