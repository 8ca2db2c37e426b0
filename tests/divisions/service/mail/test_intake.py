"""Mail of citizens: a letter becomes a petition, an answer a supplement, a bounce marks its notice, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image
from tests.cases.people import at, staff

from yankao.divisions.service.mail.intake import take
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.originals import KEPT, forget, open_original, original
from yankao.divisions.service.mail.reading import NotAMessageError, read, said_newly
from yankao.divisions.service.mail.setup import LARGEST, MOST_OF_SENDER, Setup
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.life import withdraw
from yankao.engines.cases.models import Case, CaseFile, CaseNote
from yankao.engines.cases.open import open_case
from yankao.engines.notices import channels
from yankao.engines.notices import deliver as sending
from yankao.engines.notices.channels import Message, use_channel
from yankao.engines.notices.models import ChannelKey, Delivery, Notice
from yankao.engines.notices.plan import take_up
from yankao.engines.notices.threads import subject_mark
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import PersonData

pytestmark = pytest.mark.django_db
NOW = at("2023-03-01 09:00")
SETUP = Setup(
    mayor_addresses=frozenset({"mayor@city.example"}), own_addresses=frozenset({"mayor@city.example", "noreply@city.example"}),
    public_url="https://city.example", can_answer=True,
)  # fmt: skip


def mail(text: str = "巷口路燈不亮，請派員修理。", *, sender: str = "林美玲 <mei@mail.example>", **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": sender, "To": "mayor@city.example", "Subject": "路燈不亮", "Message-ID": "<1@mail.example>"}
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message


def took(message: EmailMessage | bytes, *, minutes: int = 0) -> IncomingMail:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return take(raw, now=NOW + timedelta(minutes=minutes), setup=SETUP)


@pytest.fixture
def sent(city: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Message]]:
    """Every mail that leaves."""
    monkeypatch.setattr(channels, "_channels", {})
    messages: list[Message] = []

    class Kept:
        key = ChannelKey.EMAIL
        missing = ""

        def send(self, message: Message) -> str:
            messages.append(message)
            return ""

    use_channel(Kept())
    return messages


def send_all(*, minutes: int = 1) -> None:
    now = NOW + timedelta(minutes=minutes)
    queued: list[Delivery] = []
    take_up(now=now, send=queued.extend)
    for each in queued:
        sending.deliver(each.pk, now=now)


def test_a_letter_to_the_mayor_becomes_a_petition_of_its_sender(city: object) -> None:
    row = took(mail())
    case = Case.objects.get()
    assert (row.state, row.case, row.is_mayors) == ("opened", case, True)
    assert (case.procedure, case.title, case.channel, case.description) == ("service.petition", "路燈不亮", "mailbox", "巷口路燈不亮，請派員修理。")
    assert case.reporter is not None
    assert (opened(case.reporter).name, opened(case.reporter).email) == ("林美玲", "mei@mail.example")
    assert case.due_at is not None


def test_a_letter_to_another_address_is_plain_mail(city: object) -> None:
    took(mail(To="service@city.example"))
    assert Case.objects.get().channel == "email"


def test_its_writer_is_told_the_number_and_how_to_go_on(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    (message,) = sent
    assert message.address == "mei@mail.example"
    assert subject_mark(case.number) in message.subject
    assert case.number in message.text
    assert "查詢進度" in message.text


def test_the_same_message_twice_is_one_case(city: object) -> None:
    first, again = took(mail()), took(mail(), minutes=5)
    assert first == again
    assert Case.objects.count() == 1


def answer_to(message: Message, text: str = "補充：是第三支路燈。", **headers: str) -> EmailMessage:
    return mail(text, **{"Subject": f"Re: {message.subject}", "Message-ID": "<2@mail.example>", **headers})


def test_an_answer_is_added_to_its_case_without_what_it_quotes(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    row = took(answer_to(sent[0], "補充：是第三支路燈。\n\n於 2023年3月1日 研考會 <noreply@city.example> 寫道：\n> 您好：\n> 已收到"), minutes=5)
    note = CaseNote.objects.get(case=case, kind=CaseNote.Kind.SUPPLEMENT)
    assert (row.state, row.case, note.text) == ("added", case, "補充：是第三支路燈。")
    assert Case.objects.count() == 1


def test_an_answer_is_found_by_the_message_it_answers_when_the_subject_was_changed(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    row = took(answer_to(sent[0], Subject="謝謝", In_Reply_To=f"<{sent[0].id}@city.example>"), minutes=5)
    assert (row.state, row.case) == ("added", case)


def test_nobody_else_attaches_to_a_case_even_with_its_mark(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    row = took(answer_to(sent[0], From="別人 <other@mail.example>"), minutes=5)
    assert (row.state, row.case) == ("held", case)
    assert "不同" in row.reason
    assert not CaseNote.objects.filter(case=case, kind=CaseNote.Kind.SUPPLEMENT).exists()


@pytest.mark.parametrize("mark", ["{number}", "[{number}/aaaaaaaaaaaa]"])
def test_a_number_without_its_mark_touches_no_case_but_is_noted(city: object, mark: str) -> None:
    case = took(mail()).case
    row = took(mail(Subject="Re: " + mark.format(number=case.number), **{"Message-ID": "<2@mail.example>"}), minutes=5)
    assert row.state == "opened"
    assert row.case != case
    assert row.case.service_petition.earlier_number == case.number
    assert not CaseNote.objects.filter(case=case).exists()


def test_a_made_up_message_id_leads_to_no_case(sent: list[Message]) -> None:
    took(mail())
    send_all()
    delivery = Delivery.objects.get()
    row = took(mail(In_Reply_To=f"<{delivery.pk}.aaaaaaaaaaaa@city.example>", **{"Message-ID": "<2@mail.example>"}), minutes=5)
    assert row.state == "opened"
    assert Case.objects.count() == 2


def test_an_answer_completes_a_petition_that_waited_for_it(sent: list[Message]) -> None:
    case = took(mail()).case
    clerk = staff("clerk", case.agency.slug)
    advance(case, "ask_more", actor=clerk, now=NOW + timedelta(minutes=1), facts={"missing": "請提供照片"})
    send_all(minutes=2)
    row = took(answer_to(next(it for it in sent if subject_mark(case.number) in it.subject)), minutes=5)
    assert row.state == "added"
    assert Case.objects.get(pk=case.pk).step == "assigned"


def test_an_answer_after_the_end_is_a_petition_that_names_the_earlier_one(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    withdraw(case, actor=staff("agent", "rdec-service-callcentre"), now=NOW + timedelta(minutes=2), reason="撤回")
    row = took(answer_to(sent[0]), minutes=5)
    assert row.state == "opened"
    assert row.case.service_petition.earlier_number == case.number


def test_the_answer_of_the_agency_stands_in_the_letter(sent: list[Message]) -> None:
    clerk = staff("clerk", "public-works-maintenance")
    person = PersonData(name="林美玲", email="mei@mail.example")
    facts = {"category": "street-light-fault-1", "description": "不亮", "address": "三多路", "channel": "web", "reporter": person}
    case = open_case(registry.get("service.dispatch"), actor=staff("agent", "rdec-service-callcentre"), now=NOW, facts=facts)
    case = advance(case, "acknowledge", actor=clerk, now=NOW + timedelta(minutes=1))
    case = advance(case, "report", actor=clerk, now=NOW + timedelta(minutes=2), facts={"result": "fixed", "report": "已更換燈泡"})
    agent = staff("agent", "rdec-service-callcentre")
    advance(case, "call_back", actor=agent, now=NOW + timedelta(minutes=3), facts={"call_back": "called", "remark": ""})
    advance(case, "release", actor=agent, now=NOW + timedelta(minutes=4), facts={"public_reply": "路燈已修復，謝謝您。"})
    send_all(minutes=5)
    assert any("路燈已修復，謝謝您。" in it.text and case.number in it.text for it in sent)


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Auto_Submitted": "auto-replied"}, "自動回覆"),
        ({"Precedence": "bulk"}, "自動回覆"),
        ({"List_Id": "<news.example>"}, "自動回覆"),
        ({"X_Autoreply": "yes"}, "自動回覆"),
        ({"Return_Path": "<>"}, "自動回覆"),
        ({"From": "noreply@city.example"}, "迴圈"),
        ({"From": "nobody"}, "寄件人"),
    ],
)
def test_machines_loops_and_nobodies_are_held_with_the_reason(city: object, headers: dict[str, str], says: str) -> None:
    row = took(mail(**headers))
    assert row.state == "held"
    assert says in row.reason
    assert not Case.objects.exists()


def test_a_mail_that_went_round_in_circles_is_held(city: object) -> None:
    raw = b"Received: from a by b; Wed, 1 Mar 2023 09:00:00 +0800\r\n" * 31 + mail().as_bytes()
    assert "迴圈" in took(raw).reason


def test_a_flood_from_one_sender_is_held_and_another_is_heard(city: object) -> None:
    rows = [took(mail(**{"Message-ID": f"<{n}@mail.example>"}), minutes=n) for n in range(MOST_OF_SENDER + 1)]
    assert {it.state for it in rows[:-1]} == {"opened"}
    assert rows[-1].state == "held"
    assert took(mail(sender="other@mail.example", **{"Message-ID": "<x@mail.example>"}), minutes=30).state == "opened"
    assert took(mail(**{"Message-ID": "<later@mail.example>"}), minutes=90).state == "opened"


def test_a_mail_that_is_too_large_is_held_with_its_beginning(city: object) -> None:
    row = take(mail().as_bytes(), now=NOW, setup=SETUP, size=LARGEST + 1)
    assert (row.state, row.is_whole, row.size) == ("held", False, LARGEST + 1)
    assert "過大" in row.reason


@pytest.mark.parametrize("raw", [b"", b"hello", b"\x00\x01\x02", b"\r\n\r\n\r\n"])
def test_what_is_no_mail_is_refused(city: object, raw: bytes) -> None:
    with pytest.raises(NotAMessageError):
        took(raw)
    assert not IncomingMail.objects.exists()


REPORT = """From: MAILER-DAEMON@mail.example
To: noreply@city.example
Message-ID: <bounce@mail.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; mei@mail.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{about}@city.example>
Subject: x

