"""Where simulated matters happen: points inside the villages of the city, with their district; where more villages are, more happens."""

import json
from dataclasses import dataclass
from random import Random

from shapely import Point
from shapely.geometry import shape
from shapely.prepared import prep

from yankao.kernel.agencies.city import City

POINTS = 6
TRIES = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: codes and names of district and village, and points inside it (latitude, longitude)."""

    district: str
    district_name: str
    village: str
    village_name: str
    is_beyond: bool  # beyond the former city line
    points: tuple[tuple[float, float], ...]


class Spots:
    """All places of a city, drawn by chance: of the whole city or of one side of the former city line."""

    def __init__(self, city: City) -> None:
        """Read the villages and find some points inside each."""
        beyond = city.old_county_districts()
        names = {row["code"]: row["name"] for row in city.rows("districts")}
        villages = {row["code"]: row for row in city.rows("villages")}
        found = json.loads(city.villages_geojson.read_text(encoding="utf-8"))["features"]
        self._all = []
        for feature in sorted(found, key=lambda it: str(it["properties"]["VILLCODE"])):
            code = feature["properties"]["VILLCODE"]
            if code not in villages:
                continue
            district = villages[code]["district"]
            points = _points(feature["geometry"], code)
            self._all.append(Spot(district, names[district], code, villages[code]["name"], district in beyond, points))
        self._sides = {"-1": [spot for spot in self._all if not spot.is_beyond], "-2": [spot for spot in self._all if spot.is_beyond]}

    def draw(self, code: str, chance: Random) -> Spot:
        """Return a place for an item; its mark -1 or -2 says on which side of the former city line."""
        spots = self._sides.get(code[-2:]) or self._all
        return spots[int(chance.random() * len(spots))]


def _points(geometry: dict[str, object], code: str) -> tuple[tuple[float, float], ...]:
    whole = shape(geometry)
    inside, chance = prep(whole), Random(code)  # noqa: S311  chance for simulation
    west, south, east, north = whole.bounds
    found = []
    for _ in range(TRIES):
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if inside.contains(point):
            found.append((round(point.y, 6), round(point.x, 6)))
        if len(found) == POINTS:
            break
    middle = whole.representative_point()
    return tuple(found) or ((round(middle.y, 6), round(middle.x, 6)),)
