"""Lists of cases: found, narrowed, turned page by page, with few statements."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.shell.conftest import Login, a_dispatch, a_petition, actor
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.petition import Petition
from yankao.engines.cases import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import can_see, possible_actions, visible_cases
from yankao.engines.cases.search import searched
from yankao.shell.filters import read_filters
from yankao.shell.tables import COUNTED_UP_TO, Table, case_table
from yankao.shell.work import waiting

LIST = "/p/service.dispatch/"


def numbers(client: Client, url: str) -> list[str]:
    """Return the numbers on a page in their order."""
    return [row.number for row in client.get(url).context["table"].rows]


def test_a_list_asks_the_database_at_most_eight_things(login: Login) -> None:
    for _ in range(3):
        a_dispatch()
    client = login("agent")
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    asked_for = [each["sql"] for each in asked.captured_queries if "SAVEPOINT" not in each["sql"] and "UPDATE" not in each["sql"]]
    assert len(asked_for) <= 8, "\n".join(asked_for)


def test_more_rows_need_no_more_statements(login: Login) -> None:
    client = login("agent")
    a_dispatch()
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(5):
        a_dispatch()
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) <= len(few)


def test_what_is_due_first_stands_first_and_the_newest_when_asked_for(login: Login) -> None:
    late = a_dispatch(received="2026-03-01 08:00").number
    new = a_dispatch(received="2026-03-02 09:00").number
    client = login("agent")
    assert numbers(client, LIST) == [late, new]
    assert numbers(client, f"{LIST}?sort=newest") == [new, late]


def test_days_of_receipt_are_typed_in_the_roc_calendar(login: Login) -> None:
    a_dispatch(received="2026-02-27 23:59")
    inside = a_dispatch(received="2026-02-28 00:00").number
    a_dispatch(received="2026-03-01 00:00")
    assert numbers(login("agent"), f"{LIST}?from=115/2/28&to=115年2月28日") == [inside]


def test_a_day_that_cannot_be_read_is_named_and_hides_nothing(login: Login) -> None:
    a_dispatch()
    answer = login("agent").get(f"{LIST}?from=昨天")
    assert "請輸入日期" in answer.content.decode()
    assert len(answer.context["table"].rows) == 1


def test_words_step_agency_and_state_narrow_the_list(login: Login) -> None:
    one, other = a_dispatch(description="路燈不亮", address="光華路9號"), a_dispatch()
    advance.advance(other, "acknowledge", actor=actor("clerk"), now=other.received_at)
    client = login("agent")
    assert numbers(client, f"{LIST}?q=路燈") == [one.number]
    assert numbers(client, f"{LIST}?q=光華路9號") == [one.number]
    assert numbers(client, f"{LIST}?step=in_hand") == [other.number]
    assert len(numbers(client, f"{LIST}?agency=養工處")) == 2
    assert numbers(client, f"{LIST}?agency=警察局") == []
    assert numbers(client, f"{LIST}?state=closed") == []


def test_a_name_no_agency_has_is_told(login: Login) -> None:
    assert "查無「天文局」" in login("agent").get(f"{LIST}?agency=天文局").content.decode()


def test_pages_turn_forward_and_back_without_losing_or_repeating_a_case(login: Login) -> None:
    a_dispatch()
    template = Case.objects.get()
    rows = [
        Case(
            number=f"D1159{n:06d}", procedure=template.procedure, step=template.step, title=f"案{n}", received_at=template.received_at,
            due_at=template.due_at if n % 3 else None, opener_kind="user", opener_id="x", agency=template.agency,
        )
        for n in range(119)
    ]  # fmt: skip
    Case.objects.bulk_create(rows)
    client = login("mayor_office")
    first, seen = client.get(f"{LIST}?state=open").context["table"], []
    table = first
    while True:
        seen += [row.number for row in table.rows]
        if not table.after:
            break
        table = client.get(LIST, {"after": table.after}).context["table"]
    assert len(seen) == len(set(seen)) == 120
    back = client.get(LIST, {"before": table.before}).context["table"]
    assert [row.number for row in back.rows] == seen[50:100]
    assert client.get(LIST, {"before": back.before}).context["table"].rows == first.rows
    assert client.get(LIST, {"after": "nonsense"}).context["table"].rows == first.rows


def test_counting_stops_at_a_thousand(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yankao.shell.tables.COUNTED_UP_TO", 2)
    for _ in range(3):
        a_dispatch()
    assert login("agent").get(LIST).context["table"].count == "2+"
    assert COUNTED_UP_TO == 1000


def test_a_whole_number_in_the_search_leads_straight_to_its_case(login: Login) -> None:
    case = a_dispatch()
    assert login("agent").get("/search/", {"q": case.number.lower()}).headers["Location"] == f"/case/{case.number}/"


def test_a_search_finds_cases_of_every_procedure_that_the_reader_may_see(login: Login) -> None:
    a_dispatch(description="候車亭旁有坑洞")
    petition = a_petition()
    assert len(numbers(login("agent"), "/search/?q=候車亭")) == 2
    assert numbers(login("agent"), "/search/?q=候車亭&procedure=service.petition") == [petition.number]
    assert numbers(login("citizen"), "/search/?q=候車亭") == []


def test_the_worklist_holds_what_waits_for_the_reader(login: Login) -> None:
    case, other = a_dispatch(), a_dispatch()
    clerk = login("clerk")
    Case.objects.filter(pk=other.pk).update(handler_id=actor("controller").id)
    assert numbers(clerk, "/worklist/") == [case.number]
    assert numbers(clerk, "/worklist/?scope=mine") == []
    assert numbers(login("controller"), "/worklist/?scope=mine") == [other.number]
    assert clerk.get("/").context["open"] == 1


def test_the_overdue_list_holds_only_what_is_late(login: Login) -> None:
    late = a_dispatch(received="2026-02-01 08:00")
    fresh = a_dispatch()
    Case.objects.filter(pk=fresh.pk).update(due_at=None)
    assert numbers(login("clerk"), "/overdue/") == [late.number]


def test_an_empty_list_says_so_and_offers_the_next_step(login: Login) -> None:
    assert "新增派工通報" in login("agent").get(LIST).content.decode()
    assert "沒有符合條件的案件" in login("agent").get(f"{LIST}?q=沒有").content.decode()


def test_the_filter_form_gets_the_results_alone(login: Login) -> None:
    body = login("agent").get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert "共 0 件" in body


@pytest.mark.parametrize("name", ["agent", "desk_lead", "clerk", "controller", "mayor_office", "citizen"])
def test_what_waits_is_what_may_be_done(login: Login, name: str) -> None:
    for n in range(4):
        case = a_dispatch(received=f"2026-02-2{n} 08:00")
        a_petition()
        if n % 2:
            advance.advance(case, "acknowledge", actor=actor("clerk"), now=case.received_at)
    login(name)
    who = actor(name)
    done = {
        case.pk
        for case in Case.objects.filter(closed_at__isnull=True, is_historical=False)
        if case.handler_id in {None, who.id}
        and can_see(who, case)
        and any(not it.only_overdue for it in possible_actions(case, who, now=case.received_at))
    }
    assert set(waiting(who).values_list("pk", flat=True)) == done


@pytest.mark.parametrize(
    ("query", "is_checked"), [("路", False), ("坑洞", False), ("PVC", False), ("積水深", True), ("巿民", False), ("路 燈桿", False), ("路123", True)]
)
def test_the_letters_are_compared_only_where_the_index_alone_cannot_tell(query: str, is_checked: bool) -> None:
    sql = str(searched(Case.objects.all(), query).query)
    assert ("LIKE" in sql) is is_checked
    assert sql.count("@@") == len(query.split())


def test_a_word_is_looked_for_in_a_district(login: Login) -> None:
    here, there = a_dispatch(district="64000050"), a_dispatch(district="64000080")
    a_dispatch(description="路燈不亮", district="64000050")
    assert numbers(login("agent"), f"{LIST}?q=坑洞&district=64000050") == [here.number]
    assert numbers(login("agent"), f"{LIST}?q=有坑洞 機車&district=64000080") == [there.number]
    assert "'@64000050'" in str(searched(Case.objects.all(), "坑洞", district="64000050").query)


@pytest.mark.parametrize("district", ["'", "\\", "\\'", "64000050' | '坑洞", "<script>", "!", " & "])
def test_a_district_that_nobody_has_finds_nothing_and_harms_nothing(login: Login, district: str) -> None:
    a_dispatch(district="64000050")
    answer = login("agent").get(LIST, {"q": "坑洞", "district": district})
    assert (answer.status_code, answer.context["table"].rows) == (200, ())


COMMON = {"GLANCE": 2, "OFTEN": 1, "COUNTED_UP_TO": 1}
NEITHER = {"GLANCE": 2, "SELDOM": 1, "COUNTED_UP_TO": 1}
RARE_OF_LATE = {"GLANCE": 2, "SELDOM": 50, "COUNTED_UP_TO": 1}


@pytest.mark.parametrize("limits", [{}, COMMON, NEITHER, RARE_OF_LATE])
def test_rare_and_common_words_find_the_same_in_the_same_order(login: Login, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]) -> None:
    for name, limit in limits.items():
        monkeypatch.setattr(f"yankao.shell.tables.{name}", limit)
    cases = [a_dispatch(received=f"2026-02-{n + 1:02} 08:00", district="64000050" if n % 2 else "64000080") for n in range(5)]
    newest = [case.number for case in reversed(cases)]
    client = login("agent")
    assert numbers(client, f"{LIST}?q=坑洞") == newest
    assert numbers(client, f"{LIST}?q=坑洞&district=64000080") == newest[::2]
    assert numbers(client, f"{LIST}?q=坑洞 沒有") == []
    assert numbers(client, "/search/?q=有坑洞&sort=oldest") == newest[::-1]


@pytest.mark.parametrize("limits", [{}, COMMON, NEITHER, RARE_OF_LATE])
def test_words_and_numbers_are_found_whole_however_common(login: Login, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]) -> None:
    for name, limit in limits.items():
        monkeypatch.setattr(f"yankao.shell.tables.{name}", limit)
    texts = ("led 燈桿12", "called 燈桿112", "led 燈桿12", "called 燈桿128", "led 燈桿12")
    cases = [a_dispatch(received=f"2026-02-{n:02} 08:00", description=text) for n, text in enumerate(texts, start=1)]
    whole = [case.number for case in reversed(cases[::2])]
    for query in ("12", "led", "燈桿12", "燈桿 led"):
        assert numbers(login("agent"), f"{LIST}?q={query}") == whole, query


def test_a_search_turns_its_pages_like_a_list(login: Login) -> None:
    cases = [a_dispatch(description=f"路面坑洞第{n}處", received=f"2026-02-{n + 1:02} 08:00") for n in range(7)]
    found = numbers(login("agent"), f"{LIST}?q=坑洞")
    assert found == [case.number for case in sorted(cases, key=lambda it: (it.received_at, it.pk), reverse=True)]

    def turned(after: str = "") -> Table:
        filters = read_filters({"q": "坑洞", "after": after})
        return case_table(visible_cases(actor("agent"), procedures=(DISPATCH,)), filters, now=cases[0].received_at, procedure=DISPATCH, size=3)

    first = turned()
    second = turned(first.after)
    assert [row.number for table in (first, second) for row in table.rows] == found[:6]
    assert second.count == "7"


def test_a_choice_that_is_no_longer_declared_is_shown_as_it_is_kept(login: Login) -> None:
    case = a_petition()
    Petition.objects.filter(pk=case.pk).update(satisfaction=9)
    (row,) = login("desk_lead").get("/p/service.petition/?state=all").context["table"].rows
    assert row.cells[-1] == "9"
