"""資料庫所屬城市: for which city a database was made, so that it is never started for another."""

from datetime import datetime

from django.db import connection

from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import District, FoundedCity


def mark_founded(city: City, *, now: datetime) -> None:
    """Say that this database is the city's; said once, it stays."""
    FoundedCity.objects.get_or_create(id=1, defaults={"key": city.key, "founded_at": now})


def holds_other_places(city: City) -> bool:
    """Whether the database has districts and none of them is the city's: one made before cities were kept tells so for which it was made."""
    codes = set(District.objects.values_list("code", flat=True))
    return bool(codes) and codes.isdisjoint(row["code"] for row in city.rows("districts"))


def city_of_database() -> str:
    """Return the key of the city this database was made for; empty while it was made for none, or holds no tables yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [FoundedCity._meta.db_table])
        (is_there,) = cursor.fetchone()
    return (FoundedCity.objects.values_list("key", flat=True).first() or "") if is_there else ""
