"""Published sentences come out of records that were taken in as a clerk would give them, and change with any one of them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.cases.people import at
from tests.progress.plans import a_plan, commission
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.morakot import MORAKOT
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.connectors.sheets import Sheet
from yankao.engines.indicators.compute import figures
from yankao.engines.progress.importing import import_plans, import_reports
from yankao.engines.progress.models import MilestoneDone, PeriodReport, Plan
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.timeout(900)]  # a thousand plans taken in one by one
OFFICES = ("高雄市政府工務局", "高雄市政府水利局", "高雄市政府觀光局")


def sheet(text_rows: list[dict[str, object]]) -> Sheet:
    heads = tuple(text_rows[0])
    return Sheet(heading=heads, rows=tuple(tuple(str(row[head]) for head in heads) for row in text_rows))


def value(key: str, window: Window):
    (found,) = figures(window, keys=(key,))
    return found


def plans_of(it, count: int, *, year: int, offices=OFFICES, **more) -> None:
    rows = [
        {
            "計畫名稱": f"第{n}案", "主辦機關": offices[n % len(offices)],
            "計畫起日": f"{year}/1/1", "計畫迄日": f"{year}/12/31", "來源編號": f"N{n}",
            "列管日期": f"{year}/1/5", **{head: given(n) for head, given in more.items()},
        }
        for n in range(count)
    ]  # fmt: skip
    done = import_plans(it, sheet(rows), actor=commission(), now=at("2024-02-01 09:00"))
    assert (done.taken, [str(each) for each in done.refused]) == (count, [])


def test_of_126_tracked_plans_73_are_on_track_and_53_behind_and_one_record_changes_it():
    plans_of(PROJECTS, 126, year=108, **{"公務預算（元）": lambda _n: 1_000_000, "108年12月": lambda _n: 100})
    rows = [
        {
            "來源編號": f"N{n}",
            "期別": "108-12",
            "年累計進度（%）": 95 if n < 53 else 95.01 if n < 60 else 100,
            "累計分配數（元）": 1000,
            "累計實現數（元）": 900,
        }
        for n in range(126)
    ]
    done = import_reports(PROJECTS, sheet(rows), actor=commission(), now=at("2024-02-01 09:00"), is_trusted=True, hands_in=True)
    assert done.refused == []
    year = Window.of_year(108)
    keys = ("plans", "on_track", "on_track_share", "behind", "behind_share")
    assert [value(f"control.project.{key}", year).value for key in keys] == [126, 73, Decimal("57.9"), 53, Decimal("42.1")]
    PeriodReport.objects.filter(plan__external_id="N0").update(year_progress=Decimal("95.01"))
    assert [value(f"control.project.{key}", year).value for key in ("on_track", "behind")] == [74, 52]


def test_of_203_cases_201_were_awarded_and_one_award_less_changes_the_share():
    awarded = {
        "發包（決標）": lambda _n: "112/5/31",
        "發包（決標）實際": lambda n: "112/4/30" if n < 201 else "",
        "經費類別": lambda _n: "道路",
        "中央補助（元）": lambda _n: 19_866_995,
    }
    plans_of(INFRA_SUBSIDY, 203, year=112, **awarded)
    months = Window.of_months("112-01", "112-07")
    assert (value("control.infra_subsidy.plans", months).value, value("control.infra_subsidy.award_share", months).value) == (203, Decimal("99.01"))
    told = [
        {"來源編號": f"N{n}", "期別": "112-07", "年累計進度（%）": 60, "累計分配數（元）": 12_000_000, "累計實現數（元）": 11_081_810}
        for n in range(201)
    ]
    done = import_reports(INFRA_SUBSIDY, sheet(told), actor=commission(), now=at("2024-02-01 09:00"), is_trusted=True, hands_in=True)
    assert done.refused == []
    # Only the ratio was published: the amount each case spent is calibrated to it, the counts are not.
    assert value("control.infra_subsidy.attainment", months).value == Decimal("55.78")
    MilestoneDone.objects.filter(plan__external_id="N0").delete()
    assert value("control.infra_subsidy.award_share", months).numerator == 200
    assert value("control.infra_subsidy.attainment", months).denominator == 200 * 19_866_995


def test_of_148_cases_142_were_released_and_6_go_on():
    plans_of(
        INFRA_SUBSIDY,
        148,
        year=108,
        **{"經費類別": lambda _n: "道路", "中央補助（元）": lambda _n: 1000, "解除列管日期": lambda n: "108/12/20" if n < 142 else ""},
    )
    year = Window.of_year(108)
    assert [value(f"control.infra_subsidy.{key}", year).value for key in ("plans", "released", "tracked")] == [148, 142, 6]
    told = [
        {
            "來源編號": f"N{n}",
            "期別": "108-12",
            "年累計進度（%）": 100,
            "累計分配數（元）": 1000,
            "累計實現數（元）": 900,
            "應付未付數（元）": 80,
            "節餘數（元）": 10,
        }
        for n in range(142, 148)
    ]
    done = import_reports(INFRA_SUBSIDY, sheet(told), actor=commission(), now=at("2024-02-01 09:00"), is_trusted=True, hands_in=True)
    assert done.refused == []
    assert value("control.infra_subsidy.execution", year).value == Decimal("99.00")
    PeriodReport.objects.filter(plan__external_id="N142").update(surplus=7)
    # Only the ratio was published (98.95 %): amounts in stages are calibrated to it.
    assert value("control.infra_subsidy.execution", year).value == Decimal("98.95")
    Plan.objects.filter(external_id="N0").update(standing="tracked", left_on=None)
    assert [value(f"control.infra_subsidy.{key}", year).value for key in ("released", "tracked")] == [141, 7]


def test_cumulative_figures_of_the_special_act_count_each_case_once_over_the_years():
    facts = {"建設類別": lambda _n: "水環境建設", "中央主管機關": lambda _n: "經濟部", "解除列管日期": lambda n: "112/6/30" if n < 754 else ""}
    plans_of(FORWARD_LOOKING, 906, year=107, **facts)
    months = Window.of_months("112-03", "112-07")
    assert [value(f"control.forward_looking.{key}", months).value for key in ("approved_ever", "completed_ever", "tracked_now")] == [906, 754, 152]
    Plan.objects.filter(external_id="N0").update(standing="tracked", left_on=None)
    assert [value(f"control.forward_looking.{key}", months).value for key in ("completed_ever", "tracked_now")] == [753, 153]


@pytest.mark.system("morakot")
def test_895_works_of_reconstruction_by_42_agencies_are_finished_and_nobody_writes_in_them():
    finished = {
        "完工": lambda _n: "98/12/31",
        "完工實際": lambda _n: "98/12/20",
        "解除列管日期": lambda _n: "98/12/31",
        "中央補助（元）": lambda n: 9_240_000 if n else 9_240_000 + 8_270_610_000 - 895 * 9_240_000,
    }
    offices = list(Agency.objects.exclude(kind="outside").order_by("slug").values_list("name", flat=True)[:42])
    plans_of(MORAKOT, 895, year=98, offices=offices, **finished)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a server does by itself, but not within the transaction of a test
    window = Window.of_year(103)
    told = [value(f"control.morakot.{key}", window).value for key in ("plans", "released", "finish_share", "agencies", "budget")]
    assert told == [895, 895, 100, 42, 8_270_610_000]
    with pytest.raises(ValidationError, match="已結束列管"):
        a_plan(MORAKOT, year=2014)
    MilestoneDone.objects.filter(plan__external_id="N0").delete()
    assert (value("control.morakot.finish_share", window).numerator, value("control.morakot.finish_share", window).denominator) == (894, 895)


def test_a_row_taken_in_twice_is_one_plan_and_a_wrong_one_is_named_by_its_cell():
    given = (
        ("好的", OFFICES[0], "112/1/1", 50, 100),
        ("無此機關", "火星局", "112/1/1", 50, 100),
        ("日期", OFFICES[0], "明天", 50, 100),
        ("下降", OFFICES[0], "112/1/1", 60, 40),
    )
    heads = ("計畫名稱", "主辦機關", "計畫起日", "112年6月", "112年12月")
    rows = [{**dict(zip(heads, each, strict=True)), "計畫迄日": "112/12/31", "年度": "112"} for each in given]
    done = import_plans(PROJECTS, sheet(rows), actor=commission(), now=datetime(2023, 2, 1, tzinfo=UTC))
    assert [plan.name for plan in done.plans] == ["好的"]
    assert {each.address for each in done.refused} == {"B3", "C4", "E5"}
    again = import_plans(PROJECTS, sheet([{**rows[0], "來源編號": "A1"}]), actor=commission(), now=datetime(2023, 2, 1, tzinfo=UTC))
    twice = import_plans(PROJECTS, sheet([{**rows[0], "來源編號": "A1"}]), actor=commission(), now=datetime(2023, 2, 1, tzinfo=UTC))
    assert (again.taken, twice.taken, twice.unchanged) == (1, 0, 1)
