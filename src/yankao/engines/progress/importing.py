"""Plans and reports from spreadsheets (匯入): every error is named by the address of its cell, the rest is taken.

A file of plans has one row a plan; besides the facts it may carry a column for each month (112年1月: the promised cumulative progress)
and for each control point (the promised day, and under 發包（決標）實際 the day it was reached); 解除列管日期 lets a plan leave.
A file of reports has one row a plan and period.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import models, transaction

from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.rejects import Rejects
from yankao.engines.connectors.sheets import Sheet, read_sheet
from yankao.engines.progress.baseline import Point, even_promises, take_over_baseline
from yankao.engines.progress.cells import OPEN, Cell, Refused, write_cells
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import Refusal
from yankao.engines.progress.facts import column_of, label_of
from yankao.engines.progress.models import Exit, PeriodReport, Plan, Source
from yankao.engines.progress.plans import Listing, leave, reach_milestone, take_over
from yankao.engines.progress.reports import send
from yankao.engines.progress.rules import COLUMNS, Promise
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, parse_date, parse_year

YEAR, NUMBER, EXTERNAL, MONTH = "年度", "列管編號", "來源編號", "期別"
LISTED, RELEASED, ACTUAL = "列管日期", "解除列管日期", "實際"
HEADS = {head: name for name, head in COLUMNS.items()}


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of a file: rows read, taken and unchanged, cells refused, and what was entered."""

    read: int = 0
    taken: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)


def import_plans(it: Programme, sheet: Sheet, *, actor: Actor, now: datetime, source: str = "file", is_simulated: bool = False) -> Taken:
    """Enter the plans of a table with what they promise; a row that cannot stand is refused whole, by the addresses of its cells."""
    heads = _plan_heads(it, sheet)
    done = Taken()
    for number, row in sheet.cells():
        done.read += 1
        try:
            with transaction.atomic():
                plan, is_new = _take_plan(it, heads, row, actor=actor, now=now, source=source, is_simulated=is_simulated)
        except ValidationError as error:
            done.refused += _by_address(it, sheet, number, error)
            continue
        done.taken += is_new
        done.unchanged += not is_new
        done.plans.append(plan)
    return done


def import_reports(
    it: Programme,
    sheet: Sheet,
    *,
    actor: Actor,
    now: datetime,
    month: date | None = None,
    is_trusted: bool = False,
    plans: Iterable[Plan] | None = None,
    hands_in: bool = False,
) -> Taken:
    """Fill in the reports of a table; cells that cannot stand are refused by address, the others are kept.

    With `hands_in` the reports go on their way as well: what comes out of another control system was handed in there.
    """
    unknown = [head for head in sheet.heading if head and head not in {*HEADS, NUMBER, EXTERNAL, MONTH, label_of(it, "name")}]
    if unknown or not {NUMBER, EXTERNAL, label_of(it, "name")} & set(sheet.heading):
        raise BadFileError(
            f"第一列應有「{NUMBER}」或「{label_of(it, 'name')}」，其餘欄位為：{'、'.join((MONTH, *HEADS))}；不認得：{'、'.join(unknown)}"
        )
    done = Taken()
    known = _known(it, plans)
    by_month: dict[date, list[Cell]] = defaultdict(list)
    for number, row in sheet.cells():
        done.read += 1
        plan_id = next((known[key] for head in (NUMBER, EXTERNAL, label_of(it, "name")) if (key := row.get(head, "").strip()) in known), None)
        try:
            period = month if month is not None and not row.get(MONTH, "").strip() else RocMonth.parse(row.get(MONTH, "")).first
        except ValueError as error:
            done.refused.append(Refusal(field="month", why=str(error), remedy=f"請填「{MONTH}」", address=sheet.address(MONTH, number)))
            continue
        if plan_id is None:
            done.refused.append(
                Refusal(field="plan", why="找不到這個計畫", remedy=f"請查明{NUMBER}或名稱", address=sheet.address(sheet.heading[0], number))
            )
            continue
        told = [(head, row[head]) for head in HEADS if row.get(head, "").strip()]
        by_month[period] += [Cell(plan_id=plan_id, field=HEADS[head], text=text, address=sheet.address(head, number)) for head, text in told]
    for period in sorted(by_month):
        outcome = write_cells(it, period, by_month[period], actor=actor, now=now, source=Source.IMPORTED, is_trusted=is_trusted)
        done.taken += outcome.saved
        done.unchanged += outcome.unchanged
        done.refused += [_refusal(each) for each in outcome.refused]
        if hands_in:
            reports = PeriodReport.objects.filter(plan__in={cell.plan_id for cell in by_month[period]}, month=period, state__in=OPEN)
            sent = send(it, list(reports.values_list("pk", flat=True)), it.way[0].key, actor=actor, now=now, is_trusted=is_trusted)
            done.refused += [Refusal(field="state", why=f"{each.report.plan.name}未送審", remedy=each.why) for each in sent.held]
    return done