--b--
"""


def report(about: str, *, action: str = "failed") -> bytes:
    """Return a delivery report as a mail server writes it (RFC 3464)."""
    return REPORT.format(about=about, action=action).encode()


def test_a_bounce_marks_its_notice_and_is_shown(sent: list[Message]) -> None:
    case = took(mail()).case
    send_all()
    row = took(report(sent[0].id), minutes=5)
    delivery = Delivery.objects.get()
    assert (row.state, row.case) == ("bounce", case)
    assert delivery.state == "bounced"
    assert "550" in delivery.reason
    assert Notice.objects.filter(recipient_kind="person").count() == 1


def test_a_report_of_delay_marks_nothing(sent: list[Message]) -> None:
    took(mail())
    send_all()
    assert took(report(sent[0].id, action="delayed"), minutes=5).state == "bounce"
    assert Delivery.objects.get().state == "sent"


def test_a_made_up_bounce_marks_nothing_and_is_held(sent: list[Message]) -> None:
    took(mail())
    send_all()
    row = took(report(f"{Delivery.objects.get().pk}.aaaaaaaaaaaa"), minutes=5)
    assert row.state == "held"
    assert Delivery.objects.get().state == "sent"


def picture(tmp_path: Path, name: str = "lamp.jpg") -> bytes:
    path = tmp_path / name
    Image.new("RGB", (40, 30), "navy").save(path)
    return path.read_bytes()


def test_pictures_are_kept_and_what_may_not_is_named(city: object, tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(picture(tmp_path), maintype="image", subtype="jpeg", filename="路燈.jpg")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="virus.exe")
    case = took(message).case
    assert [it.stored.name for it in CaseFile.objects.filter(case=case).select_related("stored")] == ["路燈.jpg"]
    assert "〔附件未收錄〕virus.exe" in case.description


def test_the_original_is_sealed_opened_with_a_trace_and_forgotten(city: object) -> None:
    row = took(mail())
    assert b"mei@mail.example" not in bytes(row.raw_enc)
    assert b"mei@mail.example" in open_original(row, actor=staff("agent", "rdec-service-callcentre"), now=NOW)
    held = took(mail(Precedence="bulk", **{"Message-ID": "<2@mail.example>"}))
    assert forget(now=NOW + KEPT + timedelta(days=1)) == 1
    assert original(IncomingMail.objects.get(pk=row.pk)) == b""
    assert original(IncomingMail.objects.get(pk=held.pk)) != b""


@pytest.mark.parametrize(
    ("charset", "label"), [("big5", "big5"), ("cp950", "big5"), ("gb18030", "gb2312"), ("utf-8", "utf-8"), ("cp950", "x-unknown")]
)
def test_letters_in_every_usual_charset_are_read(charset: str, label: str) -> None:
    text = "路燈不亮，請修理"
    raw = b"From: a@mail.example\r\nSubject: x\r\nContent-Type: text/plain; charset=" + label.encode()
    raw += b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text.encode(charset)
    assert read(raw).text == text


def test_a_subject_in_raw_big5_is_read() -> None:
    raw = b"From: a@mail.example\r\nSubject: " + "路燈不亮".encode("big5") + b"\r\n\r\nx"
    assert read(raw).subject == "路燈不亮"


def test_a_letter_in_html_only_becomes_lines() -> None:
    page = "<html><head><style>p{}</style></head><body><p>第一行<br>第二行</p><script>x()</script><div>第三行 &amp; 完</div></body></html>"
    message = EmailMessage()
    message["From"] = "a@mail.example"
    message.set_content(page, subtype="html")
    assert [line for line in read(message.as_bytes()).text.splitlines() if line] == ["第一行", "第二行", "第三行 & 完"]


@pytest.mark.parametrize(
    "mark", ["-----Original Message-----", "On Wed, Mar 1, 2023 at 9:00 AM RDEC <a@b.example> wrote:", "寄件者: 研考會 <a@b.example>"]
)
def test_quoted_letters_are_left_out(mark: str) -> None:
    assert said_newly(f"謝謝\n\n{mark}\n舊信") == "謝謝"
    assert said_newly("> 只有引用") == "> 只有引用"
