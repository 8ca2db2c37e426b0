"""各市的資料: finds a city's folder and reads who it is; the rest of the program names no city."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from yankao.cities.errors import CityFileError
from yankao.kernel.agencies.city import City

__all__ = ["CityFileError", "load", "names", "read"]

HERE = Path(__file__).parent
FILE = "city.toml"
KEYS = tuple(field.name for field in fields(City) if field.name not in {"key", "folder"})
CENTRE = "centre"


def names() -> tuple[str, ...]:
    """Return the keys of the cities that have a folder."""
    return tuple(sorted(path.parent.name for path in HERE.glob(f"*/{FILE}")))


@cache
def load(key: str) -> City:
    """Return the city with this key, read once per process."""
    if key not in names():
        message = f"沒有「{key}」這個城市的資料；可用的有：{'、'.join(names())}"
        raise LookupError(message)
    return read(HERE / key)


def read(folder: Path) -> City:
    """Return the city of a folder.

    Raises:
        CityFileError: its city.toml is not one; the message says which key and what to do.

    """
    try:
        told = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{folder.name}/{FILE} 無法讀取：{error}；請更正該行，檔案應為 UTF-8"
        raise CityFileError(message) from error
    if wrong := _wrong(told):
        message = f"{folder.name}/{FILE} {wrong}"
        raise CityFileError(message)
    latitude, longitude = told.pop(CENTRE)
    return City(key=folder.name, folder=folder, centre=(latitude, longitude), **told)


def _wrong(told: Mapping[str, Any]) -> str:
    """Return what is wrong with the first key that is missing, unknown or of the wrong sort; empty when none is."""
    if unknown := [name for name in told if name not in KEYS]:
        near = get_close_matches(unknown[0], [name for name in KEYS if name not in told], n=1)
        return f"沒有 {unknown[0]} 這個鍵{f'，是否為 {near[0]}' if near else ''}；請刪去或更正"
    if missing := [name for name in KEYS if name not in told]:
        return f"缺少 {'、'.join(missing)}；請補上"
    if empty := [name for name in KEYS if name != CENTRE and not (isinstance(told[name], str) and told[name].strip())]:
        return f"的 {empty[0]} 應為不是空白的文字（以引號括住）"
    centre = told[CENTRE]
    if not isinstance(centre, list) or [type(each) for each in centre] not in ([float, float], [int, float], [float, int], [int, int]):
        return f"的 {CENTRE} 應為緯度、經度兩個數字，例如 [22.6273, 120.3014]"
    return ""
