"""The outbox, the channels and the wishes, as those see them who may."""

import pytest
from django.test import Client

from tests.notices.servers import Site, web_server
from tests.shell.conftest import NOW, Login, a_dispatch, agency
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.notices import channels
from yankao.engines.notices.channels import use_channel
from yankao.engines.notices.models import Delivery, Hook, Notice, Preference
from yankao.engines.notices.plan import take_up
from yankao.engines.notices.sms import Gateway, SmsChannel
from yankao.engines.notices.tasks import enqueue
from yankao.engines.notices.tell import Telling, tell


@pytest.fixture(autouse=True)
def no_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "_channels", {})


def waiting() -> Delivery:
    case = a_dispatch()
    kind = Notice.Recipient.PERSON
    told = Telling(recipient_kind=kind, recipient_id=str(case.reporter_id), subject_kind="case", subject_id=case.number, title="已解除管制")
    tell([told], now=NOW)
    take_up(now=NOW, send=enqueue)
    return Delivery.objects.latest("id")


@pytest.fixture
def lead(login: Login) -> Client:
    return login("desk_lead")


@pytest.mark.parametrize("address", ["/outbox/", "/outbox/export.csv", "/channels/"])
def test_only_those_who_look_after_it_see_what_left_the_program(login: Login, address: str) -> None:
    assert [login(who).get(address).status_code for who in ("", "citizen", "clerk", "agent")] == [302, 403, 403, 403]


def test_what_waits_is_listed_with_the_reason_and_no_address(lead: Client) -> None:
    it = waiting()
    body = lead.get("/outbox/?state=waiting").content.decode()
    assert "已解除管制" in body
    assert "YANKAO_SMS_URL" in body
    assert it.notice.subject_id in body
    assert "0912345678" not in body
    assert "沒有符合的寄件" in lead.get("/outbox/?state=sent").content.decode()


def test_sending_again_needs_a_channel_and_is_then_queued(lead: Client) -> None:
    it = waiting()
    lead.post("/outbox/", {"delivery": [str(it.pk)]})
    assert Delivery.objects.get(pk=it.pk).state == "waiting"
    use_channel(SmsChannel(Gateway(url="http://127.0.0.1:9/", fields={"to": "{phone}", "t": "{text}"})))
    lead.post("/outbox/?state=waiting", {"all": "1"})
    assert Delivery.objects.get(pk=it.pk).state == "queued"


def test_the_table_holds_what_is_shown_and_opens_in_a_spreadsheet(lead: Client) -> None:
    it = waiting()
    text = b"".join(lead.get("/outbox/export.csv?state=waiting")).decode()
    assert text.startswith("\ufeff建立時間,案號")
    assert it.notice.subject_id in text
    assert "0912345678" not in text


def test_the_admin_sees_what_is_missing_and_tries_a_channel(login: Login) -> None:
    admin = login("admin")
    assert "YANKAO_SMTP_URL" in admin.get("/channels/").content.decode()
    refused = admin.post("/channels/", {"channel": "sms", "address": "0912345678"})
    assert refused.status_code == 422
    assert "YANKAO_SMS_URL" in refused.content.decode()
    assert admin.post("/channels/", {"channel": "", "address": ""}).status_code == 422


def test_a_test_message_really_goes(login: Login) -> None:
    with web_server() as site:
        assert isinstance(site, Site)
        use_channel(SmsChannel(Gateway(url=site.url, fields={"to": "{phone}", "t": "{text}"})))
        assert login("admin").post("/channels/", {"channel": "sms", "address": "0912345678"}).status_code == 302
        assert "測試訊息" in site.calls[0].body.decode()


def test_a_program_gets_its_secret_once_and_is_ended(login: Login) -> None:
    admin, token = login("admin"), ApplicationToken.objects.first()
    assert token is not None
    shown = admin.post("/channels/hooks/new", {"application": token.pk, "url": "https://fms.example/hook"})
    assert "whsec_" in shown.content.decode()
    assert "whsec_" not in admin.get("/channels/").content.decode()
    assert admin.post("/channels/hooks/new", {"application": token.pk, "url": "http://fms.example/hook"}).status_code == 422
    hook = Hook.objects.get()
    admin.post(f"/channels/hooks/{hook.pk}/end")
    assert Hook.objects.get().ended_at is not None


def test_a_clerk_chooses_mail_and_only_a_leader_names_the_offices_mailbox(login: Login) -> None:
    assert login("clerk").post("/settings/notices", {"mail": "1"}).status_code == 302
    assert Preference.objects.get().way == "email"
    office = str(agency().pk)
    assert login("clerk").post("/settings/notices", {"agency": office, "mail": "1", "mailbox": "a@b.example"}).status_code == 403
    controller = login("controller")
    assert controller.post("/settings/notices", {"agency": office, "mail": "1", "mailbox": "x"}).status_code == 422
    assert controller.post("/settings/notices", {"agency": office, "mail": "1", "mailbox": "a@b.example"}).status_code == 302
    assert "a@b.example" in controller.get("/settings/notices").content.decode()
