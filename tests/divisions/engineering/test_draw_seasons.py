"""A season of inspections: planned beside the law, drawn under seal, visited in secret, replaced in the rain, opened to everybody."""

from dataclasses import replace as changed
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from tests.cases.people import at, staff
from tests.divisions.engineering.sites import member
from tests.registers.tenders import tender
from tests.shell.conftest import Login, login, people

from yankao.divisions.engineering.draws import pages, visit_pages
from yankao.divisions.engineering.draws.candidates import candidates, draw_population, population_rule
from yankao.divisions.engineering.draws.draw_tables import Access, Draw, Place, Visit
from yankao.divisions.engineering.draws.papers import PAPERS, paper
from yankao.divisions.engineering.draws.quota import YEAR_PLANS, YearPlan, board
from yankao.divisions.engineering.draws.schedule import Arrangement, cancel, finish, plan_drawn, plan_priority, replace
from yankao.divisions.engineering.draws.seal import document_of, order_for, publish, reveal
from yankao.divisions.engineering.draws.sealing import check
from yankao.divisions.engineering.draws.secrets_kept import accesses_of, name_reader
from yankao.engines.identity.models import User
from yankao.engines.panel import experts
from yankao.engines.panel.conflicts import TieKind
from yankao.engines.panel.models import Expert
from yankao.engines.registers.tenders.register import TENDERS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import correct, enter
from yankao.kernel.actors import Actor

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("inspection-plan"), pytest.mark.usefixtures("people")]
NOW = at("2023-09-04 09:00")
DAY = date(2023, 9, 11)
WHERE = Arrangement(visit_on=DAY, meets_at=time(9), meeting_place="市府大樓前", leader="許工程", members="張技師、李教授", staff="王科員")


@pytest.fixture(autouse=True)
def team(people: None) -> list[Expert]:
    """Put those who go into the pool."""
    return [member("張技師"), member("李教授")]


def me(name: str = "inspector") -> Actor:
    user = User.objects.get(username=name)
    return changed(staff("officer", "rdec-engineering", name=user.name), id=str(user.pk))


def someone_else() -> Actor:
    return staff("officer", "rdec-engineering", name="別的工程司")


def field(count: int = 6) -> list[Tender]:
    """Enter some ordinary tenders under construction."""
    return [
        tender(f"1120801-{n:02}", name=f"第{n}號工程", actor=me(), now=NOW, budget_amount=str(12_000_000), floor_amount="", award_amount="")
        for n in range(count)
    ]


def a_draw(**more: object) -> Draw:
    facts = {"year": 2023, "quarter": 3, "numbers": draw_population(DAY), "population_on": DAY, "rule": population_rule(DAY)}
    return publish(actor=me(), now=NOW, **(facts | more))


def test_a_season_from_the_sealed_draw_to_the_public_check():
    field()
    draw = a_draw()
    assert (draw.count, document_of(draw).keys() & {"seed", "numbers", "order"}) == (6, set())

    order = order_for(draw, actor=me(), now=NOW)
    first = plan_drawn(draw, actor=me(), now=NOW, arrangement=WHERE)
    assert (first.tender.number, first.position) == (order[0], 1)
    with pytest.raises(ValidationError, match="尚未屆至"):
        finish(first.pk, actor=me(), now=NOW)
    with pytest.raises(ValidationError, match="尚有1件"):
        reveal(draw.pk, actor=me(), now=NOW)

    rainy = at("2023-09-11 08:00")
    with pytest.raises(ValidationError, match="現場情形"):
        replace(first.pk, actor=me(), now=rainy, why="weather", note="")
    second = replace(first.pk, actor=me(), now=rainy, why="weather", note="豪雨特報，工地停止作業")
    first.refresh_from_db()
    assert (first.state, second.tender.number, second.position, second.replaces) == ("replaced", order[1], 2, first)
    assert "替補（天候不佳）" in second.ground

    finish(second.pk, actor=me(), now=rainy)
    opened = reveal(draw.pk, actor=me(), now=at("2023-10-02 09:00"))
    assert all(each.holds for each in check(document_of(draw)))
    assert tuple(Place.objects.filter(draw=draw).values_list("number", flat=True)) == order
    assert order_for(draw, actor=someone_else(), now=NOW) == order
    assert len(bytes.fromhex(opened.seed)) == 32
    with pytest.raises(ValidationError, match="已揭示"):
        reveal(draw.pk, actor=me(), now=NOW)


