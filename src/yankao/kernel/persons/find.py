"""Finding people without opening anybody: the value asked for is turned into its keyed index and compared."""

from django.db.models import QuerySet

from yankao.kernel.persons.models import Person
from yankao.kernel.persons.vault import indexes


def by_name(name: str) -> QuerySet[Person]:
    """Return the people of exactly this name, whatever the blanks."""
    return Person.objects.filter(name_index__in=indexes("name", name))


def by_phone(phone: str) -> QuerySet[Person]:
    """Return the people of this telephone number, however it is written."""
    return Person.objects.filter(phone_index__in=indexes("phone", phone))


def by_email(email: str) -> QuerySet[Person]:
    """Return the people of this e-mail address, whatever the case."""
    return Person.objects.filter(email_index__in=indexes("email", email))


def by_national_id(number: str) -> QuerySet[Person]:
    """Return the people of this national identity number."""
    return Person.objects.filter(national_id_index__in=indexes("national_id", number))
