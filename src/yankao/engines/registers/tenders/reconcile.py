"""兩源勾稽: set the central system beside the city's own record, name each contradiction, and let somebody decide it with a reason.

Nothing is overwritten: both records stay as they were told, and a decided difference keeps what both said.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.registers.tenders.month import Decision, Difference, Kind, Source, TenderMonth
from yankao.engines.registers.tenders.register import in_hand, of_division
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth, Window, roc_date

Told = tuple[Kind, str, str]
NOTHING = "尚無資料"


def contradictions(tender: Tender, month: date, central: TenderMonth | None, own: TenderMonth | None) -> Iterator[Told]:
    """Yield how two records of one month contradict each other, each with what either says.

    Until the acceptance has its day the central system is the authority; from then on its figures are no longer taken over.
    """
    if central is None:
        if own is not None or _is_owed(tender, month):
            yield Kind.NOT_SENT, NOTHING, _told(own)
    elif tender.accepted_on is not None and month > tender.accepted_on:
        yield Kind.FEED_OFF, _told(central), f"已於{roc_date(tender.accepted_on)}驗收完成"
    else:
        if central.is_behind and not central.has_reason:
            yield Kind.NOT_SENT, f"{_told(central)}，未填落後原因", _told(own)
        if own is not None:
            yield from _between(central, own)


def _between(central: TenderMonth, own: TenderMonth) -> Iterator[Told]:
    if (own.is_behind or own.late_checkpoint) and not central.is_behind:
        yield Kind.OWN_LATE, _told(central), _told(own)
    elif central.has_reason and not own.is_behind:
        yield Kind.REASON_ONLY, f"{_told(central)}，{central.lag_factor or central.lag_cause}", _told(own)
    elif (central.planned, central.actual) != (own.planned, own.actual):
        yield Kind.VALUES, _told(central), _told(own)


def reconcile(month: date, *, now: datetime, tenders: Iterable[int] | None = None) -> int:
    """Compare the two sources of a month, open what is new, close what has vanished; return how many differences stand open.

    A contradiction that somebody has decided is not opened again while both still say the same.
    """
    last = RocMonth.of(month).last
    rows = Tender.objects.filter(Q(pk__in=in_hand(Window(month, last)).values("pk")) | Q(months__month=month)).distinct()
    if tenders is not None:
        rows = rows.filter(pk__in=list(tenders))
    with transaction.atomic():
        told = _records(month)
        found = {
            (it.pk, kind): (central, own)
            for it in rows
            for kind, central, own in contradictions(it, month, told.get((it.pk, Source.CENTRAL)), told.get((it.pk, Source.OWN)))
        }
        known = Difference.objects.select_for_update().filter(month=month)
        if tenders is not None:
            known = known.filter(tender_id__in=list(tenders))
        _write(month, found, list(known), now=now)
        _show(month, rows, told)
    return open_differences().filter(month=month).count()


def open_differences() -> QuerySet[Difference]:
    """Return the differences nobody has decided yet."""
    return Difference.objects.filter(decided_at__isnull=True).select_related("tender", "tender__agency")


def may_decide(actor: Actor) -> bool:
    """Whether the actor may decide a difference: the divisions that look after tenders."""
    return of_division(actor)


def decide(difference: int, *, actor: Actor, now: datetime, decision: str, reason: str) -> Difference:
    """Decide a difference once, with who and why; where the city's record stands, the agency is asked to correct the central system.

    Raises:
        PermissionDenied: the actor may not.
        ValidationError: no reason, no such decision, or it was decided already.
    """
    if not may_decide(actor):
        raise PermissionDenied("您沒有處理標案資料差異的權限")
    if decision not in {Decision.CENTRAL, Decision.OWN, Decision.BOTH}:
        raise ValidationError({"decision": "請選擇以何者為準"})
    if not reason.strip():
        raise ValidationError({"reason": "請敘明處理理由"})
    with transaction.atomic():
        row = Difference.objects.select_for_update(of=("self",)).select_related("tender").get(pk=difference)
        if row.decided_at is not None:
            raise ValidationError(f"此差異已由{row.decided_by}處理")
        _settle(row, Decision(decision), reason=reason, by=actor.name, now=now)
        audit.record(
            subject_kind="tender_difference", subject_id=str(row.pk), verb="decide", actor=actor, at=now,
            values={"decision": decision, "reason": reason},
        )  # fmt: skip
        show_progress(row.tender)
        if row.decision == Decision.OWN:
            tell([_correction(row)], now=now)
    return row


def show_progress(tender: Tender) -> None:
    """Write the figures that stand for a tender on its row: the latest month, the central ones unless the city's were decided for."""
    latest = TenderMonth.objects.filter(tender=tender).order_by("-month", "source").first()  # 'central' sorts before 'own'
    if latest is None:
        return
    told = {it.source: it for it in TenderMonth.objects.filter(tender=tender, month=latest.month)}
    is_own = Difference.objects.filter(tender=tender, month=latest.month, decision=Decision.OWN).exists()
    shown = told.get(Source.OWN if is_own else Source.CENTRAL) or latest
    Tender.kept.filter(pk=tender.pk).update(progress_month=shown.month, planned_progress=shown.planned, actual_progress=shown.actual)