def test_nobody_changes_what_was_published_not_even_with_the_database_in_hand():
    field()
    draw = a_draw()
    order_for(draw, actor=me(), now=NOW)
    wrong_seed = "INSERT INTO draws_reveal (draw_id, seed, revealed_at, revealed_by) SELECT id, repeat('00', 32), now(), 'x' FROM draws_draw"
    for words in (
        "UPDATE draws_draw SET numbers = 'A'",
        "DELETE FROM draws_draw",
        "UPDATE draws_access SET actor_name = 'x'",
        "DELETE FROM draws_access",
        wrong_seed,
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)
    reveal(draw.pk, actor=me(), now=NOW)
    for words in ("UPDATE draws_reveal SET seed = ''", "UPDATE draws_place SET position = position + 100", "DELETE FROM draws_place"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_a_second_draw_of_a_quarter_needs_a_reason_and_the_first_stays():
    field()
    a_draw()
    with pytest.raises(ValidationError, match="再次抽籤請敘明理由"):
        a_draw()
    again = a_draw(reason="順位已用罄")
    assert (again.serial, str(again), Draw.objects.count()) == (2, "112年第3季第2次查核抽籤", 2)
    with pytest.raises(ValidationError, match="沒有可抽籤的標案"):
        a_draw(numbers=(), quarter=4)
    with pytest.raises(PermissionDenied):
        publish(actor=staff("clerk", "public-works-maintenance"), now=NOW, year=2023, quarter=4, numbers=("A",), population_on=DAY, rule="x")


def test_the_order_and_a_visit_are_for_those_named_and_every_try_stays_on_record():
    field()
    draw = a_draw()
    with pytest.raises(PermissionDenied, match="僅知悉人員"):
        order_for(draw, actor=someone_else(), now=NOW)
    with pytest.raises(PermissionDenied):
        name_reader(draw, User.objects.get(username="auditor"), actor=someone_else(), now=NOW)
    name_reader(draw, User.objects.get(username="auditor"), actor=me(), now=NOW)
    with pytest.raises(ValidationError, match="已是知悉人員"):
        name_reader(draw, User.objects.get(username="auditor"), actor=me(), now=NOW)
    order_for(draw, actor=changed(staff("auditor", "rdec"), id=str(User.objects.get(username="auditor").pk)), now=NOW)
    seen = [(each.is_refused, each.what) for each in accesses_of(draw, actor=me())]
    assert seen == [(False, "調閱抽籤順位"), (True, "調閱抽籤順位")]
    with pytest.raises(PermissionDenied):
        accesses_of(draw, actor=someone_else())
    with pytest.raises(PermissionDenied):
        plan_drawn(draw, actor=someone_else(), now=NOW, arrangement=WHERE)


def test_what_stands_still_that_day_is_passed_over_with_its_reason():
    rows = {it.number: it for it in field()}
    draw = a_draw()
    order = order_for(draw, actor=me(), now=NOW)
    correct(TENDERS, rows[order[0]].pk, actor=me(), now=NOW, facts={"state": "stopped", "stopped_on": "2023-09-01"})
    visit = plan_drawn(draw, actor=me(), now=NOW, arrangement=WHERE)
    assert (visit.position, f"{order[0]}（停工）" in visit.ground) == (2, True)
    for n in range(2, 6):
        plan_drawn(draw, actor=me(), now=NOW, arrangement=changed(WHERE, visit_on=DAY + timedelta(days=n)))
    with pytest.raises(ValidationError, match="已無可查核之標案"):
        plan_drawn(draw, actor=me(), now=NOW, arrangement=WHERE)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"members": "張技師"}, "2至3位外聘委員"),
        ({"members": "張技師、張技師"}, "2至3位外聘委員"),
        ({"members": "張技師、陌生人"}, r"外聘名單.*：陌生人"),
        ({"leader": " "}, "請填寫"),
        ({"visit_on": date(2023, 9, 3)}, "不得早於今日"),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused(wrong: dict[str, object], said: str):
    field(2)
    with pytest.raises(ValidationError, match=said):
        plan_drawn(a_draw(), actor=me(), now=NOW, arrangement=changed(WHERE, **wrong))
    assert Visit.objects.count() == 0


