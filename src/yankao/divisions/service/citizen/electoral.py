"""選舉區: which administrative districts and villages a councillor's electoral district covers, out of the city's own table where there is one.

The file is `electoral_districts.csv` in the folder of the city, with the columns number, name, district, village and source: one line for
each whole district (village left empty) or each village of a district that is divided. A city without the file chooses districts.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q

TABLE = "electoral_districts.csv"
COLUMNS = ("number", "name", "district", "village", "source")


class BadTableError(ValueError):
    """The table cannot be used; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectoralDistrict:
    """One electoral district: its whole districts and single villages by their codes, and where the city took it from."""

    number: str
    name: str
    districts: tuple[str, ...]
    villages: tuple[str, ...]
    source: str

    @property
    def area(self) -> Q:
        """The cases that lie in it; those of a divided district count only where their village is known."""
        return Q(district_id__in=self.districts) | Q(village_id__in=self.villages)


def electoral_districts(folder: Path, *, districts: Mapping[str, str], villages: Mapping[tuple[str, str], str]) -> tuple[ElectoralDistrict, ...]:
    """Read the city's table; empty where it has none.

    `districts` gives the code of each district's name, `villages` that of each village by district and village name.

    Raises:
        BadTableError: a column is missing, a name is unknown, or an area stands in two electoral districts.
    """
    path = folder / TABLE
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadTableError(f"{TABLE} 第一列應為 {','.join(COLUMNS)}")
        return _gathered(list(reader), districts, villages)


def _gathered(
    rows: list[dict[str, str]], districts: Mapping[str, str], villages: Mapping[tuple[str, str], str]
) -> tuple[ElectoralDistrict, ...]:  # fmt: skip
    found: dict[str, dict[str, list[str]]] = {}
    told: dict[str, tuple[str, str]] = {}
    taken: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        number, district, village = row["number"].strip(), row["district"].strip(), row["village"].strip()
        code = villages.get((district, village)) if village else districts.get(district)
        if not number or code is None:
            raise BadTableError(f"{TABLE} 第{line}列：查無「{district}{village}」，或缺選舉區編號")
        if not row["source"].strip():
            raise BadTableError(f"{TABLE} 第{line}列：請填寫來源（公告日期與文號）")
        if taken.setdefault(code, number) != number:
            raise BadTableError(f"{TABLE} 第{line}列：「{district}{village}」同時列於{taken[code]}與{number}")
        told.setdefault(number, (row["name"].strip() or number, row["source"].strip()))
        found.setdefault(number, {"districts": [], "villages": []})["villages" if village else "districts"].append(code)
    return tuple(
        ElectoralDistrict(
            number=number, name=told[number][0], districts=tuple(areas["districts"]), villages=tuple(areas["villages"]), source=told[number][1]
        )
        for number, areas in found.items()
    )
