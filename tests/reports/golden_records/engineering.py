"""Inspections, tenders, reports of citizens and courses, as many as the sentences say."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tests.cases.people import at
from tests.divisions.engineering.sites import engineer
from tests.divisions.engineering.test_citizen_supervision import closed
from tests.registers.tenders import tender
from tests.reports.golden import Book
from tests.reports.golden_records.rows import copied_case, copies

from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.divisions.engineering.procedures.citizen_supervision import CitizenSupervision
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.reinspection import Reinspection
from yankao.divisions.engineering.series.engineering_courses import TRAINING
from yankao.engines.activities import course_write
from yankao.engines.cases.models import Case
from yankao.engines.registers.tenders.filling import due_on
from yankao.engines.registers.tenders.month import TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import enter
from yankao.kernel.roc import parse_date

NOW = at("2026-01-05 10:00")
OTHER_COURSES = {
    "000": {"2014-04-15": 46, "2014-06-12": 43, "2014-11-06": 46, "2014-06-20": 102, "2014-10-15": 115},
    "003": {"2023-04-21": 57, "2023-06-14": 47, "2023-06-30": 48},
    "004": {"2019-03-22": 25},
}
"""The courses beside the one that the document's template tells, by their day."""


def make(book: Book) -> None:
    """Make the records of one document."""
    {"000": _in_103, "003": _in_112, "004": _in_108}[book.seed](book)
    item = f"training.item.v{book.seed}"
    told = {slot: book.text(item, slot) for slot in ("course", "partner")}
    _held(told["course"], parse_date(book.text(item, "date")), int(book.of(item)["attendance"]), partners=told["partner"])
    for day, people in OTHER_COURSES[book.seed].items():
        _held(f"{day}研習", date.fromisoformat(day), people)


def _in_103(book: Book) -> None:
    said = {slot: int(value) for slot, value in book.of("inspection.count.v000").items()}
    _tenders(book, int(book.of("tender.fill.v000")["count"]), first=date(2014, 1, 1))
    _visited(Inspection, said["inspections"], first=date(2014, 7, 1))
    _visited(Reinspection, said["reinspections"], first=date(2014, 7, 1))
    _visited(Inspection, said["year_total"] - said["total"], first=date(2014, 1, 2))
    reports = book.of("supervision.count.v000")
    days = round(reports["count"] * reports["avg_days"])
    longer = days - 2 * int(reports["count"])
    _reported(longer, at("2014-08-04 09:00"), days=3)
    _reported(int(reports["count"]) - longer, at("2014-08-05 09:00"), days=2)


def _in_112(book: Book) -> None:
    said = {slot: int(value) for slot, value in book.of("tender.v003").items()}
    _tenders(book, said["inspectable"], first=date(2022, 2, 1), began=True)
    _tenders(book, said["count"] - said["inspectable"], first=date(2022, 2, 1))
    total = int(book.of("inspection.v003")["total"])
    _visited(Inspection, total - 7, first=date(2023, 3, 1))
    _visited(Reinspection, 7, first=date(2023, 3, 1))
    reports = book.of("supervision.v003")
    assert reports["avg_days"] == 1
    _reported(int(reports["count"]), at("2023-04-11 09:00"), days=1)


def _in_108(book: Book) -> None:
    said = {slot: int(value) for slot, value in book.of("inspection.v004").items()}
    # Article 4 asks for a fifth of the large ones, fifteen of the middle and twenty of the small: 68 in all.
    large, middle = 60, 47
    for count, budget, seen in ((165, 60_000_000, large), (200, 20_000_000, middle), (300, 3_000_000, said["inspections"] - large - middle)):
        tenders = _tenders(book, count, first=date(2018, 6, 1), began=True, budget=budget)
        _visited(Inspection, seen, first=date(2019, 1, 2), tenders=tenders)
    _visited(Reinspection, said["reinspections"], first=date(2019, 9, 2))
    rate = book.of("supervision.rate.v004")
    works = round(rate["inspected"] * 100 / rate["rate"])
    made = _reported(works, at("2019-05-06 09:00"), days=2)
    CitizenSupervision.objects.filter(pk__in=made[: int(rate["inspected"])]).update(inspection_number="I1080000001")


def _tenders(book: Book, count: int, *, first: date, began: bool = False, budget: int = 20_000_000) -> list[int]:
    """Enter tenders in hand, begun or only awarded, each filled in for every month by its day."""
    began_on = {"started_on": first + timedelta(days=30), "state": "working"} if began else {"started_on": None, "state": "awarded"}
    facts = {"budget_amount": budget, "floor_amount": budget, "award_amount": budget, "awarded_on": first, "planned_end_on": None}
    row = tender(f"T{Tender.objects.count()}", **facts, **began_on)
    for month in book.window.each_month():
        told = {"tender": row, "month": month.first, "source": "central", "filled_on": due_on(month.first), "planned": "50", "actual": "50"}
        enter(MONTHS, actor=engineer(), now=NOW, facts=told)
    return copies(row, count, with_rows=((TenderMonth, "tender_id"),))


def _visited(kind: type[InspectionFacts], count: int, *, first: date, tenders: Sequence[int] = ()) -> None:
    """Enter visits day after day, each to a tender of its own where some are given."""
    key, known = f"engineering.{kind.__name__.lower()}", tenders or [Tender.objects.order_by("pk")[0].pk]
    begin = Case.objects.count()
    cases = Case.objects.bulk_create(
        Case(procedure=key, number=f"I{begin + n:09}", step="closed", title="查核", received_at=NOW, opener_kind="job", opener_id="test")
        for n in range(count)
    )
    kind._default_manager.bulk_create(
        kind(case=case, tender_id=known[n % len(known)], project="道路工程", inspected_on=first + timedelta(days=n % 120))
        for n, case in enumerate(cases)
    )


def _reported(count: int, began: datetime, *, days: int) -> list[int]:
    """Let citizens report, each mended so many days later."""
    case = closed(began, f"{(began + timedelta(days=days)):%Y-%m-%d %H:%M}")
    return copied_case(case, count, CitizenSupervision)


def _held(title: str, day: date, people: int, *, partners: str = "") -> None:
    facts = {"title": title, "starts_on": day, "headcount": people, "partners": partners, "source": "公開文件"}
    course_write.take_over(TRAINING, actor=engineer(), now=NOW, facts=facts)
