"""Simulated petitions (人民陳情), and inquiries kept at the desk: channels, items, days until the answer; some follow on dispatches."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from yankao.divisions.service.logic.simulate_course import Course, Item, Town, hours, items_of
from yankao.divisions.service.logic.simulate_places import Spots
from yankao.divisions.service.logic.simulate_rhythm import OFFICE_HOURS, Rhythm
from yankao.divisions.service.logic.texts import Writer
from yankao.divisions.service.logic.texts_petition import Petitioner
from yankao.divisions.service.procedures.petition import PETITION, Ground, Step
from yankao.engines.cases.models import LinkKind, Passage
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedLink
from yankao.kernel.agencies.city import City
from yankao.kernel.days import day_of
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import Window

RHYTHM = Rhythm(hours=OFFICE_HOURS, feels_storms=False, holiday=0.55)
CHANNELS = {
    "phone": 0.44, "web": 0.27, "app": 0.10, "email": 0.06, "mailbox": 0.04, "counter": 0.03, "letter": 0.025, "councillor": 0.015, "fax": 0.01,
    "village": 0.01,
}  # fmt: skip
_FOLLOWS = {
    "路燈": "street-light", "道路": "road", "樹木公園": "park-tree", "水利": "drainage", "交通": "signal", "環境清潔": "cleanliness",
    "環境稽查": "noise-air", "動物": "animal", "警政": "public-order", "公所": "civil-household",
}  # fmt: skip
LATE, DISREGARDED, AWAITING, UNROUTED, RATED = 0.035, 0.012, 0.03, 0.02, 0.08
_RATINGS, _RATING_MARKS = (5, 4, 3, 2, 1), (46, 82, 93, 97, 100)
_SURNAMES = ("陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭")
_TITLES = ("先生", "小姐", "女士")


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A simulated dispatch that could not be finished at once, from which a petition follows."""

    at: datetime
    external_id: str
    number: str
    group: str
    description: str
    address: str
    district_id: str | None
    village_id: str | None
    lat: float | None
    long: float | None


def converted_in(window: Window, *, source: str) -> list[Converted]:
    """Return the simulated dispatches converted in a window that no petition follows yet, in order."""
    passages = (
        Passage.objects.filter(procedure="service.dispatch", action="convert", occurred_at__gte=window.start, occurred_at__lt=window.end)
        .filter(case__source=source)
        .exclude(case__links_out__kind=LinkKind.FOLLOW_ON)
        .order_by("occurred_at", "id")
        .values_list(
            "occurred_at", "case__external_id", "case__number", "case__category__group", "case__description", "case__address", "case__district_id",
            "case__village_id", "case__lat", "case__long",
        )
    )  # fmt: skip
    names = ("at", "external_id", "number", "group", "description", "address", "district_id", "village_id", "lat", "long")
    return [Converted(**dict(zip(names, row, strict=True))) for row in passages.iterator(chunk_size=5000)]


