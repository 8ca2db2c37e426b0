"""A meeting in the pages: called, answered by an agency, signed in, resolved, minuted and printed, each by who may."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from odfdo import Document

from yankao.engines.activities.models import Meeting, Resolution, Standing
from yankao.engines.cases.models import Case
from yankao.engines.identity.demo import seed
from yankao.engines.identity.models import User
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import TAIPEI
from yankao.shell.words import moment_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

AT = "/m/control.works_supervision/"


@pytest.fixture
def browse(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed(Path())

    def log_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username), backend=configured.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in


def planned(client: Client) -> str:
    starts = moment_text(datetime.now(UTC).astimezone(TAIPEI) + timedelta(days=30))
    sent = client.post(f"{AT}new", {"starts_at": starts, "place": "第一會議室", "programme_0": "true"})
    assert sent.status_code == 302, sent.content.decode()
    return sent.headers["Location"]


def own_agency(username: str) -> Agency:
    return Agency.objects.get(pk=User.objects.get(username=username).memberships.first().agency_id)


def test_a_meeting_is_lived_through_in_the_pages(browse):
    desk, clerk = browse("tracker"), browse("clerk")
    page = planned(desk)
    assert clerk.get(page).status_code == 404
    agency = own_agency("clerk")
    assert desk.post(f"{page}do/add_item", {"kind": "discussion", "title": "進度落後檢討", "agency": agency.name}).status_code == 302
    assert desk.post(f"{page}do/invite", {"agencies": agency.name, "kind": "attends"}).status_code == 302
    assert desk.post(f"{page}do/notify", {"number": "高市研管字第1號"}).status_code == 302
    meeting = Meeting.objects.get()
    row = meeting.attendees.get()
    assert clerk.post(f"{page}do/answer", {"attendee": row.pk, "answer": "deputy", "sent": "王股長"}).status_code == 302
    assert clerk.post(f"{page}do/cancel", {"reason": "不開了"}).status_code == 403
    assert "王股長" in desk.get(page).content.decode()
    Meeting.objects.update(starts_at=datetime.now(UTC) - timedelta(hours=3))
    assert desk.post(f"{page}do/sign_in", {"attendee": row.pk}).status_code == 302
    ended = moment_text(datetime.now(UTC) - timedelta(hours=1))
    assert desk.post(f"{page}do/hold", {"ended_at": ended, "minutes": "主席致詞"}).status_code == 302
    item = meeting.items.get()
    facts = {"item": item.pk, "text": "應於一個月內趕上進度", "agency": agency.name}
    assert desk.post(f"{page}do/resolve", facts).status_code == 302
    assert desk.post(f"{page}do/track", {}).status_code == 302
    assert desk.post(f"{page}do/send_minutes", {"number": "高市研管字第2號"}).status_code == 302
    case = Case.objects.get(source="meeting")
    shown = desk.get(page).content.decode()
    assert case.number in shown
    assert "紀錄已函發" in shown
    assert case.number in desk.get(AT).content.decode()


def test_one_resolution_is_put_under_control_by_its_own_button_and_only_once(browse):
    desk, agency = browse("tracker"), own_agency("clerk")
    page = planned(desk)
    meeting = Meeting.objects.get()
    Meeting.objects.update(standing=Standing.HELD, starts_at=datetime.now(UTC) - timedelta(hours=3))
    first, second = (Resolution.objects.create(meeting=meeting, order=n, text=f"決議{n}", agency=agency) for n in (1, 2))
    assert desk.get(page).content.decode().count('name="resolution"') == 4  # to put under control, or to drop
    for _ in range(2):
        assert desk.post(f"{page}do/track_one", {"resolution": first.pk}).status_code == 302
    assert [case.title for case in Case.objects.filter(source="meeting")] == ["決議1"]
    shown = desk.get(page).content.decode()
    assert (shown.count('name="resolution"'), f'列管<span class="unseen"> {second.text}' in shown) == (2, True)
    assert browse("clerk").post(f"{page}do/track_one", {"resolution": second.pk}).status_code in {403, 404}


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(browse):
    desk = browse("tracker")
    page = planned(desk)
    sent = desk.post(f"{page}do/notify", {"number": "高市研管字第1號", "urgent": "颱風"})
    assert sent.status_code == 422
    assert "高市研管字第1號" in sent.content.decode()
    assert "請先排定議程" in sent.content.decode()
    sent = desk.post(f"{AT}new", {"starts_at": "明天", "place": "第一會議室"})
    assert sent.status_code == 422
    assert "第一會議室" in sent.content.decode()


def test_a_form_sent_twice_plans_one_meeting(browse):
    desk = browse("tracker")
    starts = moment_text(datetime.now(UTC) + timedelta(days=30))
    form = {"starts_at": starts, "place": "第一會議室", "once": "6a1f0f5e-7d3c-4c37-9b0c-0e6f0f2d9a11"}
    assert desk.post(f"{AT}new", form).headers["Location"] == desk.post(f"{AT}new", form).headers["Location"]
    assert Meeting.objects.count() == 1


def test_the_papers_print_and_open_as_odt(browse):
    desk = browse("tracker")
    page = planned(desk)
    desk.post(f"{page}do/add_item", {"kind": "report", "title": "進度報告"})
    for kind in ("notice", "signing", "minutes"):
        assert desk.get(f"{page}paper/{kind}").status_code == 200
        odt = Document(BytesIO(desk.get(f"{page}paper/{kind}?format=odt").content))
        assert "第一會議室" in odt.get_formatted_text()
    assert desk.get(f"{page}paper/other").status_code == 404


def test_strangers_and_other_agencies_are_kept_out(browse):
    desk = browse("tracker")
    page = planned(desk)
    assert Client().get("/m/").status_code == 302
    assert browse("citizen").get("/m/").status_code == 403
    assert browse("clerk").get("/m/").status_code == 200
    assert browse("clerk").get(AT).status_code == 404
    assert browse("clerk").get(f"{AT}new").status_code == 403
    assert desk.get(f"{page}do/unheard").status_code == 404
    assert desk.get("/m/no.such/").status_code == 404


def test_the_list_filters_exports_and_stays_at_few_statements(browse, django_assert_max_num_queries):
    desk = browse("tracker")
    for _ in range(3):
        planned(desk)
    with django_assert_max_num_queries(16):
        page = desk.get(AT).content.decode()
    assert "第3次會議" in page
    assert "沒有符合條件" in desk.get(f"{AT}?q=不存在").content.decode()
    assert "第3次會議" not in desk.get(f"{AT}?to=100/1/1").content.decode()
    assert "請輸入日期" in desk.get(f"{AT}?from=昨天").content.decode()
    assert len(b"".join(desk.get(f"{AT}export.csv").streaming_content).decode("utf-8-sig").splitlines()) == 4
