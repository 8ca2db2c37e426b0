"""The supervisor's pages of the desk: monitoring, surveys, holidays, the month in figures and the papers of a case."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from odfdo import Document
from tests.cases.people import at
from tests.shell.conftest import Login, a_dispatch, a_petition, actor, login, people

from yankao.divisions.service.logic.monitoring import draw
from yankao.divisions.service.logic.operation import GROUPS, bars, by_day, by_hour
from yankao.divisions.service.logic.score_sheet import adopt_usual
from yankao.divisions.service.registers.call_reviews import CallReview, ScoreItem
from yankao.divisions.service.registers.calls import CallCase, CallRecord
from yankao.divisions.service.registers.shifts import ShiftDuty
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.compute import figures
from yankao.kernel.roc import RocMonth, Window

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("callcenter")]
FEBRUARY = RocMonth.parse("115-02")
WINDOW = Window(FEBRUARY.first, FEBRUARY.last)
MAYOR = ("", "citizen", "clerk", "agent", "desk_lead", "auditor")


def call(key: str, *, wait: int = 5, talk: int = 60, wrap: int | None = 10, **more: object) -> CallRecord:
    begin = at("2026-02-10 09:00")
    moments: dict[str, object] = {"started_at": begin}
    if talk:
        answered = begin.replace(second=wait)
        ended = answered.replace(minute=talk // 60)
        moments |= {"answered_at": answered, "ended_at": ended, "wrapped_at": ended.replace(second=wait + wrap) if wrap is not None else None}
    return CallRecord.objects.create(call_id=key, agent="T001", **{"call_class": "inquiry", **moments, **more})


def test_the_figures_of_operation_are_computed_out_of_the_calls() -> None:
    call("a", wait=5, talk=60, wrap=10)
    call("b", wait=30, talk=120, wrap=None, transferred_to="社會局", call_class="forwarded")
    call("c", talk=0, call_class="", transferred_to="社會局")  # never answered: no part of what was transferred
    keys = ("count", "answered", "inquiries", "forwarded", "mean_wait", "mean_talk", "mean_wrap_up", "transfer_rate", "service_level", "abandon_rate")
    found = {it.key.rsplit(".")[-1]: str(it.value) for it in figures(WINDOW, keys=[f"service.call.{key}" for key in keys])}
    assert found == {
        "count": "3", "answered": "2", "inquiries": "1", "forwarded": "1", "mean_wait": "17.5", "mean_talk": "90.0", "mean_wrap_up": "10.0",
        "transfer_rate": "50.00", "service_level": "50.00", "abandon_rate": "33.33",
    }  # fmt: skip


def test_an_inquiry_looked_up_later_is_no_immediate_answer_and_one_answered_during_the_call_is(people: None) -> None:
    asked = {"question": "夜間法律諮詢在哪裡", "channel": "phone"}
    calls = [call(key) for key in "abcd"]
    call("e", call_class="forwarded")
    agent, moment = actor("agent"), at("2026-02-10 09:01")
    at_once, later = (open_case(registry.get("service.inquiry"), actor=agent, now=moment, facts=asked) for _ in range(2))
    advance(at_once, "answer", actor=agent, now=at("2026-02-10 09:02"), facts={"answer": "四維行政中心"})
    CallCase.objects.create(call=calls[0], case=at_once)
    CallCase.objects.create(call=calls[1], case=later)
    (found,) = figures(WINDOW, keys=["service.call.immediate_rate"])
    assert str(found.value) == "75.00"
    advance(later, "answer", actor=agent, now=at("2026-02-11 09:00"), facts={"answer": "四維行政中心"})
    (found,) = figures(WINDOW, keys=["service.call.immediate_rate"])
    assert str(found.value) == "75.00"


def test_hours_and_days_add_up_to_all_calls_and_empty_ones_stand_too() -> None:
    call("a")
    call("b", wait=40)
    assert (len(by_hour(WINDOW)), len(by_day(WINDOW))) == (24, 28)
    assert (by_hour(WINDOW)[9].calls, by_hour(WINDOW)[9].in_time, sum(slot.calls for slot in by_day(WINDOW))) == (2, 1, 2)
    assert max(bar.height for bar in bars(by_hour(WINDOW), every=3)) == 100


def test_every_figure_of_the_page_is_declared() -> None:
    assert [key for _name, keys in GROUPS for key in keys if indicators.get(key)[0].key != key] == []


@pytest.mark.parametrize(
    ("address", "statuses"),
    [
        ("/operation/", (302, 403, 403, 200, 200, 200)),
        ("/desk/quality/", (302, 403, 403, 200, 200, 200)),
        ("/desk/surveys/", (302, 403, 403, 200, 200, 403)),
        ("/desk/holidays/", (302, 403, 403, 200, 200, 403)),
        ("/desk/holidays/print", (302, 403, 403, 200, 200, 403)),
        ("/desk/paper/", (302, 403, 403, 200, 200, 403)),
    ],
)
def test_each_page_is_for_those_who_work_on_it(login: Login, address: str, statuses: tuple[int, ...]) -> None:
    assert tuple(login(who).get(address).status_code for who in MAYOR) == statuses


def test_the_month_is_shown_with_its_charts_and_says_when_it_is_empty(login: Login) -> None:
    assert "這個月沒有話務紀錄" in login("desk_lead").get("/operation/?month=115-02").content.decode()
    call("a")
    body = login("desk_lead").get("/operation/?month=115-02").content.decode()
    assert body.count("<svg") == 2
    assert "平均後處理秒數" in body


def test_a_supervisor_adopts_the_sheet_draws_and_scores_over_the_pages(login: Login) -> None:
    call("a")
    client = login("desk_lead")
    client.post("/desk/quality/", {"do": "sheet", "month": "115-02"})
    client.post("/desk/quality/", {"do": "draw", "month": "115-02"})
    review = CallReview.objects.get()
    assert "監聽評分表" in client.get("/desk/quality/?month=115-02").content.decode()
    points = {f"item-{item.pk}": str(item.points) for item in ScoreItem.objects.all()}
    first = next(iter(points))
    refused = client.post(reverse("quality_review", args=[review.pk]), {**points, first: "99", "do": "score"})
    assert refused.status_code == 422
    assert "應為0至" in refused.content.decode()
    assert client.post(reverse("quality_review", args=[review.pk]), {**points, "do": "score", "text": "很好"}).status_code == 302
    review.refresh_from_db()
    assert (review.score, review.is_passed, review.remark) == (Decimal(100), True, "很好")


def test_an_agent_without_a_code_is_told_what_to_do_and_sees_no_review_of_others(login: Login) -> None:
    call("a")
    client = login("agent")
    adopt_usual(starts_on=FEBRUARY.first, actor=actor("desk_lead"), now=at("2026-03-02 10:00"))
    draw(FEBRUARY, seed="s", actor=actor("desk_lead"), now=at("2026-03-02 10:00"))
    assert "尚未對應人員代號" in client.get("/desk/quality/").content.decode()
    assert client.get(reverse("quality_review", args=[CallReview.objects.get().pk])).status_code == 404


def test_a_supervisor_fills_a_holiday_and_approves_a_swap_over_the_pages(login: Login) -> None:
    lead, agent = login("desk_lead"), login("agent")
    day = {"month": "199-01", "duty_on": "2110-01-04", "shift": "day", "person": "陳話務"}
    lead.post("/desk/holidays/", {**day, "do": "add"})
    duty = ShiftDuty.objects.get()
    assert duty.is_holiday
    agent.post("/desk/holidays/", {"do": "ask", "month": "199-01", "duty": duty.pk, "person": "李話務", "reason": "有事"})
    agent.post("/desk/holidays/", {"do": "approve", "month": "199-01", "swap": duty.swaps.get().pk})
    duty.refresh_from_db()
    assert duty.person == "陳話務"


def test_surveys_are_drawn_and_answered_over_the_pages(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_dispatch()
    Case.objects.filter(pk=case.pk).update(closed_at=at("2026-02-20 10:00"))
    monkeypatch.setattr("yankao.divisions.service.pages.surveys.clock", lambda: at("2026-03-03 10:00"))
    place = {"month": "115-02", "kind": "dispatch"}
    login("desk_lead").post("/desk/surveys/", {**place, "do": "draw"})
    agent = login("agent")
    body = agent.get("/desk/surveys/?month=115-02&kind=dispatch").content.decode()
    assert case.number in body
    assert "0912345678" not in body
    entry = body.split('name="entry" value="')[1].split('"')[0]
    assert "0912345678" in agent.post("/desk/surveys/", {**place, "do": "phone", "entry": entry}).content.decode()
    agent.post("/desk/surveys/", {**place, "entry": entry, "score": "5"})
    assert "100.0%" in agent.get("/desk/surveys/?month=115-02&kind=dispatch").content.decode()


@pytest.mark.parametrize(("kind", "word"), [("chase", "案件稽催單"), ("memo", "簽請核示"), ("letter", "函（稿）")])
def test_the_case_page_links_each_paper_and_its_editable_file_with_the_figures_filled(login: Login, kind: str, word: str) -> None:
    case = a_petition(title="建議加裝候車亭")
    client = login("controller")
    assert f'href="/case/{case.number}/paper/{kind}"' in client.get(f"/case/{case.number}/").content.decode()
    response = client.get(f"/case/{case.number}/paper/{kind}.odt")
    assert response.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    text = Document(BytesIO(response.content)).get_formatted_text()
    assert word in text
    assert case.number in text
    assert "林美玲" not in text


def test_a_citizen_is_offered_no_paper(login: Login) -> None:
    case = a_petition()
    assert login("").get(f"/case/{case.number}/paper/memo.odt").status_code == 302
    assert login("citizen").get(f"/case/{case.number}/paper/memo.odt").status_code == 403