def plan_importer(it: Programme) -> Importer:
    """Return the importer of a programme's plans; its key is that of the programme."""

    def run(task: ImportTask) -> Summary:
        done = import_plans(it, read_sheet(task.file.read_bytes()), actor=task.actor, now=task.now)
        return _summary(done, task)

    return Importer(key=it.key, name=f"{it.name}清冊（ODS、XLSX、CSV）", run=run)


def report_importer(it: Programme) -> Importer:
    """Return the importer of a programme's reports."""

    def run(task: ImportTask) -> Summary:
        done = import_reports(it, read_sheet(task.file.read_bytes()), actor=task.actor, now=task.now, is_trusted=True, hands_in=True)
        return _summary(done, task)

    return Importer(key=f"{it.key}.reports", name=f"{it.name}進度（ODS、XLSX、CSV）", run=run)


def _summary(done: Taken, task: ImportTask) -> Summary:
    with Rejects(task.rejects_file) as rejects:
        for refusal in done.refused:
            digits = "".join(char for char in refusal.address if char.isdigit())
            rejects.add(int(digits or 0), str(refusal), refusal.address)
        return Summary(
            read=done.read,
            imported=done.taken,
            repaired=0,
            unchanged=done.unchanged,
            duplicates=0,
            rejected=rejects.count,
            rejects_file=str(rejects.path),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """Which column of a file of plans holds what."""

    facts: Mapping[str, str]
    months: Mapping[str, RocMonth]
    points: Mapping[str, str]


def _plan_heads(it: Programme, sheet: Sheet) -> _Heads:
    labels = {label_of(it, name): name for name in it.fields} | {name: name for name in it.fields}
    points = {name: key for key, name in it.milestones}
    months = {head: month for head in sheet.heading if (month := _month_of(head)) is not None}
    known = {*labels, *points, *(f"{name}{ACTUAL}" for name in points), *months, YEAR, EXTERNAL, LISTED, RELEASED, ""}
    unknown = [head for head in sheet.heading if head not in known]
    missing = [label_of(it, name) for name in it.asks if not {name, label_of(it, name)} & set(sheet.heading)]
    if unknown or missing:
        raise BadFileError(f"欄位名稱不符。缺少：{'、'.join(missing) or '無'}；不認得：{'、'.join(unknown) or '無'}")
    return _Heads(facts={head: labels[head] for head in sheet.heading if head in labels}, months=months, points=points)


def _month_of(head: str) -> RocMonth | None:
    try:
        return RocMonth.parse(head)
    except ValueError:
        return None


def _take_plan(
    it: Programme, heads: _Heads, row: Mapping[str, str], *, actor: Actor, now: datetime, source: str, is_simulated: bool
) -> tuple[Plan, bool]:
    facts = {name: _fact(it, name, row[head]) for head, name in heads.facts.items() if row[head].strip()}
    external = row.get(EXTERNAL, "").strip()
    year = _year(row.get(YEAR, ""), facts)
    known = external and Plan.objects.filter(programme=it.key, year=year, external_id=external).first()
    if known:
        return known, False
    listed_on = _day(LISTED, row[LISTED]) if row.get(LISTED, "").strip() else day_of(now)
    listing = Listing(year=year, listed_on=listed_on, source=source, external_id=external, is_simulated=is_simulated)
    plan = take_over(it, actor=actor, now=now, facts=facts, listing=listing)
    promises = [_promise(plan, head, month, row[head]) for head, month in heads.months.items() if row.get(head, "").strip()]
    points = [Point(key=key, name=head, planned_on=_day(head, row[head])) for head, key in heads.points.items() if row.get(head, "").strip()]
    if promises or points:
        take_over_baseline(it, plan, actor=actor, now=now, promises=_ordered(promises) or even_promises(plan), points=points)
    for head, key in heads.points.items():
        if done_on := row.get(f"{head}{ACTUAL}", "").strip():
            reach_milestone(it, plan, actor=actor, now=now, key=key, done_on=_day(f"{head}{ACTUAL}", done_on), is_trusted=True)
    if left_on := row.get(RELEASED, "").strip():
        day = _day(RELEASED, left_on)
        plan = leave(it, plan.pk, actor=actor, now=now, exit_=Exit.RELEASED, reason="匯入時已解除列管", on=day, is_trusted=True)
    return plan, True


def _ordered(promises: list[Promise]) -> list[Promise]:
    return sorted(promises, key=lambda each: each.month)


def _promise(plan: Plan, head: str, month: RocMonth, text: str) -> Promise:
    try:
        progress = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        raise ValidationError({head: f"「{text}」不是百分比"}) from None
    amount = (progress * plan.budget / 100).quantize(Decimal(1)) if 0 <= progress <= 100 else Decimal(0)  # noqa: PLR2004 -- percent
    return Promise(month=month.first, year_progress=progress, total_progress=progress, amount=amount)


def _year(text: str, facts: Mapping[str, object]) -> int:
    if text.strip():
        try:
            return parse_year(text)
        except ValueError as error:
            raise ValidationError({YEAR: str(error)}) from None
    starts = facts.get("starts_on")
    if not isinstance(starts, date):
        raise ValidationError({YEAR: "請填寫年度"})
    return starts.year


def _fact(it: Programme, name: str, text: str) -> object:
    column, plain = column_of(it, name), text.strip()
    if isinstance(column, models.DateField):
        return _day(name, plain)
    if isinstance(column, models.ForeignKey) and column.related_model is Agency:
        return current_city().aliases().get(plain, plain)
    if isinstance(column, models.DecimalField | models.IntegerField):
        return plain.replace(",", "")
    return {str(label): key for key, label in column.flatchoices}.get(plain, plain)


def _day(name: str, text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise ValidationError({name: str(error)}) from None


def _known(it: Programme, plans: Iterable[Plan] | None) -> dict[str, int]:
    """Return the plans by number, outside number and name; a name that two plans bear names none of them."""
    rows = plans if plans is not None else Plan.objects.filter(programme=it.key, standing="tracked")
    found: dict[str, int] = {}
    names: dict[str, list[int]] = defaultdict(list)
    for plan in rows:
        found[plan.number] = plan.pk
        if plan.external_id:
            found[plan.external_id] = plan.pk
        names[plan.name].append(plan.pk)
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1} | found


def _by_address(it: Programme, sheet: Sheet, number: int, error: ValidationError) -> list[Refusal]:
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    found = []
    for name, sentences in told.items():
        head = name if name in sheet.heading else label_of(it, name) if name in it.fields else ""
        address = sheet.address(head, number) if head in sheet.heading else f"第{number}列"
        found += [Refusal(field=name, why=sentence, remedy="請更正後重新匯入此列", address=address) for sentence in sentences]
    return found


def _refusal(each: Refused) -> Refusal:
    return each.refusal.at(each.cell.address)
