"""Reading personal data: masked for everybody; one field in clear only for a stated purpose, which is logged (調閱紀錄)."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.persons.models import AccessLog, Person
from yankao.kernel.persons.vault import FIELDS, PersonData, decrypt

SHORT_NAME = 2
MOBILE = re.compile(r"09\d{8}")
# 縣市 and 鄉鎮市區 may be seen, the rest of an address not.
TOWN = re.compile(r"^\d*(?:[^\d\s]{2}[市縣])?(?:[^\d\s]{1,3}區|[^\d\s]{1,3}?[鄉鎮市])?")
PURPOSE_LENGTH = 200
ID_LENGTH = 10


def masked(person: Person) -> PersonData:
    """Return what everybody who may see the case may see of the person: 王○明, 09**-***-123, w***@mail.tw."""
    data = opened(person)
    return PersonData(
        name=mask_name(data.name),
        phone=mask_phone(data.phone),
        email=mask_email(data.email),
        address=mask_address(data.address),
        national_id=mask_national_id(data.national_id),
    )


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


def mask_name(name: str) -> str:
    """王○明, 王○, 歐○○明; a name in letters keeps its first letter of each word."""
    if name.isascii():
        return " ".join(f"{word[0]}***" for word in name.split())
    if len(name) <= SHORT_NAME:
        return name[:1] + "○" * (len(name) - 1)
    return name[0] + "○" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """09**-***-123; other numbers keep their last three digits."""
    digits = re.sub(r"\D", "", phone)
    if MOBILE.fullmatch(digits):
        return f"09**-***-{digits[-3:]}"
    shown = 3 if len(digits) > SHORT_NAME * 3 else 0
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]


def mask_email(email: str) -> str:
    """w***@mail.tw."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else "***" * bool(email)


def mask_address(address: str) -> str:
    """Keep city and district, hide the street."""
    found = TOWN.match(address)
    return (found.group() if found else "") + "○○○" if address else ""


def mask_national_id(number: str) -> str:
    """A******789."""
    return f"{number[0]}{'*' * 6}{number[-3:]}" if len(number) > ID_LENGTH - 2 else "*" * len(number)


def _open(person: Person, name: str) -> str:
    return decrypt(person.key_id, person.pk, name, getattr(person, f"{name}_enc"))
