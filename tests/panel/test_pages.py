"""A whole award round in the pages, each step by who may: call, entries, panel, blind sheets signed by password, meeting, results, objection."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from odfdo import Document

from tests.shell.conftest import people
from yankao.engines.connectors.sheets import read_sheet
from yankao.engines.identity.models import User
from yankao.engines.panel.models import Appeal, Entry, Expert, Result, Review, Sheet
from yankao.kernel.days import TAIPEI
from yankao.shell.words import moment_text
from yankao.shell.workbook import workbook

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

AT = "/v/research.self_research/"
POINTS = {"c_structure": "14", "c_method": "22", "c_content": "27", "c_use": "28"}


def browse(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def judge(n: int) -> str:
    username = f"judge{n}"
    user = User(username=username, name=f"第{n}位委員")
    user.set_password(f"secret-of-{n}")
    user.save()
    return username


def ok(response, status: int = 302):
    assert response.status_code == status, response.content.decode()[:6000]
    return response


def called() -> str:
    """Return the page of a review that calls for entries."""
    desk = browse("researcher")
    page = str(ok(desk.post(f"{AT}new", {"year": "115", "number": "1"})).headers["Location"])
    ok(desk.post(f"{page}do/call", {"entries_due_at": moment_text(datetime.now(UTC).astimezone(TAIPEI) + timedelta(days=30))}))
    return page


def paneled(page: str, seats: int = 5) -> None:
    """Appoint judges with accounts who agree themselves."""
    desk = browse("researcher")
    for n in range(seats):
        facts = {"name": f"第{n}位委員", "kind": "official" if n < 2 else "scholar", "username": judge(n), "source": "national", "fields": "水利"}
        ok(desk.post("/v/experts/new", facts))
        expert = Expert.objects.get(name=f"第{n}位委員")
        ok(desk.post(f"{page}do/appoint", {"expert": expert.pk, "duty": "convenor" if n == 0 else "member"}))
        seat = Review.objects.get().members.get(expert=expert)
        ok(browse(f"judge{n}").post(f"{page}do/agree", {"member_id": seat.pk}))


def entered(page: str, title: str = "智慧防汛研究") -> Entry:
    papers = {"full": SimpleUploadedFile("全文.txt", "王小明著".encode()), "redacted": SimpleUploadedFile("匿名.txt", "內容".encode())}
    sent = browse("clerk").post(f"{page}enter", {"title": title, "parties": "作者：張承辦\n指導：陳大華", "field": "水利", **papers})
    ok(sent)
    return Entry.objects.get(title=title)


def test_a_round_is_played_from_the_call_to_a_changed_grade():  # noqa: PLR0915  one story
    page = called()
    desk = browse("researcher")
    assert "徵件中" in browse("clerk").get("/v/").content.decode()
    entry = entered(page)
    ok(desk.post(f"{page}do/end_call"))
    ok(desk.post(f"{page}do/accept_all"))
    refused = desk.post(f"{page}do/begin")
    ok(refused, 422)
    assert "評審小組至少 5 人" in refused.content.decode()
    paneled(page)
    ok(desk.post(f"{page}do/assign_all"))
    ok(desk.post(f"{page}do/begin"))

    full, redacted = entry.files.get(kind="full"), entry.files.get(kind="redacted")
    first = browse("judge2")
    shown = first.get(f"{page}score/").content.decode()
    assert "A001" in shown
    assert "智慧防汛研究" not in shown
    assert first.get(f"{page}entry/{entry.pk}/file/{full.pk}").status_code == 404
    paper = first.get(f"{page}entry/{entry.pk}/file/{redacted.pk}")
    assert b"".join(paper.streaming_content).decode() == "內容"
    for close in paper._resource_closers:
        close()
    assert first.get(f"{page}entry/{entry.pk}/").status_code == 404
    sheet = f"{page}score/{entry.pk}?serial=1"
    for wrong, told in (({"password": "guess"}, "不正確"), ({}, "重新輸入密碼")):
        answer = first.post(sheet, POINTS | {"sign": "1"} | wrong)
        ok(answer, 422)
        assert told in answer.content.decode()
        assert 'value="14"' in answer.content.decode()
    ok(first.post(sheet, POINTS | {"c_use": "40", "save": "1"}), 422)
    ok(first.post(sheet, POINTS | {"save": "1"}))
    assert not Sheet.objects.filter(signed_at__isnull=False).exists()
    board = desk.get(page).content.decode()
    assert "未完成" in board
    for n in range(5):
        ok(browse(f"judge{n}").post(sheet, POINTS | {"sign": "1", "password": f"secret-of-{n}", "remark": "佳"}))
    assert "已簽署並鎖定" in first.get(sheet).content.decode()
    assert "委員1：91" in first.get(sheet).content.decode()
    assert "寬嚴調整" in desk.get(page).content.decode()

    seats = {f"present_{seat.pk}": "true" for seat in Review.objects.get().members.all()}
    held = {"held_at": moment_text(datetime.now(UTC) - timedelta(hours=1)), "place": "第一會議室", "outcome": "keep", "votes_for": "5"}
    ok(desk.post(f"{page}do/decide", held), 422)
    ok(desk.post(f"{page}do/decide", held | seats | {"dissents": "委員3：建議列優等"}))
    assert browse("clerk").get(f"{page}entry/{entry.pk}/").content.decode().count("評定結果") == 0
    ok(desk.post(f"{page}do/publish", {"number": "高市研發字第1號"}))
    result = Result.objects.get()
    assert (result.grade_name, result.letter_number) == ("特優", "高市研發字第1號")
    assert "智慧防汛研究" in Client().get(f"/v/results/{Review.objects.get().pk}/").content.decode()
    for kind, words in (("minutes", "建議列優等"), ("summary", "91"), ("letters", "評定為「特優」"), ("signing", "委員1")):
        assert desk.get(f"{page}paper/{kind}").status_code == 200
        odt = Document(BytesIO(desk.get(f"{page}paper/{kind}?format=odt").content))
        assert words in odt.get_formatted_text()

    ok(browse("clerk").post(f"{page}do/object", {"result_id": result.pk, "reason": "請重新檢視"}))
    ok(desk.post(f"{page}do/answer", {"appeal_id": Appeal.objects.get().pk, "outcome": "changed", "grade": "first", "answer": "更正"}))
    told = browse("clerk").get(f"{page}entry/{entry.pk}/").content.decode()
    assert "原評定結果（已變更）" in told
    lines = b"".join(desk.get(f"{page}sheets.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 6


def test_strangers_and_those_not_invited_are_kept_out():
    page = called()
    paneled(page, seats=1)
    assert Client().get("/v/").status_code == 302
    assert Client().get("/v/results/").status_code == 200
    assert browse("citizen").get(page).status_code == 404
    assert browse("tracker").post(f"{page}do/end_call").status_code == 404
    assert browse("clerk").post(f"{page}do/end_call").status_code == 403
    assert browse("clerk").get("/v/experts/").status_code == 403
    assert browse("judge0").get(f"{page}score/").status_code == 404
    assert browse("researcher").get("/v/no.such/").status_code == 404
    assert browse("researcher").get(f"{page}do/unheard").status_code == 404
    assert browse("clerk").get(f"{page}paper/minutes").status_code == 404
    assert browse("clerk").get(f"{page}sheets.csv").status_code == 404
    assert Client().get(f"/v/results/{Review.objects.get().pk}/").status_code == 404


def test_a_form_sent_twice_prepares_one_round():
    desk = browse("researcher")
    form = {"year": "115", "number": "1", "once": "6a1f0f5e-7d3c-4c37-9b0c-0e6f0f2d9a11"}
    assert desk.post(f"{AT}new", form).headers["Location"] == desk.post(f"{AT}new", form).headers["Location"]
    assert Review.objects.count() == 1
    assert desk.post(f"{AT}new", {"year": "百年", "number": "1"}).status_code == 422


def test_the_lists_filter_export_and_stay_at_few_statements(django_assert_max_num_queries):
    page = called()
    entered(page)
    desk = browse("researcher")
    with django_assert_max_num_queries(16):
        assert "自行研究評獎" in desk.get(AT).content.decode()
    with django_assert_max_num_queries(34):
        desk.get(page)
    assert "沒有符合條件" in desk.get(f"{AT}?q=不存在").content.decode()
    assert len(b"".join(desk.get(f"{AT}export.csv?standing=called").streaming_content).decode("utf-8-sig").splitlines()) == 2


def test_an_expert_is_entered_corrected_and_barred_in_the_pages():
    desk = browse("researcher")
    facts = {"name": "陳教授", "kind": "scholar", "source": "national", "ties": "配偶：林美玲"}
    ok(desk.post("/v/experts/new", facts | {"ties": "朋友：林美玲"}), 422)
    ok(desk.post("/v/experts/new", facts))
    expert = Expert.objects.get()
    assert expert.ties.get().kind == "spouse"
    assert "林美玲" in desk.get(f"/v/experts/{expert.pk}/").content.decode()
    ok(desk.post(f"/v/experts/{expert.pk}/", facts | {"ties": "", "bar": "bankrupt", "bar_reason": "查詢結果"}))
    assert "受破產宣告尚未復權" in desk.get("/v/experts/").content.decode()


def test_a_sheet_is_signed_by_the_six_digits_too_and_guessing_ends(monkeypatch: pytest.MonkeyPatch):
    page = called()
    desk = browse("researcher")
    entry = entered(page)
    for deed in ("end_call", "accept_all"):
        ok(desk.post(f"{page}do/{deed}"))
    paneled(page)
    for deed in ("assign_all", "begin"):
        ok(desk.post(f"{page}do/{deed}"))
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(User.objects.get(username="judge2"), secret)
    # The half minute of the code stands still, however slowly the pages come.
    counter = next(auth.yield_hotp_counters_from_time())
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter((counter,)))
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    sheet = f"{page}score/{entry.pk}?serial=1"
    ok(browse("judge2").post(sheet, POINTS | {"sign": "1", "code": code}))
    assert Sheet.objects.get().proof == "totp"
    guesser = browse("judge3")
    told = [guesser.post(sheet, POINTS | {"sign": "1", "code": "000000"}).content.decode() for _ in range(62)]
    assert "不正確" in told[0]
    assert "嘗試次數過多" in told[-1]
    assert "嘗試次數過多" in guesser.post(sheet, POINTS | {"sign": "1", "password": "secret-of-3"}).content.decode()


def test_a_student_hands_a_thesis_in_and_sees_only_that():
    desk, student = browse("researcher"), browse("citizen")
    page = str(ok(desk.post("/v/research.thesis_prize/new", {"year": "115", "number": "1"})).headers["Location"])
    assert student.get(page).status_code == 404
    ok(desk.post(f"{page}do/call", {"entries_due_at": moment_text(datetime.now(UTC).astimezone(TAIPEI) + timedelta(days=30))}))
    assert student.get(f"{page}enter").status_code == 200
    ok(student.post(f"{page}enter", {"title": "捷運與土地", "group": "nothing"}), 422)
    ok(student.post(f"{page}enter", {"title": "捷運與土地", "group": "phd", "parties": "作者：王小明"}))
    assert "捷運與土地" in student.get(page).content.decode()
    assert student.get(f"{page}sheets.csv").status_code == 404
    ok(student.post(f"{page}do/withdraw", {"entry_id": Entry.objects.get().pk, "reason": "延後畢業"}))
    assert Entry.objects.get().state == "withdrawn"


def test_every_sheet_goes_out_as_a_workbook_and_paper_sheets_come_back_in_as_one():
    page = called()
    desk = browse("researcher")
    entry = entered(page, "=智慧防汛")
    for deed in ("end_call", "accept_all"):
        ok(desk.post(f"{page}do/{deed}"))
    paneled(page)
    for deed in ("assign_all", "begin"):
        ok(desk.post(f"{page}do/{deed}"))
    ok(browse("judge0").post(f"{page}score/{entry.pk}?serial=1", POINTS | {"sign": "1", "password": "secret-of-0", "remark": "佳"}))
    given = ok(desk.get(f"{page}sheets.xlsx"), 200)
    assert "attachment" in given.headers["Content-Disposition"]
    found = read_sheet(given.content)
    [(number, row)] = list(found.cells())
    assert (number, row["entry"], row["title"], row["judge"], row["use"], row["total"]) == (2, "A001", "=智慧防汛", "委員1", "28", "91")
    assert browse("clerk").get(f"{page}sheets.xlsx").status_code == 404

    paper = workbook(found.heading, [[row[head] if head != "judge" else "委員2" for head in found.heading]], name="sheets")
    ok(desk.post(f"{page}do/take_in", {"file": SimpleUploadedFile("評分.xlsx", paper)}))
    assert sorted(Sheet.objects.values_list("member__code", "proof")) == [("委員1", "password"), ("委員2", "paper")]
    for wrong, told in ((b"PK\x03\x04 no book", "無法讀取此試算表"), (b"entry,judge\nA001,x", "應為數字")):
        refused = ok(desk.post(f"{page}do/take_in", {"file": SimpleUploadedFile("評分.xlsx", wrong)}), 422)
        assert told in refused.content.decode()
    assert Sheet.objects.count() == 2


def test_a_judge_finds_the_invitation_among_the_notices_and_follows_it():
    page = called()
    paneled(page, seats=1)
    judged = browse("judge0")
    told = judged.get("/notices/").content.decode()
    assert "敬邀擔任評審委員" in told
    found = Review.objects.get()
    assert f"/v/reviews/{found.pk}/" in told
    assert judged.get(f"/v/reviews/{found.pk}/").headers["Location"] == page
    assert "敬邀擔任評審委員" not in browse("clerk").get("/notices/?show=all").content.decode()
    assert browse("citizen").get(f"/v/reviews/{found.pk}/").status_code == 404
