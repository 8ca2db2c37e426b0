"""Looks into the database of a played typhoon morning: what each report became, who was told; and does the work of the hours after it."""

from __future__ import annotations

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http import HTTPStatus
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
os.environ["YANKAO_DEMO"] = "1"
django.setup()

from django.db.models import Count  # noqa: E402

from yankao.divisions.service.pages.callback_queue import may_call, waiting_cases  # noqa: E402
from yankao.divisions.service.procedures.dispatch import PhoneNotice  # noqa: E402
from yankao.engines.cases.models import Case, Category, Matter  # noqa: E402
from yankao.engines.identity.demo import keys  # noqa: E402
from yankao.engines.identity.models import User  # noqa: E402
from yankao.engines.identity.read import actor_of  # noqa: E402
from yankao.engines.notices.models import Notice  # noqa: E402
from yankao.kernel import audit  # noqa: E402
from yankao.kernel.agencies.models import Agency, District  # noqa: E402
from yankao.kernel.days import TAIPEI  # noqa: E402

CALLER = re.compile(r'name="caller" value="([^"]+)"')
CALLING, DESKS = 120.0, 10
SHEET = "交班表"


def key() -> str:
    """Return the key of the reporting program."""
    return dict(keys())["Open311 測試金鑰"]


def areas() -> dict[str, str]:
    """Return the codes of the districts by name."""
    return dict(District.objects.values_list("name", "code"))


def categories() -> dict[str, str]:
    """Return the ids of the items by code."""
    return {code: str(pk) for code, pk in Category.objects.filter(procedure="service.dispatch").values_list("code", "pk")}


def counts(markers: list[str]) -> dict[str, int]:
    """Count what became of the reports."""
    found = dict(Case.objects.filter(description__in=markers).values_list("description").annotate(count=Count("pk")))
    power = Agency.objects.get(slug="outside-taipower")
    cut = Case.objects.filter(description__in=markers, category__code="power-cut")
    noticed = set(Notice.objects.filter(recipient_kind="agency", recipient_id=str(power.pk)).values_list("subject_id", flat=True))
    mothers = set(Matter.objects.exclude(mother=None).values_list("mother", flat=True))
    return {
        "once": sum(found.get(marker) == 1 for marker in markers),
        "lost": sum(marker not in found for marker in markers),
        "doubled": sum(count > 1 for count in found.values()),
        "merged": Case.objects.filter(description__in=markers, merged_into__in=mothers).count(),
        "mothers": len(mothers),
        "outside_cases": cut.count(),
        "outside_untold": sum(number not in noticed for number in cut.values_list("number", flat=True)),
        "outside_rung": PhoneNotice.objects.filter(case__in=cut).count(),
        "audit_findings": sum(1 for _ in audit.verify()),
    }


def finish(morning: Any) -> dict[str, int | bool]:  # noqa: ANN401 -- the play itself
    """Report the mother cases done, ring every reporter back, print the hand-over; what is not reached in time is told among the failures."""
    clerk, agent = morning.clerks[10], morning.clerks[0]
    mothers = list(Case.objects.filter(matters__isnull=False, step__in=("notified", "in_hand")).distinct())
    for mother in mothers:
        clerk.form(f"/case/{mother.number}/do/report", {"result": "fixed", "report": "路樹已清除，恢復通行"})
    actor = actor_of(User.objects.get(username="agent"), now=datetime.now(TAIPEI))
    to_call = waiting_cases(actor).count()
    until = time.monotonic() + CALLING
    if may_call(datetime.now(TAIPEI)):
        _ring_all(agent, until=until)
    else:  # nobody is rung at night: the calls of the day before are entered case by case
        numbers = list(waiting_cases(actor).order_by("id").values_list("number", flat=True))
        with ThreadPoolExecutor(DESKS) as desks:
            list(desks.map(lambda place: _enter_all(morning.clerks[place], numbers[place::DESKS], until=until), range(DESKS)))
    still_to_call = waiting_cases(actor).count()
    if still_to_call:
        morning.failures.append(f"not all reporters are called back within {CALLING:.0f} s: {still_to_call} of {to_call} wait")
    status, sheet, _ = agent.get("/desk/handover/print")
    return {"mothers_done": len(mothers), "to_call": to_call, "still_to_call": still_to_call, "hand_over": status == HTTPStatus.OK and SHEET in sheet}


def _ring_all(agent: Any, *, until: float) -> None:  # noqa: ANN401 -- a browser
    """Tick everybody in the queue and write the calls down, page after page, as long as it gets shorter."""
    before: list[str] = []
    while time.monotonic() < until:
        _status, page, _ = agent.get("/desk/callbacks/")
        waiting = CALLER.findall(page)
        if not waiting or waiting == before:
            return
        agent.post("/desk/callbacks/", [("deed", "called_release"), *(("caller", each) for each in waiting)], page=page)
        before = waiting


def _enter_all(agent: Any, numbers: list[str], *, until: float) -> None:  # noqa: ANN401 -- a browser
    """Enter the call of each case on the form of the case."""
    for number in numbers:
        if time.monotonic() < until:
            agent.form(f"/case/{number}/do/call_back", {"call_back": "called", "reached": "true"})
