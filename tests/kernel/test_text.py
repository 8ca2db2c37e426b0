"""The same word is found however it is written, and personal data in free text is covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.kernel.text import (
    _normalise_any,
    covering_tokens,
    mask_address,
    mask_email,
    mask_home,
    mask_id,
    mask_name,
    mask_phone,
    normalise,
    query_tokens,
    redact,
    tokens_of,
)

chinese = st.text(st.sampled_from("市巿為爲污汙台臺佔占紀記錄獎奬裡裏路燈故障民生一二三區里"), min_size=1, max_size=20)
sentences = st.text(st.sampled_from("路燈故障臺灣ABCabc 019：，、\n　-"), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("巿民", "市民"),
        ("爲民服務", "為民服務"),
        ("汙染", "污染"),
        ("臺灣", "台灣"),
        ("佔用", "占用"),
        ("記錄", "紀錄"),
        ("奬勵", "獎勵"),
        ("這裏", "這裡"),
        ("地點：", "地點:"),
        ("ＡＢＣ１２３", "abc123"),
        ("研　考", "研考"),
        ("為民\n服務", "為民服務"),
        ("A  B", "a b"),
    ],
)
def test_two_spellings_of_a_word_have_one_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


easy = "".join(map(chr, (*range(0x20, 0x7F), *range(0x4E00, 0xA000)))) + "。、「」，；：！？（）"


@pytest.mark.parametrize("start", range(0, len(easy), 3000))
def test_the_quick_way_and_the_long_way_agree_on_every_sign(start: int) -> None:
    assert [normalise(f"路{sign} a") for sign in easy[start : start + 3000]] == [_normalise_any(f"路{sign} a") for sign in easy[start : start + 3000]]


@given(st.text(st.sampled_from(easy), max_size=60))
def test_the_quick_way_and_the_long_way_agree(text: str) -> None:
    assert normalise(text) == _normalise_any(text)


@given(st.text())
def test_a_key_holds_nothing_that_the_database_refuses(text: str) -> None:
    normalise(text).encode()
    assert "\0" not in normalise(text)


def test_a_text_is_found_by_characters_pairs_and_words() -> None:
    assert tokens_of(normalise("路燈 A-TB 105")) == sorted(["路", "燈", "路燈", "a", "tb", "105"])


def test_a_query_asks_for_pairs_and_for_single_characters_only_alone() -> None:
    assert query_tokens("路燈故障") == sorted(["路燈", "燈故", "故障"])
    assert query_tokens("燈") == ["燈"]
    assert query_tokens("路燈 三民區") == sorted(["路燈", "三民", "民區"])
    assert query_tokens("abc 12") == ["12", "abc"]
    assert query_tokens(" 、") == []


def test_the_fewest_pairs_that_hold_every_character_are_enough_to_look_for() -> None:
    assert covering_tokens("路燈故障") == sorted(["路燈", "故障"])
    assert covering_tokens("積水深") == sorted(["積水", "水深"])
    assert covering_tokens("燈 a-12") == sorted(["燈", "a", "12"])
    assert covering_tokens(" 、") == []


@given(chinese)
def test_what_is_looked_for_holds_every_character_and_stands_in_the_text(text: str) -> None:
    tokens = covering_tokens(text)
    assert set("".join(tokens)) == {sign for token in query_tokens(text) for sign in token}
    assert set(tokens) <= set(query_tokens(text))


@given(chinese, st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert set(query_tokens(text[start:end])) <= set(tokens_of(normalise(text)))


@given(sentences)
def test_a_text_finds_itself_and_its_tokens_are_sorted_and_unique(text: str) -> None:
    tokens = tokens_of(normalise(text))
    assert tokens == sorted(set(tokens))
    assert set(query_tokens(text)) <= set(tokens)


@pytest.mark.parametrize(
    ("name", "covered"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("歐陽小明", "歐○○明"),
        ("王", "○"),
        ("王先生", "王先生"),
        ("王小明先生", "王○明先生"),
        ("John Smith", "J○○ S○○"),
        ("", ""),
    ],
)
def test_a_name_is_covered(name: str, covered: str) -> None:
    assert mask_name(name) == covered


@pytest.mark.parametrize(
    ("phone", "covered"),
    [
        ("0912-345-678", "0912-○○○-○78"),
        ("0912345678", "0912○○○○78"),
        ("07-3368333", "07-○○○○○33"),
        ("(07)336-8333", "(07)○○○-○○33"),
        ("1234", "○○○○"),
        ("０９１２３４５６７８", "０９１２○○○○７８"),
    ],
)
def test_a_phone_number_is_covered(phone: str, covered: str) -> None:
    assert mask_phone(phone) == covered


def test_e_mail_and_national_id_are_covered() -> None:
    assert mask_email("wang@example.com") == "w○○○@example.com"
    assert mask_email("none") == "○○○"
    assert mask_id("A123456789") == "A○○○○○○789"
    assert mask_id("A12") == "○○○"


@pytest.mark.parametrize(
    ("address", "covered"),
    [
        ("臺北市中正區忠孝東路一段1號10樓", "臺北市中正區忠孝東路一段"),
        ("802苓雅區四維三路2號", "802苓雅區四維三路"),
        ("路竹區中山路12巷3號", "路竹區中山路"),
        ("三民區市中一路１號", "三民區市中一路"),
        ("某縣某鄉大同村5鄰3號", "某縣某鄉大同村"),
        ("大學巷5號", "大學巷"),
        ("12號", "○○○"),
        ("", "○○○"),
    ],
)
def test_an_address_is_cut_to_its_street(address: str, covered: str) -> None:
    assert mask_address(address) == covered


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("請電0912-345-678王先生", "請電0912-○○○-○78王先生"),
        ("手機０９１２３４５６７８。", "手機０９１２○○○○７８。"),
        ("市話(07)336-8333#1234", "市話(07)○○○-○○○○#○○34"),
        ("電話：3368333", "電話：○○○○○○○"),
        ("+886-912-345-678", "+88○-○○○-○○○-○78"),
        ("信箱 wang.a@example.com.tw，謝謝", "信箱 w○○○@example.com.tw，謝謝"),
        ("身分證A123456789號", "身分證A○○○○○○789號"),
        ("車牌ABC-1234違停", "車牌ABC-○○○○違停"),
        ("車號1234-AB", "車號○○○○-AB"),
        ("車牌ABC1234", "車牌ABC○○○○"),
        ("第2段 0800-009-609", "第2段 0800-009-609"),
        ("案號P1120000001與A-TB-105-012345", "案號P1120000001與A-TB-105-012345"),
        ("2016-09-10 08:30，1999，112年3月", "2016-09-10 08:30，1999，112年3月"),
    ],
)
def test_personal_data_is_found_in_free_text(text: str, covered: str) -> None:
    assert redact(text) == covered


@given(sentences, st.from_regex(r"09[0-9]{8}", fullmatch=True))
def test_a_mobile_number_never_survives(around: str, phone: str) -> None:
    text = f"{around}，{phone}，{around}"
    assert phone not in redact(text)
    assert len(redact(text)) == len(text)


@pytest.mark.parametrize(("address", "mask"), [("屏東縣屏東市自由路1號", "屏東縣屏東市○○○"), ("前鎮區一心路2號", "前鎮區○○○"), ("一心路2號", "○○○")])
def test_where_somebody_lives_shows_the_district_alone(address: str, mask: str) -> None:
    assert mask_home(address) == mask
