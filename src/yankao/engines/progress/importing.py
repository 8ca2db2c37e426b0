"""Plans and reports from spreadsheets (匯入): every error is named by the address of its cell, the rest is taken.

A file of plans has one row a plan; besides the facts it may carry a column for each month (112年1月: the promised cumulative progress)
and for each control point (the promised day, and under 發包（決標）實際 the day it was reached); 解除列管日期 lets a plan leave.
A file of reports has one row a plan and period.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yankao.engines.connectors.bulk import many_rows
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.rejects import Rejects
from yankao.engines.connectors.sheets import Sheet, read_sheet
from yankao.engines.progress.baseline import Draft, check_draft, even_promises, write_baselines
from yankao.engines.progress.cells import OPEN, Cell, Refused, write_cells
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import Refusal
from yankao.engines.progress.facts import label_of
from yankao.engines.progress.intake import Drafted, Entry, Intake, enter
from yankao.engines.progress.models import PeriodReport, Plan, Source
from yankao.engines.progress.newest import any_of
from yankao.engines.progress.plan_form import EXTERNAL, RELEASED, PlanForm, at_cell
from yankao.engines.progress.plan_form import NUMBER as NUMBER
from yankao.engines.progress.plans import Leaving, Reached, check_reached, let_go, record_left, write_reached
from yankao.engines.progress.reports import send
from yankao.engines.progress.rules import COLUMNS
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth

MONTH = "期別"
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
    form = PlanForm(it, sheet)
    done = Taken()
    told: list[tuple[int, Mapping[str, str], Entry]] = []
    for number, found in sheet.cells():
        done.read += 1
        try:
            told.append((number, found, form.entry(found, now=now, source=source, is_simulated=is_simulated)))
        except ValidationError as error:
            done.refused += form.refusals(number, error)
    with many_rows(), transaction.atomic():
        intake = Intake(it, [entry for *_, entry in told])
        wanted: list[Wanted] = []
        for number, row, entry in told:
            try:
                wanted.append(_wanted(form, intake, entry, row, now=now))
            except ValidationError as error:
                done.refused += form.refusals(number, error)
        _enter_all(it, [each for each in wanted if each.drafted is not None], actor=actor, now=now)
    done.plans = [each.plan for each in wanted]
    done.taken = sum(each.drafted is not None for each in wanted)
    done.unchanged = len(wanted) - done.taken
    return done


def import_reports(
    it: Programme,
    sheet: Sheet,
    *,
    actor: Actor,
    now: datetime,
    month: date | None = None,
    is_trusted: bool = False,
    plans: QuerySet[Plan] | None = None,
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
    with many_rows():
        by_month = _cells_by_month(it, sheet, done, month=month, plans=plans)
        for period in sorted(by_month):
            cells = by_month[period]
            outcome = write_cells(it, period, cells, actor=actor, now=now, source=Source.IMPORTED, is_trusted=is_trusted)
            done.taken += outcome.saved
            done.unchanged += outcome.unchanged
            done.refused += [_refusal(each) for each in outcome.refused]
            if hands_in:
                _hand_in(it, period, cells, done, actor=actor, now=now, is_trusted=is_trusted)
    return done


def _cells_by_month(it: Programme, sheet: Sheet, done: Taken, *, month: date | None, plans: QuerySet[Plan] | None) -> Mapping[date, list[Cell]]:
    """Return the cells that were told, by period; a row without a plan or a period is refused."""
    known, named_by = _known(it, plans), (NUMBER, EXTERNAL, label_of(it, "name"))
    found: dict[date, list[Cell]] = defaultdict(list)
    for number, row in sheet.cells():
        done.read += 1
        try:
            period = month if month is not None and not row.get(MONTH, "").strip() else RocMonth.parse(row.get(MONTH, "")).first
        except ValueError as error:
            done.refused.append(Refusal(field="month", why=str(error), remedy=f"請填「{MONTH}」", address=sheet.address(MONTH, number)))
            continue
        plan_id = next((known[key] for head in named_by if (key := row.get(head, "").strip()) in known), None)
        if plan_id is None:
            address = sheet.address(sheet.heading[0], number)
            done.refused.append(Refusal(field="plan", why="找不到這個計畫", remedy=f"請查明{NUMBER}或名稱", address=address))
            continue
        told = [(head, text) for head in HEADS if (text := row.get(head, "")).strip()]
        found[period] += [Cell(plan_id=plan_id, field=HEADS[head], text=text, address=sheet.address(head, number)) for head, text in told]
    return found


def _hand_in(it: Programme, period: date, cells: Sequence[Cell], done: Taken, *, actor: Actor, now: datetime, is_trusted: bool) -> None:
    """Send what was filled in on its way; what is held back is refused at the first cell of its row."""
    places = {cell.plan_id: cell.address for cell in reversed(cells)}
    reports = PeriodReport.objects.filter(plan__in=any_of(places), month=period, state__in=OPEN)
    sent = send(it, list(reports.values_list("pk", flat=True)), it.way[0].key, actor=actor, now=now, is_trusted=is_trusted)
    done.refused += [
        Refusal(field="state", why=f"{each.report.plan.name}未送審", remedy=each.why, address=places[each.report.plan_id]) for each in sent.held
    ]


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
class Wanted:
    """What one row of a file asks for: a plan to enter (none where it is here already) with its baseline, points reached and exit."""

    plan: Plan
    drafted: Drafted | None = None
    baseline: Draft | None = None
    reached: Sequence[Reached] = ()
    leaving: Leaving | None = None


def _wanted(form: PlanForm, intake: Intake, entry: Entry, row: Mapping[str, str], *, now: datetime) -> Wanted:
    """Ask of a row whatever the deeds themselves ask, and note it as one that will be entered."""
    it = intake.it
    if known := intake.known(entry.listing):
        return Wanted(plan=known)
    drafted = intake.check(entry)
    plan = drafted.plan
    promises, points = form.promises(plan, row), form.points(row)
    baseline = Draft(plan=plan, promises=promises or even_promises(plan), points=points) if promises or points else None
    if baseline is not None:
        check_draft(baseline)
    reached = []
    for head, key, day in form.reached(row):
        with at_cell(head):
            check_reached(it, key, day, promised=[point.key for point in points], now=now)
        reached.append(Reached(plan=plan, key=key, done_on=day))
    leaving = form.leaving(row)
    if leaving is not None:
        with at_cell(RELEASED):
            let_go(it, plan, leaving, now=now)
    intake.keep(drafted)
    return Wanted(plan=plan, drafted=drafted, baseline=baseline, reached=reached, leaving=leaving)


def _enter_all(it: Programme, wanted: Sequence[Wanted], *, actor: Actor, now: datetime) -> None:
    """Write what was checked, each sort of rows at one time."""
    enter(it, [each.drafted for each in wanted if each.drafted is not None], actor=actor, now=now)
    write_baselines(it, [each.baseline for each in wanted if each.baseline is not None], actor=actor, now=now)
    write_reached(it, [reached for each in wanted for reached in each.reached], actor=actor, now=now)
    record_left(it, [(each.plan, each.leaving) for each in wanted if each.leaving is not None], actor=actor, now=now)


def _known(it: Programme, plans: QuerySet[Plan] | None) -> dict[str, int]:
    """Return the plans by number, outside number and name; a name that two plans bear names none of them."""
    tracked = Plan.objects.filter(programme=it.key, standing="tracked") if plans is None else plans
    found: dict[str, int] = {}
    names: dict[str, list[int]] = defaultdict(list)
    for pk, number, external, name in tracked.values_list("pk", "number", "external_id", "name"):
        found[number] = pk
        if external:
            found[external] = pk
        names[name].append(pk)
    return {name: ids[0] for name, ids in names.items() if len(ids) == 1} | found


def _refusal(each: Refused) -> Refusal:
    return each.refusal.at(each.cell.address)
