"""A reply on its way through the pages: drafted, checked, decided; what is unfit stays."""

from tests.shell.conftest import Login, a_petition
from yankao.engines.cases.models import ReplyDraft


def test_a_reply_is_drafted_checked_and_signed(login: Login) -> None:
    case = a_petition()
    url = f"/case/{case.number}/reply"
    clerk = login("clerk")
    assert clerk.post(url, {"deed": "draft", "text": "將於6月加裝"}).headers["Location"] == url
    assert clerk.post(url, {"deed": "submit", "text": "將於6月底前加裝完成"}).status_code == 302
    assert login("controller").post(url, {"deed": "check"}).status_code == 302
    assert login("agency_lead").post(url, {"deed": "decide"}).status_code == 302
    case.refresh_from_db()
    assert case.step == "answered"
    assert ReplyDraft.objects.get().number in clerk.get(url).content.decode()


def test_a_reply_with_a_blank_to_fill_is_not_sent_and_keeps_its_text(login: Login) -> None:
    case = a_petition()
    answer = login("clerk").post(f"/case/{case.number}/reply", {"deed": "submit", "text": "承辦人{姓名}將回電"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "尚有未填的欄位「{姓名}」" in page
    assert "承辦人{姓名}將回電" in page


def test_a_reply_sent_back_says_why_and_is_taken_up_again(login: Login) -> None:
    case = a_petition()
    url = f"/case/{case.number}/reply"
    login("clerk").post(url, {"deed": "submit", "text": "將於6月底前加裝完成"})
    controller = login("controller")
    assert controller.post(url, {"deed": "send_back", "reason": ""}).status_code == 422
    assert controller.post(url, {"deed": "send_back", "reason": "請敘明經費"}).status_code == 302
    assert "儲存擬稿" in login("clerk").get(url).content.decode()


def test_the_deed_of_answering_leads_to_the_reply(login: Login) -> None:
    case = a_petition()
    assert login("clerk").get(f"/case/{case.number}/do/answer").headers["Location"] == f"/case/{case.number}/reply"


def test_signing_before_checking_is_refused(login: Login) -> None:
    case = a_petition()
    login("clerk").post(f"/case/{case.number}/reply", {"deed": "draft", "text": "將於6月加裝"})
    assert login("agency_lead").post(f"/case/{case.number}/reply", {"deed": "decide"}).status_code == 409
