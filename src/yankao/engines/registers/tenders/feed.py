"""中央標案資料匯入: the base data and the monthly progress of the central system, each row with its fields as that system names them.

Two files, CSV in UTF-8 or Big5. Money is in thousands of dollars there and days are Gregorian (2023-03-01 or 20230301); a column may be
named by the field of the feed or by the label of the register. Rows that cannot be taken are written down with their line and reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.engines.registers.declare import Register
from yankao.engines.registers.facts import column_of, label_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.tenders.month import Source, TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import reconcile, show_progress
from yankao.engines.registers.tenders.register import TENDERS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import correct, take_over
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.days import day_of, month_end
from yankao.kernel.roc import RocMonth, parse_date

THOUSAND = 1000
CENTRAL = "工程會標案系統介接"
BASE = {
    "plnprj_id": "number", "plnprj_name": "name", "agency": "agency", "bdgt1": "budget_amount", "budget": "award_amount",
    "scheduledstartdate": "planned_start_on", "actualstartdate": "started_on", "scheduledenddate": "planned_end_on",
    "scheduledenddate_f": "revised_end_on", "actualenddate": "ended_on", "idate": "planned_acceptance_on", "aokdat": "accepted_on",
}  # fmt: skip
MONTHLY = {
    "plnprj_id": "tender", "yr": "year", "mnth": "month", "monthscheduledprogress": "planned", "monthactualprogress": "actual", "remark": "remark",
    "filldate": "filled_on", "mft": "lag_factor", "mfas": "lag_cause", "mfrt": "lag_remedy", "mfru": "to_coordinate", "okdt": "caught_up_by",
    "respons": "responsible",
}  # fmt: skip
KEPT_AFTER_ACCEPTANCE = "已驗收完成，停止介接；如需變動請以「更正」辦理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one row."""

    is_new: bool = False
    is_changed: bool = False


def import_tenders(task: ImportTask) -> Summary:
    """Take the base data of tenders: new ones are entered, changed facts corrected with their history; raises BadFileError."""
    return _import(task, heading=lambda row: _heading(TENDERS, BASE, row, needs=("number",)), take=_take_tender)


def import_months(task: ImportTask) -> Summary:
    """Take the monthly progress as the central system has it, then set it beside the city's own record; raises BadFileError."""
    months: set[date] = set()

    def take(heading: tuple[str, ...], cells: list[str], task: ImportTask) -> Taken:
        taken, month = _take_month(heading, cells, task)
        months.add(month)
        return taken

    summary = _import(task, heading=lambda row: _heading(MONTHS, MONTHLY, row, needs=("tender", "month", "planned", "actual")), take=take)
    for month in sorted(months):
        reconcile(month, now=task.now)
    return summary


connectors.register(Importer(key="pcc-tenders", name="工程會標案系統：標案基本資料（CSV）", run=import_tenders))
connectors.register(Importer(key="pcc-months", name="工程會標案系統：每月進度與落後原因（CSV）", run=import_months))
connectors.register(Importer(key=TENDERS.key, name="工程標案（CSV）", run=import_tenders))

Take = Callable[[tuple[str, ...], list[str], ImportTask], Taken]


def _import(task: ImportTask, *, heading: Callable[[Row | None], tuple[str, ...]], take: Take) -> Summary:
    found = rows(task.file)
    names = heading(next(found, None))
    new = changed = unchanged = 0
    with Rejects(task.rejects_file) as rejects:
        for row in found:
            try:
                taken = take(names, _cells(row, len(names)), task)
            except ValidationError as error:
                rejects.add(row.number, _in_words(error), row.text)
                continue
            new, changed, unchanged = new + taken.is_new, changed + taken.is_changed, unchanged + (not taken.is_new and not taken.is_changed)
        task.progress(f"標案資料：新增 {new:,} 筆、更正 {changed:,} 筆")
        return Summary(
            read=new + changed + unchanged + rejects.count, imported=new + changed, repaired=changed, unchanged=unchanged, duplicates=0,
            rejected=rejects.count, rejects_file=str(rejects.path),
        )  # fmt: skip


def _cells(row: Row, count: int) -> list[str]:
    if not row.is_readable or len(row.cells) != count:
        raise ValidationError(f"應有{count}欄，且為 UTF-8 或 Big5")
    return [cell.strip() for cell in row.cells]


def _heading(it: Register, fields: Mapping[str, str], row: Row | None, *, needs: tuple[str, ...]) -> tuple[str, ...]:
    labels = {label_of(it, name): name for name in it.fields}
    cells = [cell.strip() for cell in row.cells] if row else []
    names = tuple(_money(fields[cell.lower()]) if cell.lower() in fields else labels.get(cell, cell if cell in it.fields else "") for cell in cells)
    unknown = [cell for cell, name in zip(cells, names, strict=True) if not name]
    missing = [label_of(it, name) for name in needs if name not in names]
    if unknown or missing or not cells:
        told = (f"不認得：{'、'.join(unknown)}。" if unknown else "") + (f"缺少：{'、'.join(missing)}。" if missing else "")
        raise BadFileError(f"{told}第一列應為欄位名稱，例如 {'、'.join(fields)}")
    return names


def _money(name: str) -> str:
    """Mark a column of the feed that tells thousands of dollars."""
    return f"{name}:thousands" if name.endswith("_amount") else name


