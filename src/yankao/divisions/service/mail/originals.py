"""The originals of mails (原件): sealed like personal data, opened with an audit, forgotten when they have served."""

from datetime import datetime, timedelta

from django.db import transaction

from yankao.divisions.service.mail.models import IncomingMail
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.keys import current_key
from yankao.kernel.persons.vault import decrypt, encrypt

KEPT = timedelta(days=180)
FIELD = "mail"


def keep(row: IncomingMail, raw: bytes) -> None:
    """Seal the original into the row."""
    key = current_key()
    row.raw_enc, row.key_id = encrypt(key, row.pk, FIELD, raw.decode("latin-1")), key.id


def original(row: IncomingMail) -> bytes:
    """Return the original; empty when it has been forgotten."""
    return decrypt(row.key_id, row.pk, FIELD, row.raw_enc).encode("latin-1")


@transaction.atomic
def open_original(row: IncomingMail, *, actor: Actor, now: datetime) -> bytes:
    """Return the original to somebody, written down."""
    audit.record(subject_kind="mail", subject_id=row.pk, verb="mail_opened", actor=actor, at=now, values={"original": ""})
    return original(row)


def forget(*, now: datetime) -> int:
    """Delete the originals of mails long dealt with and return how many; what is held stays until somebody decides."""
    old = IncomingMail.objects.filter(received_at__lt=now - KEPT, raw_enc__isnull=False).exclude(state=IncomingMail.State.HELD)
    return old.update(raw_enc=None)
