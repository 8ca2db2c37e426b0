"""現場紀錄狀態: everything a tablet needs to know of one site, as plain values, and the words of its fields."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yankao.divisions.engineering.logic.site_models import SiteChange, SiteCheck, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.logic.site_sync import CHECK_FIELDS, FINDING_FIELDS, PROCEDURES, SHEET_FIELDS, WRITABLE, text_of
from yankao.divisions.engineering.registers.defect_codes import ChecklistItem
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor

WAITING = (SiteChange.Fate.CONFLICT, SiteChange.Fate.REFUSED)


def sites(actor: Actor) -> QuerySet[Case]:
    """Return the inspections on which the actor may write now, the next visit first."""
    kinds = tuple(registry.get(key) for key in PROCEDURES)
    return visible_cases(actor, procedures=kinds).filter(step__in=WRITABLE).select_related("agency").order_by("due_at", "pk")


def state_of(case: Case) -> dict[str, Any]:
    """Return what stands of a site: head, checks, findings, pictures, and what waits for a decision."""
    sheet = SiteSheet.objects.filter(case=case).first() or SiteSheet()
    checks = SiteCheck.objects.filter(case=case)
    findings = SiteFinding.objects.filter(case=case, is_struck=False)
    return {
        "number": case.number,
        "step": registry.get(case.procedure).step_name(case.step),
        "writable": case.step in WRITABLE,
        "entities": {
            "sheet": _texts(sheet, SHEET_FIELDS),
            **{f"check:{row.item_id}": _texts(row, CHECK_FIELDS) for row in checks},
            **{f"finding:{row.pk}": _texts(row, FINDING_FIELDS) for row in findings},
        },
        "findings": [str(row.pk) for row in findings],
        "photos": [
            {"id": str(row.pk), "finding": str(row.finding_id or ""), "stage": row.get_stage_display(), "name": row.stored.name}
            for row in SitePhoto.objects.filter(case=case).select_related("stored")
        ],
        "waiting": [_waiting(row) for row in SiteChange.objects.filter(case=case, fate__in=WAITING)],
    }


def label_of(entity: str, field: str) -> str:
    """Return the words for a field of an entity as a person reads them."""
    kind, _, key = entity.partition(":")
    model = {"sheet": SiteSheet, "check": SiteCheck}.get(kind, SiteFinding)
    known = {it.name: str(it.verbose_name) for it in model._meta.fields}
    about = ""
    if kind == "check" and key.isdigit():
        about = str(ChecklistItem.kept.filter(pk=int(key)).first() or "")
    elif kind == "finding":
        about = str(SiteFinding.objects.filter(pk=_uuid(key)).first() or "")
    return f"{about}：{known.get(field, field)}" if about else known.get(field, field)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _texts(row: SiteSheet | SiteCheck | SiteFinding, names: tuple[str, ...]) -> dict[str, str]:
    return {name: text_of(getattr(row, name)) for name in names}


def _waiting(row: SiteChange) -> dict[str, str]:
    return {
        "id": str(row.pk),
        "fate": row.fate,
        "entity": row.entity,
        "field": row.field,
        "label": label_of(row.entity, row.field),
        "theirs": row.theirs,
        "mine": row.value,
        "who": row.actor_name,
        "message": row.message,
    }
