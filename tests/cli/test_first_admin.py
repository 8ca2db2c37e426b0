"""A new city gets its first administrator by one command, and only the first."""

import json
import re

import pytest
from django.test import Client
from tests.cli.conftest import Run

from yankao.engines.identity.models import Membership, User
from yankao.kernel.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NAMED = ("e12345", "--name", "王小明", "--email", "e12345@example.gov.tw")


def test_the_first_administrator_sets_a_password_and_makes_the_others(run: Run) -> None:
    made = run("first-admin", *NAMED, "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout.splitlines()[-1])
    user = User.objects.get(username="e12345")
    assert [(it.role, it.agency.slug) for it in Membership.objects.filter(user=user)] == [("admin", told["agency"])]
    assert not user.has_usable_password()
    assert Entry.objects.filter(subject_kind="person", subject_id=str(user.pk), actor_kind="job").exists()

    path = re.sub(r"^https?://[^/]+", "", told["link"])
    browser = Client()
    form = browser.get(path, follow=True)
    answer = browser.post(form.request["PATH_INFO"], {"password1": "一個夠長的新密碼9x", "password2": "一個夠長的新密碼9x"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("一個夠長的新密碼9x")

    again = run("first-admin", "other", "--name", "李大同")
    assert (again.exit_code, User.objects.filter(username="other").exists()) == (1, False)
    assert "已有系統管理者" in again.stderr


@pytest.mark.parametrize(
    ("typed", "says"),
    [(("e12345", "--name", " "), "請填寫姓名"), (("e 1", "--name", "王小明"), "帳號請用"), ((*NAMED, "--agency", "沒有這個"), "沒有機關")],
)
def test_what_is_wrong_is_said_and_nothing_is_made(run: Run, typed: tuple[str, ...], says: str) -> None:
    refused = run("first-admin", *typed)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert not User.objects.filter(is_citizen=False).exists()
