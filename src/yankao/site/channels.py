"""Puts the configured ways out into use at start-up; a demonstration reaches nothing beyond this machine."""

from __future__ import annotations

from yankao.engines.notices.channels import use_channel
from yankao.engines.notices.sms import Gateway, SmsChannel
from yankao.engines.notices.smtp import MailChannel, MailServer
from yankao.engines.notices.webhook import WebhookChannel
from yankao.site.outside import Outside, for_demonstration


def connect(found: Outside, *, is_demonstration: bool) -> None:
    """Take the channels into use that are configured."""
    outside = for_demonstration(found) if is_demonstration else found
    if (smtp := outside.smtp) is not None:
        server = MailServer(
            host=smtp.host, port=smtp.port, user=smtp.user, password=smtp.password, is_tls=smtp.is_tls, is_starttls=smtp.is_starttls,
            sender=smtp.sender, reply_to=outside.reply_to,
        )  # fmt: skip
        use_channel(MailChannel(server))
    if (sms := outside.sms) is not None:
        gateway = Gateway(
            url=sms.url, form=sms.form, fields=sms.fields, headers=sms.headers, success=sms.success, encoding=sms.encoding
        )  # fmt: skip
        use_channel(SmsChannel(gateway))
    use_channel(WebhookChannel(is_local=is_demonstration))