def _records(month: date) -> dict[tuple[int, str], TenderMonth]:
    return {(it.tender_id, it.source): it for it in TenderMonth.objects.filter(month=month)}


def _show(month: date, tenders: Iterable[Tender], told: Mapping[tuple[int, str], TenderMonth]) -> None:
    """Write the figures of a month on the tenders for which nothing later is told."""
    ours = set(Difference.objects.filter(month=month, decision=Decision.OWN).values_list("tender_id", flat=True))
    shown = []
    for it in tenders:
        central, own = told.get((it.pk, Source.CENTRAL)), told.get((it.pk, Source.OWN))
        stands = own if own is not None and (it.pk in ours or central is None) else central
        if stands is not None and (it.progress_month is None or it.progress_month <= month):
            it.progress_month, it.planned_progress, it.actual_progress = month, stands.planned, stands.actual
            shown.append(it)
    Tender.kept.bulk_update(shown, ["progress_month", "planned_progress", "actual_progress"], batch_size=500)


def _is_owed(tender: Tender, month: date) -> bool:
    return tender.accepted_on is None or tender.accepted_on >= month


def _told(row: TenderMonth | None) -> str:
    if row is None:
        return NOTHING
    late = f"，檢核點「{row.late_checkpoint}」逾期" if row.late_checkpoint else ""
    return f"預定{row.planned:.2f}%、實際{row.actual:.2f}%{late}"


def _write(month: date, found: dict[tuple[int, Kind], tuple[str, str]], known: list[Difference], *, now: datetime) -> None:
    standing = {(it.tender_id, Kind(it.kind)): it for it in known if it.decided_at is None}
    decided = {(it.tender_id, Kind(it.kind), it.central, it.own) for it in known if it.decision not in {"", Decision.GONE}}
    for key, row in standing.items():
        if found.get(key) != (row.central, row.own):
            _settle(row, Decision.GONE, reason="重新勾稽後，此項差異已不存在或內容已變動", by="自動勾稽", now=now)
    unchanged = {key for key, row in standing.items() if row.decided_at is None}
    Difference.objects.bulk_create(
        Difference(tender_id=pk, month=month, kind=kind, central=central[:200], own=own[:200], found_at=now)
        for (pk, kind), (central, own) in found.items()
        if (pk, kind) not in unchanged and (pk, kind, central, own) not in decided
    )


def _settle(row: Difference, decision: Decision, *, reason: str, by: str, now: datetime) -> None:
    row.decision, row.reason, row.decided_by, row.decided_at = decision, reason.strip()[:400], by[:100], now
    row.save(update_fields=["decision", "reason", "decided_by", "decided_at"])


def _correction(row: Difference) -> Telling:
    title = f"標案{row.tender.number} {RocMonth.of(row.month)}進度以本府紀錄為準，請更正工程會標案系統"
    agency, pk = str(row.tender.agency_id), str(row.pk)
    return Telling(recipient_kind=Notice.Recipient.AGENCY, recipient_id=agency, subject_kind="tender_difference", subject_id=pk, title=title)
