"""Plans under control of each programme, one made as the people make it and the others its copies, with their money and reports."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection
from tests.cases.people import at
from tests.divisions.control.stories import desk
from tests.progress.plans import AGENCY, a_plan, clerk, do, fill, with_baseline
from tests.reports.golden_records.rows import copies

from yankao.divisions.control.programmes.district_works import DISTRICT_WORKS
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING, ForwardLooking
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY, InfraSubsidy
from yankao.divisions.control.programmes.morakot import MORAKOT
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.models import Exit, FillingWindow, MilestoneDone, PeriodReport, Plan, State
from yankao.engines.progress.plans import Listing, leave, reach_milestone, take_over
from yankao.kernel.agencies.models import Agency

REPORTS = (PeriodReport, "plan_id")
POINTS = (MilestoneDone, "plan_id")
OFFICE = "office-gushan"
ALLOTTED = 10_000_000
Said = Mapping[str, Decimal]


def projects(count: int, *, year: int, reported: str = "") -> None:
    """List projects of a year; with `reported` each told in June how far it had come of the half that it had promised."""
    plan = with_baseline(a_plan(PROJECTS, year=year, now=at(f"{year}-01-03 09:00")), now=at(f"{year}-01-03 09:00"))
    if reported:
        month, now = f"{year - 1911}-06", at(f"{year}-07-05 10:00")
        assert not fill(plan, month, now=now, year_progress=reported, total_progress=reported, allotted=ALLOTTED, realised=ALLOTTED).refused
        assert not do(PeriodReport.objects.get(plan=plan), "submit", by=clerk(), now=now).held
    copies(plan, count, with_rows=(REPORTS,))


def subsidised(said: Said, *, year: int) -> None:
    """List the cases of the central grant: awarded, spent and closed as far as the sentence says."""
    count = int(said["count"])
    each, rest = divmod(int(said["amount"] * 10**8), count)
    awarded = round(count * said.get("awarded", Decimal(100)) / 100)
    closed = int(said.get("closed", 0))
    spent = said.get("budget_rate")
    money = (each, round(each * spent / 100)) if spent else (ALLOTTED, round(ALLOTTED * said.get("rate", Decimal(100)) / 100))
    left = _subsidised(year, each, money=money)
    if closed:
        leave(INFRA_SUBSIDY, left.pk, actor=desk(), now=at(f"{year}-12-20 09:00"), exit_=Exit.RELEASED, reason="結案")
        left.refresh_from_db()
        copies(left, closed, with_rows=(REPORTS, POINTS, (InfraSubsidy, "plan_id")))
    else:
        copies(left, awarded - 1, with_rows=(REPORTS, POINTS, (InfraSubsidy, "plan_id")))
    others = count - (closed or awarded - 1)
    last = _subsidised(year, each, money=money)
    if awarded < count:
        MilestoneDone.objects.filter(plan=last).delete()
        PeriodReport.objects.filter(plan=last).delete()
        _subsidised(year, each, money=money)
        others -= 1
    made = copies(last, others, with_rows=(REPORTS, POINTS, (InfraSubsidy, "plan_id")))
    Plan.objects.filter(pk=made[0]).update(budget_central=each + rest)


def _subsidised(year: int, budget: int, *, money: tuple[int, int]) -> Plan:
    """List one case that was awarded and told in June what it had spent."""
    listed, now = at(f"{year}-01-03 09:00"), at(f"{year}-07-05 10:00")
    plan = with_baseline(a_plan(INFRA_SUBSIDY, year=year, now=listed, budget=0, fund_class="道路", budget_central=budget), INFRA_SUBSIDY, now=listed)
    reach_milestone(INFRA_SUBSIDY, plan, actor=clerk(), now=now, key="award", done_on=date(year, 3, 1))
    allotted, realised = money
    told = {"year_progress": "50", "total_progress": "50", "allotted": allotted, "realised": realised, "text": "施工中"}
    assert not fill(plan, f"{year - 1911}-06", now=now, it=INFRA_SUBSIDY, **told).refused
    assert not do(PeriodReport.objects.get(plan=plan), "submit", by=clerk(), now=now, it=INFRA_SUBSIDY).held
    return plan


def rebuilt(said: Said) -> None:
    """Take over the works of reconstruction, all finished and all money spent, and spread them over the agencies."""
    count = int(said["count"])
    each, rest = divmod(int(said["amount"]), count)
    listing = Listing(year=2009, listed_on=date(2010, 1, 4))
    days = {"starts_on": date(2009, 9, 1), "ends_on": date(2014, 8, 29)}
    facts = {"name": "六龜區道路復建", "agency": Agency.objects.get(slug=AGENCY), "budget_central": each, **days}
    plan = take_over(MORAKOT, actor=desk(), now=at("2010-01-04 09:00"), facts=facts, listing=listing)
    done = at("2014-08-29 17:00")
    reach_milestone(MORAKOT, plan, actor=desk(), now=done, key="finish", done_on=date(2014, 8, 29), is_trusted=True)
    month = date(2014, 8, 1)
    window = FillingWindow.objects.create(programme=MORAKOT.key, month=month, given_at=done, due_at=done, rule="匯入")
    PeriodReport.objects.create(
        plan=plan,
        month=month,
        window=window,
        total_progress=100,
        realised=each,
        state=State.PASSED,
        submitted_at=done,
        filled_by="匯入",
        filled_at=done,
    )
    leave(MORAKOT, plan.pk, actor=desk(), now=done, exit_=Exit.RELEASED, reason="完工")
    plan.refresh_from_db()
    made = copies(plan, count, with_rows=(REPORTS, POINTS))
    Plan.objects.filter(pk=plan.pk).update(budget_central=each + rest)
    PeriodReport.objects.filter(plan=plan).update(realised=each + rest)
    _spread(made, int(said["agencies"]))


def _spread(made: list[int], agencies: int) -> None:
    """Give the plans to so many agencies in turn."""
    keys = list(Agency.objects.order_by("pk").values_list("pk", flat=True)[:agencies])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE progress_plan SET agency_id = (%(keys)s::bigint[])[1 + id %% %(many)s] WHERE id = ANY(%(made)s)",
            {"keys": keys, "many": agencies, "made": made},
        )


def of_districts(count: int, *, year: int) -> None:
    """List running works of a district office."""
    now = at(f"{year}-01-05 09:00")
    copies(a_plan(DISTRICT_WORKS, agency=OFFICE, district="鼓山區", year=year, now=now, budget=2_000_000), count)


def of_special_act(said: Said) -> None:
    """List what the special act approved: a part of it done."""
    now = at("2017-09-01 09:00")
    facts = {"agency": "water-resources", "field": "water", "ministry": "經濟部"}
    plan = a_plan(FORWARD_LOOKING, year=2017, now=now, **facts)
    done = a_plan(FORWARD_LOOKING, year=2017, now=now, name="抽水站新建", **facts)
    leave(FORWARD_LOOKING, done.pk, actor=desk(), now=at("2022-12-29 09:00"), exit_=Exit.RELEASED, reason="完工")
    done.refresh_from_db()
    detail = (ForwardLooking, "plan_id")
    copies(plan, int(said["tracked"]), with_rows=(detail,))
    copies(done, int(said["done"]), with_rows=(detail,))
    assert said["approved"] == said["tracked"] + said["done"]
