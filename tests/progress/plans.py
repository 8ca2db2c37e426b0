"""Plans of the stories: made with just what a story is about."""

from datetime import date, datetime
from decimal import Decimal

from tests.cases.people import at, staff
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.baseline import Point, even_promises, set_baseline
from yankao.engines.progress.cells import Cell, Outcome, write_cells
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.models import PeriodReport, Plan
from yankao.engines.progress.plans import list_plan
from yankao.engines.progress.reports import Sent, send
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import RocMonth

AGENCY = "public-works-maintenance"
LISTED = at("2023-01-03 09:00")


def commission() -> Actor:
    return staff("officer", "rdec-control", name="鄭管制")


def clerk(slug: str = AGENCY) -> Actor:
    return staff("clerk", slug, name="張承辦")


def controller(slug: str = AGENCY) -> Actor:
    return staff("controller", slug, name="黃管考")


def head(slug: str = AGENCY) -> Actor:
    return staff("agency_lead", slug, name="李科長")


def month(text: str) -> date:
    return RocMonth.parse(text).first


def a_plan(
    it: Programme = PROJECTS,
    *,
    name: str = "岡山路排水改善",
    agency: str = AGENCY,
    year: int = 2023,
    budget: int = 12_000_000,
    now: datetime = LISTED,
    **facts: object,
) -> Plan:
    """List a plan of one year."""
    given = {"name": name, "agency": Agency.objects.get(slug=agency), "starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), **facts}
    if budget:
        given[str(it.money[0])] = budget
    return list_plan(it, actor=staff("officer", f"rdec-{it.owner}"), now=now, facts=given, year=year)


def with_baseline(plan: Plan, it: Programme = PROJECTS, *, points: tuple[Point, ...] = (), now: datetime = LISTED) -> Plan:
    """Give a plan a baseline that rises evenly."""
    set_baseline(it, plan, actor=staff("officer", f"rdec-{it.owner}"), now=now, promises=even_promises(plan), points=points)
    return plan


def fill(
    plan: Plan, period: str, *, now: datetime, it: Programme = PROJECTS, by: Actor | None = None, seen: dict[str, str] | None = None, **cells: object
) -> Outcome:
    """Type cells of one report as the clerk does."""
    typed = [Cell(plan_id=plan.pk, field=name, text=str(text), seen=(seen or {}).get(name)) for name, text in cells.items()]
    return write_cells(it, month(period), typed, actor=by or clerk(), now=now)


def hand_in(
    plan: Plan,
    period: str,
    *,
    now: datetime,
    it: Programme = PROJECTS,
    progress: object = "50",
    realised: object = 5_000_000,
    allotted: object = 5_000_000,
) -> PeriodReport:
    """Fill in a report and send it."""
    outcome = fill(plan, period, now=now, it=it, year_progress=progress, total_progress=progress, allotted=allotted, realised=realised)
    assert not outcome.refused, outcome.refused
    report = PeriodReport.objects.get(plan=plan, month=month(period))
    sent = do(report, "submit", by=clerk(), now=now, it=it)
    assert not sent.held, sent.held
    return PeriodReport.objects.get(pk=report.pk)


def do(report: PeriodReport, key: str, *, by: Actor, now: datetime, it: Programme = PROJECTS, reason: str = "") -> Sent:
    """Do one deed on the way of a report."""
    return send(it, [report.pk], key, actor=by, now=now, reason=reason)


def percent(text: str) -> Decimal:
    return Decimal(text)
