"""What the operator configures for the ways out and in: read once, and refused with the name of the variable."""

import pytest

from yankao.site.errors import EnvironmentRefusedError
from yankao.site.outside import for_demonstration, read_outside


def test_nothing_configured_is_nothing_used() -> None:
    found = read_outside({})
    assert (found.smtp, found.sms, found.imap, found.limits) == (None, None, None, {})


def test_a_mail_server_is_read_with_its_password() -> None:
    found = read_outside({"YANKAO_SMTP_URL": "smtp+starttls://yankao:p%40ss@mail.example", "YANKAO_MAIL_FROM": "研考會 <noreply@city.example>"}).smtp
    assert found is not None
    assert (found.host, found.port, found.user, found.password, found.is_starttls, found.is_tls) == (
        "mail.example",
        587,
        "yankao",
        "p@ss",
        True,
        False,
    )
    assert "p@ss" not in repr(found)


def test_a_gateway_is_described_by_its_fields() -> None:
    found = read_outside(
        {"YANKAO_SMS_URL": "https://sms.example/send", "YANKAO_SMS_FIELDS": '{"dst": "{phone}", "body": "{text}", "key": "s3cret"}'}
    ).sms
    assert found is not None
    assert found.fields["dst"] == "{phone}"
    assert "s3cret" not in repr(found)


def test_a_mailbox_and_limits_are_read() -> None:
    found = read_outside(
        {"YANKAO_IMAP_URL": "imaps://mayor%40city.example:x@imap.example/Mayor", "YANKAO_RATE_LIMITS": "open311.write=1200/60, forms=0"}
    )
    assert found.imap is not None
    assert (found.imap.user, found.imap.port, found.imap.folder) == ("mayor@city.example", 993, "Mayor")
    assert found.limits == {"open311.write": (1200, 60), "forms": (0, 0)}


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"YANKAO_SMTP_URL": "http://mail.example", "YANKAO_MAIL_FROM": "a@b.example"}, "YANKAO_SMTP_URL"),
        ({"YANKAO_SMTP_URL": "smtp://mail.example"}, "YANKAO_MAIL_FROM"),
        ({"YANKAO_SMTP_URL": "smtp://mail.example:port", "YANKAO_MAIL_FROM": "a@b.example"}, "YANKAO_SMTP_URL"),
        ({"YANKAO_SMS_URL": "http://sms.example"}, "YANKAO_SMS_URL"),
        ({"YANKAO_SMS_URL": "https://sms.example", "YANKAO_SMS_FIELDS": "{"}, "YANKAO_SMS_FIELDS"),
        ({"YANKAO_SMS_URL": "https://sms.example", "YANKAO_SMS_FIELDS": '{"a": "b"}'}, "YANKAO_SMS_FIELDS"),
        ({"YANKAO_SMS_URL": "https://sms.example", "YANKAO_SMS_FORMAT": "xml"}, "YANKAO_SMS_FORMAT"),
        ({"YANKAO_SMS_URL": "https://sms.example", "YANKAO_SMS_SUCCESS": "("}, "YANKAO_SMS_SUCCESS"),
        ({"YANKAO_SMS_URL": "https://sms.example", "YANKAO_SMS_ENCODING": "ebcdic"}, "YANKAO_SMS_ENCODING"),
        ({"YANKAO_IMAP_URL": "imaps://imap.example"}, "YANKAO_IMAP_URL"),
        ({"YANKAO_RATE_LIMITS": "open311.write=many"}, "YANKAO_RATE_LIMITS"),
        ({"YANKAO_RATE_LIMITS": "open311.write=0/60"}, "YANKAO_RATE_LIMITS"),
        ({"YANKAO_PUBLIC_URL": "ftp://city.example"}, "YANKAO_PUBLIC_URL"),
    ],
)
def test_what_is_not_understood_stops_the_start_and_is_named(environ: dict[str, str], names: str) -> None:
    with pytest.raises(EnvironmentRefusedError, match=names):
        read_outside(environ)


def test_a_demonstration_reaches_nothing_beyond_this_machine() -> None:
    environ = {"YANKAO_SMTP_URL": "smtp://mail.example", "YANKAO_MAIL_FROM": "a@b.example", "YANKAO_SMS_URL": "http://127.0.0.1:9/send"}
    found = for_demonstration(read_outside(environ))
    assert found.smtp is None
    assert found.sms is not None
