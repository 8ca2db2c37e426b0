"""Reading personal data: masked for everybody; one field in clear only for a stated purpose, which is logged (調閱紀錄)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.persons.models import AccessLog, Person
from yankao.kernel.persons.vault import FIELDS, PersonData, decrypt
from yankao.kernel.text import mask_email, mask_home, mask_id, mask_name, mask_phone

PURPOSE_LENGTH = 200
_MASKS = {"name": mask_name, "phone": mask_phone, "email": mask_email, "address": mask_home, "national_id": mask_id}


def masked(person: Person) -> PersonData:
    """Return what everybody who may see the case may see of the person: 王○明, 0912-○○○-○78, w○○○@mail.tw, the district."""
    data = opened(person)
    return PersonData(**{name: _MASKS[name](value) if (value := getattr(data, name)) else "" for name in FIELDS})


@transaction.atomic
def open_field(person: Person, field: str, *, actor: Actor, purpose: str, now: datetime) -> str:
    """Return one field in clear; without a purpose it stays closed, and the opening is logged and audited."""
    reason = purpose.strip()
    if field not in FIELDS:
        message = f"沒有「{field}」這個欄位"
        raise ValidationError(message)
    if not reason or len(reason) > PURPOSE_LENGTH:
        message = f"請填寫調閱目的（{PURPOSE_LENGTH} 字以內）"
        raise ValidationError(message)
    AccessLog.objects.create(
        person=person, field=field, actor_kind=actor.kind.value, actor_id=actor.id, actor_name=actor.name, purpose=reason, at=now
    )
    audit.record(subject_kind="person", subject_id=person.pk, verb="person_opened", actor=actor, at=now, values={field: reason})
    return _open(person, field)


def opened(person: Person) -> PersonData:
    """Return everything in clear, unlogged: for the person's own eyes and for delivery to the person; never for a clerk's page."""
    return PersonData(**{name: _open(person, name) for name in FIELDS})


def _open(person: Person, name: str) -> str:
    return decrypt(person.key_id, person.pk, name, getattr(person, f"{name}_enc"))
