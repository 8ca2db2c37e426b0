"""Accounts, deputies and keys by role: a lead keeps her own agency's people, secrets are shown once, deputies never overlap."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.shell.conftest import Login
from yankao.engines.identity.models import ApplicationToken, Membership, User
from yankao.engines.identity.read import actor_of_key, hash_of
from yankao.kernel.agencies.models import Agency, Deputy
from yankao.kernel.audit.models import Entry
from yankao.kernel.changes.models import Change

NEW = {"username": "e12345", "name": "王新任", "email": "new@example.org", "role": "clerk", "starts_on": "2026-01-01", "ends_on": ""}


def user(username: str) -> User:
    return User.objects.get(username=username)


def own_agency() -> str:
    return Agency.objects.get(slug="public-works-maintenance").name


def make(client: Client, **facts: str) -> User:
    answer = client.post("/manage/people/new", {**NEW, "agency": own_agency(), **facts})
    assert answer.status_code == 302, answer.content.decode()
    return user(facts.get("username", NEW["username"]))


def test_a_lead_makes_an_account_for_her_own_agency_and_its_owner_sets_the_password_by_a_link_used_once(login: Login) -> None:
    lead = login("agency_lead")
    made = make(lead)
    assert not made.has_usable_password()
    shown = lead.post(f"/manage/people/{made.pk}/password")
    link = re.search(r"http://testserver(/accounts/password/reset/key/[^<\s]+)", shown.content.decode())
    assert link is not None
    owner = Client()
    form = owner.get(link[1], follow=True)
    sent = owner.post(form.redirect_chain[-1][0], {"password1": "vier-Berge-am-Meer", "password2": "vier-Berge-am-Meer"})
    assert sent.status_code == 302
    made.refresh_from_db()
    assert made.check_password("vier-Berge-am-Meer")
    assert "password1" not in Client().get(link[1], follow=True).content.decode()
    assert "vier-Berge" not in str(list(Change.objects.values_list("old", "new")))


def test_no_personal_value_stands_in_the_record_of_changes(login: Login) -> None:
    made = make(login("admin"))
    login("admin").post(f"/manage/people/{made.pk}/edit", {"name": "王改名", "email": "other@example.org"})
    kept = str(list(Change.objects.filter(subject_kind="person").values_list("field", "old", "new")))
    assert "name" in kept
    assert not any(value in kept for value in ("王新任", "王改名", "example.org", "e12345"))
    assert Entry.objects.filter(subject_kind="person", subject_id=str(made.pk)).count() == 3


@pytest.mark.parametrize(
    ("facts", "status"),
    [({"agency": "環境保護局"}, 403), ({"role": "admin"}, 403), ({"username": "clerk"}, 422), ({"email": "x"}, 422), ({"role": ""}, 422)],
)
def test_a_lead_gives_no_role_elsewhere_nor_of_another_sort(login: Login, facts: dict[str, str], status: int) -> None:
    if "agency" in facts:
        facts = {"agency": Agency.objects.get(slug="environment").name}
    answer = login("agency_lead").post("/manage/people/new", {**NEW, "agency": own_agency(), **facts})
    assert answer.status_code == status
    assert not User.objects.filter(username="e12345").exists()


def test_a_lead_does_not_touch_people_of_others_nor_those_with_roles_elsewhere(login: Login) -> None:
    lead, clerk = login("agency_lead"), user("clerk")
    listed = lead.get("/manage/people/").content.decode()
    assert "張承辦" in listed
    assert "系統管理者" not in re.sub(r"(?s)<(header|nav|form|footer).*?</\1>", "", listed).replace("由系統管理者管理", "")
    assert lead.get(f"/manage/people/{user('admin').pk}/").status_code == 403
    assert lead.post(f"/manage/people/{user('agent').pk}/password").status_code == 403
    Membership.objects.create(user=clerk, agency=Agency.objects.get(slug="environment"), role="clerk")
    assert lead.get(f"/manage/people/{clerk.pk}/").status_code == 403
    assert lead.post(f"/manage/people/{clerk.pk}/active", {"reason": "離職"}).status_code == 403
    assert lead.get("/manage/people/not-a-number/").status_code == 404


def test_disabling_logs_out_at_once_and_enabling_lets_in_again(login: Login) -> None:
    admin, clerk = login("admin"), login("clerk")
    assert clerk.get("/worklist/").status_code == 200
    url = f"/manage/people/{user('clerk').pk}/active"
    assert admin.post(url, {"reason": ""}).status_code == 422
    assert admin.post(url, {"reason": "離職"}).status_code == 302
    assert clerk.get("/worklist/").status_code == 302
    assert admin.post(url, {"reason": "復職"}).status_code == 302
    assert clerk.get("/worklist/").status_code == 302
    assert login("clerk").get("/worklist/").status_code == 200


def test_ending_the_sessions_of_an_account_logs_it_out_everywhere(login: Login) -> None:
    clerk = login("clerk")
    assert login("agency_lead").post(f"/manage/people/{user('clerk').pk}/sessions").status_code == 302
    assert clerk.get("/worklist/").status_code == 302
    assert login("clerk").get("/worklist/").status_code == 200


def test_a_locked_account_is_unlocked(login: Login) -> None:
    stranger = Client()
    wrong = {"login": "clerk", "password": "wrong-password"}
    for _try in range(6):
        page = stranger.post("/accounts/login/", wrong).content.decode()
    right = {"login": "clerk", "password": "yankao-demo"}
    assert stranger.post("/accounts/login/", right).status_code == 200
    assert "wrong" not in page
    assert login("agency_lead").post(f"/manage/people/{user('clerk').pk}/unlock").status_code == 302
    assert stranger.post("/accounts/login/", right).status_code == 302


def test_nobody_disables_oneself_and_the_last_administrator_stays(login: Login) -> None:
    admin = login("admin")
    assert "不能停用自己" in admin.post(f"/manage/people/{user('admin').pk}/active", {"reason": "試"}).content.decode()
    held = Membership.objects.get(user=user("admin"))
    assert "最後一位系統管理者" in admin.post(f"/manage/roles/{held.pk}/end", {"last_day": "2026-12-31"}).content.decode()


def test_a_role_ends_with_its_day_and_stands_in_the_history(login: Login) -> None:
    admin = login("admin")
    held = Membership.objects.get(user=user("clerk"))
    assert admin.post(f"/manage/roles/{held.pk}/end", {"last_day": "2026-01-31"}).status_code == 302
    assert "結束職務" in admin.get(f"/manage/people/{user('clerk').pk}/").content.decode()
    assert login("clerk").get("/worklist/").content.decode().count("case/") == 0


def period(start: int, end: int) -> dict[str, str]:
    now = timezone.localtime()
    return {
        "starts_at": f"{now + timedelta(hours=start):%Y-%m-%d %H:%M}",
        "ends_at": f"{now + timedelta(hours=end):%Y-%m-%d %H:%M}",
        "reason": "休假",
    }


def test_deputies_of_one_person_never_overlap_and_never_form_a_chain(login: Login) -> None:
    lead = login("agency_lead")
    other = make(lead)
    clerk, controller = user("clerk"), user("controller")
    sent = {"principal": str(clerk.pk), "deputy": str(controller.pk), **period(1, 9)}
    assert lead.post("/manage/deputies/new", sent).status_code == 302
    overlapping = lead.post("/manage/deputies/new", {**sent, "deputy": str(other.pk), **period(8, 20)})
    assert overlapping.status_code == 422
    assert "期間不得重疊" in overlapping.content.decode()
    chain = lead.post("/manage/deputies/new", {"principal": str(controller.pk), "deputy": str(other.pk), **period(2, 3)})
    assert "正代理他人" in chain.content.decode()
    assert lead.post("/manage/deputies/new", {**sent, "deputy": str(other.pk), **period(9, 20)}).status_code == 302
    outsider = lead.post("/manage/deputies/new", {**sent, "deputy": str(user("agent").pk), **period(30, 40)})
    assert outsider.status_code == 403
    assert "休假" in lead.get("/manage/deputies/").content.decode()
    first = Deputy.objects.order_by("starts_at").first()
    assert first is not None
    assert login("desk_lead").post(f"/manage/deputies/{first.pk}/end").status_code == 403
    assert lead.post(f"/manage/deputies/{first.pk}/end").status_code == 302
    assert Deputy.objects.count() == 1


def test_a_clerk_names_and_ends_the_own_deputy_and_nobody_elses(login: Login) -> None:
    colleague = make(login("agency_lead"))
    client, mine = login("clerk"), user("clerk")
    assert 'href="/manage/deputies/"' in client.get("/worklist/").content.decode()
    form = client.get("/manage/deputies/new").content.decode()
    people = re.search(r'(?s)<select id="id_principal".*?</select>', form)
    assert people is not None
    assert re.findall(r'<option value="([0-9a-f-]{36})" ?(selected)?', people[0]) == [(str(mine.pk), "selected")]
    assert 'href="/manage/"' not in form
    deputies = re.search(r'(?s)<select id="id_deputy".*?</select>', form)
    assert deputies is not None
    assert str(colleague.pk) in deputies[0]
    assert str(mine.pk) not in deputies[0]
    sent = {"principal": str(mine.pk), "deputy": str(colleague.pk), **period(-1, 9)}
    assert client.post("/manage/deputies/new", sent).status_code == 302
    assert client.post("/manage/deputies/new", {**sent, "principal": str(user("controller").pk)}).status_code == 403
    assert client.post("/manage/deputies/new", {**sent, "deputy": str(user("agent").pk), **period(20, 30)}).status_code == 403
    row = Deputy.objects.get()
    assert (row.principal_id, row.deputy_id) == (mine.pk, colleague.pk)
    assert colleague.name in client.get("/manage/deputies/").content.decode()
    other = login("inspector")
    assert colleague.name not in other.get("/manage/deputies/").content.decode()
    assert other.post(f"/manage/deputies/{row.pk}/end").status_code == 403
    assert client.post(f"/manage/deputies/{row.pk}/end").status_code == 302
    row.refresh_from_db()
    assert row.ends_at <= timezone.now()


def test_no_keeper_names_a_deputy_for_an_administrator_of_her_agency(login: Login) -> None:
    Membership.objects.create(user=user("admin"), agency=Agency.objects.get(slug="rdec-service"), role="clerk")
    page = login("desk_lead").get("/manage/deputies/new").content.decode()
    assert str(user("admin").pk) not in re.search(r'(?s)<select id="id_principal".*?</select>', page)[0]  # type: ignore[index]


def token_form(page: str, **scopes: str) -> dict[str, str]:
    sent = {"name": "地圖介接", "agency": "", "last_day": f"{timezone.localdate() + timedelta(days=90):%Y-%m-%d}"}
    for name, scope in re.findall(r'<label for="id_(scope_\d+)">[^<]*（([^<]+)）</label>', page):
        if scope in scopes.values():
            sent[name] = "on"
    return sent


def test_a_key_is_shown_once_kept_as_a_hash_and_opens_nothing_once_revoked(login: Login) -> None:
    admin = login("admin")
    form = token_form(admin.get("/manage/tokens/new").content.decode(), one="cases:read", two="open311:write")
    page = admin.post("/manage/tokens/new", form).content.decode()
    found = re.search(r'<textarea id="secret"[^>]*>([^<]+)</textarea>', page)
    assert found is not None
    key = found[1]
    token = ApplicationToken.objects.get(name="地圖介接")
    assert (token.key_hash, token.scopes) == (hash_of(key), ["cases:read", "open311:write"])
    assert key not in admin.get("/manage/tokens/").content.decode()
    now = timezone.now()
    assert actor_of_key(key, now=now) is not None
    token.refresh_from_db()
    assert token.last_used_at == now
    assert admin.post(f"/manage/tokens/{token.pk}/revoke", {"reason": "停止介接"}).status_code == 302
    assert actor_of_key(key, now=now) is None
    assert key not in str(list(Change.objects.values_list("new", flat=True)))


def test_a_key_needs_a_scope_and_an_end(login: Login) -> None:
    answer = login("admin").post("/manage/tokens/new", {"name": "x", "agency": "", "last_day": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "請至少勾選一項範圍" in page
    assert "請填寫到期日" in page
    assert not ApplicationToken.objects.filter(name="x").exists()


def test_a_form_sent_twice_makes_one_key_and_shows_it_once(login: Login) -> None:
    admin = login("admin")
    sent = token_form(admin.get("/manage/tokens/new").content.decode(), one="cases:read") | {"once": "0197b3a0-0000-4000-8000-000000000002"}
    first, second = (admin.post("/manage/tokens/new", sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 302)
    assert ApplicationToken.objects.filter(name="地圖介接").count() == 1
