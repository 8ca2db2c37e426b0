"""The papers on plans under control (月分析報告、雙月報), their words and tables filled from what the months show."""

from collections.abc import Iterator
from decimal import Decimal

from yankao.engines.progress.analysis import Analysis, Group, Stood
from yankao.engines.progress.bulletins import Draft
from yankao.engines.progress.cells import text_of
from yankao.engines.progress.declare import Judged, Programme
from yankao.kernel.numerals import outline_mark, percent_of
from yankao.kernel.roc import RocMonth
from yankao.shell.sheet import Part, Sheet

MOST_LINES = 200
HUNDREDTH = Decimal("0.01")
NOT_TOLD = "—"
AGENCY_HEAD = ("主辦機關", "計畫數", "有填報", "落後", "經費（元）", "累計分配（元）", "累計實現（元）", "支用比（%）")
BEHIND_HEAD = ("列管編號", "計畫名稱", "主辦機關", "期別", "預定", "實際", "落後", "原因及改善方案")


def sheet_of(found: Draft, *, government: str) -> Sheet:
    """Return the paper of one issue."""
    return Sheet(
        title=f"{government}{found.it.name}　{found.period}",
        lines=[f"期末列管中計畫共{found.plans:,}項，進度落後者{found.behind:,}項。" if found.analyses else "本期沒有列管中的計畫。"],
        parts=[part for number, each in enumerate(found.analyses, start=1) for part in _parts(each, number)],
    )


def _parts(each: Analysis, number: int) -> Iterator[Part]:
    mark = outline_mark(number, 2)
    yield Part(heading=f"{mark}{each.it.name}", lines=list(_summary(each)), rows=[AGENCY_HEAD, *(_agency(group) for group in each.agencies)])
    if each.behind:
        more = len(each.behind) - MOST_LINES
        lines = [f"落後最多者在前；另有{more}項從略，詳見系統。"] if more > 0 else []
        rows = [BEHIND_HEAD, *(_behind(each.it, row) for row in each.behind[:MOST_LINES])]
        yield Part(heading=f"{mark}{each.it.name}：進度落後計畫", lines=lines, rows=rows)
    if each.idle:
        rows = [
            ("列管編號", "計畫名稱", "主辦機關", "累計實現（元）", "累計分配（元）", "支用比（%）"),
            *(_idle(row) for row in each.idle[:MOST_LINES]),
        ]
        yield Part(heading=f"{mark}{each.it.name}：年經費支用比偏低計畫", rows=rows)
    if each.missing:
        rows = [("列管編號", "計畫名稱", "主辦機關"), *((plan.number, plan.name, str(plan.agency)) for plan in each.missing[:MOST_LINES])]
        yield Part(heading=f"{mark}{each.it.name}：未填報計畫", rows=rows)


def _summary(each: Analysis) -> Iterator[str]:
    whole, fill = each.whole, each.fill
    share = percent_of(whole.behind, whole.told)
    before = "" if each.behind_before is None else f"（前期落後{each.behind_before:,}項）"
    yield f"列管中{whole.plans:,}項，有填報{whole.told:,}項，落後{whole.behind:,}項，占有填報者{_number(share)}%{before}。"
    if fill.owed:
        rate = percent_of(fill.filled, fill.owed)
        told = f"已填報{fill.filled:,}項（{_number(rate)}%），其中逾期填報{fill.late:,}項"
        yield f"{each.period}應填報{fill.owed:,}項，{told}，未填報{fill.missing:,}項。"
    if whole.allotted:
        yield f"累計實現數{whole.realised:,}元，累計分配數{whole.allotted:,}元，年經費支用比{_number(whole.spend)}%。"
    if each.left:
        ways = "、".join(f"{plan.name}（{plan.get_standing_display()}）" for plan in each.left[:20])
        yield f"{each.period}退場{len(each.left):,}項：{ways}。"
    yield f"警示：{each.it.alarms.at(RocMonth.of(each.month).last)}。"


def _agency(group: Group) -> tuple[str, ...]:
    spend = _number(group.spend)
    return (
        group.name,
        str(group.plans),
        str(group.told),
        str(group.behind),
        f"{group.budget:,}",
        f"{group.allotted:,}",
        f"{group.realised:,}",
        spend,
    )


def _behind(it: Programme, row: Stood) -> tuple[str, ...]:
    report = row.report
    assert report is not None  # without evidence nobody is behind
    planned, actual = (report.planned_year, report.year_progress) if it.judged is Judged.YEAR else (report.planned_total, report.total_progress)
    if it.is_valued:
        planned, actual = report.target, report.value
    told = "；".join(f"{alarm.cause}／{alarm.remedy}（{alarm.responsible}）" for alarm in row.alarms if alarm.answered_at) or "尚未說明"
    plan = row.plan
    return (plan.number, plan.name, str(plan.agency), RocMonth.of(report.month).code, text_of(planned), text_of(actual), _number(row.lag), told)


def _idle(row: Stood) -> tuple[str, ...]:
    alarm = next(alarm for alarm in row.alarms if alarm.kind == "spend")
    plan = row.plan
    return (plan.number, plan.name, str(plan.agency), f"{alarm.numerator or 0:,.0f}", f"{alarm.denominator or 0:,.0f}", _number(alarm.measured))


def _number(value: Decimal | None) -> str:
    return NOT_TOLD if value is None else text_of(value.quantize(HUNDREDTH))
