"""Texts nobody reads to their end are refused, and what is kept is searched and covered in a breath."""

import pytest
from django.core.exceptions import ValidationError

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.change import note
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.cases.search import searched
from yankao.kernel.text import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MORNING = at("2023-03-01 09:00")


def report(text: str) -> Case:
    facts = {"category": "road-pothole-1", "description": text, "address": "建國三路100號"}
    return open_case(registry.get("service.dispatch"), actor=staff("agent", "rdec-service-callcentre"), now=MORNING, facts=facts)


def test_a_text_without_end_is_refused_with_its_limit() -> None:
    for text in ("x" * 10_001, "坑\x00洞"):
        with pytest.raises(ValidationError):
            report(text)
    case = report("路面坑洞")
    with pytest.raises(ValidationError, match="10,000"):
        note(case, actor=staff("agent", "rdec-service-callcentre"), now=MORNING, text="字" * 10_001)


def test_one_endless_word_is_kept_found_and_asked_for() -> None:
    case = report("x" * 9_000)
    assert list(searched(Case.objects.all(), "x" * 9_000)) == [case]
    assert not searched(Case.objects.all(), "a" * 5_000).exists()


@pytest.mark.timeout(10)
def test_covering_a_text_takes_no_longer_than_reading_it() -> None:
    for text in ("x" * 200_000, "a@" * 100_000, "0912" * 50_000):
        assert redact(text)
