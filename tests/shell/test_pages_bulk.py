"""Several cases at once: each is done or refused by itself, and each result is told."""

from tests.shell.conftest import Login, a_dispatch
from yankao.engines.cases.models import Case

URL = "/p/service.dispatch/bulk"


def test_a_bulk_deed_is_confirmed_then_reported_case_by_case(login: Login) -> None:
    one, two = a_dispatch(), a_dispatch()
    agent = login("agent")
    asked = agent.post(URL, {"deed": "transfer", "case": [one.pk, two.pk]})
    assert "整批改派機關：2 件" in asked.content.decode()
    Case.objects.filter(pk=two.pk).update(step="reported")
    done = agent.post(URL, {"deed": "transfer", "case": [one.pk, two.pk], "confirmed": "1", "agency": "警察局"}).content.decode()
    assert "2 件中完成 1 件" in done
    assert "「改派機關」限於" in done


def test_an_action_without_facts_is_done_in_bulk(login: Login) -> None:
    cases = [a_dispatch() for _ in range(3)]
    login("clerk").post(URL, {"deed": "acknowledge", "case": [each.pk for each in cases], "confirmed": "1"})
    assert set(Case.objects.values_list("step", flat=True)) == {"in_hand"}


def test_what_a_bulk_deed_lacks_is_asked_again(login: Login) -> None:
    case = a_dispatch()
    answer = login("agent").post(URL, {"deed": "transfer", "case": [case.pk], "confirmed": "1", "agency": "天文局"})
    assert answer.status_code == 422
    assert "查無「天文局」" in answer.content.decode()


def test_a_deed_that_needs_facts_is_no_bulk_deed(login: Login) -> None:
    assert login("agent").post(URL, {"deed": "report", "case": [a_dispatch().pk]}).status_code == 403


def test_without_a_case_chosen_the_list_is_shown_again(login: Login) -> None:
    assert login("agent").post(URL, {"deed": "transfer"}).headers["Location"] == "/p/service.dispatch/"


def test_the_worklist_offers_bulk_deeds_once_it_is_narrowed_to_one_procedure(login: Login) -> None:
    case, clerk = a_dispatch(), login("clerk")
    everything = clerk.get("/worklist/").content.decode()
    assert "先以「程序」篩選" in everything
    assert 'name="deed"' not in everything
    narrowed = clerk.get("/worklist/?procedure=service.dispatch").content.decode()
    assert f'action="{URL}"' in narrowed
    assert f'value="{case.pk}"' in narrowed
