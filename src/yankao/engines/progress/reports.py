"""Send reports along their way (審核): 承辦 → 管考窗口 → 主管核定 → 研考會審查, one or many at once; every deed is written down."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from yankao.engines.cases.replay_tables import Table
from yankao.engines.progress.alarms import UNANSWERED, judge
from yankao.engines.progress.declare import Judged, Programme, Stage
from yankao.engines.progress.models import Alarm, PeriodReport, Plan, ReportPassage, State, Verification
from yankao.engines.progress.newest import any_of
from yankao.engines.progress.rules import COLUMNS
from yankao.engines.progress.who import may, require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

_TRIES = ("state", "submitted_at", "passed_at", "returns", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A report that could not go on, and why."""

    report: PeriodReport
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the reports: which went on, which were held back."""

    moved: tuple[PeriodReport, ...]
    held: tuple[Held, ...]


def send(it: Programme, report_ids: Sequence[int], key: str, *, actor: Actor, now: datetime, reason: str = "", is_trusted: bool = False) -> Sent:
    """Do one deed of the way on many reports: those that may go on do, the others are held back with the reason.

    Raises:
        ValidationError: the deed needs a reason and has none.
    """
    stage = it.stage(key)
    if stage.needs_reason and not reason.strip():
        raise ValidationError({"reason": f"「{stage.name}」請填寫理由"})
    with transaction.atomic():
        found = PeriodReport.objects.select_for_update(of=("self",)).select_related("plan").prefetch_related("plan__agency", "window")
        reports = list(found.filter(pk__in=any_of(report_ids), plan__programme=it.key).order_by("pk"))
        unanswered = (
            set(Alarm.objects.filter(UNANSWERED, report__in=any_of(report_ids)).values_list("report_id", flat=True))
            if stage.to == State.PASSED
            else set()
        )
        why = {report.pk: _why_not(it, stage, report, unanswered, actor=actor, is_trusted=is_trusted) for report in reports}
        moved = [report for report in reports if why[report.pk] is None]
        _move(it, stage, moved, actor=actor, now=now, reason=reason.strip())
    held = tuple(Held(report=report, why=text) for report in reports if (text := why[report.pk]))
    return Sent(moved=tuple(moved), held=held)


def verify_on_site(
    it: Programme, plan: Plan, *, actor: Actor, now: datetime, month: date, checked_on: date, finding: str, progress: Decimal | None, checked_by: str
) -> Verification:
    """Write down what was found on site (實地查證); the reported figure stays as it was told."""
    require(it.listed_by, actor, plan, deed="登錄實地查證")
    if not finding.strip():
        raise ValidationError({"finding": "請填寫查證意見"})
    if checked_on > day_of(now):
        raise ValidationError({"checked_on": "查證日期不得晚於今日"})
    row = Verification(
        plan=plan,
        month=month.replace(day=1),
        checked_on=checked_on,
        progress=progress,
        finding=finding.strip(),
        checked_by=checked_by.strip() or actor.name,
        told_at=now,
    )
    row.clean_fields()
    with transaction.atomic():
        row.save()
        values = {"month": str(month), "progress": str(progress), "finding": finding}
        audit.record(subject_kind="plan", subject_id=plan.number, verb=f"{it.key}:verify", actor=actor, at=now, values=values)
    return row


def _why_not(it: Programme, stage: Stage, report: PeriodReport, unanswered: set[int], *, actor: Actor, is_trusted: bool) -> str | None:
    if not is_trusted and not may(stage.by, actor, report.plan):
        return f"「{stage.name}」由{stage.by.describe()}辦理"
    if report.state not in stage.at:
        return f"目前為「{report.get_state_display()}」，不能{stage.name}"
    if stage.key == it.way[0].key and (missing := _missing(it, report)):
        return f"尚未填寫{'、'.join(COLUMNS[name] for name in missing)}"
    if report.pk in unanswered:
        return "尚有警示未說明原因及改善方案"
    return None


def _missing(it: Programme, report: PeriodReport) -> list[str]:
    """Return the cells that must be told before a report goes on: progress or value, and money where the plan has any."""
    wanted = ["value"] if it.is_valued else ["year_progress" if it.judged is Judged.YEAR else "total_progress"]
    if report.plan.budget:
        wanted += ["allotted", "realised"]
    return [name for name in wanted if getattr(report, name) is None]


def _move(it: Programme, stage: Stage, reports: list[PeriodReport], *, actor: Actor, now: datetime, reason: str) -> None:
    said = {"stage": stage.key, "to_state": stage.to, "reason": reason[:400], "actor_id": actor.id, "actor_name": actor.name[:100], "done_at": now}
    passages = Table(ReportPassage, always=said)
    for report in reports:
        passages.add({"report_id": report.pk, "from_state": report.state})
        _step(report, stage, now=now)
    _save(reports)
    passages.write()
    if stage.key == it.way[0].key:
        _hand_in(it, reports, now=now)
    audit.record_many(
        audit.Deed(
            subject_kind="plan",
            subject_id=report.plan.number,
            verb=f"{it.key}:{stage.key}",
            actor=actor,
            at=now,
            values={"month": str(report.month), "state": report.state, "reason": reason},
        )
        for report in reports
    )


def _step(report: PeriodReport, stage: Stage, *, now: datetime) -> None:
    report.state = stage.to
    report.version += 1
    report.submitted_at = report.submitted_at or now
    if stage.to == State.PASSED:
        report.passed_at = now
    elif stage.to == State.RETURNED:
        report.passed_at = None
        report.returns += stage.key == "send_back"


def _save(reports: list[PeriodReport]) -> None:
    """Write what the step changed: one statement for all reports that stand alike, as those of one file or page do."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for report in reports:
        alike[tuple(getattr(report, name) for name in _TRIES)].append(report.pk)
    for values, ids in alike.items():
        PeriodReport.objects.filter(pk__in=any_of(ids)).update(**dict(zip(_TRIES, values, strict=True)))


def _hand_in(it: Programme, reports: list[PeriodReport], *, now: datetime) -> None:
    """Make what was handed in the latest of its plan, and judge it period by period."""
    for month in sorted({report.month for report in reports}):
        judge(it, [report for report in reports if report.month == month], now=now)
        latest = PeriodReport.objects.filter(plan=OuterRef("pk"), month=month).values("pk")
        newer = Q(latest__isnull=True) | Q(latest__month__lt=month)
        Plan.objects.filter(newer, pk__in=any_of(report.plan_id for report in reports if report.month == month)).update(latest_id=Subquery(latest))
