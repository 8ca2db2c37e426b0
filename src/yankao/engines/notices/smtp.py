"""E-mail out (電子郵件): by the city's own mail server over SMTP, marked so that no machine answers it."""

import smtplib
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from yankao.engines.notices.channels import Later, Message, Refused
from yankao.engines.notices.models import ChannelKey

PERMANENT = 500
# Answered by no absence note and no mailing list (RFC 3834).
NO_ANSWER = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and from whom it comes."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False
    sender: str
    reply_to: str = ""
    timeout: int = 20


@dataclass(frozen=True, slots=True)
class MailChannel:
    """E-mail by one mail server."""

    server: MailServer
    missing: str = ""
    key: ChannelKey = ChannelKey.EMAIL

    @property
    def domain(self) -> str:
        """The domain in which the messages are numbered."""
        return parseaddr(self.server.sender)[1].rpartition("@")[2] or "localhost"

    def send(self, message: Message) -> str:
        """Hand one mail over; a server that says 5xx refuses for good, everything else is tried again."""
        server, headers = self.server, {**NO_ANSWER, "Message-ID": f"<{message.id}@{self.domain}>", **message.headers}
        answers = [server.reply_to] if server.reply_to else None
        mail = EmailMessage(
            message.subject, message.text, server.sender, [message.address], headers=headers, reply_to=answers, connection=self._backend()
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            # The answer repeats the address, so only its code and what is covered of its words go on.
            code, words = next(iter(error.recipients.values()), (PERMANENT, b""))
            raise _said(code, words) from None
        except smtplib.SMTPResponseException as error:
            raise _said(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Later(f"寄信主機無法連線或中斷（{type(error).__name__}）") from None
        return ""

    def _backend(self) -> EmailBackend:
        server = self.server
        return EmailBackend(
            host=server.host, port=server.port, username=server.user, password=server.password, use_tls=server.is_starttls,
            use_ssl=server.is_tls, timeout=server.timeout, fail_silently=False,
        )  # fmt: skip


def _said(code: int, words: bytes | str) -> Later | Refused:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return (Refused if code >= PERMANENT else Later)(f"寄信主機回覆 {code}：{text}")
