"""缺失改善: from the receipt of the record to the team's note of it, with every return counted."""

from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at
from tests.divisions.engineering.sites import ADVICE, DEFECT, PNG, change, clerk, engineer, lead, planned, value, written_down

from yankao.divisions.engineering.logic.site_models import SiteFinding, SitePhoto
from yankao.divisions.engineering.logic.site_remedy import show_remedy, tell_remedy
from yankao.divisions.engineering.logic.site_sync import take_in
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import extend
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.notices.models import Notice
from yankao.kernel.days import Days, last_day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SENT, RECEIVED, MENDED = at("2023-03-10 10:00"), at("2023-03-14 10:00"), at("2023-03-30 10:00")


def correction():
    case = advance(written_down(planned()), "send", actor=engineer(), now=SENT, facts={"record_number": "1"}, reason_code="defects")
    opened = Case.objects.get(procedure="engineering.defect_correction", parent=case)
    with pytest.raises(ValidationError, match="不得早於函送日期"):
        advance(opened, "receive", actor=clerk(), now=RECEIVED, facts={"received_on": "2023-03-09"})
    return advance(opened, "receive", actor=clerk(), now=RECEIVED, facts={"received_on": "2023-03-13"})


def picture(case, stage, *, who=None, key=""):
    pk = uuid5(NAMESPACE_URL, key or stage)
    return show_remedy(case, DEFECT, pk, BytesIO(PNG), name=f"{stage}.png", stage=stage, taken_at=MENDED, actor=who or clerk(), now=MENDED)


def mended(case):
    tell_remedy(case, DEFECT, text="已重新滾壓並複驗", actor=clerk(), now=MENDED)
    tell_remedy(case, ADVICE, text="納入下期工程檢討", actor=clerk(), now=MENDED)
    for stage in SitePhoto.Stage.values:
        picture(case, stage)
    return advance(case, "mend", actor=clerk(), now=MENDED, facts={"contractor_done_on": "2023-03-29"})


@pytest.mark.system("defect-correction")
def test_defects_are_mended_checked_confirmed_and_noted_with_every_return_counted():
    case = correction()
    assert str(last_day_of(DueDate.objects.get(case=case, key="remedy").due_at)) == "2023-04-12"
    with pytest.raises(ValidationError, match="1項缺失未填改善情形、1項規劃設計建議未答復"):
        advance(case, "mend", actor=clerk(), now=MENDED, facts={"contractor_done_on": "2023-03-29"})
    tell_remedy(case, DEFECT, text="已重新滾壓", actor=clerk(), now=MENDED)
    tell_remedy(case, ADVICE, text="納入檢討", actor=clerk(), now=MENDED)
    picture(case, "before")
    with pytest.raises(ValidationError, match="欠改善前、中、後照片"):
        advance(case, "mend", actor=clerk(), now=MENDED, facts={"contractor_done_on": "2023-03-29"})

    case = mended(case)
    assert SitePhoto.objects.count() == 3
    with pytest.raises(WrongStep, match="廠商改善中"):
        tell_remedy(case, DEFECT, text="再改", actor=clerk(), now=MENDED)
    with pytest.raises(ValidationError, match="不得早於廠商"):
        advance(case, "check", actor=clerk(), now=MENDED, facts={"supervisor_checked_on": "2023-03-01", "supervisor_checked_by": "林監造"})
    case = advance(case, "supervisor_return", actor=clerk(), now=MENDED, reason="照片不清")
    case = mended(case)
    case = advance(case, "check", actor=clerk(), now=MENDED, facts={"supervisor_checked_on": "2023-03-30", "supervisor_checked_by": "林監造"})
    with pytest.raises(PermissionDenied):
        advance(case, "confirm", actor=clerk(), now=MENDED, facts={"agency_confirmed_by": "張科長", "report_number": "1"})
    case = advance(case, "confirm", actor=lead(), now=MENDED, facts={"agency_confirmed_by": "張科長", "report_number": "1"})
    assert Passage.objects.filter(case=case, action="confirm").latest("pk").in_time is True
    case = advance(case, "team_return", actor=engineer(), now=at("2023-04-06 10:00"), reason="壓實度報告欠附")
    assert DueDate.objects.get(case=case, key="remedy").met_at is None
    case = mended(case)
    case = advance(case, "check", actor=clerk(), now=MENDED, facts={"supervisor_checked_on": "2023-03-30", "supervisor_checked_by": "林監造"})
    case = advance(case, "confirm", actor=lead(), now=at("2023-04-10 10:00"), facts={"agency_confirmed_by": "張科長", "report_number": "2"})
    case = advance(case, "file", actor=engineer(), now=at("2023-04-12 10:00"), facts={"filing_opinion": "同意備查"})

    assert case.closed_at is not None
    assert [value(f"engineering.defect_correction.{name}") for name in ("opened", "filed", "returned", "in_time", "open")] == [1, 1, 2, 100, 0]


@pytest.mark.system("defect-correction")
def test_an_extension_is_asked_and_agreed_before_the_limit_and_unmended_defects_are_punished_after_it():
    case = correction()
    asked = {"asked_on": "2023-04-10", "asked_until": "2023-04-19", "why": "待料"}
    case = advance(case, "ask_extension", actor=clerk(), now=at("2023-04-10 10:00"), facts=asked)
    with pytest.raises(PermissionDenied):
        extend(case, "remedy", actor=clerk(), now=at("2023-04-11 10:00"), by=Days(7), reason="待料")
    case = extend(case, "remedy", actor=engineer(), now=at("2023-04-11 10:00"), by=Days(7), reason="待料")
    punish = {"measure_taken": "contract", "letter_number": "罰1"}
    with pytest.raises(WrongStep, match="逾期後"):
        advance(case, "punish", actor=engineer(), now=at("2023-04-19 10:00"), facts=punish)
    with pytest.raises(WrongStep, match="逾期後不得申請"):
        extend(case, "remedy", actor=engineer(), now=at("2023-04-20 10:00"), by=Days(7), reason="仍待料")
    chase(now=at("2023-04-20 00:01"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="缺失逾期未改善").exists()
    case = advance(case, "punish", actor=lead(), now=at("2023-04-20 10:00"), facts=punish)
    assert [value(f"engineering.defect_correction.{name}", "112-03", "112-04") for name in ("extended", "punished", "overdue", "filed")] == [
        1,
        1,
        1,
        0,
    ]


def test_another_agency_tells_no_remedy_and_a_picture_sent_twice_is_kept_once():
    case = correction()
    with pytest.raises(PermissionDenied):
        tell_remedy(case, DEFECT, text="x", actor=clerk("water-resources"), now=MENDED)
    with pytest.raises(ValidationError, match="請填寫改善情形"):
        tell_remedy(case, DEFECT, text=" ", actor=clerk(), now=MENDED)
    assert picture(case, "before") == picture(case, "before")
    with pytest.raises(ValidationError, match="改善前、改善中或改善後"):
        picture(case, "later")
    assert SitePhoto.objects.count() == 1


def test_a_record_that_went_out_is_closed_to_tablets_but_what_they_send_is_kept():
    case = correction().parent
    (late,) = take_in(case, [change(f"finding:{DEFECT}", "severity", "S", base="M", key="late")], actor=engineer(), now=MENDED, device="乙")

    assert (late.fate, late.value) == ("refused", "S")
    assert "已函送" in late.message
    assert SiteFinding.objects.get(pk=DEFECT).severity == "M"
