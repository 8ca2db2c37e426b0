"""回電清單: who must still be told the result of a dispatch, one entry for each telephone however many cases it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from yankao.divisions.service.procedures.dispatch import CallBackOutcome, Dispatch, Step
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel.actors import Actor
from yankao.kernel.days import TAIPEI, day_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import masked, open_field

DISPATCH = "service.dispatch"
FAILED = "failed"
MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingHours:
    """From when and until when citizens are rung."""

    begins: time
    ends: time

    def __str__(self) -> str:
        return f"{self.begins:%H:%M} 至 {self.ends:%H:%M} 前"


CALLING_HOURS = Dated(
    Since(date(2008, 4, 1), CallingHours(begins=time(8), ends=time(21)), Ours("08:00至20:59回電，夜間不打擾民眾；夜間完成者次日早上回電")),
)
DEEDS = (
    ("called_release", "已告知，解除管制"),
    ("called", "已告知，暫不解除"),
    (FAILED, "未接通"),
    ("sms_after_call", "未通改發簡訊"),
    ("not_needed", "民眾表示免回復"),
)
"""What may be recorded of a call, in the order of the buttons."""
RELEASES = {"called_release", "not_needed"}
SMS = "您通報的案件 {numbers} 已處理完成，如需進一步了解請撥1999並告知案號。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One case whose reporter waits to be told."""

    number: str
    title: str
    address: str
    result: str
    report: str
    merged_into: str
    reported_at: datetime
    attempts: int
    tried_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One telephone to ring, with all the cases one call serves."""

    key: str
    name: str
    phone: str
    cases: tuple[Waiting, ...]

    @property
    def numbers(self) -> str:
        """The numbers of the cases, as a form carries them."""
        return ",".join(case.number for case in self.cases)

    @property
    def attempts(self) -> int:
        """How often it was tried in vain."""
        return max(case.attempts for case in self.cases)


def waiting_cases(actor: Actor) -> QuerySet[Case]:
    """Return the dispatches whose reporter wants a call and has had none: reported back, or merged into one reported back."""
    cases = visible_cases(actor, procedures=(registry.get(DISPATCH),))
    told = Dispatch.objects.filter(wants_call_back=True, call_back="")
    done = Q(step=str(Step.REPORTED), closed_at__isnull=True) | Q(merged_into__step=str(Step.REPORTED), merged_into__closed_at__isnull=True)
    return cases.filter(done, is_historical=False, reporter__isnull=False, pk__in=told.values("pk"))


def callers(actor: Actor) -> tuple[Caller, ...]:
    """Return whom to ring, the least tried and longest waiting first."""
    failed = Q(service_callback_set__reached=False)
    rows = waiting_cases(actor).select_related("reporter", "service_dispatch", "merged_into__service_dispatch")
    counted = rows.prefetch_related("service_reportback_set", "merged_into__service_reportback_set").annotate(
        attempts=Count("service_callback_set", filter=failed, distinct=True),
        tried_at=Max("service_callback_set__passage__occurred_at"),
        reported_at=Coalesce(
            Max("passages__occurred_at", filter=Q(passages__action="report")),
            Max("merged_into__passages__occurred_at", filter=Q(merged_into__passages__action="report")),
            "received_at",
        ),
    )
    groups: dict[str, list[Case]] = {}
    for case in counted.order_by("received_at", "id")[:MOST]:
        assert case.reporter is not None
        groups.setdefault(_key(case.reporter), []).append(case)
    found = (_caller(key, cases) for key, cases in groups.items())
    return tuple(sorted(found, key=lambda it: (it.attempts, min(case.reported_at for case in it.cases))))


def may_call(now: datetime) -> bool:
    """Whether citizens may be rung now."""
    hours = CALLING_HOURS.at(day_of(now)).value
    return hours.begins <= now.astimezone(TAIPEI).time() < hours.ends


def record_calls(numbers: Iterable[str], deed: str, *, actor: Actor, now: datetime, remark: str = "") -> int:
    """Write down one call for all its cases and return how many; what is written in the first case stands in all, or in none."""
    if deed not in dict(DEEDS):
        raise ValidationError("請選擇回電情形")
    if not may_call(now):
        raise ValidationError(f"現在不是回電時段（{CALLING_HOURS.at(day_of(now)).value}），請於時段內回電")
    with transaction.atomic():
        cases = list(waiting_cases(actor).filter(number__in=list(numbers)).order_by("id"))
        if not cases:
            raise ValidationError("所選案件已完成回電，請重新整理")
        # Mother cases first and in order, as whoever merges does, so that nobody waits crosswise.
        list(Case.objects.select_for_update().filter(pk__in={case.merged_into_id or case.pk for case in cases}).order_by("pk"))
        for case in cases:
            _record(case, deed, actor=actor, now=now, remark=remark)
        if deed == CallBackOutcome.SMS_AFTER_CALL:
            _send_sms(cases, now=now)
    return len(cases)


def open_phone(numbers: Sequence[str], *, actor: Actor, now: datetime) -> str:
    """Return the telephone in clear for ringing back; the opening is logged with the numbers as its purpose."""
    cases = list(waiting_cases(actor).select_related("reporter").filter(number__in=numbers).order_by("id"))
    case = cases[0] if cases else None
    who = registry.get(DISPATCH).person_seen_by
    if case is None or case.reporter is None or who is None or not who.allows(actor, case):
        raise ValidationError("此案件已完成回電，請重新整理")
    return open_field(case.reporter, "phone", actor=actor, purpose=f"回電告知處理結果 {'、'.join(each.number for each in cases)}"[:200], now=now)


def _record(case: Case, deed: str, *, actor: Actor, now: datetime, remark: str) -> None:
    if deed == FAILED:
        advance(case, "call_back_failed", actor=actor, now=now, facts={"remark": remark})
        return
    outcome = CallBackOutcome.CALLED if deed.startswith("called") else CallBackOutcome(deed)
    facts = {"call_back": str(outcome), "reached": outcome != CallBackOutcome.SMS_AFTER_CALL, "remark": remark}
    advance(case, "call_back", actor=actor, now=now, facts=facts)
    if deed in RELEASES:
        _release(case, actor=actor, now=now)


def _release(case: Case, *, actor: Actor, now: datetime) -> None:
    """Release the dispatch, and a mother case once the last of its reporters is told."""
    main = Case.objects.select_for_update().get(pk=case.merged_into_id or case.pk)
    still_waiting = waiting_cases(actor).filter(Q(pk=main.pk) | Q(merged_into=main))
    if Dispatch.objects.get(pk=main.pk).call_back and not still_waiting.exists():
        advance(main, "release", actor=actor, now=now)


def _send_sms(cases: list[Case], *, now: datetime) -> None:
    """Put one message into the outbox for each telephone, naming all its cases."""
    groups: dict[str, list[Case]] = {}
    people = Person.objects.in_bulk([case.reporter_id for case in cases])
    for case in cases:
        groups.setdefault(_key(people[case.reporter_id]), []).append(case)
    tell(
        (
            Telling(
                recipient_kind=Notice.Recipient.PERSON,
                recipient_id=str(group[0].reporter_id),
                subject_kind="case",
                subject_id=group[0].number,
                title="簡訊：處理結果通知",
                text=SMS.format(numbers="、".join(case.number for case in group)),
            )
            for group in groups.values()
        ),
        now=now,
    )


def _key(person: Person) -> str:
    return bytes(person.phone_index).hex() if person.phone_index else str(person.pk)


def _caller(key: str, cases: list[Case]) -> Caller:
    reporter = cases[0].reporter
    assert reporter is not None
    seen = masked(reporter)
    return Caller(key=key[:16], name=seen.name, phone=seen.phone, cases=tuple(_waiting(case) for case in cases))


def _waiting(case: Case) -> Waiting:
    main = case.merged_into or case
    detail: Dispatch = main.service_dispatch
    reports = list(main.service_reportback_set.all())
    return Waiting(
        number=case.number,
        title=case.title,
        address=case.address,
        result=detail.get_result_display(),
        report=reports[-1].report if reports else "",
        merged_into=main.number if main.pk != case.pk else "",
        reported_at=case.reported_at,  # type: ignore[attr-defined]
        attempts=case.attempts,  # type: ignore[attr-defined]
        tried_at=case.tried_at,  # type: ignore[attr-defined]
    )
