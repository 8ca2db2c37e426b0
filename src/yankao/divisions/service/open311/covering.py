"""Covers in published texts what belongs to a person: besides what has a shape, names that are known or introduced, house numbers, links."""

import re
from collections.abc import Iterable

from yankao.kernel.text import MASK, mask_address, redact

COARSE, FINE = 3, 6
"""Decimals of a degree: about 110 m for a home, and as it was reported for a place in the street."""
LINK_LEFT_OUT = "（連結從略）"
_SURNAMES = (
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴方宋范鄧杜傅侯曹薛丁卓阮馬"
    "董温溫唐藍石蔣古紀姚連馮歐程湯黄田康姜白汪鄒尤巫鐘黎涂龔嚴韓袁金童陸夏柳凃邵錢伍倪駱譚甘祝熊任秦顧毛史章關萬俞雷粘饒張簡歐陽"
)
_NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]"
_DIGIT = r"[0-9０-９]"
_TITLED = re.compile(rf"(?:[{_SURNAMES}][\u4e00-\u9fff○]{{0,2}})(?=先生|小姐|女士|太太|阿姨|伯伯|老師|醫師|律師)")
_CUE = "姓名|名字|聯絡人|報案人|反映人|通報人|陳情人|檢舉人|申請人|當事人|我叫|我是|叫做|本人"
_INTRODUCED = re.compile(rf"(?P<cue>(?:{_CUE})[\s:：為是叫]{{0,4}})(?P<it>{_NAME}[\u4e00-\u9fff]?)")
_LATIN = re.compile(r"(?P<cue>(?:\bMr|\bMrs|\bMs|\bMiss|\bDr|[Mm]y name is|[Nn]ame|姓名)[.:：\s]{1,4})(?P<it>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)")
_RINGS = re.compile(rf"(?<![\u4e00-\u9fff]){_NAME}[\u4e00-\u9fff]?(?=[\s,，、:：(（]{{0,3}}{MASK}{{7}})")
"""A name in front of a number, which is covered by then."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s，。、；）」]+", re.IGNORECASE)
_NO_HOME = "公園|水門|出口|出入口|碼頭|道路|省道|縣道|國道|橋|燈桿|燈柱|電桿|電線桿|月台|窗口|停車場|人孔|閘門|隧道"
_COUNT = rf"(?:{_DIGIT}{{1,6}}|[一二三四五六七八九十百]{{1,6}})"
_NUMBER = rf"(?:{_DIGIT}{{1,6}}(?:\s?[-－~～之、及]\s?{_DIGIT}{{1,6}}){{0,3}}|[一二三四五六七八九十百]{{1,6}})\s?號(?:之\s?{_DIGIT}{{1,4}})?"
_INSIDE = rf"(?:{_COUNT}|地下{_DIGIT}?)\s?[樓Ff](?![A-Za-z])(?:之\s?{_DIGIT}{{1,4}})?(?:\s?{_DIGIT}{{1,5}}\s?室)?|{_DIGIT}{{1,5}}\s?室"
_HOUSE = re.compile(rf"{_NUMBER}(?!{_NO_HOME})(?:\s?(?:{_INSIDE}))?")
_FLOOR = re.compile(rf"{_COUNT}\s?[樓Ff]\s?(?:之\s?{_DIGIT}{{1,4}}|{_DIGIT}{{1,5}}\s?室)")
_ROOM = re.compile(rf"{_DIGIT}\s?(?:樓|室|[Ff](?![A-Za-z]))|號之|號[一二三四五六七八九十]{{1,3}}樓")
_APART = re.compile(r"[\s()-]")
_DOTTED = {ord("İ"): "i", ord("ı"): "i"}
"""The only letters that a pattern takes for others and that casefold keeps apart."""


def covered(text: str, *, known: Iterable[str] = ()) -> str:
    """Return a text fit for everybody; `known` are names, numbers and addresses of the people on the case, as they are kept."""
    text = _LINK.sub(LINK_LEFT_OUT, text)
    text = _FLOOR.sub(f"{MASK}樓", _HOUSE.sub(f"{MASK}號", text))
    letters = _letters(text)
    for value in sorted({value.strip() for value in known}, key=len, reverse=True):
        if len(value) > 1 and _letters(value) in letters:  # most values do not stand in the text, and a pattern for each would cost most of the time
            text = re.sub(_loosely(value), lambda found: MASK * min(len(found[0]), len(MASK) * 4), text, flags=re.IGNORECASE)
    text = _RINGS.sub(MASK * 2, redact(text, is_whole=True))
    text = _INTRODUCED.sub(_keep_cue, text)
    text = _LATIN.sub(_keep_cue, text)
    return _TITLED.sub(MASK * 2, text)


def public_address(address: str, *, known: Iterable[str] = ()) -> str:
    """Return an address fit for everybody: that of a house is cut to the street, that of a crossing, a lamp or a park stays."""
    place = address.strip()
    return covered(mask_address(place) if is_house(place) else place, known=known)


def is_house(address: str) -> bool:
    """Whether an address goes beyond the street to a house number, a floor or a room."""
    return bool(_HOUSE.search(address) or _ROOM.search(address))


def is_home(address: str) -> bool:
    """Whether an address names a floor or a room: the point beside it then shows where somebody lives."""
    return bool(_ROOM.search(address))


def public_point(lat: float | None, long: float | None, *, address: str) -> tuple[float | None, float | None]:
    """Return the point, coarser where it would show a home."""
    if lat is None or long is None:
        return None, None
    places = COARSE if is_home(address) else FINE
    return round(lat, places), round(long, places)


def _keep_cue(found: re.Match[str]) -> str:
    return found["cue"] + MASK * 2


def _letters(text: str) -> str:
    """Return what counts when a value is looked for: neither blanks nor hyphens nor case."""
    return _APART.sub("", text).translate(_DOTTED).casefold()


def _loosely(value: str) -> str:
    """Return the pattern of a value however its parts are set apart: 0912-345-678 is 0912345678."""
    bare = _APART.sub("", value)
    return rf"{_APART.pattern}*".join(map(re.escape, bare)) if bare else r"(?!)"
