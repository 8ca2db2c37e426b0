"""Simulated dispatches (派工通報): categories, places, agencies and lateness as published open data show them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from yankao.divisions.service.logic.simulate_course import Course, Item, Town, by_day_only, hours, items_of
from yankao.divisions.service.logic.simulate_places import Spots
from yankao.divisions.service.logic.simulate_rhythm import Rhythm, storm
from yankao.divisions.service.logic.texts import LATER_CODES, Writer
from yankao.divisions.service.procedures.dispatch import DISPATCH, CallBack, CallBackOutcome, PhoneNotice, ReportBack, Result, Step
from yankao.engines.cases.models import LinkKind
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedLink
from yankao.kernel.agencies.city import City
from yankao.kernel.days import day_of
from yankao.kernel.persons.vault import PersonData

RHYTHM = Rhythm()
CHANNELS = {"phone": 0.70, "app": 0.20, "web": 0.06, "chatbot": 0.02, "web_phone": 0.01, "village": 0.01}
_PACE = {"h4": (1.4, 0.75), "h8": (3.4, 0.75), "h24": (8.0, 0.9)}
"""Median hours from notice to report back, and how far they scatter, by the tier of the item."""
_TOLD: tuple[tuple[str, float], ...] = (
    (CallBackOutcome.NOT_NEEDED, 0.387), (CallBackOutcome.CALLED, 0.252), (CallBackOutcome.NOT_AT_NIGHT, 0.18),
    (CallBackOutcome.SMS_AFTER_CALL, 0.085),
    (CallBackOutcome.WRITTEN, 0.045), (CallBackOutcome.SMS, 0.028), (CallBackOutcome.TOLD_AT_INTAKE, 0.015), (CallBackOutcome.NO_NUMBER, 0.008),
)  # fmt: skip
_FOUND: tuple[tuple[str, float], ...] = ((Result.FIXED, 0.66), (Result.NOT_FOUND, 0.22), (Result.SECURED, 0.07), (Result.PRIVATE, 0.05))
NOT_AT_ONCE = {"交通": 0.41, "路燈": 0.30, "道路": 0.28, "樹木公園": 0.26, "水利": 0.24}
NOT_AT_ONCE_ELSE = 0.10
_LATER_NAMES = {"materials": "待備料", "contractor": "待報修廠商", "warranty": "保固責任", "competence": "權責待釐清", "long_term": "長期改善問題"}
_STORMY = ("tree-down", "power-cut", "wire-down", "signal-fault", "storm-flood", "underpass-flood", "street-light-fault")
STORM_TURNS = 2.2
"""From this strength of a storm on, every second report is of what storms do."""
DOUBLE = 0.011
STUCK = 0.08
_WRITTEN_CHANNELS = frozenset({"app", "web", "chatbot"})
_SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周"
_GIVEN = ("家豪", "淑芬", "志明", "美玲", "俊傑", "雅婷", "建宏", "怡君", "文雄", "秀英", "冠宇", "佩珊", "宗翰", "惠雯", "國華", "心怡")


class DispatchMaker:
    """Makes dispatches one after another from one source of chance."""

    def __init__(self, city: City, town: Town, spots: Spots, *, chance: Random, now: datetime) -> None:
        """Take what is known of the city, and the moment up to which courses are told."""
        self.items = items_of(DISPATCH.key, city.rows("categories"))
        self._town, self._spots, self._chance, self._now = town, spots, chance, now
        self._writer = Writer(chance)
        self._codes = list(self.items)
        self._marks = list(accumulate(item.weight for item in self.items.values()))
        self._storm_codes = [code for code in self._codes if code.startswith(_STORMY)]
        self._storm_marks = list(accumulate(self.items[code].weight for code in self._storm_codes))
        self._last: ReplayedCase | None = None

    def cases(
        self,
        moments: Iterator[datetime],
        *,
        prefix: str,
        channels: Iterator[str] | None = None,
        codes: Iterator[str] | None = None,
        is_live: bool = False,
        before: int = 0,
    ) -> Iterator[ReplayedCase]:
        """Yield a case for each moment, numbered from `before` on; channels and items are those given, else drawn by chance."""
        for number, at in enumerate(moments, start=before + 1):
            code = next(codes) if codes is not None else ""
            channel = next(channels) if channels is not None else self._drawn(tuple(CHANNELS.items()))
            case = self._case(at, f"{prefix}-{number:06d}", channel, code, is_live=is_live)
            self._last = case
            yield case

    def _case(self, at: datetime, external_id: str, channel: str, code: str, *, is_live: bool) -> ReplayedCase:
        twin = self._twin(at, code)
        item = self.items[twin[0] if twin else code or self._code(at)]
        spot = self._spots.draw(item.code, self._chance)
        lat, long = spot.points[int(self._chance.random() * len(spot.points))]
        first = self._last if twin else None
        tier, agency_id = self._town.rules.of(item.pk, day=day_of(at), area=spot.district)
        if first is not None:
            agency_id = first.agency_id
        course = self._course(at, item, tier, agency_id, channel, stays=is_live and self._chance.random() < STUCK, merges=first is not None)
        description = first.description if first is not None else self._writer.report(item.code)
        return ReplayedCase(
            external_id=external_id,
            digest=course.digest(external_id),
            received_at=at,
            closed_at=course.at if course.step in {Step.RELEASED, Step.WITHDRAWN} else None,
            passages=tuple(course.passages),
            title=description[:60],
            description=description,
            category_id=item.pk,
            tier=tier,
            agency_id=agency_id,
            channel=channel,
            district_id=first.district_id if first is not None else spot.district,
            village_id=first.village_id if first is not None else spot.village,
            lat=first.lat if first is not None else lat,
            long=first.long if first is not None else long,
            address=first.address if first is not None else f"{spot.district_name}{spot.village_name}{self._writer.street()}",
            detail=course.facts,
            links=(ReplayedLink(external_id=first.external_id, kind=LinkKind.MERGED, reason="同一地點重複通報"),) if first is not None else (),
            reporter=self._reporter() if is_live else None,
        )

    def _twin(self, at: datetime, code: str) -> tuple[str] | None:
        """Return the item of the case before where this one is the same report sent twice (併案)."""
        last = self._last
        if last is None or code or last.links or self._chance.random() >= DOUBLE or at - last.received_at > timedelta(hours=2):
            return None
        found = next((item.code for item in self.items.values() if item.pk == last.category_id), "")
        return (found,) if found else None

    def _code(self, at: datetime) -> str:
        chance = self._chance
        if storm(day_of(at)) >= STORM_TURNS and chance.random() < 0.5:  # noqa: PLR2004  every second
            return chance.choices(self._storm_codes, cum_weights=self._storm_marks)[0]
        return chance.choices(self._codes, cum_weights=self._marks)[0]

    def _drawn(self, weighted: tuple[tuple[str, float], ...]) -> str:
        left = self._chance.random() * sum(weight for _, weight in weighted)
        for value, weight in weighted:
            left -= weight
            if left < 0:
                return value
        return weighted[0][0]

    def _course(self, at: datetime, item: Item, tier: str, agency_id: int | None, channel: str, *, stays: bool, merges: bool) -> Course:
        chance, course = self._chance, Course(self._now, agency_id)
        course.go(Step.NOTIFIED, at, "open", wants_call_back=True, is_dangerous=chance.random() < 0.06)  # noqa: PLR2004
        course.go(Step.NOTIFIED, at + timedelta(minutes=1 + chance.random() * 6), "notify_by_phone", record=(PhoneNotice, self._notice(agency_id)))
        taken = hours(min(chance.lognormvariate(0.2, 0.75), 30.0))
        pace, scatter = _PACE.get(next((key for key in _PACE if key in tier.split()), "h24"), _PACE["h24"])
        reported = at + max(hours(pace * chance.lognormvariate(0.0, scatter)), timedelta(minutes=12))
        if stays:
            taken += timedelta(hours=30 * chance.random())
            reported += timedelta(days=2 + 3 * chance.random())
        if merges:
            return course.go(Step.RELEASED, at + hours(0.2 + chance.random()), "release_unreported", reason="重複通報，併案辦理")
        if at + taken < reported:
            course.go(Step.IN_HAND, at + taken, "acknowledge")
        return self._ended(course, item, channel, reported)

    def _ended(self, course: Course, item: Item, channel: str, reported: datetime) -> Course:
        """Tell how the agency reported, what became of it, how the caller was told, and the release."""
        chance = self._chance
        is_later = chance.random() < NOT_AT_ONCE.get(item.group, NOT_AT_ONCE_ELSE)
        result = str(Result.NOT_AT_ONCE) if is_later else self._drawn(_FOUND)
        report = self._writer.done(item.group, result)
        course.go(
            Step.REPORTED, reported, "report", record=(ReportBack, {"kind": "first", "report": report}), result=result,
            arrived_at=reported - timedelta(minutes=10 + chance.random() * 50),
        )  # fmt: skip
        if is_later:
            reason = _LATER_NAMES[self._writer.pick(LATER_CODES)]
            again = {"kind": "supplement", "report": f"{reason}，改列人民陳情續辦"}
            course.go(Step.REPORTED, reported + timedelta(minutes=5 + chance.random() * 60), "convert", record=(ReportBack, again), reason=reason)
        told = str(CallBackOutcome.WRITTEN) if channel in _WRITTEN_CHANNELS and chance.random() < 0.4 else self._drawn(_TOLD)  # noqa: PLR2004
        done = reported + max(hours(9 * chance.lognormvariate(0.0, 0.9)), timedelta(minutes=70))
        if told in {CallBackOutcome.CALLED, CallBackOutcome.SMS_AFTER_CALL}:
            done = by_day_only(done)
            course.go(Step.REPORTED, done, "call_back", record=(CallBack, {"reached": told == CallBackOutcome.CALLED}), call_back=told)
            return course.go(Step.RELEASED, done + timedelta(minutes=1 + chance.random() * 20), "release")
        return course.go(Step.RELEASED, done, "release", call_back=told, wants_call_back=told != CallBackOutcome.NOT_NEEDED)

    def _notice(self, agency_id: int | None) -> Mapping[str, object]:
        return {"number_called": self._town.phones.get(agency_id or 0, ""), "outcome": "answered", "spoke_to": "值班人員"}

    def _reporter(self) -> PersonData:
        """Return somebody who does not exist, with a number that nobody has."""
        pick = self._writer.pick
        name = pick(tuple(_SURNAMES)) + pick(_GIVEN)
        return PersonData(name=name, phone=f"0900-000-{int(self._chance.random() * 1000):03d}")
