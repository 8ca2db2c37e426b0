"""Fill in reports cell by cell (填報): a grid of many plans or a file; what is wrong is refused by cell, the rest is kept.

Two people in one grid never lose a cell: each cell says what its writer saw there, rows are locked, and only cells that differ are
written. A cell that somebody else changed meanwhile is refused to the later writer with what stands there now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from django.db import transaction
from django.db.models import Q

from yankao.engines.cases.replay_tables import Table, write_rows
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import Refusal
from yankao.engines.progress.models import BaselineMonth, FillingWindow, PeriodReport, Plan, ReportEdit, Source, State
from yankao.engines.progress.newest import any_of, last_promises, last_reports
from yankao.engines.progress.rules import COLUMNS, DECIMALS, MONEY, PERCENTS, Bounds, Told, month_refusal, report_refusals
from yankao.engines.progress.who import may
from yankao.engines.progress.windows import window_of
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth

OPEN = (State.DRAFT, State.RETURNED)
HUNDREDTH = Decimal("0.01")
LONGEST_REASON = 400
BESIDE = ("baseline", "planned_year", "planned_total", "planned_amount", "target", "source", "filled_by", "filled_at", "version")
"""What is written with the cells of a report: what they are held against, and who told them when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as it was typed: for which plan and column, its text, what its writer saw there before, and where it stood.

    `seen` None means that the writer saw nothing and overwrites (an import).
    """

    plan_id: int
    field: str
    text: str
    seen: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A cell that was not taken, with the refusal; what was typed is given back."""

    cell: Cell
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the cells: how many were saved, how many stood already, which were refused."""

    saved: int
    unchanged: int
    refused: tuple[Refused, ...]


@dataclass(slots=True, kw_only=True)
class _Row:
    """One plan of the grid on its way: its report as it stands, what it is held against, and the cells that may change it."""

    plan: Plan
    report: PeriodReport
    bounds: Bounds
    cells: dict[str, tuple[Cell, Any]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    unchanged: int = 0


def write_cells(
    it: Programme, month: date, cells: Sequence[Cell], *, actor: Actor, now: datetime, source: Source = Source.TYPED, is_trusted: bool = False
) -> Outcome:
    """Write the cells of one period and tell what became of each; everything that can stand is saved in one transaction.

    `is_trusted` is for imports and simulations that an operator starts: whoever the actor is, for whatever period.
    """
    with transaction.atomic():
        rows, lost = _rows(it, month, cells, actor=actor, now=now, is_trusted=is_trusted)
        for row in rows:
            _settle(row, month)
        saved = _save([row for row in rows if row.cells], actor=actor, now=now, source=source, key=it.key)
    refused = (*lost, *(each for row in rows for each in row.refused))
    return Outcome(saved=saved, unchanged=sum(row.unchanged for row in rows), refused=refused)


def text_of(value: object) -> str:
    """Write a stored value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def read_cell(name: str, text: str) -> Any:  # noqa: ANN401 -- a number or a text, by the column
    """Read what was typed in a cell.

    Raises:
        ValueError: with one sentence, when it cannot be read.
    """
    plain = normalize("NFKC", text).strip() if name in DECIMALS else text.strip()
    if name not in DECIMALS:
        if name == "reason" and len(plain) > LONGEST_REASON:
            raise ValueError(f"理由請勿超過{LONGEST_REASON}字")
        return plain
    if not plain:
        return None
    try:
        value = Decimal(plain.replace(",", "").removesuffix("%").removesuffix("元").strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"「{text.strip()[:40]}」不是數字")
    if name in MONEY and value != value.to_integral_value():
        raise ValueError(f"金額 {text.strip()} 不是整數元")
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if name in PERCENTS else value


def _rows(it: Programme, month: date, cells: Sequence[Cell], *, actor: Actor, now: datetime, is_trusted: bool) -> tuple[list[_Row], list[Refused]]:
    by_plan: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_plan[cell.plan_id].append(cell)
    # Ordered, so that two writers of overlapping grids wait for each other and never in a circle.
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update(of=("self",)).filter(pk__in=any_of(by_plan), programme=it.key).order_by("pk")}
    if not plans:
        return [], [_refuse(cell, "找不到計畫", "請重新整理頁面") for cell in cells]
    facts = _facts_of(plans.values(), month)
    window = window_of(it, month)
    rows: list[_Row] = []
    lost: list[Refused] = []
    for plan_id, given in by_plan.items():
        plan = plans.get(plan_id)
        why = _why_not(it, plan, month, actor=actor, now=now, is_trusted=is_trusted)
        if plan is None or why is not None:
            assert why is not None
            lost += [_refuse(cell, *why) for cell in given]
            continue
        rows.append(_row(plan, month, given, facts=facts, window=window, actor=actor, now=now))
    return rows, lost


