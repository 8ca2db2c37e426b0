"""The demonstration's orders and documents: every one marked as simulated, and a second run adds nothing."""

import pytest
from tests.cases.people import at

from yankao.divisions.control.registers.document_month import DocumentMonth
from yankao.divisions.control.seed import seed_control
from yankao.engines.cases.models import Case
from yankao.engines.connectors import registry as connectors
from yankao.engines.progress.models import Alarm, BulletinIssue, PeriodReport, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("now", [at("2026-11-21 10:00"), at("2026-02-17 23:30"), at("2025-09-20 08:00")])
def test_a_demonstration_is_filled_once_and_all_of_it_is_marked(now):
    lines: list[str] = []
    seed_control(now, lines.append)
    tables = (Case, DocumentMonth, Plan, PeriodReport, Alarm, BulletinIssue)
    counted = [table.objects.count() for table in tables]
    seed_control(now, lines.append)

    assert [table.objects.count() for table in tables] == counted
    assert not Case.objects.filter(is_simulated=False).exists()
    assert not DocumentMonth.objects.filter(is_simulated=False).exists()
    assert Case.objects.filter(received_at__gt=now).count() == 0
    assert Case.objects.filter(closed_at__isnull=True, due_at__lt=now).exists()
    assert len(set(Case.objects.values_list("procedure", flat=True))) >= 14
    plans, reports = Plan.objects.filter(source="demo"), PeriodReport.objects.filter(plan__source="demo")
    assert plans.count() == 12
    assert not plans.filter(is_simulated=False).exists()
    assert not reports.filter(filled_at__gt=now).exists()
    assert Alarm.objects.filter(answered_at__isnull=False).exists() or reports.count() < 12
    assert "control" in {seeder.key for seeder in connectors.seeders()}
