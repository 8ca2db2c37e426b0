"""What the stories of reviews share: who runs them, a panel with accounts, entries, sheets, and the meeting."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tests.cases.people import at, staff
from yankao.engines.identity.models import User
from yankao.engines.indicators import registry as indicators
from yankao.engines.panel import assign, decide, entries, experts, members, registry, rounds, sheets
from yankao.engines.panel.declare import Scheme, Scorer
from yankao.engines.panel.models import Entry, Expert, Member, Proof, Review
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

NOW = at("2023-03-01 09:00")
LATER = at("2023-03-08 09:00")
MEETING = at("2023-03-10 14:00")


def scheme(key: str) -> Scheme:
    return registry.get(key)


def desk(it: Scheme) -> Actor:
    return staff("officer", f"rdec-{it.owner}")


def clerk(slug: str = "water-resources", role: str = "controller") -> Actor:
    return staff(role, slug)


def agency(slug: str = "water-resources") -> Agency:
    return Agency.objects.get(slug=slug)


def actor_of(expert: Expert) -> Actor:
    """Return the actor behind an expert's account."""
    return Actor(kind=ActorKind.USER, id=str(expert.account_id), name=expert.name)


def expert(n: int, *, kind: str = "scholar", **facts) -> Expert:
    user = User.objects.create(username=f"judge{n}", name=f"第{n}位委員")
    given = experts.Facts(name=user.name, kind=kind, username=user.username, organisation=f"第{n}大學", **facts)
    return experts.enter(given, actor=staff("officer", "rdec-research"), now=NOW)


def panel(it: Scheme, review: Review, size: int = 5) -> list[Member]:
    """Appoint a panel that agrees: two officials of the city, the others scholars; the first is convenor."""
    seats = []
    for n in range(size):
        person = expert(n, kind="official" if n < 2 else "scholar")
        seat = members.appoint(it, review.pk, person.pk, actor=desk(it), now=NOW, duty="convenor" if n == 0 else "member")
        seats.append(members.agree(it, review.pk, seat.pk, actor=actor_of(person), now=NOW))
    return seats


def prepared(it: Scheme, *, year: int = 2023, number: int = 1) -> Review:
    return rounds.prepare(it, actor=desk(it), now=NOW, facts=rounds.Facts(year=year, number=number))


def hand_in(it: Scheme, review: Review, titles: Iterable[str], **facts) -> list[Entry]:
    group = it.groups[0][0] if it.groups else ""
    given = {"group": group, "agency_id": agency().pk} | facts
    return [
        entries.hand_in(it, review.pk, actor=desk(it), now=NOW, facts=entries.Facts(title=title, subject=f"test:{title}", **given))
        for title in titles
    ]


def points(it: Scheme, review: Review, share: str) -> dict[str, Decimal]:
    """Return points that add up to `share` of 100, spread over the criteria by their weight."""
    return {each.key: (each.scale * Decimal(share) / 100).quantize(Decimal("0.01")) for each in it.criteria.at(review.rules_on).value}


def to_last_phase(it: Scheme, review: Review) -> None:
    """Begin to score and go through the phases in which the office or the entries themselves score."""
    rounds.begin(it, review.pk, actor=desk(it), now=NOW)
    for phase in it.phases[:-1]:
        for entry in review.entries.filter(state="accepted"):
            who = desk(it) if phase.scorer is Scorer.OFFICE else clerk(entry.agency.slug)
            given = sheets.Given(points=points(it, review, "85"))
            sheets.sign(it, review.pk, entry.pk, actor=who, now=NOW, given=given, proof=Proof.PASSWORD)
        rounds.next_phase(it, review.pk, actor=desk(it), now=NOW, out={})
    review.refresh_from_db()


def score_all(it: Scheme, review: Review, shares: Mapping[str, str], *, skip: Iterable[Member] = (), now=LATER) -> None:
    """Let every judge sign every assigned sheet with the entry's points, each judge a little apart."""
    for seat in review.members.filter(left_at__isnull=True).select_related("expert"):
        if seat in list(skip):
            continue
        for row in seat.assignments.select_related("entry"):
            for serial in range(1, row.sheets + 1):
                given = sheets.Given(points=points(it, review, shares[row.entry.title]), serial=serial)
                sheets.sign(it, review.pk, row.entry_id, actor=actor_of(seat.expert), now=now, given=given, proof=Proof.TOTP)


def ready(it: Scheme, titles: Iterable[str], *, size: int = 5) -> tuple[Review, list[Member]]:
    """Return a review whose panel is about to score, everybody everything."""
    review = prepared(it)
    hand_in(it, review, titles)
    rounds.end_call(it, review.pk, actor=desk(it), now=NOW)
    entries.accept_all(it, review.pk, actor=desk(it), now=NOW)
    seats = panel(it, review, size)
    assign.assign_all(it, review.pk, actor=desk(it), now=NOW)
    to_last_phase(it, review)
    return review, seats


def meeting(seats: Iterable[Member], outcome: str = "keep", **facts) -> decide.Facts:
    here = [seat.pk for seat in seats]
    return decide.Facts(**{"held_at": MEETING, "place": "第一會議室", "present": here, "outcome": outcome, "votes_for": len(here), **facts})


def value(key: str, first: str = "2023-01-01", last: str = "2023-12-31"):
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window(date.fromisoformat(first), date.fromisoformat(last))))
