"""How somebody wants to be told outside the program (通知方式): read and changed by themselves, for an office by its leaders."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from yankao.engines.notices.models import Preference
from yankao.kernel import audit
from yankao.kernel.actors import Actor


def wish_of(kind: Preference.Owner, owner_id: str) -> Preference | None:
    """Return the wish of somebody, or None when the usual way is taken."""
    return Preference.objects.filter(owner_kind=kind, owner_id=owner_id).first()


@transaction.atomic
def wish(kind: Preference.Owner, owner_id: str, way: Preference.Way, *, actor: Actor, now: datetime, mailbox: str = "") -> Preference:
    """Keep how somebody wants to be told; an office names its mailbox."""
    box = mailbox.strip()
    if kind in {Preference.Owner.AGENCY, Preference.Owner.DIVISION} and way == Preference.Way.EMAIL:
        try:
            validate_email(box)
        except ValidationError as error:
            raise ValidationError({"mailbox": "請填寫機關的公務信箱，例如 window@example.gov.tw"}) from error
    values = {"way": way, "mailbox": box, "changed_at": now}
    found, _ = Preference.objects.update_or_create(owner_kind=kind, owner_id=owner_id, defaults=values)
    audit.record(subject_kind="preference", subject_id=f"{kind}:{owner_id}", verb="preference_changed", actor=actor, at=now, values={"way": str(way)})
    return found
