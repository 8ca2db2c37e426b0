"""Tests of the coverage: every published figure has a document and line, and what is told from documents is the published figure."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from yankao.engines.reports.coverage import Cover, facts, page
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import import_city
from yankao.kernel.actors import job
from yankao.kernel.numerals import parse_number

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
LEAST = {"000": 100, "003": 90, "004": 140}
SCALES = (1, 10**4, 10**8)


def test_every_published_figure_names_its_document_and_line() -> None:
    found = facts()
    assert {document: sum(it.document == document for it in found) >= least for document, least in LEAST.items()} == dict.fromkeys(LEAST, True)
    assert all(it.line.isdigit() for it in found)
    assert len({it.id for it in found}) == len(found)


def test_the_page_counts_each_document_by_where_its_figures_come_from() -> None:
    found = facts()
    covers = Counter(it.cover for it in found)
    assert covers[Cover.CALIBRATED] > 10
    assert covers[Cover.RECORDS] >= 100
    assert covers[Cover.RULE] >= 12
    assert covers[Cover.MISSING] < 10
    text = page(found)
    assert text.count("\n") > len(found)
    assert "| 003 |" in text
    assert sum(it.is_printed for it in found) > 100


@pytest.mark.django_db
@pytest.mark.parametrize("document", sorted(LEAST))
def test_each_figure_told_from_a_document_is_the_published_one(document: str) -> None:
    import_city(actor=job("test"), now=NOW)
    rows = list(Statement.objects.filter(replaced_at__isnull=True))
    wrong = []
    for it in facts():
        if it.document != document or not it.statement:
            continue
        wanted = parse_number(it.figure)
        told = [row.number for row in rows if row.key == it.statement and row.number is not None]
        if not any(number == wanted * scale for number in told for scale in map(Decimal, SCALES)):
            wrong.append((it.id, it.statement, it.figure))
    assert wrong == []
