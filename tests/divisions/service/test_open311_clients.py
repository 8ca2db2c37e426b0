"""Real clients of other projects, and the official JSON Schemas, against our running server."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import urlsplit

import pytest
from civicbot.http import HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.open311 import ValidationError as ClientRefusal
from civicbot.registry import Endpoint
from django.db import connections
from django.test import Client
from django.utils import timezone
from georeport import GeoReport
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from yankao.engines.cases.models import Case
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of

KEY = "key-of-clients"
PLACE = {"lat": 22.6273, "lng": 120.3014}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(city, live_server):
    ApplicationToken.objects.create(name="客戶端", key_hash=hash_of(KEY), scopes=["open311:write"], created_at=timezone.now())
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def civicbot(base):
    endpoint = Endpoint(id="city", name="City", base_url=base, write=True)
    return Open311Client(endpoint, transport=HttpTransport(rate_limiter=RateLimiter(min_interval=0)))


def send(client, **more):
    return client.create_request("street-light-fault-1", dry_run=False, confirm="SEND", api_key=KEY, validate_remote=True, **PLACE, **more)


def test_civicbot_lists_checks_reports_and_reads_back(civicbot):
    assert len(civicbot.list_services()) >= 40
    answers = {"lamp_number": "三民0123", "is_dangerous": ["yes"]}
    sent = send(civicbot, description="路燈不亮", attributes=answers, first_name="小明", last_name="王", phone="0912345678")
    number = sent.response[0]["service_request_id"]
    case = Case.objects.get(number=number)
    assert case.service_dispatch.is_dangerous is True
    assert civicbot.get_request(number)["description"] == "路燈不亮"
    assert [row["service_request_id"] for row in civicbot.list_requests(page_size=1, status="open")] == [number]
    assert civicbot.list_requests(service_request_ids=[number])[0]["service_code"] == "street-light-fault-1"
    assert civicbot.get_token(str(case.public_id))[0]["service_request_id"] == number


def test_civicbot_finds_a_wrong_answer_by_our_definition(civicbot):
    with pytest.raises(ClientRefusal, match="is_dangerous"):
        send(civicbot, attributes={"is_dangerous": "maybe"})
    assert Case.objects.count() == 0


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_georeport_reads_services_definitions_and_requests(base, civicbot, fmt):
    numbers = [send(civicbot, description=f"第{n}盞路燈不亮").response[0]["service_request_id"] for n in (1, 2)]
    client = GeoReport(base, jurisdiction="kaohsiung", output_format=fmt)
    services = client.get_service_list()
    assert len(services) >= 40
    assert client.get_service_definition(services[0]["service_code"])["service_code"] == services[0]["service_code"]
    assert [row["service_request_id"] for row in client.get_service_requests(status="open")] == numbers[::-1]
    assert client.get_service_request(numbers[0])["service_request_id"] == numbers[0]


def test_a_report_sent_six_times_in_one_moment_is_one_case(base):
    sent = {"api_key": KEY, "service_code": "litter", "lat": "22.6273", "long": "120.3014", "device_id": "d1"}

    def post(_):
        try:
            return Client().post("/open311/v2/requests.json", sent).json()[0]["service_request_id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        numbers = set(pool.map(post, range(6)))
    assert len(numbers) == 1
    assert Case.objects.count() == 1


@pytest.mark.real_data
def test_our_answers_are_valid_by_the_official_schemas(base, civicbot, client, real_data):
    send(civicbot, description="路燈不亮")
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (real_data / "data" / "open311-schemas").glob("*.json")}
    resources = [(name, Resource.from_contents(schema, default_specification=DRAFT4)) for name, schema in schemas.items()]
    registry = Registry().with_resources(resources)
    path = urlsplit(base).path
    for name, answer in (
        ("services.json", "services"),
        ("service-definition.json", "services/street-light-fault-1"),
        ("requests.json", "requests"),
    ):
        content = client.get(f"{path}/{answer}.json").json()
        assert content
        Draft4Validator(schemas[name], registry=registry).validate(content)
    assert date.fromisoformat(content[0]["requested_datetime"][:10])