def _why_not(it: Programme, plan: Plan | None, month: date, *, actor: Actor, now: datetime, is_trusted: bool) -> tuple[str, str] | None:
    if plan is None:
        return "找不到計畫", "請重新整理頁面"
    if outside := month_refusal(month, first=plan.starts_on, last=plan.ends_on):
        return outside.why, outside.remedy
    if is_trusted:
        return None
    if not may(it.filled_by, actor, plan):
        return f"您不能填報「{plan.name}」", f"由{it.filled_by.describe()}填報"
    if not plan.is_tracked or it.is_closed:
        return f"此計畫已{plan.get_standing_display()}", "不再填報"
    return (f"{RocMonth.of(month)}尚未開始", "請於該期開始後填報") if month > day_of(now) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What stands already for the plans of a grid: reports of the period, the ones before, and what was promised."""

    reports: Mapping[int, PeriodReport]
    before: Mapping[int, PeriodReport]
    promised: Mapping[int, BaselineMonth]


def _facts_of(plans: Iterable[Plan], month: date) -> _Facts:
    ids, baselines = [plan.pk for plan in plans], [plan.baseline_id for plan in plans if plan.baseline_id is not None]
    before = last_reports(Plan.objects.filter(pk__in=any_of(ids)), Q(month__lt=month))
    return _Facts(
        reports={row.plan_id: row for row in PeriodReport.objects.select_for_update(of=("self",)).filter(plan__in=any_of(ids), month=month)},
        before={row.plan_id: row for row in before},
        promised={row.baseline_id: row for row in last_promises(baselines, month)},
    )


def _row(plan: Plan, month: date, cells: Iterable[Cell], *, facts: _Facts, window: FillingWindow, actor: Actor, now: datetime) -> _Row:
    before = facts.before.get(plan.pk)
    report = facts.reports.get(plan.pk)
    if report is None:
        report = PeriodReport(plan=plan, month=month, window=window, filled_by=actor.name[:100], filled_at=now)
    if report.state in OPEN:
        _hold_against(report, plan, facts.promised.get(plan.baseline_id or 0))
    bounds = Bounds(
        first=plan.starts_on,
        last=plan.ends_on,
        budget=plan.budget,
        before=_told(before) if before else None,
        before_month=before.month if before else None,
    )
    row = _Row(plan=plan, report=report, bounds=bounds)
    for cell in cells:
        _enter(row, cell)
    return row


def _hold_against(report: PeriodReport, plan: Plan, promised: BaselineMonth | None) -> None:
    """Freeze what was promised beside what is told; the year's promise of an earlier year does not reach into this one."""
    is_same_year = promised is not None and promised.month.year == report.month.year
    report.baseline_id = plan.baseline_id
    report.planned_total = promised.total_progress if promised else None
    report.planned_year = promised.year_progress if promised and is_same_year else None
    report.planned_amount = promised.amount if promised and is_same_year else None
    report.target = promised.target if promised else None


def _enter(row: _Row, cell: Cell) -> None:
    if cell.field not in COLUMNS:
        row.refused.append(_refuse(cell, "沒有這個欄位", "請使用頁面上的欄位"))
        return
    try:
        value = read_cell(cell.field, cell.text)
    except ValueError as error:
        row.refused.append(_refuse(cell, str(error), f"請更正「{COLUMNS[cell.field]}」"))
        return
    stands = getattr(row.report, cell.field)
    if value == stands:
        row.unchanged += 1
    elif row.report.state not in OPEN:
        row.refused.append(_refuse(cell, f"此期已送審（{row.report.get_state_display()}）", "請先退回補正再修改"))
    elif cell.seen is not None and cell.seen.strip() != text_of(stands).strip():
        row.refused.append(_refuse(cell, f"已由{row.report.filled_by}改為「{text_of(stands)}」", "請確認後再填一次；您填的值附於此格"))
    else:
        row.cells[cell.field] = (cell, value)


def _settle(row: _Row, month: date) -> None:
    """Take back the cells that the rules refuse until the rest can stand."""
    while row.cells:
        told = replace(_told(row.report), **{name: value for name, (_, value) in row.cells.items()})
        found = report_refusals(told, row.bounds, month=month)
        blamed = {name: refusal for refusal in found for name in _blamed(row, refusal)}
        if not blamed:
            return
        for name, refusal in blamed.items():
            cell, _ = row.cells.pop(name)
            row.refused.append(Refused(cell=cell, refusal=replace(refusal, field=name, address=cell.address)))


def _blamed(row: _Row, refusal: Refusal) -> list[str]:
    """Return the typed cells to which a refusal belongs: the cell itself, or for a sum all typed amounts in it."""
    if refusal.field in row.cells:
        return [refusal.field]
    return [name for name in row.cells if name in MONEY] if refusal.field in MONEY else []


def _told(report: PeriodReport) -> Told:
    return Told(**{name: getattr(report, name) for name in COLUMNS})


def _save(rows: list[_Row], *, actor: Actor, now: datetime, source: Source, key: str) -> int:
    edits: list[tuple[PeriodReport, dict[str, str]]] = []
    for row in rows:
        for name, (_, value) in row.cells.items():
            edits.append((row.report, {"field": name, "old": text_of(getattr(row.report, name)), "new": text_of(value)}))
            setattr(row.report, name, value)
        row.report.source, row.report.filled_by, row.report.filled_at = source, actor.name[:100], now
    fresh = [row.report for row in rows if row.report.pk is None]
    known = [row.report for row in rows if row.report.pk is not None]
    for report in known:
        report.version += 1
    write_rows(fresh)
    told = {edit["field"] for _, edit in edits}
    PeriodReport.objects.bulk_update(known, [*(name for name in COLUMNS if name in told), *BESIDE], batch_size=500)
    table = Table(ReportEdit, always={"actor_name": actor.name[:100], "done_at": now})
    for report, edit in edits:
        table.add({"report_id": report.pk, **edit})
    table.write()
    audit.record_many(
        audit.Deed(
            subject_kind="plan",
            subject_id=row.plan.number,
            verb=f"{key}:fill",
            actor=actor,
            at=now,
            values={"month": str(row.report.month), **{name: text_of(value) for name, (_, value) in row.cells.items()}},
        )
        for row in rows
    )
    return len(edits)


def _refuse(cell: Cell, why: str, remedy: str) -> Refused:
    return Refused(cell=cell, refusal=Refusal(field=cell.field, why=why, remedy=remedy, address=cell.address))
