"""What every page carries: language, light or dark, the banner, notices, the catalogue, the explanation, errors."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.shell.conftest import Login, a_dispatch, a_petition
from yankao.engines.cases import registry
from yankao.engines.notices.models import Notice

pytestmark = pytest.mark.usefixtures("people")


def test_the_pages_speak_chinese_whatever_the_browser_prefers(login: Login) -> None:
    page = login("").get("/", headers={"Accept-Language": "en-US"}).content.decode()
    assert '<html lang="zh-Hant-TW"' in page


def test_a_reader_may_choose_english_and_gets_declared_names_in_english(login: Login) -> None:
    client = login("agent")
    assert client.post("/settings/language", {"language": "en", "next": "/p/"}).headers["Location"] == "/p/"
    page = client.get("/p/").content.decode()
    assert '<html lang="en"' in page
    assert "Procedures" in page


def test_light_or_dark_is_kept_in_a_cookie(login: Login) -> None:
    client = login("")
    client.post("/settings/theme", {"theme": "dark", "next": "/help/"})
    assert 'data-theme="dark"' in client.get("/help/").content.decode()


def test_a_preference_never_leads_to_another_site(login: Login) -> None:
    assert login("").post("/settings/theme", {"theme": "dark", "next": "https://elsewhere.example/"}).headers["Location"] == "/"


@pytest.mark.parametrize("url", ["/", "/accounts/login/", "/help/", "/nothing"])
def test_a_demonstration_says_so_on_every_page(url: str, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "本站為展示城市，所有資料均為模擬"
    assert words not in login("").get(url).content.decode()
    monkeypatch.setattr(settings, "YANKAO_DEMO", True)
    assert words in login("").get(url).content.decode()


def test_no_page_carries_inline_script_or_style(login: Login) -> None:
    case, agent = a_dispatch(), login("agent")
    for url in ("/", "/p/service.dispatch/", "/p/service.dispatch/new", f"/case/{case.number}/", "/systems/", "/accounts/2fa/", "/help/"):
        page = agent.get(url).content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", page), url


def test_notices_are_read_one_by_one_or_all_at_once(login: Login) -> None:
    a_dispatch()
    a_dispatch()
    clerk = login("clerk")
    first = Notice.objects.filter(state="shown").order_by("created_at", "id")[0]
    assert len(clerk.get("/notices/").context["page"].rows) == 2
    clerk.post("/notices/", {"notice": [str(first.pk)]})
    assert len(clerk.get("/notices/").context["page"].rows) == 1
    clerk.post("/notices/", {"all": "1"})
    assert len(clerk.get("/notices/").context["page"].rows) == 0
    assert len(clerk.get("/notices/?show=all").context["page"].rows) == 2


def test_nobody_reads_or_marks_the_notices_of_others(login: Login) -> None:
    a_dispatch()
    notice = Notice.objects.filter(state="shown").first()
    assert notice is not None
    login("researcher").post("/notices/", {"notice": [str(notice.pk)], "all": "1"})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_citizen_finds_the_own_cases_on_the_first_page(login: Login) -> None:
    mine = a_dispatch(by="citizen", channel="web")
    a_petition()
    assert [row.number for row in login("citizen").get("/").context["table"].rows] == [mine.number]


def test_the_catalogue_lists_every_system_with_its_state(login: Login) -> None:
    page = login("clerk").get("/systems/").content.decode()
    assert page.count("<tr><td") == 180
    assert "人民陳情" in page
    assert login("clerk").get("/systems/?q=陳情").content.decode().count("<tr><td") < 20


@pytest.mark.parametrize("key", ["service.petition", "service.dispatch"])
def test_a_procedure_explains_itself(key: str, login: Login) -> None:
    page = login("agent").get(f"/p/{key}/about").content.decode()
    procedure = registry.get(key)
    assert all(str(step.label) in page for step in procedure.steps)
    assert all(deadline.name in page for deadline in procedure.deadlines)


def test_login_takes_the_name_or_the_address(login: Login) -> None:
    for name in ("clerk", "clerk@example.org"):
        client = Client()
        answer = client.post("/accounts/login/", {"login": name, "password": "yankao-demo"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(login: Login) -> None:
    page = login("").post("/accounts/login/", {"login": "clerk", "password": "nonsense"}).content.decode()
    assert 'role="alert"' in page
    assert 'value="clerk"' in page


def test_a_stale_form_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/settings/theme", {"theme": "dark"})
    assert answer.status_code == 403
    assert "請回上一頁重新整理" in answer.content.decode()