def _take_tender(heading: tuple[str, ...], cells: list[str], task: ImportTask) -> Taken:
    facts = {name.split(":")[0]: _value(TENDERS, name, cell) for name, cell in zip(heading, cells, strict=True)}
    standing = Tender.objects.filter(number=facts["number"]).first()
    if standing is None:
        take_over(TENDERS, actor=task.actor, now=task.now, facts=_with_defaults(facts))
        return Taken(is_new=True)
    changed = _changed(TENDERS, standing, facts)
    if changed and standing.accepted_on is not None:
        raise ValidationError(KEPT_AFTER_ACCEPTANCE)
    if changed:
        correct(_open(TENDERS), standing.pk, actor=task.actor, now=task.now, facts=_with_state(standing, changed), reason=CENTRAL)
    return Taken(is_changed=bool(changed))


def _take_month(heading: tuple[str, ...], cells: list[str], task: ImportTask) -> tuple[Taken, date]:
    told = dict(zip(heading, cells, strict=True))
    month = _month(told.pop("year", ""), told.pop("month"))
    facts = {name: _value(MONTHS, name, cell) for name, cell in told.items()} | {"month": month, "source": Source.CENTRAL}
    facts["filled_on"] = facts.get("filled_on") or day_of(task.now)
    tender = Tender.objects.filter(number=told["tender"]).first()
    if tender is None:
        raise ValidationError(f"查無標案編號「{told['tender']}」，請先匯入標案基本資料")
    facts["tender"] = tender
    standing = TenderMonth.objects.filter(tender=tender, month=month, source=Source.CENTRAL).first()
    changed = _changed(MONTHS, standing, facts) if standing is not None else {}
    if standing is None:
        take_over(MONTHS, actor=task.actor, now=task.now, facts=facts)
    elif changed:
        correct(_open(MONTHS), standing.pk, actor=task.actor, now=task.now, facts=changed, reason=CENTRAL)
    if standing is None or changed:
        show_progress(tender)
    return Taken(is_new=standing is None, is_changed=bool(changed)), month


def _open(it: Register) -> Register:
    """Return the register as an import writes in it: whoever starts it, with the same checks and the same history."""
    return replace(it, written_by=lambda _actor: True, rows_written_by=None)


def _changed(it: Register, row: RegisterRow, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file says otherwise; an empty cell says nothing."""
    told = {name: value for name, value in facts.items() if value not in {None, ""}}
    told = {name: value if isinstance(value, models.Model) else column_of(it, name).to_python(value) for name, value in told.items()}
    return {name: value for name, value in told.items() if getattr(row, name) != value}


def _with_defaults(facts: dict[str, Any]) -> dict[str, Any]:
    return {"works": "other", "funding": "own", **_state_of(facts), **{name: value for name, value in facts.items() if value is not None}}


def _with_state(row: Tender, changed: dict[str, Any]) -> dict[str, Any]:
    """Move the state along with its days; a stop or an end of contract the feed does not tell stays."""
    if "state" in changed or not {"started_on", "ended_on", "accepted_on"} & set(changed):
        return changed
    days = {name: changed.get(name, getattr(row, name)) for name in ("started_on", "ended_on", "accepted_on")}
    return changed | _state_of(days)


def _state_of(facts: Mapping[str, Any]) -> dict[str, str]:
    for name, state in (("accepted_on", "accepted"), ("ended_on", "ended"), ("started_on", "working")):
        if facts.get(name):
            return {"state": state}
    return {"state": "awarded"}


def _value(it: Register, name: str, cell: str) -> Any:  # noqa: ANN401 -- whatever a column holds
    name, _, unit = name.partition(":")
    column = column_of(it, name)
    if not cell:
        return None
    if isinstance(column, models.DateField):
        return _day(name, cell)
    if isinstance(column, models.DecimalField):
        return _number(name, cell) * (THOUSAND if unit else 1)
    if isinstance(column, models.ForeignKey) and column.related_model is Agency:
        return Agency.objects.filter(name=cell).first() or Agency.objects.filter(short_name=cell).first() or cell
    if isinstance(column, models.ForeignKey) and column.related_model is District:
        return District.objects.filter(name=cell).first() or cell
    return {str(label): key for key, label in column.flatchoices}.get(cell, cell)


def _day(name: str, cell: str) -> date:
    """Read a day; a limit that tells a month only (yyyyMM) is its last day."""
    try:
        if name == "caught_up_by" and cell.isdigit() and len(cell) == len("yyyyMM"):
            return month_end(int(cell[:4]), int(cell[4:]))
        return parse_date(cell)
    except ValueError as error:
        raise ValidationError({name: str(error)}) from None


def _number(name: str, cell: str) -> Decimal:
    try:
        return Decimal(cell.replace(",", "").removesuffix("%"))
    except InvalidOperation:
        raise ValidationError({name: f"「{cell}」不是數字"}) from None


def _month(year: str, month: str) -> date:
    """Read a month: year and month apart, or one text such as 112-03; a year under 1000 is a ROC year."""
    try:
        return RocMonth.parse(f"{year}-{month}" if year else month).first if not _is_day(month) else parse_date(month).replace(day=1)
    except ValueError as error:
        raise ValidationError({"month": str(error)}) from None


def _is_day(text: str) -> bool:
    return text.count("-") + text.count("/") > 1


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return "；".join(error.messages)
    labels = {it.name: str(it.verbose_name) for model in (Tender, TenderMonth) for it in model._meta.get_fields() if isinstance(it, models.Field)}
    told = error.message_dict.items()
    return "；".join(f"{labels.get(name, name)}：{'、'.join(said)}" if name != "__all__" else "、".join(said) for name, said in told)