def test_whoever_is_tied_to_the_site_does_not_go_unless_a_reason_is_written_down(team: list[Expert]):
    row = tender("C-9", name="低價工程", actor=me(), now=NOW, award_amount="47999999")
    experts.add_tie(team[0].pk, actor=me(), now=NOW, kind=TieKind.MANDATE, name=row.contractor, until=date(2022, 1, 1))
    with pytest.raises(ValidationError, match="應予迴避：張技師 現有或三年內曾有委任或代理關係"):
        plan_priority(row, actor=me(), now=NOW, arrangement=WHERE)
    assert not Visit.objects.exists()
    visit = plan_priority(row, actor=me(), now=NOW, arrangement=changed(WHERE, cleared="僅為同名公司"))
    assert "不迴避：僅為同名公司" in visit.ground
    experts.correct(team[1].pk, experts.Facts(name="李教授", kind="official"), actor=me(), now=NOW)
    with pytest.raises(ValidationError, match=r"外聘名單.*：李教授"):
        plan_priority(tender("C-8", name="低價二", actor=me(), now=NOW, award_amount="47999999"), actor=me(), now=NOW, arrangement=WHERE)


def test_on_the_day_a_site_that_somebody_present_is_tied_to_is_passed_over(team: list[Expert]):
    rows = {it.number: it for it in field(3)}
    draw = a_draw()
    first, second, third = order_for(draw, actor=me(), now=NOW)
    Tender.objects.filter(pk=rows[second].pk).update(contractor="南方營造")
    experts.add_tie(team[0].pk, actor=me(), now=NOW, kind=TieKind.EMPLOYED, name="南方營造")
    visit = plan_drawn(draw, actor=me(), now=NOW, arrangement=WHERE)
    new = replace(visit.pk, actor=me(), now=at("2023-09-11 10:00"), why="weather", note="大雨")
    assert (visit.tender.number, new.tender.number) == (first, third)
    assert f"{second}（委員應予迴避：張技師 現有或三年內曾有僱傭關係：南方營造" in new.ground


def test_a_cancelled_visit_keeps_its_reason_and_cannot_be_changed_again():
    field(2)
    visit = plan_drawn(a_draw(), actor=me(), now=NOW, arrangement=WHERE)
    with pytest.raises(ValidationError, match="取消之理由"):
        cancel(visit.pk, actor=me(), now=NOW, note=" ")
    cancel(visit.pk, actor=me(), now=NOW, note="颱風停止上班")
    with pytest.raises(ValidationError, match="不能再變更"):
        finish(visit.pk, actor=me(), now=at("2023-09-12 09:00"))


def test_article_four_puts_some_first_with_their_grounds_and_they_are_not_drawn():
    field(2)
    lagging = tender("L-1", name="落後工程", actor=me(), now=NOW, changes=3)
    Tender.objects.filter(pk=lagging.pk).update(planned_progress=60, actual_progress=50)
    tender("C-1", name="低價工程", actor=me(), now=NOW, award_amount="47999999")
    tender("E-1", name="已竣工", actor=me(), now=NOW, state="ended", ended_on="2023-08-01")
    tender("S-1", name="補助案", actor=me(), now=NOW, funding="subsidised")

    found = {it.tender.number: it.grounds for it in candidates(DAY)}
    assert next(iter(found)) == "L-1"
    assert found["L-1"] == ("進度落後10.00個百分點，達10以上", "變更設計3次")
    assert found["C-1"] == ("決標標價偏低：底價之80.0%，未達80%",)
    assert set(draw_population(DAY)) == {"1120801-00", "1120801-01"}
    assert not found.keys() & {"E-1", "S-1"}

    visit = plan_priority(lagging, actor=me(), now=NOW, arrangement=WHERE)
    assert (visit.chosen, "變更設計3次" in visit.ground) == ("priority", True)
    with pytest.raises(ValidationError, match="沒有優先查核之理由"):
        plan_priority(Tender.objects.get(number="1120801-00"), actor=me(), now=NOW, arrangement=WHERE)
    assert "L-1" not in {it.tender.number for it in candidates(DAY)}


