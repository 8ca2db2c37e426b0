"""The outbox (寄件匣): what went outside, what waits and why, sending again, and how each channel is doing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from yankao.engines.notices.channels import Later, Message, Refused, channel_of, is_ready
from yankao.engines.notices.models import ChannelKey, Delivery
from yankao.engines.notices.tasks import enqueue
from yankao.engines.notices.threads import message_mark
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.ids import uuid7

AGAIN = (Delivery.State.WAITING, Delivery.State.FAILED, Delivery.State.BOUNCED)
MOST_AGAIN = 1000
TEST_TEXT = "這是研考系統的測試訊息，收到即表示設定正確，無須回覆。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How a channel is doing."""

    key: str
    name: str
    missing: str
    sent: int
    waiting: int
    failed: int
    last_sent_at: datetime | None
    last_failed_at: datetime | None
    last_reason: str


def deliveries(*, state: str = "", channel: str = "", about: str = "") -> QuerySet[Delivery]:
    """Return deliveries; `about` is the number of a case."""
    found = Delivery.objects.select_related("notice")
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel="" if channel == "none" else channel)
    return found.filter(notice__subject_id=about) if about else found


def counts() -> dict[str, int]:
    """Count the deliveries of each state."""
    return dict(Delivery.objects.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n"))


@transaction.atomic
def send_again(rows: Iterable[Delivery], *, actor: Actor, now: datetime) -> int:
    """Send deliveries that have not arrived once more, those whose channel works, and return how many; the audit says who asked."""
    ids = [it.pk for it in rows][:MOST_AGAIN]
    found = [it for it in Delivery.objects.select_for_update().filter(pk__in=ids, state__in=AGAIN) if is_ready(it.channel)]
    Delivery.objects.filter(pk__in=[it.pk for it in found]).update(state=Delivery.State.QUEUED, reason="", attempts=0)
    enqueue(found)
    if found:
        audit.record(subject_kind="outbox", subject_id=str(day_of(now)), verb="sent_again", actor=actor, at=now, values={"count": len(found)})
    return len(found)


def channel_states() -> list[ChannelState]:
    """Return the state of every channel: two statements."""
    sent, failed = Q(state=Delivery.State.SENT), Q(state__in=(Delivery.State.FAILED, Delivery.State.BOUNCED))
    waiting = Q(state__in=(Delivery.State.WAITING, Delivery.State.QUEUED))
    rows = Delivery.objects.order_by().values("channel").annotate(
        sent=Count("pk", filter=sent), failed=Count("pk", filter=failed), waiting=Count("pk", filter=waiting),
        last_sent=Max("sent_at"), last_failed=Max("tried_at", filter=~Q(reason="")),
    )  # fmt: skip
    known: dict[str, Mapping[str, object]] = {row["channel"]: row for row in rows}
    return [_state(ChannelKey(key), str(name), known.get(key, {})) for key, name in ChannelKey.choices]


def _state(key: ChannelKey, name: str, row: Mapping[str, object]) -> ChannelState:
    last = Delivery.objects.filter(channel=key, tried_at__isnull=False).exclude(reason="").order_by("-tried_at").first() if row else None
    sent_at = row.get("last_sent")
    return ChannelState(
        key=key, name=name, missing=channel_of(key).missing, sent=_int(row, "sent"), waiting=_int(row, "waiting"), failed=_int(row, "failed"),
        last_sent_at=sent_at if isinstance(sent_at, datetime) else None, last_failed_at=last.tried_at if last else None,
        last_reason=last.reason if last else "",
    )  # fmt: skip


def _int(row: Mapping[str, object], name: str) -> int:
    found = row.get(name, 0)
    return found if isinstance(found, int) else 0


def send_test(key: str, address: str, *, actor: Actor, now: datetime) -> str:
    """Send a test message now and return why it did not go, or nothing; the address is kept nowhere."""
    made = uuid7()
    mark = message_mark(made) if key == ChannelKey.EMAIL else str(made)
    audit.record(subject_kind="channel", subject_id=key, verb="channel_tested", actor=actor, at=now, values={})
    try:
        channel_of(key).send(Message(id=mark, address=address, subject="研考系統測試訊息", text=TEST_TEXT))
    except (Refused, Later) as error:
        return error.reason
    return ""
