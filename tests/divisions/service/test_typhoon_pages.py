"""應變模式的畫面: what the supervisor does on a typhoon morning, and what everybody else sees of it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.shell.conftest import Login, a_dispatch, actor, login, people

from yankao.divisions.service.pages.board_figures import board
from yankao.divisions.service.pages.board_tiles import TILES
from yankao.divisions.service.pages.response_figures import standing
from yankao.engines.cases.models import Case, Category, Emergency, Matter
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.persons.vault import PersonData
from yankao.shell.words import now

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("dispatch", "callcenter")]
START = {
    "name": "海葵颱風", "kind": "typhoon", "order_number": "高市府災字第1號", "ordered_on": "115/1/1", "starts_at": "115/1/1 00:00", "until_at": "",
}  # fmt: skip


def tree() -> Category:
    return Category.objects.get(procedure="service.dispatch", code="tree-down-1")


def started(client: Client, **more: object) -> Emergency:
    answer = client.post("/response/start/", {**START, "item": [tree().pk], **more})
    assert answer.status_code == 302, answer.content.decode()
    return Emergency.objects.get()


def fallen(district: str = "三民區", phone: str = "0912345678") -> Case:
    area = District.objects.get(name=district)
    return a_dispatch(category=tree(), agency=None, district=area.pk, address=f"{district}一路", reporter=PersonData(name="林美玲", phone=phone))


def with_matter(client: Client) -> Matter:
    emergency = started(client)
    area = District.objects.get(name="三民區").pk
    client.post(f"/response/{emergency.pk}/", {"do": "open_matter", "category": tree().pk, "area": area, "name": "路樹傾倒"})
    return Matter.objects.get()


@pytest.fixture(autouse=True)
def real_time(monkeypatch: pytest.MonkeyPatch, people: None) -> None:
    """The desk's helper opens cases at its own stopped moment; here they are received now."""
    monkeypatch.setattr("tests.shell.conftest.NOW", now())


def test_who_may_open_the_pages(login: Login) -> None:
    emergency = started(login("desk_lead"))
    told = {who: [login(who).get(url).status_code for url in ("/response/", "/response/start/", f"/response/{emergency.pk}/")] for who in
            ("", "citizen", "clerk", "agent", "auditor", "desk_lead", "tracker")}  # fmt: skip
    assert told == {
        "": [302, 302, 302], "citizen": [403, 403, 403], "clerk": [403, 403, 403], "agent": [200, 403, 200], "auditor": [200, 403, 200],
        "desk_lead": [200, 200, 200], "tracker": [200, 200, 200],
    }  # fmt: skip


def test_what_is_missing_is_named_and_what_was_typed_stays(login: Login) -> None:
    answer = login("desk_lead").post("/response/start/", {**START, "order_number": "", "starts_at": "昨天", "item": [tree().pk]})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "請輸入日期與時間" in body
    assert "海葵颱風" in body
    assert "checked" in body
    assert not Emergency.objects.exists()


def test_the_start_sent_twice_starts_once(login: Login) -> None:
    client = login("desk_lead")
    once = client.get("/response/start/").context["once"]
    for _ in range(2):
        client.post("/response/start/", {**START, "item": [tree().pk], "once": once})
    assert Emergency.objects.count() == 1


def test_an_earlier_one_fills_the_form(login: Login) -> None:
    client = login("desk_lead")
    earlier = started(client, stop=[tree().pk], area=[District.objects.get(name="三民區").pk])
    form = client.get(f"/response/start/?like={earlier.pk}").context["form"]
    assert form.items == form.stopped == {str(tree().pk)}
    assert len(form.areas) == 1
    assert form.texts["name"] == ""


def test_every_staff_page_says_that_response_mode_is_on_and_no_citizens(login: Login) -> None:
    emergency = started(login("desk_lead"))
    assert "海葵颱風" in login("clerk").get("/worklist/").content.decode()
    assert "海葵颱風" not in login("citizen").get("/search/").content.decode()
    login("desk_lead").post(f"/response/{emergency.pk}/", {"do": "end", "reason": "解除"})
    assert "海葵颱風" not in login("clerk").get("/worklist/").content.decode()


def test_the_supervisor_changes_who_takes_what_and_takes_it_back(login: Login) -> None:
    client = login("desk_lead")
    emergency = started(client)
    url = f"/response/{emergency.pk}/"
    assert "查無" in client.post(url, {"do": "route", "category": tree().pk, "agency": "沒有的局", "area": ""}, follow=True).content.decode()
    client.post(url, {"do": "route", "category": tree().pk, "agency": Agency.objects.get(slug="fire").name, "area": "", "reason": "前進指揮所"})
    assert fallen().agency.slug == "fire"
    client.post(url, {"do": "undo_route", "route": emergency.routes.get().pk})
    assert fallen().agency.slug != "fire"
    assert "已取消" in client.get(url).content.decode()


