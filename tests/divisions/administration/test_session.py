"""The session of the council: the speech is fitted to its minutes, districts are briefed, and what stayed open is answered in writing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, staff

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MORNING = at("2023-10-16 09:00")
SESSION = {"session_term": 4, "session_meeting": 2, "agency": "water-resources"}
FACTS: dict[str, dict[str, object]] = {
    "administration.speaking_notes": {"minutes": 1},
    "administration.session_brief": {"electoral_district": 3, "topic": "側溝清淤"},
    "administration.written_answer": {"councillor": "王議員", "asked_on": "2023-10-13", "question": "滯洪池何時完工"},
}
ANSWERS: dict[str, dict[str, object]] = {
    "administration.speaking_notes": {"speech": "各位議員好。"},
    "administration.session_brief": {"answer": "已完成清淤十二公里", "contact": "陳科長"},
    "administration.written_answer": {"answer": "預定明年六月完工"},
}
CLOSED: dict[str, dict[str, object]] = {
    "administration.speaking_notes": {"opinion": "可"},
    "administration.session_brief": {"opinion": "可"},
    "administration.written_answer": {"letter_number": "高市研管字第9號", "council_copied": True},
}


def editor():
    return staff("officer", "rdec-secretariat")


def clerk():
    return staff("clerk", "water-resources")


def opened(key: str) -> Case:
    return open_case(registry.get(key), actor=editor(), now=MORNING, facts={**SESSION, **FACTS[key]})


def value(key: str):
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window(date(2023, 10, 1), date(2023, 12, 31))))


@pytest.mark.system("council-report")
@pytest.mark.parametrize("key", sorted(FACTS))
def test_a_paper_of_the_session_is_asked_for_chased_sent_back_and_accepted(key: str) -> None:
    case = opened(key)
    assert case.due_at is not None
    with pytest.raises(PermissionDenied):
        advance(case, "submit", actor=staff("clerk", "education"), now=MORNING, facts=ANSWERS[key])
    late = at("2023-11-20 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=str(case.pk)).exists() or Notice.objects.filter(title__contains=case.number).exists()
    advance(case, "submit", actor=clerk(), now=late, facts=ANSWERS[key])
    advance(case, "send_back", actor=editor(), now=late, facts={"opinion": "請補數據"})
    advance(case, "submit", actor=clerk(), now=late, facts=ANSWERS[key])
    with pytest.raises(PermissionDenied):
        advance(case, "accept", actor=clerk(), now=late, facts=CLOSED[key])
    advance(case, "accept", actor=editor(), now=late, facts=CLOSED[key])
    case.refresh_from_db()
    assert case.closed_at == late
    assert (value(f"{key}.received"), value(f"{key}.accepted"), value(f"{key}.in_time")) == (1, 1, 0)


def test_a_speech_longer_than_its_minutes_is_refused_with_the_limit() -> None:
    case = opened("administration.speaking_notes")
    with pytest.raises(ValidationError, match="242字為限"):
        advance(case, "submit", actor=clerk(), now=MORNING, facts={"speech": "好" * 243})
    advance(case, "submit", actor=clerk(), now=MORNING, facts={"speech": "好" * 242})


def test_a_written_answer_goes_out_with_a_copy_to_the_council() -> None:
    case = opened("administration.written_answer")
    advance(case, "submit", actor=clerk(), now=MORNING, facts=ANSWERS["administration.written_answer"])
    with pytest.raises(ValidationError, match="副知市議會"):
        advance(case, "accept", actor=editor(), now=MORNING, facts={"letter_number": "第9號", "council_copied": False})
