"""Notices leave by real servers, wait where none is configured, and are tried again with the same id."""

import base64
import hmac
import json
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cases.people import at
from tests.notices.servers import Postbox, Site
from yankao.engines.identity.models import ApplicationToken, Membership, User
from yankao.engines.notices import deliver as sending
from yankao.engines.notices.channels import Later, Message, NotSentError
from yankao.engines.notices.models import ChannelKey, Delivery, Hook, Notice, Preference
from yankao.engines.notices.outbox import channel_states, counts, deliveries, send_again, send_test
from yankao.engines.notices.plan import take_up
from yankao.engines.notices.sms import Gateway, SmsChannel, mobile_of
from yankao.engines.notices.tasks import enqueue, take_up_notices
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.notices.threads import deliveries_in, number_in, subject_mark
from yankao.engines.notices.webhook import add_hook, end_hook, secret_of
from yankao.engines.notices.wishes import wish
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.persons.write import create_person, erase

pytestmark = pytest.mark.django_db
NOW = at("2023-03-01 09:00")
CLERK = job("test")


def person(*, phone: str = "0912-345-678", email: str = "mei@mail.example") -> Person:
    return create_person(PersonData(name="林美玲", phone=phone, email=email), now=NOW)


def told(it: Person, *, by: ChannelKey | None = None, text: str = "您的案件已回復") -> Delivery:
    """Tell a person something about a subject nobody words, and take it up."""
    kind = Notice.Recipient.PERSON
    tell([Telling(recipient_kind=kind, recipient_id=str(it.pk), subject_kind="x", subject_id="1", title="案件進度", text=text, by=by)], now=NOW)
    take_up(now=NOW, send=enqueue)
    return Delivery.objects.latest("created_at", "id")


def told_office(kind: Notice.Recipient, key: str, title: str = "請儘速回復") -> list[Delivery]:
    tell([Telling(recipient_kind=kind, recipient_id=key, subject_kind="x", subject_id="1", title=title)], now=NOW)
    take_up(now=NOW, send=enqueue)
    return list(Delivery.objects.order_by("id"))


def after(it: Delivery) -> Delivery:
    """Send a delivery and return what became of it."""
    sending.deliver(it.pk, now=NOW)
    return Delivery.objects.get(pk=it.pk)


def test_a_mail_goes_by_the_citys_server_and_no_machine_answers_it(postbox: Postbox) -> None:
    done = after(told(person()))
    (mail,) = postbox.mails
    assert (done.state, done.sent_at, done.attempts) == ("sent", NOW, 1)
    assert mail["To"] == "mei@mail.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "您的案件已回復" in mail.get_content()
    assert deliveries_in(mail["Message-ID"]) == [done.pk]


def test_until_a_channel_is_configured_its_messages_wait_and_say_why() -> None:
    waiting = told(person())
    assert (waiting.state, waiting.channel) == ("waiting", "email")
    assert "YANKAO_SMTP_URL" in waiting.reason
    assert not ProcrastinateJob.objects.filter(task_name="notices.deliver").exists()
    assert counts() == {"waiting": 1}


