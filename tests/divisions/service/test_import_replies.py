"""A closing text tells what was found, how the caller was told, which petition follows, and which case it belongs to."""

import pytest
from tests.cases.people import at

from yankao.divisions.service.logic.kcg1999_passages import moment
from yankao.divisions.service.logic.kcg1999_replies import read_reply

RECEIVED = at("2016-12-30 21:00")


@pytest.mark.parametrize(
    ("text", "moment_told"),
    [
        ("2016/9/10 下午 10:51:24", "2016-09-10 22:51:24"),
        ("2016/9/10 上午 12:05:00", "2016-09-10 00:05:00"),
        ("2016/9/10 下午 12:05:00", "2016-09-10 12:05:00"),
    ],
)
def test_morning_and_afternoon_are_told_apart(text, moment_told):
    assert moment(text) == at(moment_told)


def test_an_empty_time_is_none_and_a_strange_one_is_refused():
    assert moment(" ") is None
    with pytest.raises(ValueError, match="無法辨識"):
        moment("2016-09-10 22:51")


def test_the_agency_reported_and_the_caller_was_rung_in_the_new_year():
    reply = read_reply(
        "【主管解除管制】本案於12/31 01:30 某隊 ○○先生回報，現場已修復；並於\r\n01/01 11：23電覆陳情人，故解除管制。", received_at=RECEIVED
    )

    assert reply.reported_at == at("2016-12-31 01:30:59")
    assert reply.called_at == at("2017-01-01 11:23:59")
    assert (reply.call_back, reply.result, reply.is_converted) == ("called", "fixed", False)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("該處已清除；本案不需回電故解除管制。", "not_needed"),
        ("本案於11/01 14：33電覆陳情人未果，故於11/01 14：38簡訊回覆", "sms_after_call"),
        ("本案因要求簡訊，故於09/13 09：19簡訊回覆：您好", "sms"),
        ("感謝您的反映，此案件已交由機關辦理", "written"),
        ("因未留聯電無法詢問", "no_number"),
        ("該處已清除完成", ""),
    ],
)
def test_how_the_caller_was_told_is_read_from_the_text(text, outcome):
    assert read_reply(text, received_at=RECEIVED).call_back == outcome


def test_a_conversion_names_its_petitions_even_across_a_line_break():
    reply = read_reply("需備料，故改派非網A-TB-2016-\r\n83792及A-TB-2016-83793；本案不需回電", received_at=RECEIVED)

    assert reply.is_converted
    assert reply.petitions == ("A-TB-2016-83792", "A-TB-2016-83793")
    assert reply.result == "not_at_once"


def test_a_merged_case_names_the_other_and_a_mere_mention_does_not_merge():
    assert read_reply("均同派工：INS161005056，研判重複成案，故併入該案", received_at=RECEIVED).is_merged
    mention = read_reply("非污水孔蓋，故轉派工：INS161108146；故先行將本案解除", received_at=RECEIVED)
    assert (mention.is_merged, mention.cases) == (False, ("INS161108146",))


def test_no_text_says_nothing():
    assert read_reply(" \r\n", received_at=RECEIVED).text == ""