class PetitionMaker:
    """Makes petitions one after another from one source of chance."""

    def __init__(self, city: City, town: Town, spots: Spots, *, chance: Random, now: datetime) -> None:
        """Take what is known of the city, and the moment up to which courses are told."""
        self.items = items_of(PETITION.key, city.rows("categories"))
        self._town, self._spots, self._chance, self._now = town, spots, chance, now
        self._writer = Writer(chance)
        self._petitioner = Petitioner(self._writer)
        self._codes = list(self.items)
        self._marks = list(accumulate(item.weight for item in self.items.values()))
        self._channels, self._channel_marks = list(CHANNELS), list(accumulate(CHANNELS.values()))

    def cases(
        self,
        moments: Iterator[datetime],
        *,
        prefix: str,
        channels: Iterator[str] | None = None,
        codes: Iterator[str] | None = None,
        converted: Iterable[Converted] = (),
        is_live: bool = False,
        before: int = 0,
    ) -> Iterator[ReplayedCase]:
        """Yield a case for each moment, numbered from `before` on; what a dispatch was converted into comes by telephone as soon as its turn is."""
        waiting = deque(converted)
        for number, at in enumerate(moments, start=before + 1):
            channel = next(channels) if channels is not None else self._chance.choices(self._channels, cum_weights=self._channel_marks)[0]
            code = next(codes) if codes is not None else self._chance.choices(self._codes, cum_weights=self._marks)[0]
            dispatch = waiting.popleft() if waiting and channel == "phone" and waiting[0].at <= at else None
            if dispatch is not None and codes is None:
                code = _FOLLOWS.get(dispatch.group, code)
            yield self._case(at, f"{prefix}-{number:06d}", channel, self.items[code], dispatch, is_live=is_live)

    def _case(self, at: datetime, external_id: str, channel: str, item: Item, before: Converted | None, *, is_live: bool) -> ReplayedCase:
        spot = self._spots.draw("", self._chance)
        place = spot.points[int(self._chance.random() * len(spot.points))]
        tier, agency_id = self._town.rules.of(item.pk, day=day_of(at), area=spot.district)
        street = f"{spot.district_name}{spot.village_name}{self._writer.street()}"
        title, content, topic = self._petitioner.petition(item.code, street)
        if before is not None:
            title, content = f"派工續辦：{before.description}"[:60], f"本案由派工案件 {before.number} 改列：{before.description}"
        course = self._course(at, tier, agency_id, topic, is_live=is_live)
        return ReplayedCase(
            external_id=external_id,
            digest=course.digest(external_id),
            received_at=at,
            closed_at=course.at if course.step in {Step.CLOSED, Step.DISREGARDED} else None,
            passages=tuple(course.passages),
            title=title,
            description=content,
            category_id=item.pk,
            tier=tier,
            agency_id=None if course.step == Step.REGISTERED else agency_id,
            channel=channel,
            district_id=before.district_id if before else spot.district,
            village_id=before.village_id if before else spot.village,
            lat=before.lat if before else place[0],
            long=before.long if before else place[1],
            address=before.address if before else street,
            detail=course.facts,
            links=(ReplayedLink(external_id=before.external_id, kind=LinkKind.FOLLOW_ON, reason="派工改列人民陳情"),) if before else (),
            reporter=self._reporter() if is_live else None,
        )

    def _course(self, at: datetime, tier: str, agency_id: int | None, topic: str, *, is_live: bool) -> Course:
        chance, course = self._chance, Course(self._now, agency_id)
        days = next((int(key[1:]) for key in tier.split() if key[0] == "d" and key[1:].isdigit()), 30)
        begun = at
        if chance.random() < UNROUTED:
            begun = at + hours(2 + chance.random() * 30)
            course.go(Step.REGISTERED, at, "open").go(Step.ASSIGNED, begun, "send")
        else:
            course.go(Step.ASSIGNED, at, "open")
        if chance.random() < DISREGARDED:
            refused = begun + hours(24 + chance.random() * 120)
            return course.go(Step.DISREGARDED, refused, "disregard", reason="未具真實姓名及聯絡方式，無從查證", ground=str(Ground.NO_CONTENT))
        if is_live and chance.random() < AWAITING:
            asked = begun + hours(20 + chance.random() * 60)
            begun = asked + timedelta(days=5 + chance.random() * 15)
            course.go(Step.AWAITING, asked, "ask_more", missing="請提供確切地點及照片").go(Step.ASSIGNED, begun, "completed")
        return self._ended(course, at, begun, days, topic)

    def _ended(self, course: Course, at: datetime, begun: datetime, days: int, topic: str) -> Course:
        """Tell when the agency answered: mostly towards the end of its days, now and then too late."""
        chance = self._chance
        is_late = chance.random() < LATE
        used = 1.05 + chance.random() * 0.6 if is_late else 0.12 + 0.84 * chance.betavariate(2.6, 1.5)
        answered = max(_in_office(at + timedelta(days=days * used)), begun + timedelta(hours=3))
        letter = f"研聯字第{100_000_000 + int(chance.random() * 9e8):09d}號"
        course.go(Step.ANSWERED, answered, "answer", answer=self._petitioner.answer(topic), letter_number=letter)
        closed = answered + hours(20 + 60 * chance.random())
        if chance.random() < RATED:
            rating = chance.choices(_RATINGS, cum_weights=_RATING_MARKS)[0]
            course.go(Step.ANSWERED, closed - timedelta(hours=2), "rate", satisfaction=rating)
        return course.go(Step.CLOSED, closed, "close")

    def _reporter(self) -> PersonData:
        """Return somebody who does not exist, with an address that reaches nobody; two in three leave a number that nobody has, too."""
        name = self._writer.pick(_SURNAMES) + self._writer.pick(_TITLES)
        number = int(self._chance.random() * 100_000)
        phone = f"0900-000-{number % 1000:03d}" if number % 3 else ""
        return PersonData(name=name, email=f"petitioner{number:05d}@example.org", phone=phone)


def _in_office(at: datetime) -> datetime:
    """Move an answer into office hours of the same day (01:00 to 09:00 UTC are 09:00 to 17:00 in Taipei)."""
    return at.replace(hour=1 + at.hour % 8)