def test_each_district_gets_a_matter_of_its_own(login: Login) -> None:
    client = login("desk_lead")
    emergency = started(client, area=list(District.objects.filter(name__in=("三民區", "左營區")).values_list("pk", flat=True)))
    client.post(f"/response/{emergency.pk}/", {"do": "open_matter", "category": tree().pk, "area": "each", "name": "路樹傾倒"})
    assert set(Matter.objects.values_list("name", flat=True)) == {"三民區路樹傾倒", "左營區路樹傾倒"}


def test_reports_are_put_under_a_mother_by_ticking_them(login: Login) -> None:
    before = [fallen() for _ in range(3)]
    client = login("desk_lead")
    matter = with_matter(client)
    url = f"/response/{matter.emergency_id}/matter/{matter.pk}/"
    assert len(client.get(url).context["loose"]) == 3
    client.post(url, {"do": "mother", "case": before[0].pk})
    client.post(url, {"do": "join", "case": [case.pk for case in before[1:]]})
    assert Case.objects.filter(merged_into=before[0]).count() == 2
    page = client.get(url).context
    assert (len(page["loose"]), len(page["children"])) == (0, 2)
    assert login("auditor").post(url, {"do": "join", "case": [fallen().pk]}).status_code == 302
    assert Case.objects.filter(merged_into=before[0]).count() == 3  # the new one by itself, nothing by the auditor


def test_one_text_is_previewed_with_its_count_and_then_sent_once(login: Login) -> None:
    client = login("desk_lead")
    matter = with_matter(client)
    mother, *_children = [fallen(phone=f"091200000{n}") for n in range(3)]
    url = f"/response/{matter.emergency_id}/matter/{matter.pk}/inform"
    Notice.objects.all().delete()
    refused = client.post(url, {"text": "請洽 0912345678", "whom": "family"})
    assert refused.status_code == 422
    shown = client.post(url, {"text": "{案號} 今日清除", "whom": "family"})
    assert shown.context["preview"].told == 3
    assert mother.number in shown.context["preview"].sample
    assert not Notice.objects.exists()
    for _ in range(2):
        client.post(url, {"text": "{案號} 今日清除", "whom": "family", "confirmed": "1", "once": shown.context["once"]})
    assert Notice.objects.filter(recipient_kind="person").count() == 3


def test_an_agent_proposes_the_text_and_does_not_send_it(login: Login) -> None:
    matter = with_matter(login("desk_lead"))
    mother = fallen(phone="0912000001")
    Notice.objects.all().delete()
    client = login("agent")
    url = f"/response/{matter.emergency_id}/matter/{matter.pk}/"
    page = client.get(url).content.decode()
    assert f'action="{url}inform"' not in page
    assert f"/case/{mother.number}/verb/note" in page
    assert client.get(f"/case/{mother.number}/verb/note").status_code == 200
    sent = {"text": "{案號} 今日清除", "whom": "family", "confirmed": "1", "once": str(uuid4())}
    assert client.post(f"{url}inform", sent).status_code == 403
    assert not Notice.objects.filter(recipient_kind="person").exists()
    assert f'action="{url}inform"' in login("desk_lead").get(url).content.decode()


def test_the_board_counts_the_emergency_by_matter_agency_and_district(login: Login) -> None:
    matter = with_matter(login("desk_lead"))
    cases = [fallen() for _ in range(3)] + [fallen("左營區")]
    emergency = matter.emergency
    (it,) = board(actor("desk_lead"), now=now()).standings
    assert (it.totals.received, it.totals.merged, it.totals.open, it.totals.unacknowledged) == (4, 2, 2, 2)
    assert [(line.mother, line.children, line.loose) for line in it.matters] == [(cases[0].number, 2, 0)]
    assert {(line.name, line.received, line.open) for line in it.districts} == {("三民區", 3, 1), ("左營區", 1, 1)}
    assert sum(line.received for line in it.agencies) == 4
    with CaptureQueriesContext(connection) as asked:
        standing(emergency)
    assert len(asked) <= 7


def test_every_figure_of_the_board_leads_to_the_cases_it_counts(login: Login) -> None:
    client = login("desk_lead")
    with_matter(client)
    for _ in range(3):
        fallen()
    a_dispatch()
    shown = client.get("/board/").context["board"].totals
    for key in TILES:
        assert client.get(f"/board/cases/{key}/").context["table"].count == str(getattr(shown, key)), key
    emergency = Emergency.objects.get()
    for of, count in (("", 3), ("open", 1), ("merged", 2)):
        assert client.get(f"/response/{emergency.pk}/cases/?of={of}").context["table"].count == str(count)
    assert client.get("/board/cases/nothing/").status_code == 404


def test_the_inner_part_comes_alone_when_fetched_anew(login: Login) -> None:
    client = login("desk_lead")
    emergency = started(client)
    for url in ("/board/", f"/response/{emergency.pk}/"):
        assert "<html" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
