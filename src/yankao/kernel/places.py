"""地點: tells in which district (區) and village (里) of the city a point lies."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from shapely import Point, STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from yankao.kernel.agencies.city import City, current_city


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a point lies; the village is empty when the city has no village there."""

    district_code: str
    district_name: str
    village_code: str = ""
    village_name: str = ""


class Places:
    """The shapes of the districts and villages of one city, indexed; a point on a border belongs to the lower code."""

    def __init__(self, districts_geojson: Path, villages_geojson: Path) -> None:
        """Read both files (WGS84, with the property names of the national atlas)."""
        districts = _features(districts_geojson, key="TOWNCODE")
        villages = _features(villages_geojson, key="VILLCODE")
        self._districts = tuple(Place(district_code=p["TOWNCODE"], district_name=p["TOWNNAME"]) for p, _ in districts)
        self._villages = tuple(
            Place(district_code=p["TOWNCODE"], district_name=p["TOWNNAME"], village_code=p["VILLCODE"], village_name=p["VILLNAME"])
            for p, _ in villages
        )
        self._district_tree = STRtree([geometry for _, geometry in districts])
        self._village_tree = STRtree([geometry for _, geometry in villages])
        boxes = [geometry.bounds for _, geometry in districts]
        self.bounds = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))

    def is_near(self, lat: float, long: float) -> bool:
        """Whether a point lies in the box around the city."""
        west, south, east, north = self.bounds
        return south <= lat <= north and west <= long <= east

    def locate(self, lat: float, long: float) -> Place | None:
        """Return the place of a point, or None outside the city."""
        if not self.is_near(lat, long):
            return None
        point = Point(long, lat)
        for tree, places in ((self._village_tree, self._villages), (self._district_tree, self._districts)):
            hits = tree.query(point, predicate="intersects")
            if len(hits):
                return places[int(min(hits))]
        return None


@cache
def places_of(city: City) -> Places:
    """Return the places of a city, read at the first question and kept for the process."""
    return Places(city.districts_geojson, city.villages_geojson)


def locate(lat: float, long: float) -> Place | None:
    """Return the district and village of a point of the city this program runs for; None outside it."""
    return _located(places_of(current_city()), lat, long)


def place_of(lat: float, long: float) -> Place:
    """Return the place of a point of the city, or refuse it with a sentence for whoever set it."""
    place = locate(lat, long)
    if place is None:
        raise ValidationError({"lat": "此位置不在本市範圍內，請在地圖上重新點選"})
    return place


@lru_cache(maxsize=64)
def _located(places: Places, lat: float, long: float) -> Place | None:
    # A report is checked and its case opened at the same point, one right after the other.
    return places.locate(lat, long)


def _features(path: Path, *, key: str) -> list[tuple[dict[str, str], BaseGeometry]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return sorted(((f["properties"], shape(f["geometry"])) for f in features), key=lambda feature: str(feature[0][key]))
