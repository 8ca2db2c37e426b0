"""載入城市資料: brings a city's agencies, districts and villages into the database; safe to repeat, deletes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import LiteralString

from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import TAIPEI

Value = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many rows a load added, changed or closed."""

    agencies_added: int = 0
    agencies_changed: int = 0
    agencies_closed: int = 0
    districts_added: int = 0
    districts_changed: int = 0
    villages_added: int = 0
    villages_changed: int = 0
    rosters_added: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the database already held all of it."""
        return not any(astuple(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    name: str
    key: str
    columns: tuple[str, ...]
    set_once: tuple[str, ...] = ()
    kept_where: LiteralString = "FALSE"


# What was changed on a screen outlives the next load: duty_phone is only set when the agency is new, and of an agency
# renamed, closed or added there nothing is taken from the files any more.
_AGENCIES = _Table(
    name="agencies_agency",
    key="slug",
    columns=("name", "short_name", "english_name", "kind", "path", "division", "official_code", "valid_from", "valid_to"),
    set_once=("duty_phone",),
    kept_where="agencies_agency.is_local",
)
_DISTRICTS = _Table(
    name="agencies_district",
    key="code",
    columns=("name", "english_name", "zip_code", "order", "office_slug", "electoral_district"),
)
_VILLAGES = _Table(name="agencies_village", key="code", columns=("name", "english_name", "district_id"))

_SET_PARENTS = """
    UPDATE agencies_agency AS child SET parent_id = parent.id
    FROM agencies_agency AS parent
    WHERE parent.path = regexp_replace(child.path, '[^/]+/$', '') AND child.parent_id IS DISTINCT FROM parent.id
"""
_ADD_ROSTERS = """
    INSERT INTO agencies_dutyroster (agency_id, category_code, weekdays, starts_at, ends_at, "order", phone, contact_title)
    SELECT agency.id, desk.category_code, desk.weekdays, desk.starts_at, desk.ends_at, desk."order", desk.phone, desk.contact_title
    FROM jsonb_to_recordset(%s::jsonb) AS desk(agency text, category_code text, weekdays smallint, starts_at time, ends_at time,
                                               "order" smallint, phone text, contact_title text)
    JOIN agencies_agency AS agency ON agency.slug = desk.agency
    WHERE NOT EXISTS (SELECT FROM agencies_dutyroster AS old WHERE old.agency_id = agency.id)
"""


@transaction.atomic
def load_city(city: City, *, now: datetime) -> Loaded:
    """Bring the city's files in; an agency no longer in them is closed as of today, a row already equal is left alone."""
    agencies = _agency_rows(city)
    agencies_added, agencies_changed = _upsert(_AGENCIES, agencies)
    _execute(_SET_PARENTS)
    closed = _close_missing([str(row["slug"]) for row in agencies], day=now.astimezone(TAIPEI).date())
    districts_added, districts_changed = _upsert(_DISTRICTS, _district_rows(city))
    villages_added, villages_changed = _upsert(_VILLAGES, _village_rows(city))
    return Loaded(
        agencies_added=agencies_added,
        agencies_changed=agencies_changed,
        agencies_closed=closed,
        districts_added=districts_added,
        districts_changed=districts_changed,
        villages_added=villages_added,
        villages_changed=villages_changed,
        rosters_added=_execute(_ADD_ROSTERS, _json(_roster_rows(city))),
    )


def agency_paths(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the path of every slug: the parent's path and the part of the slug that is its own ("rdec/service/")."""
    parents = {row["slug"]: row["parent"] for row in rows}

    def path(slug: str) -> str:
        parent = parents[slug]
        return f"{path(parent) if parent else ''}{slug.removeprefix(f'{parent}-')}/"

    return {slug: path(slug) for slug in parents}


def _upsert(table: _Table, rows: Sequence[Mapping[str, Value]]) -> tuple[int, int]:
    columns = [sql.Identifier(name) for name in table.columns]
    everything = sql.SQL(", ").join([sql.Identifier(table.key), *columns, *(sql.Identifier(name) for name in table.set_once)])
    statement = sql.SQL(
        "INSERT INTO {table} ({everything}) SELECT {everything} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        " ON CONFLICT ({key}) DO UPDATE SET {assignments} WHERE NOT ({kept}) AND ({old}) IS DISTINCT FROM ({new}) RETURNING (xmax = 0)"
    ).format(
        table=sql.Identifier(table.name),
        everything=everything,
        key=sql.Identifier(table.key),
        kept=sql.SQL(table.kept_where),
        assignments=sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(column) for column in columns),
        old=sql.SQL(", ").join(sql.SQL("{}.{}").format(sql.Identifier(table.name), column) for column in columns),
        new=sql.SQL(", ").join(sql.SQL("EXCLUDED.{}").format(column) for column in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_json(rows)])
        fresh = [is_new for (is_new,) in cursor.fetchall()]
    return fresh.count(True), fresh.count(False)


def _execute(statement: str, *parameters: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _close_missing(slugs: Sequence[str], *, day: date) -> int:
    gone = Agency.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), valid_to__isnull=True, is_local=False).exclude(slug__in=slugs)
    return gone.update(valid_to=day)


def _json(rows: Sequence[Mapping[str, Value]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _copy(row: Mapping[str, str], *names: str) -> dict[str, Value]:
    return {name: row[name] for name in names}


def _agency_rows(city: City) -> list[dict[str, Value]]:
    rows = city.rows("agencies")
    paths = agency_paths(rows)
    same = ("slug", "name", "short_name", "english_name", "kind", "division", "duty_phone")
    return [
        _copy(row, *same)
        | {"path": paths[row["slug"]], "official_code": "", "valid_from": row["valid_from"] or None, "valid_to": row["valid_to"] or None}
        for row in rows
    ]


def _district_rows(city: City) -> list[dict[str, Value]]:
    return [
        _copy(row, "code", "name", "english_name", "zip_code")
        | {"order": int(row["order"]), "office_slug": row["office"], "electoral_district": int(row["electoral_district"] or 0) or None}
        for row in city.rows("districts")
    ]


def _village_rows(city: City) -> list[dict[str, Value]]:
    return [_copy(row, "code", "name", "english_name") | {"district_id": row["district"]} for row in city.rows("villages")]


def _roster_rows(city: City) -> list[dict[str, Value]]:
    return [
        _copy(row, "agency", "phone", "contact_title")
        | {
            "category_code": row["category"],
            "weekdays": sum(1 << int(digit) - 1 for digit in row["weekdays"]),
            "starts_at": row["starts_at"] or None,
            "ends_at": row["ends_at"] or None,
            "order": int(row["order"]),
        }
        for row in city.rows("duty_rosters")
    ]
