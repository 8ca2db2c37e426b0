"""進度查證: twenty a month, those behind first; papers and the site beside the reported figure; what does not match is corrected."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff
from tests.divisions.control.stories import value
from tests.registers.tenders import clerk, engineer, tender

from yankao.divisions.engineering.logic.verification import choose, in_turn
from yankao.divisions.engineering.procedures.progress_verification import PROGRESS_VERIFICATION, ProgressVerification, Reason
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.notices.models import Notice
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import enter
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("progress-verification")]
MONTH, NOW = date(2023, 2, 1), at("2023-03-08 09:00")
LATE = {"lag_cause": "地上物未拆遷", "lag_remedy": "協調拆遷", "caught_up_by": "2023-04-30", "responsible": "機關", "lag_factor": "用地"}


def reported(number: str, planned: str, actual: str, source: str = "central") -> Tender:
    row = Tender.objects.filter(number=number).first() or tender(number)
    facts = {"tender": row, "month": MONTH, "source": source, "filled_on": "2023-03-03", "planned": planned, "actual": actual, **LATE}
    enter(MONTHS, actor=engineer(), now=NOW, facts=facts)
    return row


def opened() -> Case:
    reported("V-1", "60", "48")
    (case,) = choose(MONTH, actor=job("test"), now=NOW)
    return case


def do(case: Case, key: str, *, actor=None, now=NOW, reason: str = "", **facts: object) -> Case:
    return advance(Case.objects.get(pk=case.pk), key, actor=actor or engineer(), now=now, facts=facts, **({"reason": reason} if reason else {}))


def test_those_behind_come_first_then_those_our_record_sees_behind_then_in_turn():
    reported("A-even", "50", "50")
    reported("B-late", "50", "45")
    reported("C-later", "50", "40")
    reported("D-own", "50", "50")
    reported("D-own", "50", "44", source="own")
    assert [(row.tender.number, reason) for row, reason in in_turn(MONTH)] == [
        ("C-later", Reason.LAGGING), ("B-late", Reason.LAGGING), ("D-own", Reason.CONTROL), ("A-even", Reason.DRAWN),
    ]  # fmt: skip
    assert [case.title for case in choose(MONTH, actor=job("test"), now=NOW, count=2)] == ["鳳山區道路改善工程112年2月進度查證"] * 2
    assert len(choose(MONTH, actor=job("test"), now=NOW, count=3)) == 1
    assert len(choose(MONTH, actor=job("test"), now=NOW)) == 1
    assert ProgressVerification.objects.count() == 4


def test_the_month_is_filled_up_to_twenty_and_no_further():
    for n in range(23):
        reported(f"N-{n:02}", "50", "50")
    assert len(choose(MONTH, actor=job("test"), now=NOW)) == 20
    assert choose(MONTH, actor=job("test"), now=NOW) == []


def test_a_verification_that_does_not_match_is_answered_corrected_and_settled_after_going_back_once():
    case = opened()
    assert due_day(case) == "2023-03-15"
    with pytest.raises(PermissionDenied):
        do(case, "hand_in", actor=clerk("water-resources"), documents="施工日誌", evidence_actual="40")
    chase(now=at("2023-03-16 09:00"))
    assert Notice.objects.filter(title__contains="請即送件").exists()
    do(case, "hand_in", actor=clerk(), now=at("2023-03-17 09:00"), documents="施工日誌、監造報表", evidence_actual="44")
    with pytest.raises(ValidationError, match="不得早於"):
        do(case, "site_check", site_checked_on="2023-01-31", site_actual="40", site_checked_by="許工程")
    do(case, "site_check", site_checked_on="2023-03-20", site_actual="42", site_checked_by="許工程")
    with pytest.raises(ValidationError, match=r"相差6\.00個百分點"):
        do(case, "match", checked_on="2023-03-21", checked_actual="48")
    do(case, "differ", now=at("2023-03-21 09:00"), checked_on="2023-03-21", checked_actual="44", finding="現場鋪設數量不足")
    with pytest.raises(WrongStep):
        do(case, "settle")
    do(case, "correct", actor=clerk(), now=at("2023-03-22 09:00"), explanation="計價誤植", corrected_actual="45", corrected_on="2023-03-22")
    with pytest.raises(ValidationError, match="仍相差逾2個百分點"):
        do(case, "settle", now=at("2023-03-23 09:00"))
    do(case, "send_back", now=at("2023-03-23 09:00"), reason="仍與現場不符")
    do(case, "correct", actor=clerk(), now=at("2023-03-24 09:00"), explanation="已更正", corrected_actual="42", corrected_on="2023-03-24")
    settled = do(case, "settle", now=at("2023-03-25 09:00"))
    assert settled.step == "settled"
    facts = ProgressVerification.objects.get(case=case)
    assert [facts.reported_actual, facts.checked_actual, facts.site_actual, facts.corrected_actual] == [48, 44, 42, 42]

    name = "engineering.progress_verification"
    assert [value(f"{name}.{key}", "2023-03-01", "2023-03-31") for key in ("received", "checked", "lagging", "on_site", "differing", "target")] == [
        1,
        1,
        1,
        1,
        1,
        5,
    ]


def test_what_matches_closes_at_once_and_cannot_be_called_different():
    case = opened()
    do(case, "hand_in", actor=clerk(), documents="施工日誌", evidence_actual="48")
    with pytest.raises(ValidationError, match="請以「查證相符」結案"):
        do(case, "differ", checked_on="2023-03-10", checked_actual="47", finding="x")
    assert do(case, "match", checked_on="2023-03-10", checked_actual="47").step == "matches"
    assert value("engineering.progress_verification.in_time", "2023-03-01", "2023-03-31") == 100


def test_an_agency_chooses_no_verification_of_its_own():
    row = reported("V-9", "50", "50")
    facts = {"tender": "V-9", "month": MONTH, "reported_planned": "50", "reported_actual": "50", "agency": row.agency}
    with pytest.raises(PermissionDenied):
        open_case(PROGRESS_VERIFICATION, actor=staff("clerk", "public-works-maintenance"), now=NOW, facts=facts)
    with pytest.raises(ValidationError, match="該月第一日"):
        open_case(PROGRESS_VERIFICATION, actor=engineer(), now=NOW, facts=facts | {"month": "2023-02-02"})
    assert open_case(PROGRESS_VERIFICATION, actor=engineer(), now=NOW, facts=facts).number.startswith("V112")