def test_what_waited_goes_when_somebody_sends_it_again(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("yankao.engines.notices.channels._channels", {})
        waiting = told(person())
    assert send_again([waiting], actor=CLERK, now=NOW) == 1
    assert after(waiting).state == "sent"
    assert send_again([waiting], actor=CLERK, now=NOW) == 0
    assert len(postbox.mails) == 1


def test_a_server_that_is_away_is_tried_again_with_the_same_id(postbox: Postbox) -> None:
    postbox.says = "451 try later"
    delivery = told(person())
    with pytest.raises(Later):
        sending.deliver(delivery.pk, now=NOW)
    assert Delivery.objects.get(pk=delivery.pk).state == "queued"
    postbox.says = "250 OK"
    assert after(delivery).attempts == 2
    assert deliveries_in(postbox.mails[0]["Message-ID"]) == [delivery.pk]


def test_patience_ends_and_the_reason_stays(postbox: Postbox) -> None:
    postbox.says = "451 try later"
    delivery = told(person())
    for _attempt in range(sending.MOST_ATTEMPTS - 1):
        with pytest.raises(Later):
            sending.deliver(delivery.pk, now=NOW)
    last = after(delivery)
    assert (last.state, last.attempts) == ("failed", sending.MOST_ATTEMPTS)
    assert "451" in last.reason


def test_an_address_refused_for_good_is_not_tried_again_and_stands_nowhere(postbox: Postbox) -> None:
    postbox.says = "550 <mei@mail.example> no such user"
    failed = after(told(person()))
    assert failed.state == "failed"
    assert "550" in failed.reason
    assert "mei@mail.example" not in failed.reason


def test_a_server_nobody_reaches_is_told_without_its_recipient(postbox: Postbox) -> None:
    postbox.says = "421 <mei@mail.example> closing"
    delivery = told(person())
    with pytest.raises(NotSentError) as caught:
        sending.deliver(delivery.pk, now=NOW)
    assert "mei" not in str(caught.value)


def test_the_job_carries_an_id_and_nothing_personal(postbox: Postbox) -> None:
    delivery = told(person())
    (waiting,) = ProcrastinateJob.objects.filter(task_name="notices.deliver")
    assert waiting.args == {"delivery": str(delivery.pk)}


def test_a_person_without_mail_gets_a_text_message(gateway: Site) -> None:
    done = after(told(person(email="")))
    (call,) = gateway.calls
    assert (done.state, done.channel, done.reference) == ("sent", "sms", "OK 1234")
    assert json.loads(call.body) == {"to": "0912345678", "text": "您的案件已回復", "ref": str(done.pk)}


def test_a_text_message_can_be_asked_for_although_there_is_mail(gateway: Site, postbox: Postbox) -> None:
    assert told(person(), by=ChannelKey.SMS).channel == "sms"


def test_a_gateway_that_tells_its_error_in_the_text_is_believed(gateway: Site) -> None:
    gateway.answers = [(200, "-102,餘額不足 0912345678")]
    failed = after(told(person(email="")))
    assert failed.state == "failed"
    assert "餘額不足" in failed.reason
    assert "0912345678" not in failed.reason


@pytest.mark.parametrize(("status", "state"), [(500, "queued"), (429, "queued"), (400, "failed"), (302, "failed")])
def test_answers_of_a_gateway_say_whether_it_is_tried_again(gateway: Site, status: int, state: str) -> None:
    gateway.answers = [(status, "")]
    delivery = told(person(email=""))
    if state == "queued":
        with pytest.raises(Later):
            sending.deliver(delivery.pk, now=NOW)
    else:
        sending.deliver(delivery.pk, now=NOW)
    assert Delivery.objects.get(pk=delivery.pk).state == state
    assert len(gateway.calls) == 1


def test_a_gateway_in_big5_gets_its_form(gateway: Site) -> None:
    form = Gateway(url=f"{gateway.url}/form", form="form", fields={"dst": "{phone}", "smbody": "{text}"}, encoding="big5", success="^OK")
    SmsChannel(form).send(Message(id="1", address="+886 912 345 678", subject="", text="已回復{phone}"))
    (call,) = gateway.calls
    assert call.headers["content-type"] == "application/x-www-form-urlencoded; charset=big5"
    assert call.body == b"dst=0912345678&smbody=%A4w%A6%5E%B4_%7Bphone%7D"


@pytest.mark.parametrize(("phone", "mobile"), [("0912-345-678", "0912345678"), ("+886912345678", "0912345678"), ("07-3368333", ""), ("", "")])
def test_only_mobile_numbers_of_this_country_get_text_messages(phone: str, mobile: str) -> None:
    assert mobile_of(phone) == mobile


def test_who_left_neither_mail_nor_mobile_is_listed_for_a_call(postbox: Postbox) -> None:
    failed = told(person(phone="07-3368333", email=""))
    assert (failed.state, failed.channel) == ("failed", "")
    assert "電話或書面" in failed.reason


def test_a_wish_is_followed_and_silence_respected(postbox: Postbox, gateway: Site) -> None:
    one, other = person(), person()
    wish(Preference.Owner.PERSON, str(one.pk), Preference.Way.SMS, actor=CLERK, now=NOW)
    wish(Preference.Owner.PERSON, str(other.pk), Preference.Way.NONE, actor=CLERK, now=NOW)
    assert told(one).channel == "sms"
    assert told(other).reason == "反映人不需另行通知"


def test_an_erased_person_is_never_written_to(postbox: Postbox) -> None:
    it = person()
    delivery = told(it)
    erase(it, actor=CLERK, now=NOW)
    assert after(delivery).state == "failed"
    assert told(it).reason == "個人資料已清除或無法開啟"
    assert not postbox.mails


def test_an_office_reads_in_the_program_and_gets_mail_only_when_it_asks(city: object, postbox: Postbox) -> None:
    agency = Agency.objects.get(slug="public-works-maintenance")
    assert told_office(Notice.Recipient.AGENCY, str(agency.pk)) == []
    wish(Preference.Owner.AGENCY, str(agency.pk), Preference.Way.EMAIL, mailbox="window@city.example", actor=CLERK, now=NOW)
    (delivery,) = told_office(Notice.Recipient.AGENCY, str(agency.pk))
    assert after(delivery).state == "sent"
    assert postbox.mails[0]["To"] == "window@city.example"


def test_members_of_an_office_who_asked_get_mail_while_they_hold_the_post(city: object, postbox: Postbox) -> None:
    agency = Agency.objects.get(slug="rdec-service")
    user = User.objects.create(username="lin", name="林督導", email="lin@city.example")
    held = Membership.objects.create(user=user, agency=agency, role="desk_lead")
    wish(Preference.Owner.USER, str(user.pk), Preference.Way.EMAIL, actor=CLERK, now=NOW)
    (delivery,) = told_office(Notice.Recipient.DIVISION, "service")
    assert after(delivery).state == "sent"
    held.ends_on = at("2023-02-28 09:00").date()
    held.save()
    assert len(told_office(Notice.Recipient.DIVISION, "service", title="第二則")) == 1


def test_an_office_without_a_mailbox_is_asked_for_one() -> None:
    with pytest.raises(ValidationError, match="公務信箱"):
        wish(Preference.Owner.AGENCY, "1", Preference.Way.EMAIL, actor=CLERK, now=NOW)


def hook(site: Site, *, slug: str = "") -> Hook:
    agency = Agency.objects.get(slug=slug) if slug else None
    token, _ = ApplicationToken.objects.get_or_create(name="FixMyStreet", key_hash="0" * 64, defaults={"created_at": NOW, "agency": agency})
    return add_hook(token, f"{site.url}/hook", actor=CLERK, now=NOW)


def test_a_program_is_told_by_a_signed_message_it_can_check(listener: Site) -> None:
    it = hook(listener)
    (delivery,) = told_office(Notice.Recipient.APPLICATION, str(it.application_id), title="S1120000001 已回報")
    assert after(delivery).state == "sent"
    (call,) = listener.calls
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    expected = hmac.digest(base64.b64decode(secret_of(it).removeprefix("whsec_")), signed, sha256)
    assert call.headers["webhook-id"] == str(delivery.pk)
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert json.loads(call.body)["data"]["title"] == "S1120000001 已回報"


def test_a_program_that_breaks_down_is_told_again_under_the_same_id(listener: Site) -> None:
    listener.answers = [(503, ""), (200, "ok")]
    it = hook(listener)
    (delivery,) = told_office(Notice.Recipient.APPLICATION, str(it.application_id))
    with pytest.raises(Later):
        sending.deliver(delivery.pk, now=NOW)
    assert after(delivery).state == "sent"
    assert len({call.headers["webhook-id"] for call in listener.calls}) == 1
    assert len(listener.calls) == 2


def test_a_program_of_an_agency_hears_what_the_agencies_below_are_told(city: object, listener: Site) -> None:
    hook(listener, slug="public-works")
    below = Agency.objects.get(slug="public-works-maintenance")
    other = Agency.objects.get(slug="environment")
    assert len(told_office(Notice.Recipient.AGENCY, str(below.pk))) == 1
    assert len(told_office(Notice.Recipient.AGENCY, str(other.pk))) == 1


def test_an_address_that_was_ended_is_told_nothing_more(listener: Site) -> None:
    it = hook(listener)
    (delivery,) = told_office(Notice.Recipient.APPLICATION, str(it.application_id))
    end_hook(it, actor=CLERK, now=NOW)
    assert after(delivery).state == "failed"
    assert not listener.calls


@pytest.mark.parametrize("url", ["http://example.org/hook", "ftp://example.org", "https://user:pass@example.org/", "javascript:alert(1)"])
def test_addresses_that_others_could_read_are_refused(url: str) -> None:
    token = ApplicationToken.objects.create(name="x", key_hash="1" * 64, created_at=NOW)
    with pytest.raises(ValidationError):
        add_hook(token, url, actor=CLERK, now=NOW)


def test_a_bounce_is_written_down_once_and_only_for_ours(postbox: Postbox) -> None:
    done = after(told(person()))
    assert sending.bounced(done.pk, reason="550 5.1.1 <mei@mail.example> unknown", now=NOW) is True
    assert sending.bounced(done.pk, reason="again", now=NOW) is False
    came_back = Delivery.objects.get(pk=done.pk)
    assert came_back.state == "bounced"
    assert "mei@mail.example" not in came_back.reason


def test_the_state_of_each_channel_is_known(postbox: Postbox) -> None:
    after(told(person()))
    postbox.says = "550 no"
    after(told(person()))
    states = {it.key: it for it in channel_states()}
    assert (states["email"].missing, states["email"].sent, states["email"].failed) == ("", 1, 1)
    assert "550" in states["email"].last_reason
    assert "YANKAO_SMS_URL" in states["sms"].missing


def test_a_test_message_goes_at_once_and_says_why_not(postbox: Postbox) -> None:
    assert send_test("email", "admin@city.example", actor=CLERK, now=NOW) == ""
    assert "測試訊息" in postbox.mails[0].get_content()
    postbox.says = "550 no"
    assert "550" in send_test("email", "admin@city.example", actor=CLERK, now=NOW)
    assert "YANKAO_SMS_URL" in send_test("sms", "0912345678", actor=CLERK, now=NOW)


def test_the_outbox_is_found_by_state_channel_and_case() -> None:
    delivery = told(person())
    assert list(deliveries(state="waiting", channel="email", about="1")) == [delivery]
    assert not deliveries(state="sent").exists()
    assert not deliveries(about="2").exists()


def test_the_clock_takes_up_everything_once(postbox: Postbox) -> None:
    it = person()
    kind = Notice.Recipient.PERSON
    tell([Telling(recipient_kind=kind, recipient_id=str(it.pk), subject_kind="x", subject_id=str(n), title="進度") for n in range(3)], now=NOW)
    take_up_notices.run(now=NOW)
    take_up_notices.run(now=NOW)
    assert Delivery.objects.count() == 3
    assert ProcrastinateJob.objects.filter(task_name="notices.deliver").count() == 3
    assert not Notice.objects.filter(taken_up_at__isnull=True).exists()


def test_a_mark_in_a_subject_proves_its_number_and_no_other() -> None:
    mark = subject_mark("P1120000001")
    assert number_in(f"回復：{mark} 您好") == "P1120000001"
    assert number_in(mark.replace("P1120000001", "P1120000002")) == ""
    assert number_in("P1120000001 [P1120000001/aaaaaaaaaaaa]") == ""


def test_the_holder_of_an_account_is_mailed_at_once_unless_they_wished_otherwise(postbox: Postbox) -> None:
    user = User.objects.create(username="judge", name="沈評委", email="judge@mail.example")
    [sent] = [after(it) for it in told_office(Notice.Recipient.ACCOUNT, str(user.pk), "敬邀擔任評審委員")]
    assert (sent.state, postbox.mails[0]["To"], Notice.objects.get().state) == ("sent", "judge@mail.example", "shown")
    wish(Preference.Owner.USER, str(user.pk), Preference.Way.NONE, actor=CLERK, now=NOW)
    unsent = told_office(Notice.Recipient.ACCOUNT, str(user.pk), "請評分")[-1]
    assert (unsent.state, unsent.reason) == ("failed", "收件人不需另行通知")
