"""Channels for the stories of the notices: in use for one test, then forgotten."""

from collections.abc import Iterator

import pytest

from tests.notices.servers import Postbox, Site, mail_server, web_server
from yankao.engines.notices import channels
from yankao.engines.notices.channels import use_channel
from yankao.engines.notices.sms import Gateway, SmsChannel
from yankao.engines.notices.smtp import MailChannel, MailServer
from yankao.engines.notices.webhook import WebhookChannel

FIELDS = {"to": "{phone}", "text": "{text}", "ref": "{id}"}


@pytest.fixture(autouse=True)
def no_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "_channels", {})


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server() as box:
        use_channel(MailChannel(MailServer(host="127.0.0.1", port=box.port, sender="研考會 <noreply@city.example>", timeout=5)))
        yield box


@pytest.fixture
def gateway() -> Iterator[Site]:
    with web_server() as site:
        use_channel(SmsChannel(Gateway(url=f"{site.url}/send", fields=FIELDS, success=r"^OK")))
        site.answers = [(200, "OK 1234")]
        yield site


@pytest.fixture
def listener() -> Iterator[Site]:
    with web_server() as site:
        use_channel(WebhookChannel())
        yield site
