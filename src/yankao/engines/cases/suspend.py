"""Let the time limits of an emergency's items stand (應變停計) and go on again after it, each written down on its case."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import tier_of
from yankao.engines.cases.clock import Clocks, earliest_open
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.emergency_read import active
from yankao.engines.cases.models import Case, DueDate, Emergency, EmergencyItem, Passage
from yankao.kernel import audit
from yankao.kernel.actors import job
from yankao.kernel.days import Calendar
from yankao.kernel.workdays.calendar import load_calendar

BATCH = 200
HOLDER = job("cases.suspend")
HOLD, RELEASE = "suspend", "resume"


def settle(*, now: datetime) -> int:
    """Bring the cases in line with the emergencies: stand, be counted, go on. Returns how many changed; safe to run twice."""
    changed = 0
    for emergency in active(now=now):
        changed += count_in(emergency)
        for procedure in {key: registry.get(key) for key in _procedures(emergency)}.values():
            while found := _hold_batch(emergency, procedure, now=now):
                changed += found
    for emergency in Emergency.objects.filter(ended_at__isnull=False, is_settled=False):
        count_in(emergency)
        while found := _release_batch(emergency, now=now):
            changed += found
        Emergency.objects.filter(pk=emergency.pk).update(is_settled=True)
    return changed


def waiting_to_stand(emergency: Emergency) -> int:
    """Return how many open cases still have a running clock that is to stand; the background work brings it to nothing."""
    return sum(_to_hold(emergency, registry.get(key)).count() for key in _procedures(emergency))


def count_in(emergency: Emergency) -> int:
    """Count the cases in that were received since its beginning but written down before it was declared."""
    covered = _here(emergency).filter(category__in=emergency.items.values("category"), received_at__gte=emergency.starts_at, emergency__isnull=True)
    if emergency.ended_at is not None:
        covered = covered.filter(received_at__lt=emergency.ended_at)
    return covered.update(emergency=emergency)


def _procedures(emergency: Emergency) -> list[str]:
    return sorted(set(EmergencyItem.objects.filter(emergency=emergency, stops_clocks=True).values_list("category__procedure", flat=True)))


def _here(emergency: Emergency) -> QuerySet[Case]:
    cases = Case.objects.filter(is_historical=False)
    return cases.filter(district__in=emergency.areas) if emergency.areas else cases


def _to_hold(emergency: Emergency, procedure: Procedure) -> QuerySet[Case]:
    keys = procedure.response.suspends if procedure.response is not None else ()
    running = DueDate.objects.filter(case=OuterRef("pk"), key__in=keys, met_at__isnull=True, emergency__isnull=True, due_at__gt=emergency.starts_at)
    items = emergency.items.filter(stops_clocks=True)
    return _here(emergency).filter(Exists(running), procedure=procedure.key, closed_at__isnull=True, category__in=items.values("category"))


@transaction.atomic
def _hold_batch(emergency: Emergency, procedure: Procedure, *, now: datetime) -> int:
    cases = list(_to_hold(emergency, procedure).select_for_update(of=("self",)).order_by("id")[:BATCH])
    keys = procedure.response.suspends if procedure.response is not None else ()
    reason = f"應變模式「{emergency.name}」（{emergency.order_number}）期間停計"
    calendar, rows = load_calendar(), _rows_of(cases)
    done = []
    for case in cases:
        clocks = Clocks(procedure, rows.get(case.pk, ()), tier="", case_id=case.pk, calendar=calendar)
        held = clocks.hold(emergency.pk, keys, at=emergency.starts_at)
        clocks.save()
        done.append((case, clocks, _named(procedure, held, reason)))
    _write(done, HOLD, at=max(emergency.starts_at, emergency.recorded_at), now=now)
    return len(done)


@transaction.atomic
def _release_batch(emergency: Emergency, *, now: datetime) -> int:
    held = DueDate.objects.filter(case=OuterRef("pk"), emergency=emergency)
    cases = list(Case.objects.filter(Exists(held)).select_for_update(of=("self",)).order_by("id")[:BATCH])
    calendar, rows = load_calendar(), _rows_of(cases)
    assert emergency.ended_at is not None
    reason = f"應變模式「{emergency.name}」解除（{emergency.end_reason}），恢復計算"
    done = []
    for case in cases:
        clocks, text = _release(case, rows.get(case.pk, []), emergency.ended_at, calendar, reason)
        if case.closed_at is None:
            done.append((case, clocks, text))
    _write(done, RELEASE, at=emergency.ended_at, now=now)
    return len(cases)


def _release(case: Case, rows: list[DueDate], ended_at: datetime, calendar: Calendar, reason: str) -> tuple[Clocks, str]:
    procedure = registry.get(case.procedure)
    clocks = Clocks(procedure, rows, tier=tier_of(case), case_id=case.pk, calendar=calendar)
    needs_detail = any(callable(each.within) for each in procedure.deadlines)
    detail = procedure.detail._default_manager.get(pk=case.pk) if needs_detail else None
    released = clocks.release(at=ended_at, step=case.step, detail=detail)
    if case.closed_at is not None:
        clocks.silence()
    clocks.save()
    return clocks, _named(procedure, released, reason)


def _rows_of(cases: list[Case]) -> dict[int, list[DueDate]]:
    found: dict[int, list[DueDate]] = {}
    for row in DueDate.objects.filter(Q(case__in=cases)):
        found.setdefault(row.case_id, []).append(row)
    return found


def _named(procedure: Procedure, keys: tuple[str, ...], reason: str) -> str:
    return f"{'、'.join(procedure.deadline(key).name for key in keys)}：{reason}"


def _write(done: list[tuple[Case, Clocks, str]], verb: str, *, at: datetime, now: datetime) -> None:
    """Write down what happened to each case: the date it shows, one passage, one entry of the audit."""
    for case, clocks, _reason in done:
        case.due_at = earliest_open(clocks.rows.values())
        case.version += 1
    Case.objects.bulk_update([case for case, _clocks, _reason in done], ["due_at", "version"])
    Passage.objects.bulk_create(
        Passage(
            case=case, procedure=case.procedure, action=verb, from_step=case.step, to_step=case.step, occurred_at=max(at, case.received_at),
            recorded_at=now, actor_kind=str(HOLDER.kind), actor_id=HOLDER.id, actor_name=HOLDER.name, agency_id=case.agency_id, reason=reason[:1000],
        )
        for case, _clocks, reason in done
    )  # fmt: skip
    audit.record_many(
        audit.Deed(
            subject_kind="case", subject_id=case.number, verb=f"{case.procedure}:{verb}", actor=HOLDER, at=now,
            values={row.key: row.due_at.isoformat() for row in clocks.rows.values()},
        )
        for case, clocks, _reason in done
    )  # fmt: skip
