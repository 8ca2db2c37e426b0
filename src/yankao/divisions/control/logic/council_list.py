"""Takes the list of proposals that the council's secretariat sends after a session (議會秘書處提案清冊) as a CSV file."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from yankao.divisions.control.logic.council import SessionKind, class_named
from yankao.divisions.control.procedures.council_resolution import COUNCIL_RESOLUTION, ProposalKind
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import start_of
from yankao.kernel.roc import parse_date

SOURCE = "council"
MUST = ("屆", "會期別", "會次", "案號", "類別", "案由", "提案議員", "決議日期", "應填報日")
MAY = ("案別", "選區", "連署議員", "決議", "主辦機關", "文號")
TEXTS = {"連署議員": "seconders", "決議": "council_opinion", "文號": "source_number", "選區": "electoral_district"}


def import_council_list(task: ImportTask) -> Summary:
    """Open one order for each proposal; a proposal known by session and number is left as it is, a wrong row is rejected with its reason.

    A row without 主辦機關 waits at 待交辦 until the commission hands it out.
    """
    found = rows(task.file)
    heading = _heading(next(found, None))
    imported = unchanged = 0
    agencies = _agencies()
    with Rejects(task.rejects_file) as rejects:
        for row in found:
            try:
                is_new = _take(row, heading, task, agencies)
            except (ValueError, ValidationError, PermissionDenied) as error:
                rejects.add(row.number, "；".join(error.messages) if isinstance(error, ValidationError) else str(error), row.text)
                continue
            imported, unchanged = imported + is_new, unchanged + (not is_new)
        task.progress(f"市議會建決議案：登錄 {imported:,} 件")
        return Summary(
            read=imported + unchanged + rejects.count, imported=imported, repaired=0, unchanged=unchanged, duplicates=0, rejected=rejects.count,
            rejects_file=str(rejects.path),
        )  # fmt: skip


COUNCIL_LIST = Importer(key="council-list", name="議會秘書處提案清冊", run=import_council_list)


def _heading(row: Row | None) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in row.cells) if row else ()
    if set(MUST) - set(cells) or set(cells) - {*MUST, *MAY}:
        raise BadFileError(f"第一列應有：{'、'.join(MUST)}；可有：{'、'.join(MAY)}")
    return cells


def _agencies() -> dict[str, Agency]:
    every = list(Agency.objects.filter(valid_to__isnull=True))
    return {each.short_name: each for each in every} | {each.name: each for each in every}


def _take(row: Row, heading: tuple[str, ...], task: ImportTask, agencies: Mapping[str, Agency]) -> bool:
    """Open the order of one row; False when it is known already."""
    if len(row.cells) != len(heading):
        raise ValueError(f"應有{len(heading)}欄，此列有{len(row.cells)}欄")
    cells = {name: cell.strip() for name, cell in zip(heading, row.cells, strict=True)}
    origin = Origin(source=SOURCE, external_id="-".join(cells[name] for name in ("屆", "會期別", "會次", "案號"))[:64])
    if Case.objects.filter(source=SOURCE, external_id=origin.external_id).exists():
        return False
    open_case(COUNCIL_RESOLUTION, actor=task.actor, now=task.now, facts=_facts(cells, agencies), origin=origin)
    return True


def _facts(cells: Mapping[str, str], agencies: Mapping[str, Agency]) -> dict[str, object]:
    ordered_on = parse_date(cells["決議日期"])
    facts: dict[str, object] = {
        "order": cells["案由"],
        "item_number": cells["案號"],
        "kind": "long_term",
        "ordered_on": ordered_on,
        "report_on": parse_date(cells["應填報日"]),
        "received_at": start_of(ordered_on),
        "councillor": cells["提案議員"],
        "council_class": class_named(cells["類別"]),
        "term": cells["屆"],
        "session_kind": _code(SessionKind, cells["會期別"], "會期別"),
        "session_number": cells["會次"],
        "proposal_kind": _code(ProposalKind, cells.get("案別") or "議員提案", "案別"),
    }
    facts |= {field: cells[name] for name, field in TEXTS.items() if cells.get(name)}
    if name := cells.get("主辦機關"):
        if name not in agencies:
            raise ValueError(f"查無機關「{name}」，請用全銜或簡稱，或留空待交辦")
        facts["agency"] = agencies[name]
    return facts


def _code(choices: type[models.TextChoices], name: str, what: str) -> str:
    for each in choices:
        if name in {each.value, str(each.label)}:
            return str(each.value)
    raise ValueError(f"沒有{what}「{name}」；應為{'、'.join(str(each.label) for each in choices)}")
