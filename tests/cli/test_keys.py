"""Personal data come under the newest key by one command, and stay readable."""

import base64
import json
from datetime import UTC, datetime

import pytest
from django.conf import settings as active
from django.test import override_settings

from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.persons.write import create_person
from yankao.shell.cli.keys import command


@pytest.mark.django_db
def test_a_new_key_takes_over_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    person = create_person(PersonData(name="王小明"), now=datetime(2023, 3, 1, tzinfo=UTC))
    newest = f"next:{base64.b64encode(b'n' * 32).decode()}"

    with override_settings(YANKAO_KEYS=f"{newest},{active.YANKAO_KEYS}"):
        command(as_json=True)
        person = Person.objects.get(pk=person.pk)
        assert (person.key_id, opened(person).name) == ("next", "王小明")

    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"rotated": 1}
