"""The sheets of an inspection's members: locked when signed, unseen by others before the own is given, and the mean of all of them."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from python_calamine import CalamineWorkbook
from tests.cases.people import staff
from tests.divisions.engineering.sites import VISITED, clerk, engineer, member, planned, written_down
from tests.panel.test_pages import browse, ok
from tests.shell.conftest import people

from yankao.divisions.engineering.logic import score_sheets as sheets
from yankao.divisions.engineering.logic.score_models import ScoreSheet
from yankao.divisions.engineering.logic.scoring_facts import outcome
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.identity.models import User
from yankao.engines.notices.models import Notice
from yankao.engines.panel.models import Expert, Proof
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.audit.models import Entry

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def judge(name: str, **facts) -> Expert:
    user = User(username=name, name=name)
    user.set_password(f"secret-of-{name}")
    user.save()
    return member(name, username=name, **facts)


def actor_of(expert: Expert) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(expert.account_id), name=expert.name)


def seated(*names: str):
    case = written_down(planned())
    experts = [judge(name) for name in names]
    for expert in experts:
        sheets.seat(case, expert.pk, actor=engineer(), now=VISITED)
    return case, experts


def sign(case, expert, given: int, remark: str = ""):
    return sheets.sign(case, actor=actor_of(expert), now=VISITED, given=given, remark=remark, proof=Proof.PASSWORD)


def result(case):
    return outcome(Inspection.objects.get(pk=case.pk))


@pytest.mark.system("inspection")
def test_the_score_is_the_mean_of_the_signed_sheets_once_all_are_signed():
    case, (one, two, three) = seated("甲", "乙", "丙")
    sign(case, one, 79)
    with pytest.raises(ValueError, match="尚有2位查核委員未簽署"):
        result(case)
    sign(case, two, 80)
    sheets.unseat(case, sheets.own_sheet(case, actor_of(three)).pk, actor=engineer(), now=VISITED, reason="臨時請假")
    assert (result(case).score, result(case).grade) == (80, "first")
    assert Entry.objects.filter(verb="engineering.inspection:sign_score").count() == 2
    assert Entry.objects.filter(verb="engineering.inspection:unseat_member").count() == 1


def test_a_signed_sheet_is_locked_and_tells_when_it_was_tampered_with():
    case, (one,) = seated("甲")
    sheet = sign(case, one, 85, "工地整潔")
    for again in (lambda: sign(case, one, 86), lambda: sheets.enter_paper(case, sheet.pk, actor=engineer(), now=VISITED, given=86)):
        with pytest.raises(ValidationError, match="已簽署並鎖定"):
            again()
    with pytest.raises(ValidationError, match="已簽署並鎖定"):
        sheets.unseat(case, sheet.pk, actor=engineer(), now=VISITED, reason="重評")
    kept = ScoreSheet.objects.get()
    assert sheets.is_intact(kept)
    ScoreSheet.objects.update(given=90)
    assert not sheets.is_intact(ScoreSheet.objects.get())


def test_nobody_sees_another_score_before_giving_the_own_not_even_an_engineer_who_sits():
    case, (one, two) = seated("甲", "乙")
    sitting = Actor(kind=ActorKind.USER, id=str(two.account_id), name="乙", memberships=engineer().memberships)
    sign(case, one, 90)
    told = [sheets.may_see_scores(case, each) for each in (actor_of(one), actor_of(two), sitting, engineer(), staff("auditor", "rdec"), clerk())]
    assert told == [True, False, False, True, True, False]
    sign(case, two, 80)
    assert sheets.may_see_scores(case, sitting)


def test_a_tie_to_the_contractor_is_found_and_needs_a_reason_to_be_put_aside():
    case = written_down(planned())
    tied = judge(
        "丁",
    )
    tied.ties.create(kind="employed", name="大港營造")
    with pytest.raises(ValidationError, match="應予迴避"):
        sheets.seat(case, tied.pk, actor=engineer(), now=VISITED)
    assert sheets.seat(case, tied.pk, actor=engineer(), now=VISITED, cleared="同名之另一公司").cleared_because == "同名之另一公司"
    with pytest.raises(ValidationError, match="已列入"):
        sheets.seat(case, tied.pk, actor=engineer(), now=VISITED, cleared="同名之另一公司")


def test_only_members_sign_only_engineers_seat_and_only_between_visit_and_grade():
    case, (one,) = seated("甲")
    other = judge("乙")
    with pytest.raises(PermissionDenied, match="不得代理"):
        sign(case, other, 80)
    with pytest.raises(PermissionDenied):
        sheets.seat(case, other.pk, actor=clerk(), now=VISITED)
    with pytest.raises(ValidationError, match="0至100"):
        sign(case, one, 101)
    early = planned(tender="112-A-002")
    with pytest.raises(ValidationError, match="登錄查核之後"):
        sheets.seat(early, other.pk, actor=engineer(), now=VISITED)


@pytest.mark.usefixtures("people")
def test_a_member_signs_by_the_password_and_the_office_takes_the_scores_away_as_a_workbook():
    case, (one, _two) = seated("甲", "乙")
    path = f"/inspection-scores/{case.number}/"
    assert Notice.objects.filter(recipient_kind="account", recipient_id=str(one.account_id), subject_id=path).exists()
    desk, sitting = browse("inspector"), browse("甲")
    assert path in sitting.get("/notices/").content.decode()
    assert sitting.get(f"/case/{case.number}/").status_code == 404
    for wrong, told in (({"given": "85"}, "重新輸入密碼"), ({"given": "八", "password": "secret-of-甲"}, "整數分數")):
        assert told in ok(sitting.post(path, {"do": "sign"} | wrong), 422).content.decode()
    ok(sitting.post(path, {"do": "sign", "given": "85", "password": "secret-of-甲", "remark": "佳"}))
    assert "<strong>85</strong>" in sitting.get(path).content.decode()
    other = browse("乙").get(path).content.decode()
    assert "<strong>85</strong>" not in other
    assert "已評分" in other
    assert browse("clerk").get(path).status_code == 404
    assert browse("clerk").get(f"{path}scores.xlsx").status_code == 404
    assert sitting.get(f"{path}scores.xlsx").status_code == 404
    rows = CalamineWorkbook.from_filelike(BytesIO(ok(desk.get(f"{path}scores.xlsx"), 200).content)).get_sheet_by_index(0).to_python()
    assert rows[1][:5] == [case.number, "甲", True, 85.0, "佳"]
    paper = ScoreSheet.objects.get(signed_at__isnull=True)
    ok(desk.post(path, {"do": "paper", "sheet": paper.pk, "given": "90"}))
    assert "四捨五入為88分" in desk.get(path).content.decode()
    assert "委員評分" in desk.get(f"/case/{case.number}/").content.decode()
    assert desk.post(path, {"do": "nothing"}).status_code == 404
