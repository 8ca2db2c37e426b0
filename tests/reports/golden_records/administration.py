"""The editions of the report to the council that were approved in a year."""

from datetime import timedelta

from tests.cases.people import at
from tests.reports.golden import Book

from yankao.engines.reports.models import Edition, Standing


def make(book: Book) -> None:
    """Make the records of one document."""
    if not book.says("report.freq.v002"):
        return
    first = at(f"{book.window.first} 09:00")
    for number in range(int(book.of("report.freq.v002")["times"])):
        approved = first + timedelta(days=90 + 180 * number)
        facts = {"standing": Standing.APPROVED, "frozen_at": approved, "approved_at": approved, "created_by": "編輯", "created_at": approved}
        days = {"first": book.window.first, "last": book.window.last, "as_of": approved.date()}
        Edition.objects.create(kind="council", number=number + 1, title=f"第{number + 1}次定期大會業務報告", **days, **facts)
