"""標案每月進度: two sources stand side by side, each contradiction is named and decided, and who does not fill in is chased."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at
from tests.registers.tenders import NOW, clerk, engineer, tender

from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.engines.registers.models import RegisterEdit
from yankao.engines.registers.tenders.filling import DUE_DAY, chase_filling, due_on, fill_by_agency, fill_of
from yankao.engines.registers.tenders.month import Chase, Decision, Difference, Kind, TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import decide, open_differences, reconcile
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import correct, enter
from yankao.kernel.actors import Actor, job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FEBRUARY = date(2023, 2, 1)
LATE = {"lag_factor": "用地取得", "lag_cause": "地上物未拆遷", "lag_remedy": "協調拆遷", "caught_up_by": "2023-04-30", "responsible": "機關"}


def told(row: Tender, source: str, planned: str, actual: str, *, actor: Actor | None = None, **facts: object) -> TenderMonth:
    given = {"tender": row, "month": FEBRUARY, "source": source, "filled_on": "2023-03-03", "planned": planned, "actual": actual, **facts}
    found = enter(MONTHS, actor=actor or engineer(), now=NOW, facts=given)
    assert isinstance(found, TenderMonth)
    return found


def kinds() -> list[str]:
    reconcile(FEBRUARY, now=NOW)
    return [it.kind for it in open_differences().order_by("kind")]


def load(key: str, tmp_path: Path, text: str, *, now: datetime = NOW) -> tuple[Summary, str]:
    file, rejects = tmp_path / "feed.csv", tmp_path / "rejects.csv"
    file.write_text(text, encoding="utf-8")
    task = ImportTask(file=file, rejects_file=rejects, actor=job("test"), now=now, progress=lambda _line: None)
    return connectors.importer(key).run(task), rejects.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("central", "own", "expected"),
    [
        (("50", "50"), ("50", "50"), []),
        (("50", "55"), ("50", "44"), [Kind.OWN_LATE]),
        (("50", "45", "reason"), ("50", "52"), [Kind.REASON_ONLY]),
        (("50", "45"), ("50", "45"), [Kind.NOT_SENT]),
        (("50", "45", "reason"), ("50", "44"), [Kind.VALUES]),
        (None, ("50", "50"), [Kind.NOT_SENT]),
        (("50", "50"), None, []),
        (None, None, [Kind.NOT_SENT]),
    ],
)
def test_each_contradiction_between_the_two_sources_has_its_name(central, own, expected):
    row = tender()
    if central:
        told(row, "central", *central[:2], **(LATE if len(central) > 2 else {}))
    if own:
        told(row, "own", *own, **(LATE if own[1] < own[0] else {}))
    assert kinds() == expected


def test_the_figures_that_stand_are_shown_on_the_tender_and_an_earlier_month_does_not_replace_them():
    row = tender()
    told(row, "own", "50", "50")
    reconcile(FEBRUARY, now=NOW)
    row.refresh_from_db()
    assert [row.progress_month, row.actual_progress] == [FEBRUARY, 50]
    told(row, "central", "50", "48", **LATE)
    told(row, "central", "40", "40", month="2023-01-01", filled_on="2023-02-03")
    reconcile(FEBRUARY, now=NOW)
    reconcile(date(2023, 1, 1), now=NOW)
    row.refresh_from_db()
    assert [row.progress_month, row.actual_progress, row.lag] == [FEBRUARY, 48, 2]


def test_a_late_checkpoint_of_ours_contradicts_a_central_system_that_sees_no_lag():
    row = tender()
    told(row, "central", "50", "50")
    told(row, "own", "50", "50", late_checkpoint="竣工")
    assert kinds() == [Kind.OWN_LATE]
    assert "檢核點「竣工」逾期" in Difference.objects.get().own


def test_after_the_acceptance_the_central_figures_are_no_longer_taken():
    row = tender(state="accepted", ended_on="2022-12-20", accepted_on="2023-01-15")
    told(row, "central", "100", "100")
    assert kinds() == [Kind.FEED_OFF]


@pytest.mark.system("tender-system")
def test_a_difference_is_decided_once_with_who_and_why_and_neither_record_is_overwritten():
    row = tender()
    told(row, "central", "50", "55")
    told(row, "own", "50", "44", actor=clerk(), **LATE)
    assert kinds() == [Kind.OWN_LATE]
    found = open_differences().get()

    with pytest.raises(PermissionDenied):
        decide(found.pk, actor=clerk(), now=NOW, decision="own", reason="現場查證")
    with pytest.raises(ValidationError, match="敘明處理理由"):
        decide(found.pk, actor=engineer(), now=NOW, decision="own", reason=" ")
    with pytest.raises(ValidationError, match="以何者為準"):
        decide(found.pk, actor=engineer(), now=NOW, decision="gone", reason="無")
    decide(found.pk, actor=engineer(), now=NOW, decision="own", reason="現場查證落後屬實")
    with pytest.raises(ValidationError, match="已由林工程司處理"):
        decide(found.pk, actor=engineer(), now=NOW, decision="central", reason="再議")

    row.refresh_from_db()
    assert [row.planned_progress, row.actual_progress, row.lag] == [50, 44, 6]
    assert sorted(TenderMonth.objects.values_list("source", "actual")) == [("central", 55), ("own", 44)]
    assert Notice.objects.filter(recipient_id=str(row.agency_id), title__contains="請更正工程會標案系統").count() == 1
    assert kinds() == []  # what was decided is not opened again while both say the same


def test_a_difference_that_later_data_removes_is_closed_as_such_and_a_new_one_opens_for_new_figures():
    row = tender()
    central = told(row, "central", "50", "45", **LATE)
    told(row, "own", "50", "44", **LATE)
    assert kinds() == [Kind.VALUES]
    correct(MONTHS, central.pk, actor=engineer(), now=NOW, facts={"actual": "43"})
    assert kinds() == [Kind.VALUES]
    correct(MONTHS, central.pk, actor=engineer(), now=NOW, facts={"actual": "44"})
    assert kinds() == []
    assert list(Difference.objects.order_by("id").values_list("decision", flat=True)) == [Decision.GONE, Decision.GONE]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"actual": "44"}, "請填寫原因分析、解決方法、改進完成期限、責任歸屬"),
        ({"actual": "101"}, "100"),
        ({"month": "2022-08-01"}, "不得早於決標月份"),
        ({"month": "2023-02-02"}, "該月第一日"),
        ({"filled_on": "2023-01-31"}, "不得早於該月第一日"),
        ({"tender": "999"}, "查無"),
    ],
)
def test_a_month_that_cannot_be_is_refused_with_what_to_do(wrong, said):
    row = tender()
    with pytest.raises(ValidationError, match=said):
        told(row, "own", "50", wrong.pop("actual", "50"), **wrong)


def test_a_progress_that_falls_needs_a_word_and_an_agency_types_the_record_of_the_city_only():
    row = tender()
    told(row, "own", "50", "50", actor=clerk())
    with pytest.raises(ValidationError, match="低於前期"):
        told(row, "own", "40", "40", month="2023-03-01", filled_on="2023-04-03")
    told(row, "own", "40", "40", month="2023-03-01", filled_on="2023-04-03", remark="誤植更正")
    with pytest.raises(PermissionDenied):
        told(row, "central", "50", "50", actor=clerk())
    with pytest.raises(PermissionDenied):
        told(row, "own", "50", "50", month="2023-04-01", filled_on="2023-05-03", actor=clerk("water-resources"))


BASE = "plnprj_id,plnprj_name,agency,bdgt1,budget,標包,決標日期\n"
TENDER = "plnprj_id,plnprj_name,主辦機關,bdgt1,budget,決標日期,actualstartdate,actualenddate,aokdat\n"


def test_the_central_base_data_is_taken_in_thousands_and_every_row_refused_says_why(tmp_path: Path):
    name = Agency.objects.get(slug="public-works-maintenance").name
    good = f"1120101-B01,左營區人行道工程,{name},12000,11000,2023-01-05,20230110,,\n"
    bad = f"1120102-B02,右昌排水,{name},12000,13000,2023-01-05,,,\n1120103-B03,無此機關,不存在局,1,1,2023-01-05,,,\n,缺編號,,,,,,,\n1,2\n"
    summary, rejects = load("pcc-tenders", tmp_path, TENDER + good + bad)
    assert (summary.imported, summary.rejected) == (1, 4)
    for said in ("高於預算金額", "查無「不存在局」", "請填寫「標案編號」", "應有9欄"):
        assert said in rejects
    row = Tender.objects.get()
    assert (row.budget_amount, row.award_amount, row.state, row.started_on) == (12_000_000, 11_000_000, "working", date(2023, 1, 10))

    again, _ = load("pcc-tenders", tmp_path, TENDER + good)
    assert (again.imported, again.unchanged) == (0, 1)
    ended, _ = load("pcc-tenders", tmp_path, TENDER + good.replace(",,\n", ",2023-02-20,2023-03-01\n"))
    row.refresh_from_db()
    assert (ended.repaired, row.state, row.accepted_on) == (1, "accepted", date(2023, 3, 1))
    assert RegisterEdit.objects.filter(register="tenders.tender", field="ended_on", old="", new="2023-02-20", reason__contains="介接").exists()
    _, kept = load("pcc-tenders", tmp_path, TENDER + good.replace(",,\n", ",2023-02-25,2023-03-01\n"))
    assert "停止介接" in kept


def test_a_file_with_another_heading_is_refused_as_a_whole(tmp_path: Path):
    with pytest.raises(ValueError, match="不認得：標包"):
        load("pcc-tenders", tmp_path, BASE)


MONTHLY = "plnprj_id,yr,mnth,monthscheduledprogress,monthactualprogress,filldate,mft,mfas,mfrt,okdt,respons\n"


def test_the_central_months_are_taken_and_compared_at_once(tmp_path: Path):
    row = tender()
    told(row, "own", "50", "44", **LATE)
    summary, rejects = load(
        "pcc-months", tmp_path, MONTHLY + "1110915-A01,112,2,50,55,2023-03-05,,,,,\nX-1,112,2,50,50,2023-03-05,,,,,\n1110915-A01,112,13,1,1,,,,,,\n"
    )
    assert (summary.imported, summary.rejected) == (1, 2)
    assert "查無標案編號「X-1」" in rejects
    assert open_differences().get().kind == Kind.OWN_LATE
    row.refresh_from_db()
    assert (row.progress_month, row.actual_progress) == (FEBRUARY, 55)

    behind = MONTHLY + "1110915-A01,2023,02,50,45,2023-03-05,用地取得,地上物未拆,協調,202304,機關\n"
    load("pcc-months", tmp_path, behind)
    central = TenderMonth.objects.get(source="central")
    assert (central.actual, central.caught_up_by) == (45, date(2023, 4, 30))
    assert open_differences().get().kind == Kind.VALUES


def test_a_month_without_its_day_was_filled_in_on_the_day_it_comes_in_taipei(tmp_path: Path):
    tender()
    load("pcc-months", tmp_path, MONTHLY + "1110915-A01,112,2,50,50,,,,,,\n", now=datetime(2023, 3, 6, 17, 0, tzinfo=UTC))
    assert TenderMonth.objects.get().filled_on == date(2023, 3, 7)


def test_the_day_by_which_agencies_fill_in_is_a_dated_practice_and_its_fill_rate_shows_its_denominator():
    assert (due_on(FEBRUARY), "實務" in DUE_DAY.describe()) == (date(2023, 3, 6), True)
    rows = [tender(f"F-{n}") for n in range(4)]
    for n, row in enumerate(rows[:3]):
        told(row, "central", "50", "50", filled_on="2023-03-06" if n else "2023-03-07")
    fill = fill_of(FEBRUARY)
    assert (fill.owed, fill.filled, fill.in_time, fill.missing, fill.late) == (4, 3, 2, 1, 1)
    assert [(agency.slug, it.missing) for agency, it in fill_by_agency(FEBRUARY).items()] == [("public-works-maintenance", 1)]
    indicator, subject = indicators.get("tenders.tendermonth.fill_share")
    assert indicator.value_of(indicator.measure(subject, Window.of_months("112-02", "112-02"))) == 75


def test_an_agency_that_does_not_fill_in_is_reminded_chased_and_escalated_once_a_step():
    row = tender()
    parent = row.agency.parent_id
    told_at = {
        "2023-03-02 08:00": 0, "2023-03-03 08:00": 1, "2023-03-04 08:00": 0, "2023-03-07 08:00": 2, "2023-03-10 08:00": 3, "2023-03-15 08:00": 4,
        "2023-03-16 08:00": 0,
    }  # fmt: skip
    assert [chase_filling(now=at(day)) for day in told_at] == list(told_at.values())
    assert list(Chase.objects.order_by("step").values_list("name", flat=True)) == ["期前提醒", "逾期稽催", "函請上級機關督導", "陳報市長室"]
    assert Notice.objects.filter(recipient_kind="division", recipient_id="engineering").count() == 3
    assert Notice.objects.filter(recipient_id=str(parent), title__contains="函請上級機關督導").count() == 1
    office = Agency.objects.get(slug="mayor-office")
    assert Notice.objects.filter(recipient_id=str(office.pk), title__contains="陳報市長室").count() == 1


def test_who_has_filled_in_is_not_chased():
    told(tender(), "central", "50", "50")
    assert chase_filling(now=at("2023-03-15 08:00")) == 0
    assert date(2023, 3, 6) + timedelta(days=9) == date(2023, 3, 15)