def test_the_board_sets_the_plan_beside_the_minimum_and_a_plan_below_it_needs_the_heads_letter():
    field(6)
    shown = board(2023, day=DAY)
    assert [line.minimum for line in shown.lines] == [0, 6, 0]
    assert (shown.total.minimum, shown.total.done, shown.total.share) == (6, 0, 0)
    facts = {
        "year": 112,
        "planned_large": 0,
        "planned_middle": 5,
        "planned_small": 0,
        "approved_on": "2023-09-01",
        "approval_number": "府研工字第1號",
    }
    with pytest.raises(ValidationError, match="低於法定件數"):
        enter(YEAR_PLANS, actor=me(), now=NOW, facts=facts)
    row = enter(YEAR_PLANS, actor=me(), now=NOW, facts=facts | {"adjusted_reason": "人力調整", "adjusted_number": "府研工字第2號"})
    assert isinstance(row, YearPlan)
    assert (board(2023, day=DAY).lines[1].planned, board(2023, day=DAY).lines[1].is_short) == (5, True)
    assert board(2023, day=DAY).rule.day == date(2023, 8, 9)


def test_every_paper_of_the_day_opens_as_a_file_with_its_names():
    field(2)
    visit = plan_drawn(a_draw(), actor=me(), now=NOW, arrangement=WHERE)
    assert set(PAPERS) == {"notice", "secrecy", "recusal", "attendance", "score", "sample", "receipts"}
    for kind in PAPERS:
        assert paper(kind, visit).startswith(b"PK")


def test_a_season_is_played_on_pages_and_the_public_checks_it(login: Login, monkeypatch: pytest.MonkeyPatch):
    field(3)
    for module in (pages, visit_pages):
        monkeypatch.setattr(module, "clock", lambda: NOW)
    inspector, other, anyone = login("inspector"), login("tracker"), login("")
    assert "可抽籤之標案共 3 件" in inspector.get("/inspection-plan/").content.decode()
    assert login("clerk").get("/inspection-plan/").status_code == 403
    assert "優先查核案件" not in login("auditor").get("/inspection-plan/").content.decode()

    address = inspector.post("/inspection-plan/draw", {})["Location"]
    draw = Draw.objects.get()
    assert inspector.post("/inspection-plan/draw", {}, follow=True).content.decode().count("再次抽籤請敘明理由") == 1
    public = anyone.get(f"/open{address}").content.decode()
    assert (draw.commitment in public, draw.digest in public, "1120801-00" in public) == (True, True, False)
    assert "seed" not in anyone.get(f"/open{address}draw.json").json()
    assert "1120801-00" in inspector.post(address, {"do": "order"}).content.decode()
    assert "已指定知悉人員" in inspector.post(address, {"username": "auditor"}, follow=True).content.decode()
    assert "查無帳號" in inspector.post(address, {"username": "nobody"}, follow=True).content.decode()

    sent = {
        "how": str(draw.pk),
        "visit_on": "112/9/11",
        "meets_at": "09:00",
        "meeting_place": "市府",
        "leader": "許工程",
        "members": "張技師、李教授",
    }
    wrong = inspector.post("/visits/plan", sent | {"meets_at": "九點", "visit_on": "明天"})
    assert (wrong.status_code, "例如 09:00" in wrong.content.decode()) == (422, True)
    planned = inspector.post("/visits/plan", sent)["Location"]
    assert "現場情形" in inspector.get(planned).content.decode()
    assert other.get(planned).status_code == 403
    assert Access.objects.filter(is_refused=True, visit__isnull=False).count() == 1
    assert "調閱紀錄" in inspector.get(planned).content.decode()
    assert inspector.get(f"{planned}paper/secrecy.odt")["Content-Type"].endswith("opendocument.text")
    assert inspector.get(f"{planned}paper/nothing.odt").status_code == 404
    assert planned in inspector.get("/visits/").content.decode()
    assert "目前沒有您知悉的行程" in other.get("/visits/").content.decode()

    monkeypatch.setattr(visit_pages, "clock", lambda: at("2023-09-11 10:00"))
    swapped = inspector.post(planned, {"do": "replace", "why": "weather", "note": "大雨"})["Location"]
    assert swapped != planned
    inspector.post(swapped, {"do": "finish"})
    assert "還不能辦理" in inspector.post(swapped, {"do": "cancel", "note": "x"}, follow=True).content.decode()
    inspector.post(address, {"do": "reveal"})
    assert all(each.holds for each in check(anyone.get(f"/open{address}draw.json").json()))
    assert "密封中" not in anyone.get(f"/open{address}").content.decode()
    assert str(draw) in anyone.get("/open/draws/").content.decode()
