"""查核平板的頁面: what a device is told, what it may send, the paper form, and the board of an agency's defects."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.divisions.engineering.sites import DEFECT, PNG, clerk, engineer, finding, head, planned
from tests.shell.conftest import NOW, agency, login, people

from yankao.divisions.engineering.logic.site_models import SiteChange, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.logic.site_sync import take_in
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case

__all__ = ["login", "people"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people):
    return planned(now=NOW, planned_on="2026-03-05", agency=agency())


def send(client, case, *changes, device="甲"):
    body = {"device": device, "changes": [{"id": str(uuid4()), "base": "", "typed_at": "2026-03-02T01:00:00Z", **each} for each in changes]}
    return client.post(f"/site/{case.number}/sync", json.dumps(body), content_type="application/json")


def test_a_device_is_told_what_stands_and_writes_what_was_typed(case, login):
    inspector = login("inspector")
    assert case.title in inspector.get("/site/").content.decode()
    page = inspector.get(f"/site/{case.number}/").content.decode()
    assert 'data-field="actual_progress"' in page
    answer = send(inspector, case, {"entity": "sheet", "field": "remark", "value": "注意排水"}).json()

    assert list(answer["fates"].values()) == ["applied"]
    assert answer["entities"]["sheet"]["remark"] == "注意排水"
    assert answer["csrf"]
    assert SiteSheet.objects.get(case=case).remark == "注意排水"


def test_a_contradiction_is_told_and_decided(case, login):
    inspector = login("inspector")
    send(inspector, case, {"entity": "sheet", "field": "remark", "value": "甲"})
    waiting = send(inspector, case, {"entity": "sheet", "field": "remark", "value": "乙"}, device="乙").json()["waiting"]
    assert [(row["label"], row["theirs"], row["mine"]) for row in waiting] == [("其他建議", "甲", "乙")]

    address = f"/site/{case.number}/decide/{waiting[0]['id']}"
    refused = inspector.post(address, {"keep": "mine", "seen": "丙"})
    assert (refused.status_code, "又有更動" in refused.json()["message"]) == (409, True)
    assert inspector.post(address, {"keep": "mine", "seen": "甲"}).json()["entities"]["sheet"]["remark"] == "乙"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"changes": 1}', '{"changes": [1]}', '{"changes": [{"id": "x"}]}', '{"changes": [{"id": "\\u0000"}]}', "\x80"]
)
def test_what_no_device_of_ours_sends_is_refused_in_words(body, case, login):
    answer = login("inspector").post(f"/site/{case.number}/sync", body, content_type="application/json")

    assert answer.status_code == 400
    assert "裝置上的紀錄仍在" in answer.json()["message"]
    assert not SiteChange.objects.exists()


def test_a_picture_of_a_device_is_kept_and_given_back_and_no_other_file_is(case, login):
    inspector = login("inspector")
    pk = str(uuid4())

    def photo(content, name="a.png"):
        facts = {"id": pk, "taken_at": "2026-03-02T01:00:00Z", "photo": SimpleUploadedFile(name, content)}
        return inspector.post(f"/site/{case.number}/photo", facts)

    assert photo(b"MZ program", "a.png").status_code == 422
    assert [photo(PNG).status_code, photo(PNG).status_code] == [200, 200]
    assert SitePhoto.objects.count() == 1
    assert inspector.get(f"/site/{case.number}/photo/{pk}").headers["Content-Type"] == "image/png"
    assert inspector.post(f"/site/{case.number}/photo", {"id": pk}).status_code == 422


def test_nobody_but_inspectors_opens_a_site(case, login):
    for who, expected in (("", 302), ("citizen", 403), ("clerk", 403)):
        assert login(who).get(f"/site/{case.number}/").status_code == expected
        assert send(login(who), case).status_code in {302, 403}


@pytest.mark.parametrize("kind", ["form", "letter"])
def test_the_papers_of_a_site_are_printed_and_downloaded(kind, case, login):
    written_down_now(case)
    page = login("inspector").get(f"/site/{case.number}/paper/{kind}")
    assert "路基壓實不足" in page.content.decode()
    file = login("inspector").get(f"/site/{case.number}/paper/{kind}?format=odt")
    assert file.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert login("inspector").get(f"/site/{case.number}/paper/poem").status_code == 404


def written_down_now(case):
    found = finding(DEFECT, code="C-21", addressee="contractor", severity="M", points="2", text="路基壓實不足")
    take_in(case, [*head(), *found], actor=engineer(), now=NOW)


def test_an_agency_tells_every_defect_on_its_board_and_sees_what_is_still_bare(case, login):
    written_down_now(case)
    facts = {"inspected_on": "2026-03-02", "led_by": "王領隊", "papers_shown": True}
    case = advance(case, "visit", actor=engineer(), now=NOW, facts=facts)
    advance(case, "send", actor=engineer(), now=NOW, facts={"record_number": "1"}, reason_code="defects")
    correction = Case.objects.get(procedure="engineering.defect_correction")
    correction = advance(correction, "receive", actor=clerk(agency().slug), now=NOW, facts={"received_on": "2026-03-02"})
    client, address = login("clerk"), f"/defects/{correction.number}/"

    assert correction.number in client.get("/defects/").content.decode()
    assert login("tracker").get(address).status_code in {403, 404}
    client.post(address, {"finding": str(DEFECT), "remedy": "已重新滾壓"})
    client.post(address, {"finding": str(DEFECT), "stage": "before", "photo": SimpleUploadedFile("a.png", PNG)})
    assert SiteFinding.objects.get(pk=DEFECT).remedy == "已重新滾壓"
    photo = SitePhoto.objects.get()
    assert client.get(f"{address}photo/{photo.pk}").status_code == 200
    assert "請填寫改善情形" in client.post(address, {"finding": str(DEFECT), "remedy": " "}, follow=True).content.decode()
    assert "查無此缺失" in client.post(address, {"finding": str(uuid4()), "remedy": "x"}, follow=True).content.decode()
