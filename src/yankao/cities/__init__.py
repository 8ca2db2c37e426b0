"""各市的資料: finds a city's folder and reads who it is; the rest of the program names no city."""

import tomllib
from functools import cache
from pathlib import Path

from yankao.kernel.agencies.city import Channel, City

__all__ = ["load", "names"]

HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the keys of the cities that have a folder."""
    return tuple(sorted(path.parent.name for path in HERE.glob("*/city.toml")))


@cache
def load(key: str) -> City:
    """Return the city with this key, read once per process."""
    if key not in names():
        message = f"沒有「{key}」這個城市的資料；可用的有：{'、'.join(names())}"
        raise LookupError(message)
    folder = HERE / key
    facts = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8"))
    channels = tuple(Channel(**channel) for channel in facts.pop("channels"))
    bounds, centre = tuple(facts.pop("bounds")), tuple(facts.pop("centre"))
    return City(key=key, folder=folder, channels=channels, bounds=bounds, centre=centre, **facts)
