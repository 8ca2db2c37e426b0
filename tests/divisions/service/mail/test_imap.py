"""The mailbox is read over IMAP from a real server: each mail once, none deleted, faults told without the password."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.cases.people import at

from yankao.divisions.service.mail.imap import Mailbox, MailboxError, poll
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.setup import Setup
from yankao.engines.cases.models import Case

pytestmark = pytest.mark.django_db
NOW = at("2023-03-01 09:00")
SETUP = Setup(mayor_addresses=frozenset({"mayor@city.example"}))
MAIL = "From: {sender}\r\nTo: mayor@city.example\r\nSubject: =?utf-8?b?6Lev54eI?=\r\nMessage-ID: <{n}@mail.example>\r\n\r\nlamp {n} is out\r\n"
START = "import sys; from pymap.main import main; sys.exit(main())"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    port = free_port()
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data")
    process = subprocess.Popen([sys.executable, "-c", START, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def box(server: int) -> Iterator[Mailbox]:
    """An empty folder of the mailbox."""
    with imaplib.IMAP4("127.0.0.1", server) as client:
        client.login("demouser", "demopass")
        client.create("Mayor")
        yield Mailbox(host="127.0.0.1", port=server, user="demouser", password="demopass", is_tls=False, folder="Mayor")
        client.delete("Mayor")


def put(box: Mailbox, *mails: str) -> None:
    with imaplib.IMAP4(box.host, box.port) as client:
        client.login(box.user, box.password)
        for mail in mails:
            status, said = client.append(box.folder, "", imaplib.Time2Internaldate(0), mail.encode())
            assert status == "OK", said


def left(box: Mailbox) -> int:
    with imaplib.IMAP4(box.host, box.port) as client:
        client.login(box.user, box.password)
        client.select(box.folder)
        return len(client.search(None, "ALL")[1][0].split())


def test_new_mails_become_petitions_once_and_stay_in_the_mailbox(city: object, box: Mailbox) -> None:
    put(box, MAIL.format(n=1, sender="a@mail.example"), MAIL.format(n=2, sender="b@mail.example"))
    assert poll(box, now=NOW, setup=SETUP) == 2
    assert poll(box, now=NOW + timedelta(minutes=1), setup=SETUP) == 0
    assert set(Case.objects.values_list("description", flat=True)) == {"lamp 1 is out", "lamp 2 is out"}
    assert set(Case.objects.values_list("title", flat=True)) == {"路燈"}
    assert left(box) == 2


def test_a_mail_fetched_again_after_a_crash_is_the_same_case(city: object, box: Mailbox) -> None:
    put(box, MAIL.format(n=3, sender="a@mail.example"))
    poll(box, now=NOW, setup=SETUP)
    put(box, MAIL.format(n=3, sender="a@mail.example"))
    assert poll(box, now=NOW, setup=SETUP) == 1
    assert Case.objects.count() == 1


def test_what_is_no_mail_does_not_keep_the_others_out(city: object, box: Mailbox) -> None:
    put(box, "Subject: nothing\r\n\r\n", MAIL.format(n=4, sender="a@mail.example"))
    assert poll(box, now=NOW, setup=SETUP) == 2
    assert IncomingMail.objects.count() == 1


def test_a_large_mail_is_fetched_only_at_its_beginning(city: object, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yankao.divisions.service.mail.imap.LARGEST", 1000)
    monkeypatch.setattr("yankao.divisions.service.mail.intake.LARGEST", 1000)
    put(box, MAIL.format(n=5, sender="a@mail.example") + "x" * 2000)
    poll(box, now=NOW, setup=SETUP)
    row = IncomingMail.objects.get()
    assert (row.state, row.is_whole) == ("held", False)
    assert row.size > 2000


def test_a_wrong_password_is_told_without_it(city: object, server: int) -> None:
    box = Mailbox(host="127.0.0.1", port=server, user="demouser", password="s3cret-pass", is_tls=False)
    with pytest.raises(MailboxError) as caught:
        poll(box, now=NOW, setup=SETUP)
    assert "s3cret-pass" not in f"{caught.value}{caught.value.__cause__}"


def test_a_server_that_is_away_is_told(city: object) -> None:
    box = Mailbox(host="127.0.0.1", port=free_port(), user="u", password="p", is_tls=False)
    with pytest.raises(MailboxError, match="無法連線"):
        poll(box, now=NOW, setup=SETUP)
