"""The published figures of tenders and inspections, out of records: 1,220 in hand, 1,009 to inspect, 137 inspected of 68 the law asks for."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cases.people import at
from tests.divisions.control.stories import value

from yankao.divisions.engineering.draws.quota import board
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.cases.models import Case
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask
from yankao.engines.registers.tenders.sizes import Size
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("tender-system"), pytest.mark.system("inspection-plan")]
NOW = at("2023-08-01 09:00")
HEADING = "plnprj_id,plnprj_name,主辦機關,辦理方式,bdgt1,budget,決標日期,actualstartdate,actualenddate,aokdat"
IN_HAND, INSPECTABLE, ENTRUSTED, WAITING = 1220, 1009, 61, 90


def a_year() -> str:
    """Write what the central system held at the end of July: tenders spread over a year and a half, of every size."""
    agency = Agency.objects.get(slug="public-works-maintenance").name
    lines = [HEADING]
    for n in range(IN_HAND):
        awarded = date(2022, 2, 1) + timedelta(days=n % 480)
        budget = (1_600, 9_999, 12_000, 49_999, 50_000, 88_000)[n % 6]
        is_waiting, is_over = n < WAITING, WAITING <= n < IN_HAND - INSPECTABLE - ENTRUSTED
        funding = "補助其他機關" if n >= IN_HAND - ENTRUSTED else "本府自辦"
        started = "" if is_waiting else str(awarded + timedelta(days=20))
        ended = "2022-12-20" if is_over else ""
        awarded = date(2022, 2, 1) if is_over else awarded
        started = "2022-03-01" if is_over else started
        lines.append(f"112{n:05},第{n}號工程,{agency},{funding},{budget},{budget * 9 // 10},{awarded},{started},{ended},")
    return "\n".join(lines) + "\n"


@pytest.fixture
def imported(tmp_path: Path) -> None:
    file = tmp_path / "pcc.csv"
    file.write_text(a_year(), encoding="utf-8")
    task = ImportTask(file=file, rejects_file=tmp_path / "rejects.csv", actor=job("test"), now=NOW, progress=lambda _line: None)
    summary = connectors.importer("pcc-tenders").run(task)
    assert (summary.imported, summary.rejected) == (IN_HAND, 0)


@pytest.mark.usefixtures("imported")
def test_of_1220_tenders_in_hand_1009_can_be_inspected_and_each_record_counts():
    def figures() -> list[object]:
        return [value(f"tenders.tender.{name}", "2023-01-01", "2023-07-31") for name in ("in_hand", "inspectable")]

    assert figures() == [IN_HAND, INSPECTABLE]
    sizes = [value(f"tenders.tender.inspectable_{size.value}", "2023-01-01", "2023-07-31") for size in Size]
    assert sum(int(str(size)) for size in sizes) == INSPECTABLE
    Tender.objects.filter(number=f"112{WAITING - 1:05}").update(started_on=date(2023, 7, 1), state="working")
    assert figures() == [IN_HAND, INSPECTABLE + 1]
    Tender.objects.filter(number=f"112{IN_HAND - ENTRUSTED - 1:05}").update(is_struck=True)
    assert figures() == [IN_HAND - 1, INSPECTABLE]


def in_execution(count: int, budget: int, letter: str) -> None:
    agency = Agency.objects.get(slug="public-works-maintenance")
    facts = {
        "agency": agency,
        "budget_amount": budget,
        "awarded_on": date(2018, 6, 1),
        "started_on": date(2018, 7, 1),
        "state": "working",
        "entered_at": NOW,
    }
    Tender.objects.bulk_create(Tender(number=f"{letter}-{n}", name=f"{letter}{n}", **facts) for n in range(count))


def inspected(numbers: list[str]) -> None:
    cases = Case.objects.bulk_create(
        Case(procedure="engineering.inspection", number=f"I108{n:07}", step="closed", title="查核", received_at=NOW) for n, _ in enumerate(numbers)
    )
    known = dict(Tender.objects.values_list("number", "pk"))
    Inspection.objects.bulk_create(
        Inspection(case=case, tender_id=known[number], project="x", inspected_on=date(2019, 1, 2) + timedelta(days=n))
        for n, (case, number) in enumerate(zip(cases, numbers, strict=True))
    )


def test_137_inspections_of_the_68_the_law_asked_for_in_108_are_201_percent():
    in_execution(165, 60_000_000, "L")
    in_execution(200, 20_000_000, "M")
    in_execution(300, 3_000_000, "S")
    inspected([*(f"L-{n}" for n in range(60)), *(f"M-{n}" for n in range(47)), *(f"S-{n}" for n in range(30))])
    shown = board(2019, day=date(2019, 12, 31))
    assert [(line.minimum, line.done) for line in shown.lines] == [(33, 60), (15, 47), (20, 30)]
    assert (shown.total.minimum, shown.total.done, shown.total.share) == (68, 137, 201)
    assert shown.rule.day == date(2016, 9, 19)
    assert [value(f"draws.yearplan.{name}", "2019-01-01", "2019-12-31") for name in ("minimum", "reached")] == [68, 201]
    Inspection.objects.filter(tender__number="S-0").delete()
    assert board(2019, day=date(2019, 12, 31)).total.share == 200
