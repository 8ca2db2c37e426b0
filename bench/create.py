"""A case over Open311 by four programs at once, against the same rows by four bare connections with the same durability, in turns."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench.meter import asked, tree_cpu
from bench.people import bare, browser
from bench.table import Line
from bench.world import City
from yankao.engines.cases.models import Case
from yankao.kernel.ids import uuid7

CLIENTS = 4
TARGET, STATEMENTS, CPU_MS = 0.20, 12, 8.0
BROKEN = 0.03
OURS_ASIDE = ("INSERT INTO shell_ratemark", "    INSERT INTO shell_ratemark")
"""Counting who asks too often is no row of the case."""
FACTS = {"service_code": "road-pothole-1", "address_string": "建國三路口", "first_name": "美玲"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What opening one case wrote: its statements in order, and the values that differ from case to case."""

    statements: tuple[tuple[str, Any], ...]
    case_id: int
    number: str


def line(city: City, *, seconds: float, rounds: int) -> Line:
    """Measure both sides in turns; each side is every round as long."""
    count, written = _once(city)
    ours, limit, cpu = 0, 0, 0.0
    _posting(city, 0)(lambda: False)
    with_connections = [bare(city.home) for _ in range(CLIENTS)]
    try:
        for turn in range(rounds + 1):
            began = tree_cpu(city.web)
            posted = _for(seconds, [_posting(city, client) for client in range(CLIENTS)])
            used = tree_cpu(city.web) - began
            made = _for(seconds, [_writing(plain, written) for plain in with_connections])
            if turn:
                ours, limit, cpu = ours + posted, limit + made, cpu + used
    finally:
        for plain in with_connections:
            plain.close()
    ratio, each = ours / limit, cpu / ours * 1000
    return Line(
        work="a case over Open311, 4 programs, worker running",
        against="the same rows by bare psycopg, 4 connections",
        ours=f"{ours / rounds / seconds:,.0f} cases/s",
        limit=f"{limit / rounds / seconds:,.0f} cases/s",
        ratio=f"{ratio:.2f}",
        target=f">= {TARGET:.2f}, <= {STATEMENTS} statements, <= {CPU_MS:.0f} ms CPU",
        is_kept=ratio >= TARGET and count <= STATEMENTS and each <= CPU_MS,
        is_sound=ratio >= BROKEN and count <= STATEMENTS,
        cpu=f"{each:.1f} ms",
        queries=str(count),
    )


def _once(city: City) -> tuple[int, Written]:
    """Open two cases in this process; the second tells the statements."""
    client = browser()
    for _ in range(2):
        with asked() as found:
            answer = client.post("/open311/v2/requests.json", _facts(city))
    assert answer.status_code == 201, answer.content
    case = Case.objects.get(number=answer.json()[0]["service_request_id"])
    writing = tuple((sql, values) for sql, values in found.statements if sql.lstrip().startswith("INSERT") and not sql.startswith(OURS_ASIDE))
    return found.count, Written(statements=writing, case_id=case.pk, number=case.number)


def _facts(city: City) -> dict[str, str]:
    mark = uuid7()
    aside = mark.int % 1000 / 1_000_000
    return {
        **FACTS,
        "api_key": city.key,
        "lat": f"{22.6273 + aside:.6f}",
        "long": f"{120.3014 + aside:.6f}",
        "description": f"路面坑洞積水，機車經過危險（{mark}）",
        "phone": f"09{mark.int % 100_000_000:08d}",
    }


def _for(seconds: float, works: list[Callable[[Callable[[], bool]], int]]) -> int:
    """Let all work until the time is over and return how much they did together."""
    end, done = time.perf_counter() + seconds, [0] * len(works)

    def run(place: int) -> None:
        done[place] = works[place](lambda: time.perf_counter() < end)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def _posting(city: City, _client: int) -> Callable[[Callable[[], bool]], int]:
    def post(goes_on: Callable[[], bool]) -> int:
        connection, count = http.client.HTTPConnection("127.0.0.1", city.port, timeout=30), 0
        while goes_on():
            body = urlencode(_facts(city))
            connection.request("POST", "/open311/v2/requests.json", body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            told = json.loads(answer.read())
            assert answer.status == 201, told
            count += 1
        connection.close()
        return count

    return post


def _writing(plain: psycopg.Connection, written: Written) -> Callable[[Callable[[], bool]], int]:
    def write(goes_on: Callable[[], bool]) -> int:
        count = 0
        while goes_on():
            _write(plain, written)
            count += 1
        return count

    return write


def _write(plain: psycopg.Connection, written: Written) -> None:
    """Write the rows of one more case: its own numbers wherever those of the first one stood."""
    case_id, number = 0, ""
    ids: dict[UUID, UUID] = {}

    def own(value: Any) -> Any:  # noqa: ANN401 -- whatever a statement holds
        match value:
            case UUID():
                return ids.setdefault(value, uuid7())
            case str():
                return str(value).replace(written.number, number)
            case int() if value == written.case_id and not isinstance(value, bool):
                return case_id
            case list():
                return [own(each) for each in value]
        return value

    with plain.transaction(), plain.cursor() as cursor:
        for sql, values in written.statements:
            named = {key: own(value) for key, value in values.items()} if isinstance(values, Mapping) else [own(value) for value in values]
            cursor.execute(sql, named)
            if "cases_numberseries" in sql:
                number = f"{written.number[:4]}{_first(cursor):07d}"
            elif 'INTO "cases_case"' in sql:
                case_id = _first(cursor)


def _first(cursor: psycopg.Cursor[Any]) -> int:
    row = cursor.fetchone()
    assert row is not None
    return int(row[0])
