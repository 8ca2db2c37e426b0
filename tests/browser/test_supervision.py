"""The supervisor's screens can be used by everybody: no barrier that axe knows, no sideways scrolling, at a desk and on a telephone."""

import pytest

from tests.browser.conftest import Open, address_on, misfits
from tests.cases.people import at
from tests.shell.conftest import a_petition, actor
from yankao.divisions.service.logic.holiday_duty import ask_swap
from yankao.divisions.service.logic.monitoring import draw, score
from yankao.divisions.service.logic.sampling import draw_sample, record_attempt
from yankao.divisions.service.logic.score_sheet import adopt_usual, sheet_on
from yankao.divisions.service.logic.slips import print_slips
from yankao.divisions.service.pages import holidays, monitoring, operation, surveys
from yankao.divisions.service.registers.call_reviews import CallReview
from yankao.divisions.service.registers.calls import CallRecord
from yankao.divisions.service.registers.shifts import SHIFT_DUTIES, Shift
from yankao.divisions.service.registers.surveys import Outcome, SurveyEntry, SurveyKind
from yankao.engines.cases.models import Case
from yankao.engines.registers.write import enter
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import RocMonth

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.system("callcenter")]
NOW = at("2026-03-02 10:00")
FEBRUARY = RocMonth.parse("115-02")
PAGES = {
    "quality": "/desk/quality/",
    "review": "/desk/quality/{review}/",
    "surveys": "/desk/surveys/?kind=petition",
    "holidays": "/desk/holidays/?month=115-03",
    "holiday-sheet": "/desk/holidays/print?month=115-03",
    "operation": "/operation/",
    "paper": "/desk/paper/",
    "case": "/case/{number}/",
    "chase": "/case/{number}/paper/chase",
    "memo": "/case/{number}/paper/memo",
    "questionnaire": "/survey/{token}/",
    "rota": "/desk/rota/",
    "district": "/district/",
    "desk": "/desk/",
    "callbacks": "/desk/callbacks/",
    "handover": "/desk/handover/",
}


@pytest.fixture
def filled(people: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make a month with calls, reviews, answers and duties."""
    for module in (holidays, monitoring, operation, surveys):
        monkeypatch.setattr(module, "clock", lambda: NOW)
    lead = actor("desk_lead")
    for n in range(60):
        begin = at(f"2026-02-{n % 28 + 1:02d} {8 + n % 12:02d}:05")
        answered = begin.replace(second=5 + n % 40)
        CallRecord.objects.create(
            call_id=f"202602{n:04d}", started_at=begin, answered_at=answered, ended_at=begin.replace(minute=9), wrapped_at=begin.replace(minute=10),
            agent=f"T{n % 5 + 1:03d}", call_class="inquiry", satisfaction=5 if n % 3 else 3,
        )  # fmt: skip
    adopt_usual(starts_on=FEBRUARY.first, actor=lead, now=NOW)
    draw(FEBRUARY, seed="seed", actor=lead, now=NOW)
    points = {item.pk: int(item.points * 0.9) for item in sheet_on(FEBRUARY.first)}
    reviews = list(CallReview.objects.order_by("pk"))
    for review in reviews[1:12]:
        score(review.pk, points, remark="請多複誦", actor=lead, now=NOW)
    cases = [a_petition(reporter=PersonData(name="林美玲", phone=f"09120000{n:02d}")) for n in range(8)]
    Case.objects.filter(pk__in=[case.pk for case in cases[1:]]).update(closed_at=at("2026-02-20 10:00"))
    draw_sample(FEBRUARY, SurveyKind.PETITION, seed="s", actor=lead, now=NOW)
    entries = list(SurveyEntry.objects.order_by("pk"))
    for entry in entries[:4]:
        record_attempt(entry.pk, Outcome.ANSWERED, score=4, actor=lead, now=NOW)
    for shift in (Shift.DAY, Shift.EVENING):
        duty = enter(
            SHIFT_DUTIES, actor=lead, now=NOW,
            facts={"duty_on": "2026-03-07", "shift": str(shift), "person": f"{shift.label}王小華", "seat": f"S{shift}", "is_holiday": True},
        )  # fmt: skip
    ask_swap(duty.pk, "李話務", reason="家中有事", actor=actor("agent"), now=NOW)
    print_slips(3, actor=lead, now=NOW)
    return {"review": str(reviews[0].pk), "number": cases[0].number, "token": entries[5].token}


def test_no_screen_of_the_supervisor_has_a_barrier_or_scrolls_sideways(filled: dict[str, str], open_page: Open) -> None:
    found, windows = {}, {who: open_page(who, "/help/") for who in ("desk_lead", "mayor_office", "")}
    for name, address in PAGES.items():
        page = windows["mayor_office" if name == "district" else "" if name == "questionnaire" else "desk_lead"]
        page.goto(address_on(page, address.format(**filled)))
        if problems := misfits(page, picture=name):
            found[name] = problems
    assert found == {}
