"""Open a case (立案): check who and what, number it, find its agency and place, start its clocks, write it down, tell the agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction

from yankao.engines.cases.category_rules import category_rule, owner_in
from yankao.engines.cases.clock import Clocks, earliest_open
from yankao.engines.cases.declare import Procedure, Routing, Steps
from yankao.engines.cases.emergency_read import InForce, covering
from yankao.engines.cases.errors import entries_refused
from yankao.engines.cases.facts import Cleaned, Facts, clean
from yankao.engines.cases.matters import lock_matter, take_report
from yankao.engines.cases.models import Case, CaseDetail, CaseLink, CategoryRule, LinkKind, Passage
from yankao.engines.cases.search import haystack, search_column
from yankao.engines.cases.telling import tell_about
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.insert import insert
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.persons.write import create_person
from yankao.kernel.places import place_of
from yankao.kernel.roc import roc_year

_NEXT_NUMBER = """
    INSERT INTO cases_numberseries AS series (letter, roc_year, last) VALUES (%s, %s, %s)
    ON CONFLICT (letter, roc_year) DO UPDATE SET last = series.last + EXCLUDED.last RETURNING last
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a case comes from besides its facts: an outside system, an earlier case, a paper form entered later."""

    source: str = ""
    external_id: str = ""
    parent: Case | None = None
    reason_code: str = ""
    reason: str = ""
    late_reason: str = ""
    is_simulated: bool = False
    reporter_id: UUID | None = None


def next_number(letter: str, *, received_at: datetime, count: int = 1) -> list[str]:
    """Give the next numbers of a letter in the ROC year of receipt: letter, year in 3 digits, 7 digits without a gap."""
    year = roc_year(day_of(received_at))
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [letter, year, count])
        last = cursor.fetchone()[0]
    return [f"{letter}{year:03d}{n:07d}" for n in range(last - count + 1, last + 1)]


@entries_refused()
def open_case(procedure: Procedure, *, actor: Actor, now: datetime, facts: Facts, origin: Origin | None = None) -> Case:
    """Open a case and return it.

    `facts` holds the fields of the opening form by name (shared facts and those of the detail), `reporter` a PersonData.
    The same source and external id twice returns the case opened first.

    Raises:
        PermissionDenied: the actor may not open such cases.
        ValidationError: a dictionary of field and what to do.
    """
    origin = origin or Origin()
    if not procedure.opened_by.allows(actor):
        raise PermissionDenied(f"您沒有開立「{procedure.name}」案件的權限（{procedure.opened_by.describe()}）")
    if origin.external_id and (known := Case.objects.filter(source=origin.source, external_id=origin.external_id).first()):
        return known
    cleaned = clean(procedure, facts, asks=procedure.asks, may_ask=(*procedure.may_ask, *_always_askable(procedure)), now=now)
    return make_case(procedure, cleaned, actor=actor, now=now, origin=origin)


@entries_refused()
def open_follow_on(procedure: Procedure, *, actor: Actor, now: datetime, facts: Facts, origin: Origin) -> Case:
    """Open the case that follows on from another (改列): whoever may do the deed opens it, with whatever facts the first case has."""
    asks = (*procedure.asks, *procedure.may_ask, *_always_askable(procedure))
    return make_case(procedure, clean(procedure, facts, asks=(), may_ask=asks, now=now), actor=actor, now=now, origin=origin)


def make_case(procedure: Procedure, cleaned: Cleaned, *, actor: Actor, now: datetime, origin: Origin) -> Case:
    """Write a new case down whole: number, agency, place, detail, clocks, passage, audit and notices, in one transaction."""
    detail = procedure.detail(**cleaned.detail)
    _fill(procedure, cleaned, detail)
    if procedure.opening_guard is not None and (refusal := procedure.opening_guard(detail)):
        raise ValidationError(refusal)
    with transaction.atomic():
        values, rule, mode = _values(procedure, cleaned, detail, actor=actor, now=now)
        matter = None
        if mode is not None:
            values["emergency_id"] = mode.emergency_id
            # Locked before the number is given: whoever works on a mother case holds it first too.
            matter = lock_matter(mode.matter_id) if mode.matter_id is not None else None
        case = _new_case(procedure, values, detail, reporter=cleaned.reporter, actor=actor, now=now, origin=origin)
        clocks = _started(procedure, case, detail, rule, mode)
        case.due_at = earliest_open(clocks.rows.values())
        insert(case)
        detail.case = case
        insert(detail)
        clocks.save_of(case.pk)
        _write_opening(procedure, case, actor=actor, now=now, origin=origin, mode=mode)
        if matter is not None and mode is not None:
            take_report(case, matter, mode, detail, now=now)
    return case


def _fill(procedure: Procedure, cleaned: Cleaned, detail: CaseDetail) -> None:
    """Add what follows from the facts given; what was given stands."""
    if procedure.opening_fill is None:
        return
    columns = {it.name: it for it in detail._meta.get_fields() if isinstance(it, models.Field)}
    for name, value in procedure.opening_fill(detail).items():
        if name not in columns:
            cleaned.case[name] = cleaned.case.get(name) or value
        elif getattr(detail, name) in {None, "", columns[name].get_default()}:
            setattr(detail, name, value)


def _always_askable(procedure: Procedure) -> tuple[str, ...]:
    """What every opening may carry although its form does not ask: the moment of receipt (paper forms) and a chosen agency."""
    named = {*procedure.asks, *procedure.may_ask}
    return tuple(name for name in ("received_at", "agency", "title", "district", "village", "lat", "long") if name not in named)


def _values(
    procedure: Procedure, cleaned: Cleaned, detail: CaseDetail, *, actor: Actor, now: datetime
) -> tuple[dict[str, Any], CategoryRule | None, InForce | None]:
    """Return the facts of the new case with its place and agency, the rule of its item, and the emergency that covers it."""
    values: dict[str, Any] = dict(cleaned.case)
    values["received_at"] = received_at = values.get("received_at") or now
    _place(values)
    rule, mode = None, None
    if values.get("category") is not None:
        category_id, area = values["category"].pk, _area(values)
        owner = owner_in(detail, routed_by=procedure.routed_by)
        rule = category_rule(category_id, day=day_of(received_at), area=area, owner=owner, at=received_at)
        if getattr(rule, "has_emergency", True):  # without a rule nothing has told yet
            mode = covering(category_id, area=area, at=received_at)
    if values.get("agency") is None:
        values.pop("agency", None)
        override = mode.agency_id if mode is not None and procedure.routing is Routing.CATEGORY else None
        values["agency_id"] = override or _agency_id(procedure, actor, rule)
    return values, rule, mode


def _area(values: Mapping[str, Any]) -> str:
    district = values.get("district")
    return district.pk if district is not None else values.get("district_id") or ""


def _new_case(
    procedure: Procedure, values: dict[str, Any], detail: CaseDetail, *, reporter: PersonData | None, actor: Actor, now: datetime, origin: Origin
) -> Case:
    values["title"] = values.get("title") or _title(procedure, values, detail)
    if reporter is not None:
        values["reporter"] = create_person(reporter, now=now)
    elif origin.reporter_id is not None:
        values["reporter_id"] = origin.reporter_id
    parent = origin.parent
    case = Case(
        number=next_number(procedure.letter, received_at=values["received_at"])[0],
        procedure=procedure.key,
        step=str(_first_step(procedure, values)),
        opener_kind=str(actor.kind),
        opener_id=actor.id,
        opener_name=actor.name,
        source=origin.source,
        external_id=origin.external_id,
        parent=parent,
        chain_received_at=(parent.chain_received_at or parent.received_at) if parent else None,
        is_simulated=origin.is_simulated or (parent is not None and parent.is_simulated),
        **values,
    )
    case.haystack = haystack(case, procedure, detail)
    case.search = search_column(case)
    return case


def _first_step(procedure: Procedure, values: Mapping[str, Any]) -> Steps:
    has_agency = values.get("agency") is not None or values.get("agency_id") is not None
    return procedure.first if has_agency or procedure.unrouted is None else procedure.unrouted


def _place(values: dict[str, Any]) -> None:
    """Find district and village of a point; what the reporter chose by hand stands where the point tells nothing."""
    if values.get("lat") is None or values.get("long") is None:
        return
    place = place_of(values["lat"], values["long"])
    values.pop("district", None)
    values.pop("village", None)
    values["district_id"], values["village_id"] = place.district_code, place.village_code or None


def _agency_id(procedure: Procedure, actor: Actor, rule: CategoryRule | None) -> int | None:
    if procedure.routing is Routing.CATEGORY:
        return rule.agency_id if rule else None
    first = next(iter(actor.memberships), None)
    if procedure.routing is Routing.OWN and first is not None:
        return first.agency_id
    raise ValidationError({"agency": "請選擇承辦機關"})


def _title(procedure: Procedure, values: Mapping[str, Any], detail: CaseDetail) -> str:
    """Return the subject shown in lists: the first fact asked, or what is asked of the category."""
    for name in procedure.asks:
        value = getattr(detail, name, None) if name not in values else values[name]
        is_chosen = hasattr(detail, f"get_{name}_display")  # the key of a choice is no subject
        if isinstance(value, str) and value.strip() and name != "channel" and not is_chosen:
            return value.strip().splitlines()[0][:60]
    category = values.get("category")
    return str(category) if category else procedure.name


def _started(procedure: Procedure, case: Case, detail: CaseDetail, rule: CategoryRule | None, mode: InForce | None) -> Clocks:
    """Return the clocks that run from the receipt on; the case is written with its due date, so they are kept only after it."""
    clocks = Clocks(procedure, (), tier=rule.tier if rule else "", case_id=0)
    clocks.pass_step("", case.step, at=case.received_at, detail=detail)
    if mode is not None and mode.stops_clocks and procedure.response is not None:
        clocks.hold(mode.emergency_id, procedure.response.suspends, at=case.received_at)
        if mode.ended_at is not None:  # a paper form entered after the emergency it was received in
            clocks.release(at=mode.ended_at, step=case.step, detail=detail)
    return clocks


def _write_opening(procedure: Procedure, case: Case, *, actor: Actor, now: datetime, origin: Origin, mode: InForce | None = None) -> None:
    passage = Passage(
        case=case,
        procedure=procedure.key,
        action="open",
        to_step=case.step,
        occurred_at=case.received_at,
        recorded_at=now,
        late_reason=origin.late_reason,
        actor_kind=str(actor.kind),
        actor_id=actor.id,
        actor_name=actor.name,
        agency_id=case.agency_id,
        reason=origin.reason or _response_words(mode),
    )
    insert(passage)
    if origin.parent is not None:
        link_follow_on(origin.parent, case, reason_code=origin.reason_code, reason=origin.reason, now=now)
    audit.record(subject_kind="case", subject_id=case.number, verb=f"{procedure.key}:open", actor=actor, at=now, values={"step": case.step})
    if procedure.opening_tells:
        tell_about(case, procedure, procedure.opening_tells, title=f"新案 {case.number} {case.title}", now=now)


def _response_words(mode: InForce | None) -> str:
    """Say on the case what response mode changed for it."""
    if mode is None:
        return ""
    told = ("另行統計", "改分應變期間權責機關" if mode.agency_id else "", "期限停計" if mode.stops_clocks else "")
    return f"應變模式「{mode.name}」" + "、".join(filter(None, told))


def link_follow_on(parent: Case, case: Case, *, reason_code: str, reason: str, now: datetime) -> CaseLink:
    """Link a later case to the one it follows on, with the next number of that kind (the parent row is locked)."""
    ordinal = CaseLink.objects.filter(from_case=parent, kind=LinkKind.FOLLOW_ON).count() + 1
    return CaseLink.objects.create(
        from_case=parent, to_case=case, kind=LinkKind.FOLLOW_ON, ordinal=ordinal, reason_code=reason_code, reason=reason[:400], made_at=now
    )
