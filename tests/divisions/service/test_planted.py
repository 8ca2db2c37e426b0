"""What is planted in every text of a dispatch leaves by no address open to everybody, however the address is asked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from tests.cases.people import at, citizen, staff

from yankao.divisions.service.open311.publish import publishable
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import note, supplement
from yankao.engines.cases.models import Case, CaseDetail, CaseFile, CaseNote, CaseRecord, Category, Edit, ExtensionGrant, Passage
from yankao.engines.cases.open import open_case
from yankao.kernel.persons.vault import PersonData

pytestmark = pytest.mark.django_db
NOW = at("2023-03-01 09:00")
SAYS = "我是王大同，電話0912-345-678或07-3456789，信箱wang@example.com，身分證A123456789，車號ABC-1234，聯絡人：林志明，住三民區建國三路500號12樓之3"
PLANTED = ("王大同", "林志明", "0912-345-678", "0912345678", "07-3456789", "wang@example.com", "A123456789", "ABC-1234", "500號", "12樓之3")
KEPT = {
    "number", "procedure", "step", "channel", "priority", "source", "opener_kind", "action", "from_step", "to_step", "actor_kind", "kind", "field",
    "result", "outcome", "call_back", "source_digest",
}  # fmt: skip
"""Columns of codes that the program itself fills in: no text of anybody stands there."""
SEARCHES = ("王大同", "0912345678", "A123456789", "ABC-1234", "林志明", "500號")


@pytest.fixture
def case(city: object, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A public case whose every text column, and those of all that hangs on it, holds what nobody may read."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=2))
    agent = staff("agent", "rdec-service-callcentre", name="林志明")
    facts = {
        "category": "road-pothole-1", "title": SAYS[:60], "description": SAYS, "address": "三民區建國三路500號12樓之3", "channel": "phone",
        "lat": 22.62731, "long": 120.30142,
        "reporter": PersonData(name="王大同", phone="0912345678", email="wang@example.com", national_id="A123456789"),
    }  # fmt: skip
    made = open_case(registry.get("service.dispatch"), actor=agent, now=NOW, facts=facts)
    supplement(made, actor=agent, now=NOW, text=SAYS)
    note(made, actor=agent, now=NOW, text=SAYS)
    for minute, (key, said) in enumerate(DEEDS, start=1):
        made = advance(made, key, actor=agent, now=NOW + timedelta(minutes=minute), facts=dict(said), reason=SAYS)
    for model in written_models():
        plant(model, made)
    return Case.objects.get(pk=made.pk)


DEEDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("acknowledge", {}),
    ("report", {"result": "fixed", "report": SAYS}),
    ("call_back", {"call_back": "called", "remark": SAYS}),
    ("release", {"internal_note": SAYS, "public_reply": SAYS}),
)


def written_models() -> Iterator[type[models.Model]]:
    """Every table that holds words about a dispatch."""
    yield from (Case, registry.get("service.dispatch").detail, CaseNote, Passage, Edit, CaseFile, ExtensionGrant)
    yield from (it.record for it in registry.get("service.dispatch").actions if it.record is not None)


def plant(model: type[models.Model], case: Case) -> None:
    """Write the words into every text column of the rows of a case."""
    texts = [
        it for it in model._meta.concrete_fields
        if isinstance(it, models.CharField | models.TextField) and it.name not in KEPT and not it.choices and not it.unique
    ]  # fmt: skip
    values = {it.name: "林志明" if it.name.endswith("_name") else SAYS if it.max_length is None else SAYS[: it.max_length] for it in texts}
    path = "pk" if model is Case or issubclass(model, CaseDetail) else "passage__case" if model is ExtensionGrant else "case"
    if issubclass(model, CaseRecord) and "case" not in {it.name for it in model._meta.concrete_fields}:
        path = "passage__case"
    # What only the program writes and the public interface does not read stays readable for it.
    for name in ("opener_id", "external_id", "actor_id"):
        values.pop(name, None)
    if values:
        model._default_manager.filter(**{path: case.pk}).update(**values)


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each, prefix + str(each.pattern))
        else:
            yield prefix, each


def open_addresses(case: Case) -> Iterator[str]:
    """Every address a stranger may read, its blanks filled with the marks of the case."""
    fills = {"number": case.number, "token": str(case.public_id), "code": "road-pothole-1", "photo": "1", "pk": "1", "key": "service.dispatch"}
    for prefix, each in routes(get_resolver()):
        who = getattr(each.callback, "who", None)
        if who is None or not who.allows(None):
            continue
        for pattern, names in normalize(each.pattern.regex.pattern):
            yield "/" + prefix.replace("^", "") + pattern % {name: fills.get(name, "json" if name == "fmt" else "x") for name in names}


def everything(case: Case) -> Iterator[tuple[str, str]]:
    """What a stranger reads at every open address, plain and asked for in every way the lists know."""
    web = Client()
    more = [f"/map/list/?q={it}" for it in SEARCHES] + [f"/open311/v2/requests.json?q={it}&extensions=true" for it in SEARCHES]
    more += ["/open311/v2/requests.json?extensions=true", "/open311/v2/requests.xml?extensions=true", f"/open311/v2/requests/{case.number}.xml"]
    more += [
        "/open311/v2/servicerequestupdates.xml",
        "/open311/v2/bulk/requests.csv",
        "/map/list/?state=all&period=all",
        "/map/points.json?period=all",
    ]
    for address in dict.fromkeys((*open_addresses(case), *more)):
        response = web.get(address)
        body = b"".join(response) if response.streaming else response.content
        yield address, body.decode("utf-8", "replace")


def test_nothing_planted_leaves_by_any_open_address(case: Case) -> None:
    read = dict(everything(case))
    told = [address for address, text in read.items() if case.number in text]
    assert len(read) > 40
    assert any(address.startswith("/open311") for address in told)
    assert any(address.startswith("/map/case") for address in told)
    # What a search was asked for stands in its own field on the page, so it is looked for elsewhere.
    wrong = [(address, it) for address, text in read.items() for it in PLANTED if it in text and it not in address]
    assert wrong == []


def test_the_words_really_stand_in_the_case(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT description, address FROM cases_case WHERE id = %s", [case.pk])
        row = cursor.fetchone()
    assert all("王大同" in it for it in row)
    assert CaseNote.objects.filter(case=case, text=SAYS).exists()


@pytest.mark.parametrize("hidden", [{"is_confidential": True}, {"category": "noise"}])
def test_confidential_cases_and_accusations_stand_at_no_open_address(case: Case, hidden: dict[str, object]) -> None:
    if "category" in hidden:
        hidden = {"category": Category.objects.get(procedure="service.dispatch", code="noise")}
    Case.objects.filter(pk=case.pk).update(**hidden)
    assert case not in publishable()
    told = [address for address, text in everything(case) if case.number in text and case.number not in address]
    assert told == []


def test_a_petition_and_its_accusation_stand_at_no_open_address(city: object) -> None:
    facts = {
        "category": "suggestion", "title": "檢舉", "description": SAYS, "channel": "mailbox", "is_accusation": True,
        "reporter": PersonData(name="王大同", email="wang@example.com"),
    }  # fmt: skip
    made = open_case(registry.get("service.petition"), actor=citizen(), now=NOW, facts=facts)
    assert [address for address, text in everything(made) if made.number in text and made.number not in address] == []
    assert [address for address, text in everything(made) if "王大同" in text and "王大同" not in address] == []
