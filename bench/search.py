"""Two hundred Chinese queries of one to four characters, common and rare, with and without filters, against the same SQL by bare psycopg."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import psycopg
from django.db.models import QuerySet

from bench.meter import asked, share
from bench.people import actor, bare
from bench.table import Line
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.engines.cases.search import searched
from yankao.kernel.agencies.models import District
from yankao.kernel.text import normalise
from yankao.shell.filters import Filters, narrowed, read_filters
from yankao.shell.tables import case_table

QUERIES = 200
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
TIMES, MS = 3.0, 50.0
BROKEN = 20.0


def line(home: Path, *, now: datetime, checked: int) -> Line:
    """Measure every query once after one that does not count; `checked` of them are also counted by LIKE."""
    who = actor("agent", now=now)
    cases = visible_cases(who, procedures=(DISPATCH,))
    wanted = questions(Random(1999))  # noqa: S311 -- chance for a measurement
    ours, limit, cpu, most = [], [], [], 0
    with bare(home) as plain:
        plain.prepare_threshold = None  # a plan made for any word at all would be far slower: that is no limit to measure against
        for filters in wanted:
            case_table(cases, filters, now=now, procedure=DISPATCH)
            with asked() as statements:
                wall, used = time.perf_counter(), time.process_time()
                case_table(cases, filters, now=now, procedure=DISPATCH)
                cpu.append((time.process_time() - used) * 1000)
                ours.append((time.perf_counter() - wall) * 1000)
            most = max(most, statements.count)
            limit.append(_plain(plain, statements.statements))
    wrong = sum(not recalls(cases, filters, now=now) for filters in wanted[:checked])
    slow, least = share(ours, 0.95), share(limit, 0.95)
    return Line(
        work=f"{len(wanted)} queries of 1-4 characters, place and state filters, counts to 1,000+",
        against="the same SQL by bare psycopg",
        ours=f"{share(ours, 0.5):.1f} ms, p95 {slow:.1f} ms",
        limit=f"{share(limit, 0.5):.1f} ms, p95 {least:.1f} ms",
        ratio=f"{slow / least:.2f} × (p95); {checked - wrong} of {checked} find exactly what LIKE finds",
        target=f"p95 <= {TIMES:.0f} × and <= {MS:.0f} ms, recall equal to LIKE",
        is_kept=slow <= TIMES * least and slow <= MS and not wrong,
        is_sound=slow <= BROKEN * MS and not wrong,
        cpu=f"{share(cpu, 0.5):.1f} ms",
        queries=str(most),
    )


def _plain(plain: psycopg.Connection, statements: Sequence[tuple[str, object]]) -> float:
    for sql, values in statements:
        plain.execute(sql, values).fetchall()  # type: ignore[call-overload]
    began = time.perf_counter()
    for sql, values in statements:
        plain.execute(sql, values).fetchall()  # type: ignore[call-overload]
    return (time.perf_counter() - began) * 1000


def questions(chance: Random) -> list[Filters]:
    """Draw words out of what cases say, so that common and rare ones come; half of them with a filter of place, of state, or both."""
    first, last = (Case.objects.filter(procedure=DISPATCH.key).order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    ids = [chance.randint(first, last) for _ in range(QUERIES * 8)]
    texts = [text for text in Case.objects.filter(pk__in=ids, procedure=DISPATCH.key).values_list("haystack", flat=True) if CHINESE.search(text)]
    districts = list(District.objects.values_list("code", flat=True))
    found = []
    for number in range(QUERIES):
        length = number % 4 + 1
        run = next(each for each in iter(lambda: chance.choice(CHINESE.findall(chance.choice(texts))), "") if len(each) >= length)
        start = chance.randint(0, len(run) - length)
        asked_for = {"q": run[start : start + length], "state": "all"}
        if number % 8 in {1, 2, 7}:
            asked_for["district"] = chance.choice(districts)
        if number % 8 in {3, 6, 7}:
            asked_for["state"] = chance.choice(("closed", "open"))
        found.append(read_filters(asked_for))
    return found


def recalls(cases: QuerySet[Case], filters: Filters, *, now: datetime) -> bool:
    """Whether the index finds as many as reading every text; it finds no others, for each is checked to the letter."""
    unasked = read_filters({"state": filters.state, "district": filters.district})
    rest = narrowed(cases, unasked, now=now, procedure=DISPATCH).order_by()
    return searched(rest, filters.query, district=filters.district).count() == rest.filter(haystack__contains=normalise(filters.query)).count()
