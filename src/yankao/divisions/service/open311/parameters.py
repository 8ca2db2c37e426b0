"""Reads what a client sends: an empty parameter is a missing one, and every wrong one is told, all at once."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from yankao.divisions.service.open311.formats import Problem, Refused, not_found
from yankao.engines.identity.read import actor_of_key
from yankao.engines.identity.scopes import register_scope
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import City, current_city
from yankao.kernel.days import TAIPEI

SCOPE = "open311:write"
register_scope(SCOPE, "Open311 通報")
TRUE, FALSE = frozenset({"true", "yes", "1", "on", "是"}), frozenset({"false", "no", "0", "off", "否"})
_ATTRIBUTE = re.compile(r"attribute\[(?P<code>[^\]]+)\](?:\[\d*\])?")
_LOST_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)|(?<=\.\d{6}) (?=\d\d:?\d\d$)")
_DAY = re.compile(r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})")
NO_KEY = "請附上有效的 api_key；金鑰向服務中心申請"


class Parameters:
    """The parameters of one question, those of the body before those of the address, and what was found wrong with them."""

    def __init__(self, *sources: QueryDict | Mapping[str, str]) -> None:
        """Take the sources in the order in which they count."""
        self._sources = sources
        self.problems: list[Problem] = []

    @classmethod
    def of(cls, request: HttpRequest) -> "Parameters":
        """Read a request: form fields and the address."""
        return cls(request.POST, request.GET)

    def all_of(self, name: str) -> list[str]:
        """Return every value given under a name, the empty ones left out."""
        for source in self._sources:
            found = source.getlist(name) if isinstance(source, QueryDict) else [source.get(name, "")]
            values = [text for value in found if (text := str(value).replace("\x00", "").strip())]
            if values:
                return values
        return []

    def text(self, *names: str, longest: int = 0) -> str:
        """Return the value given under one of the names, or an empty text."""
        value = next((found[-1] for name in names if (found := self.all_of(name))), "")
        if longest and len(value) > longest:
            self.wrong(f"{names[0]} 不得超過 {longest} 個字")
            return value[:longest]
        return value

    def listed(self, name: str, *, separator: str = ",") -> tuple[str, ...]:
        """Return the members of a list, given in one value or in several."""
        parts = (part.strip() for value in self.all_of(name) for part in value.split(separator))
        return tuple(dict.fromkeys(part for part in parts if part))

    def number(self, name: str, *, lowest: float, highest: float) -> float | None:
        """Return a number between two limits."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not lowest <= value <= highest:
            self.wrong(f"{name} 應為 {lowest:g} 到 {highest:g} 之間的數字")
            return None
        return value

    def count(self, *names: str, default: int, highest: int) -> int:
        """Return a whole number from 1; more than the highest is the highest."""
        text = self.text(*names)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and int(text[:9])):
            self.wrong(f"{names[0]} 應為 1 以上的整數")
            return default
        return min(int(text[:9]), highest)

    def flag(self, name: str) -> bool | None:
        """Return yes or no; None when not given."""
        text = self.text(name).lower()
        if text and text not in TRUE | FALSE:
            self.wrong(f"{name} 應為 true 或 false")
        return None if text not in TRUE | FALSE else text in TRUE

    def moment(self, name: str) -> datetime | None:
        """Return a moment (ISO 8601); without a zone it is Taipei time, without an hour the beginning of the day."""
        text = self.text(name)
        if not text:
            return None
        try:
            # A client that does not encode the plus of +08:00 sends a blank.
            found = datetime.fromisoformat(_LOST_PLUS.sub("+", text))
            return found if found.tzinfo else found.replace(tzinfo=TAIPEI)
        except (ValueError, OverflowError):
            self.wrong(f"{name} 的日期時間無法辨識，應如 2026-01-31T08:00:00+08:00")
            return None

    def day(self, name: str) -> date | None:
        """Return a day, written 2026-01-31, 2026/1/31 or 20260131, whatever time follows."""
        text = self.text(name)
        try:
            return _day(text) if text else None
        except ValueError:
            self.wrong(f"{name} 的日期無法辨識，應如 2026/1/31")
            return None

    def attributes(self) -> dict[str, list[str]]:
        """Return the values of attribute[CODE] and attribute[CODE][] by code."""
        found: dict[str, list[str]] = {}
        for source in self._sources:
            for key in source:
                if (named := _ATTRIBUTE.fullmatch(key)) and (values := self.all_of(key)):
                    found.setdefault(named["code"], []).extend(values)
        return found

    def web_addresses(self, name: str, *, longest: int) -> list[str]:
        """Return the web addresses given under a name."""
        found = self.all_of(name)
        if any(len(value) > longest or urlsplit(value).scheme not in {"http", "https"} for value in found):
            self.wrong(f"{name} 應為 http 或 https 開頭、{longest} 個字以內的網址")
            return []
        return found

    def wrong(self, description: str, *, code: int = HTTPStatus.BAD_REQUEST) -> None:
        """Write down something wrong."""
        self.problems.append(Problem(code=code, description=description))

    def check(self) -> None:
        """Refuse the question if anything was wrong with it."""
        if self.problems:
            raise Refused(*self.problems)


def jurisdictions(city: City) -> frozenset[str]:
    """Return the names under which a client may ask for this city: its key, its name, its web domain."""
    host = urlsplit(city.website).hostname or ""
    return frozenset(filter(None, (city.key, city.name, city.government, host, host.removeprefix("www."))))


def check_jurisdiction(parameters: Parameters) -> None:
    """Refuse a question meant for another city; not naming any is as good as naming ours."""
    asked = parameters.text("jurisdiction_id", "city_id")
    if asked and asked not in jurisdictions(current_city()):
        raise not_found(f"這裡沒有 jurisdiction_id「{asked[:60]}」的資料")


def holder_of_key(parameters: Parameters, *, now: datetime) -> Actor:
    """Return the application whose api_key came with the question, if it may write here."""
    key = parameters.text("api_key")
    actor = actor_of_key(key, now=now) if key else None
    if actor is None:
        raise Refused(Problem(code=HTTPStatus.FORBIDDEN, description=NO_KEY))
    if SCOPE not in actor.scopes:
        raise Refused(Problem(code=HTTPStatus.FORBIDDEN, description=f"此 api_key 沒有 {SCOPE} 的權限"))
    return actor


def span(parameters: Parameters, *, now: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    """Return the period asked for: what is not given follows from the other end and the longest period."""
    start, end = parameters.moment("start_date"), parameters.moment("end_date")
    if start and end is None:
        end = min(start + longest, max(now, start))
    end = end or now
    start = start or end - longest
    if start > end:
        parameters.wrong("start_date 不得晚於 end_date")
    elif end - start > longest:
        parameters.wrong(f"start_date 到 end_date 最長 {longest.days} 日，請分段查詢")
    return start, end


def _day(text: str) -> date:
    found = _DAY.match(text)
    if found is None:
        raise ValueError(text)
    year, month, day = map(int, found.groups())
    return date(year, month, day)
