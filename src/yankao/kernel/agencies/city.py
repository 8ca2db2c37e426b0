"""一個城市的基本資料: its names, where it lies, and the tables in its folder."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """One city: what it is called, where its middle lies (WGS84 degrees), and the folder that holds its tables."""

    key: str
    folder: Path
    name: str
    english_name: str
    government: str
    english_government: str
    commission: str
    english_commission: str
    mailbox_title: str
    hotline: str
    hotline_name: str
    telephone: str
    website: str
    commission_agency: str
    mayor_agency: str
    centre: tuple[float, float]

    @property
    def districts_geojson(self) -> Path:
        """Return the file with the shapes of the districts."""
        return self.folder / "geo" / "districts.geojson"

    @property
    def villages_geojson(self) -> Path:
        """Return the file with the shapes of the villages."""
        return self.folder / "geo" / "villages.geojson"

    def rows(self, table: str) -> tuple[Mapping[str, str], ...]:
        """Return the rows of one table of the folder (agencies, districts, villages, duty_rosters, categories, owner_rules)."""
        return _rows(self.folder / f"{table}.csv")

    def aliases(self) -> Mapping[str, str]:
        """Return every name under which an agency is known, full, short or used by other systems, with its slug."""
        slugs: dict[str, str] = {}
        for row in self.rows("agencies"):
            for name in dict.fromkeys((row["slug"], row["name"], row["short_name"], *filter(None, row["aliases"].split(";")))):
                if slugs.setdefault(name, row["slug"]) != row["slug"]:
                    message = f"機關名稱「{name}」同時指向 {slugs[name]} 與 {row['slug']}"
                    raise ValueError(message)
        return slugs

    def old_county_districts(self) -> frozenset[str]:
        """Return the codes of the districts that the records mark (二): those beyond the former city line."""
        return frozenset(row["code"] for row in self.rows("districts") if row["line"] == "二")


@cache
def _rows(path: Path) -> tuple[Mapping[str, str], ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(MappingProxyType(row) for row in csv.DictReader(file))


_CURRENT: list[City] = []


def use_city(city: City) -> None:
    """Say at start-up which city this program runs for."""
    _CURRENT[:] = [city]


def current_city() -> City:
    """Return the city this program runs for; LookupError before start-up has named one."""
    if not _CURRENT:
        message = "尚未指定城市；請於啟動時載入城市資料"
        raise LookupError(message)
    return _CURRENT[0]
