"""The term of a mayor: goals, indicators and plans, whose windows overlap and whose results are explained below and far above."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, staff
from tests.progress.plans import a_plan, clerk, do, fill, month

from yankao.divisions.planning.programmes.kpi import KPIS
from yankao.divisions.planning.programmes.midterm_plan import MIDTERM_PLANS
from yankao.divisions.planning.registers.goals import GOALS, StrategicGoal
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.progress.alarms import Answer, answer_alarm, oblige
from yankao.engines.progress.baseline import BaselineRefused, even_promises, set_baseline
from yankao.engines.progress.models import Alarm, Baseline, PeriodReport, Plan
from yankao.engines.progress.rules import Promise
from yankao.engines.progress.windows import owing_plans
from yankao.engines.registers.write import enter
from yankao.kernel.actors import job
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LISTED, IN_JANUARY, LATE = at("2023-01-05 09:00"), at("2024-01-15 09:00"), at("2024-02-05 09:00")
AGENCY = "public-works-maintenance"
WHY = Answer(cause="目標值訂定偏低", remedy="次年提高目標值", catch_up_month=date(2024, 12, 1), responsible="主辦機關")


def officer():
    return staff("officer", "rdec-planning")


def goal(name: str, level: str, parent: StrategicGoal | None = None, first: int = 2023) -> StrategicGoal:
    facts = {"name": name, "level": level, "starts_on": date(first, 1, 1), "ends_on": date(first + 3, 12, 31), "parent": parent}
    row = enter(GOALS, actor=officer(), now=LISTED, facts={key: value for key, value in facts.items() if value is not None})
    assert isinstance(row, StrategicGoal)
    return row


def kpi(name: str, target: int, *, year: int = 2023, **facts: object) -> Plan:
    plan = a_plan(KPIS, name=name, year=year, budget=0, now=LISTED, ends_on=date(year + 3, 12, 31), unit="公里", standard="完成長度", **facts)
    years = [
        Promise(month=date(year + n, 12, 1), year_progress=Decimal(100), total_progress=Decimal(25 * (n + 1)), target=Decimal(target + n))
        for n in range(4)
    ]
    set_baseline(KPIS, plan, actor=officer(), now=LISTED, promises=years)
    return plan


def told(plan: Plan, value: object, *, now=IN_JANUARY) -> PeriodReport:
    assert not fill(plan, "112-12", now=now, it=KPIS, value=value).refused
    report = PeriodReport.objects.get(plan=plan, month=month("112-12"))
    assert not do(report, "submit", by=clerk(), now=now, it=KPIS).held
    return report


def figure(key: str) -> object:
    (found,) = figures(Window.of_year(112), keys=(key,))
    return found.value


@pytest.mark.system("kpi")
def test_indicators_behind_and_far_above_their_target_are_explained_and_capped_in_the_whole():
    good, behind, above = kpi("雨水下水道", 100), kpi("人行道改善", 100), kpi("路面更新", 100)
    told(good, 100)
    low = told(behind, "89.99")
    told(above, 130, now=LATE)
    assert set(Alarm.objects.values_list("plan__name", "kind", "measured")) == {
        ("人行道改善", "lag", Decimal("10.01")),
        ("路面更新", "ahead", Decimal("30.00")),
    }
    assert do(low, "check", by=staff("controller", AGENCY), now=IN_JANUARY, it=KPIS).moved
    assert do(low, "approve", by=staff("agency_lead", AGENCY), now=IN_JANUARY, it=KPIS).moved
    assert [each.why for each in do(low, "pass", by=officer(), now=IN_JANUARY, it=KPIS).held] == ["尚有警示未說明原因及改善方案"]
    (case, other) = oblige(actor=job("progress.oblige"), now=at("2024-02-25 07:50"))
    assert {case.procedure, other.procedure} == {"planning.target_explanation"}
    chase(now=at("2024-03-05 00:30"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即說明").exists()
    for alarm in Alarm.objects.all():
        answer_alarm(KPIS, alarm.pk, actor=clerk(), now=at("2024-03-10 09:00"), answer=WHY)
    assert not Case.objects.filter(procedure="planning.target_explanation", closed_at__isnull=True).exists()
    assert do(low, "pass", by=officer(), now=LATE, it=KPIS).moved
    assert figure("planning.kpi.attainment") == Decimal("96.7")
    assert figure("planning.kpi.attainment_uncapped") == Decimal("106.7")
    PeriodReport.objects.filter(pk=low.pk).update(value=Decimal(50))
    assert figure("planning.kpi.attainment") == Decimal("83.3")


def test_where_less_is_better_fewer_accidents_are_more_attainment():
    told(kpi("交通事故死亡人數", 100, is_lower_better=True), 75)
    assert Alarm.objects.get().measured == Decimal("25.00")
    assert figure("planning.kpi.attainment_uncapped") == 125


def test_an_indicator_without_value_is_in_no_denominator():
    told(kpi("雨水下水道", 100), 90)
    kpi("人行道改善", 100)
    assert figure("planning.kpi.attainment") == 90
    assert figure("planning.kpi.fill_share") == 50


@pytest.mark.system("midterm-plan")
def test_terms_overlap_goals_stand_in_a_tree_and_a_lowered_target_names_its_letter():
    vision = goal("宜居城市", "vision")
    aim = goal("韌性防災", "goal", vision)
    strategy = goal("滯洪治水", "strategy", aim)
    with pytest.raises(ValidationError, match="上層目標"):
        goal("孤立目標", "goal")
    with pytest.raises(ValidationError, match="期間"):
        goal("期外策略", "strategy", aim, first=2021)
    with pytest.raises(PermissionDenied):
        enter(GOALS, actor=clerk(), now=LISTED, facts={"name": "自訂", "level": "vision", "starts_on": "2023-01-01", "ends_on": "2026-12-31"})
    old = a_plan(MIDTERM_PLANS, name="舊期計畫", year=2021, now=at("2021-01-05 09:00"), ends_on=date(2024, 12, 31), summary="前期", goal=strategy)
    new = a_plan(MIDTERM_PLANS, name="新期計畫", year=2023, now=LISTED, ends_on=date(2026, 12, 31), summary="本期", goal=strategy)
    assert list(owing_plans(MIDTERM_PLANS, month("112-12"))) == [old, new]
    first = even_promises(new)
    set_baseline(MIDTERM_PLANS, new, actor=officer(), now=LISTED, promises=first)
    lower = [Promise(month=each.month, year_progress=each.year_progress, total_progress=each.total_progress / 2) for each in first]
    with pytest.raises(BaselineRefused, match="簽准"):
        set_baseline(MIDTERM_PLANS, new, actor=clerk(), now=IN_JANUARY, promises=lower)
    set_baseline(MIDTERM_PLANS, new, actor=officer(), now=IN_JANUARY, promises=lower, approved_number="府研綜字第1號", reason="滾動檢討下修")
    assert list(Baseline.objects.filter(plan=new).values_list("version", "reason")) == [(1, ""), (2, "滾動檢討下修")]
    assert not fill(new, "112-12", now=LATE, it=MIDTERM_PLANS, total_progress="10", allotted=3_000_000, realised=2_000_000).refused
    report = PeriodReport.objects.get(plan=new)
    assert do(report, "submit", by=clerk(), now=LATE, it=MIDTERM_PLANS).moved
    assert report.window.due_at < LATE
    assert figure("planning.midterm_plan.plans") == 2
