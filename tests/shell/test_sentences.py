"""What the engines say in Chinese is said in English on an English page, names and dates and all."""

import re

import pytest

from yankao.shell.sentences import HOLE, _catalogue, in_english

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_sentence_with_holes_keeps_all_of_them_in_english() -> None:
    for chinese, english in _catalogue():
        assert set(HOLE.findall(english)) <= set(HOLE.findall(chinese)), chinese


@pytest.mark.parametrize(
    "sentence",
    [
        "「展延」請填寫理由",
        "補登請填寫理由",
        "您沒有對此案件執行此動作的權限（機關承辦人）",
        "「結案」限於處理中時辦理；案件目前為「已結案」。",
        "機關回報：112年3月1日 14:05起算＋4小時（109年1月1日起適用；本系統規定：緊急案件）",
    ],
)
def test_a_refusal_of_the_engine_is_told_in_english(sentence: str) -> None:
    said = in_english(sentence)
    assert said != sentence
    assert not CHINESE.search(said.replace("緊急案件", "")), said


def test_a_name_that_the_catalogue_does_not_know_stays_as_it_is() -> None:
    assert "許願池管理處" in in_english("此案目前就是由許願池管理處承辦")


def test_the_names_of_the_city_are_said_in_english_in_a_sentence_too() -> None:
    assert in_english("路燈故障(一)") == "Street light out (former city)"
    assert "Street light out" in in_english("「路燈故障(一)」請填寫理由")


def test_a_day_in_a_sentence_is_given_in_the_common_era() -> None:
    assert "2023-03-01" in in_english("112年3月1日起")


def test_somebodys_own_long_text_is_left_alone() -> None:
    text = "路燈不亮，" * 200
    assert in_english(text) == text
