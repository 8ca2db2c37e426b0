"""By which ways a notice leaves (寄送安排): worked out within seconds after the deed, for many notices at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yankao.engines.identity.models import Membership
from yankao.engines.notices.channels import channel_of, is_ready
from yankao.engines.notices.models import ChannelKey, Delivery, Hook, Notice, Preference
from yankao.engines.notices.sms import mobile_of
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import SealedValueError

AT_ONCE = 500
UNREACHABLE = "未留電子郵件或行動電話，請另以電話或書面告知"
UNWANTED = "反映人不需另行通知"
NOT_ASKED_FOR = "收件人不需另行通知"
ERASED = "個人資料已清除或無法開啟"
Way = tuple[str, Delivery.Target, str, str]
"""Channel, whose address, its id, and why it cannot go (empty: it can)."""


def take_up(*, now: datetime, send: Callable[[list[Delivery]], object], most: int = AT_ONCE) -> int:
    """Write the deliveries of notices nobody has taken up yet, hand those that can go to `send` in the same transaction, return how many notices.

    Two workers never take up the same notice.
    """
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True).filter(taken_up_at__isnull=True)
        notices = list(waiting.order_by("created_at", "id")[:most])
        if not notices:
            return 0
        ways = _Ways.of(notices, now=now)
        rows = [_delivery(it, way, now=now) for it in notices for way in dict.fromkeys(ways.of_notice(it))]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        Notice.objects.filter(pk__in=[it.pk for it in notices]).update(taken_up_at=now)
        send([it for it in rows if it.state == Delivery.State.QUEUED])
    return len(notices)


def _delivery(notice: Notice, way: Way, *, now: datetime) -> Delivery:
    channel, kind, target, refusal = way
    if refusal:
        state, reason = Delivery.State.FAILED, refusal
    elif is_ready(channel):
        state, reason = Delivery.State.QUEUED, ""
    else:
        state, reason = Delivery.State.WAITING, channel_of(channel).missing
    return Delivery(notice=notice, channel=channel, target_kind=kind, target_id=target, state=state, reason=reason, created_at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """What is known of all recipients of some notices, read by a handful of statements however many they are."""

    people: dict[UUID, Person]
    wishes: dict[tuple[str, str], Preference]
    readers: dict[tuple[str, str], list[str]]
    hooks: list[Hook]
    paths: dict[str, str]
    _seen: dict[UUID, tuple[bool, bool] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, notices: Iterable[Notice], *, now: datetime) -> "_Ways":
        ids: dict[str, set[str]] = defaultdict(set)
        for it in notices:
            ids[it.recipient_kind].add(it.recipient_id)
        wanted = Q(pk__in=())
        for kind in (Notice.Recipient.PERSON, Notice.Recipient.AGENCY, Notice.Recipient.DIVISION):
            wanted |= Q(owner_kind=kind, owner_id__in=sorted(ids[kind]))
        wanted |= Q(owner_kind=Preference.Owner.USER, owner_id__in=sorted(ids[Notice.Recipient.ACCOUNT]))
        agencies = sorted(ids[Notice.Recipient.AGENCY])
        return cls(
            people=Person.objects.in_bulk(sorted(ids[Notice.Recipient.PERSON])),
            wishes={(it.owner_kind, it.owner_id): it for it in Preference.objects.filter(wanted)},
            readers=_readers(agencies, sorted(ids[Notice.Recipient.DIVISION]), now=now),
            hooks=list(Hook.objects.filter(ended_at__isnull=True, application__revoked_at__isnull=True).select_related("application__agency")),
            paths={str(pk): path for pk, path in Agency.objects.filter(pk__in=agencies).values_list("pk", "path")},
        )

    def of_notice(self, it: Notice) -> Iterator[Way]:
        """Yield the ways of one notice."""
        if it.recipient_kind == Notice.Recipient.PERSON:
            yield self._to_person(it)
        elif it.recipient_kind == Notice.Recipient.ACCOUNT:
            yield self._to_account(it)
        elif it.recipient_kind == Notice.Recipient.APPLICATION:
            yield from _to_hooks(hook for hook in self.hooks if str(hook.application_id) == it.recipient_id)
        else:
            yield from self._to_office(it)

    def _to_person(self, it: Notice) -> Way:
        person = self.people.get(UUID(it.recipient_id))
        wish = self.wishes.get((it.recipient_kind, it.recipient_id))
        target = (Delivery.Target.PERSON, it.recipient_id)
        reach = self._reach(person)
        if reach is None:
            return "", *target, ERASED
        if wish is not None and wish.way == Preference.Way.NONE:
            return "", *target, UNWANTED
        has = {ChannelKey.EMAIL: reach[0], ChannelKey.SMS: reach[1]}
        order = (it.by, wish.way if wish else "", ChannelKey.EMAIL, ChannelKey.SMS)
        found = next((key for key in order if key and has.get(ChannelKey(key))), None)
        return (found, *target, "") if found else ("", *target, UNREACHABLE)

    def _to_account(self, it: Notice) -> Way:
        """Mail the holder of an account, who may not open the program for weeks, unless they wished otherwise."""
        wish = self.wishes.get((Preference.Owner.USER, it.recipient_id))
        if wish is not None and wish.way == Preference.Way.NONE:
            return "", Delivery.Target.USER, it.recipient_id, NOT_ASKED_FOR
        return ChannelKey.EMAIL, Delivery.Target.USER, it.recipient_id, ""

    def _reach(self, person: Person | None) -> tuple[bool, bool] | None:
        """Say whether a person left a mail address and a mobile number."""
        if person is None or person.erased_at is not None:
            return None
        if person.pk not in self._seen:
            try:
                data = opened(person)
                self._seen[person.pk] = bool(data.email), bool(mobile_of(data.phone))
            except SealedValueError:
                self._seen[person.pk] = None
        return self._seen[person.pk]

    def _to_office(self, it: Notice) -> Iterator[Way]:
        office = (it.recipient_kind, it.recipient_id)
        wish = self.wishes.get(office)
        if wish is not None and wish.mailbox and wish.way == Preference.Way.EMAIL:
            yield ChannelKey.EMAIL, Delivery.Target(it.recipient_kind), it.recipient_id, ""
        for reader in self.readers.get(office, ()):
            yield ChannelKey.EMAIL, Delivery.Target.USER, reader, ""
        path = self.paths.get(it.recipient_id, "")
        if it.recipient_kind == Notice.Recipient.AGENCY and path:
            yield from _to_hooks(hook for hook in self.hooks if hook.application.agency and path.startswith(hook.application.agency.path))


def _to_hooks(hooks: Iterable[Hook]) -> Iterator[Way]:
    for hook in hooks:
        yield ChannelKey.WEBHOOK, Delivery.Target.HOOK, str(hook.pk), ""


def _readers(agencies: list[str], divisions: list[str], *, now: datetime) -> dict[tuple[str, str], list[str]]:
    """Return the members of offices who asked for mail beside what they read in the program."""
    wanting = Preference.objects.filter(owner_kind=Preference.Owner.USER, way=Preference.Way.EMAIL).values_list("owner_id", flat=True)
    day = day_of(now)
    held = Membership.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(agency_id__in=agencies) | Q(agency__division__in=[it for it in divisions if it]), user_id__in=list(wanting), user__is_active=True,
    )  # fmt: skip
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for user, agency, division in held.order_by("user_id").values_list("user_id", "agency_id", "agency__division"):
        found[Notice.Recipient.AGENCY, str(agency)].append(str(user))
        found[Notice.Recipient.DIVISION, division].append(str(user))
    return found
