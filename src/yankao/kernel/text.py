"""文字的比對與遮蔽: one key for the same word written in different ways, and personal data covered in free text.

Search keys never change the stored text. Covering finds what has a shape (phone, e-mail, national id, plate), also where
markup, invisible signs or odd digits stand in it. It finds no personal name in running text, no number in Chinese characters
but a mobile one, no local number without area code unless a word such as 電話 stands before it, and no plate without hyphen
unless 車牌 or 車號 stands before it. It rather covers too much: ISO-9001 looks like a plate.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from operator import add

from yankao.kernel.shadow import cover_in

MASK = "○"
_VARIANTS = {
    "市": "巿",
    "為": "爲",
    "污": "汙汚",
    "台": "臺",
    "占": "佔",
    "紀": "記",  # 紀錄 and 記錄; a key only, so 登記 is found all the same
    "獎": "奬",
    "裡": "裏",
    "眾": "衆",
    "群": "羣",
    "啟": "啓",
    "峰": "峯",
    "布": "佈",
    "雇": "僱",
    "升": "昇陞",
    "蹤": "踪",
    "證": "証",
    "帳": "賬",
    "線": "綫",
    "衛": "衞",
    "溫": "温",
    "涼": "凉",
    "戶": "户戸",
    "匯": "滙",
    "床": "牀",
    "秘": "祕",
    "著": "着",
    "值": "値",
    "教": "敎",
    "晒": "曬",
    "抬": "擡",
    "麵": "麪",
    "粧": "妝",
    "澗": "㵎",
    "鹽": "塩",
    "雞": "鷄",
    "溼": "濕",
    "查": "査",
    "即": "卽",
    "既": "旣",
    "強": "强",
    "郎": "郞",
    "內": "内",
    "說": "説",
    "稅": "税",
    "悅": "悦",
    "產": "産",
    "戲": "戯",
    "真": "眞",
    "鎮": "鎭",
    "慎": "愼",
    "巷": "衖",
}
_FOLD = str.maketrans({variant: kept for kept, variants in _VARIANTS.items() for variant in variants})
_CJK = "\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_CJK_GAP = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
_RUN = re.compile(rf"([{_CJK}]+)|((?:(?![{_CJK}])[^\W_])+)")
_INVISIBLE = frozenset({"Cf", "Cs"})


_WIDE_MARKS = "，；：！？（）"
_EASY = re.compile(rf"[ -~\u4e00-\u9fff。、「」{_WIDE_MARKS}]*")
_EASY_FOLD = _FOLD | {ord(mark): ord(mark) - 0xFEE0 for mark in _WIDE_MARKS}


def normalise(text: str) -> str:
    """Make the search key of a text: NFKC, one spelling per word, single spaces, none between Chinese characters."""
    if _EASY.fullmatch(text):  # most texts: nothing in them decomposes, so that folding alone gives the same key at a fifth of the time
        return _CJK_GAP.sub("", " ".join(text.translate(_EASY_FOLD).lower().split()))
    return _normalise_any(text)


def _normalise_any(text: str) -> str:
    seen = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text if unicodedata.category(sign) not in _INVISIBLE)
    folded = unicodedata.normalize("NFD", seen).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    return _CJK_GAP.sub("", " ".join(unicodedata.normalize("NFKC", folded).translate(_FOLD).split()))


def tokens_of(key: str) -> list[str]:
    """List what a normalised text can be found by: each Chinese character, each pair of neighbours, each other word or number, sorted."""
    tokens: set[str] = set()
    for chinese, word in _RUN.findall(key):
        if chinese:
            tokens.update(chinese, map(add, chinese, chinese[1:]))
        else:
            tokens.add(word[:_LONGEST_WORD])
    return sorted(tokens)


def query_tokens(query: str) -> list[str]:
    """List what a text must all contain to answer a query: pairs of neighbours, or the character where one stands alone, sorted."""
    return _asked(query, _pairs)


def covering_tokens(query: str) -> list[str]:
    """List the fewest tokens that together hold every character of a query: an index compares so much less, and the text is checked after."""
    return _asked(query, _pairs_apart)


def whole_words(query: str) -> list[str]:
    """List the words and numbers of a query that are not Chinese, sorted: a text has them whole or not at all."""
    return sorted({word for part in query.split() for _chinese, word in _runs(normalise(part)) if word})


def _asked(query: str, pairs: Callable[[str], list[str]]) -> list[str]:
    runs = (run for part in query.split() for run in _runs(normalise(part)))
    return sorted({token for chinese, word in runs for token in (pairs(chinese) or [chinese or word])})


def _runs(key: str) -> list[tuple[str, str]]:
    return [(found[1] or "", (found[2] or "")[:_LONGEST_WORD]) for found in _RUN.finditer(key)]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _pairs_apart(run: str) -> list[str]:
    last = len(run) - 2
    return [run[i : i + 2] for i in (*range(0, last, 2), last)] if last >= 0 else []


_TITLES = ("先生", "小姐", "女士", "君", "太太", "里長", "議員")
_TWO = 2
_PHONE_TAIL = 2
_LONGEST_WORD = 200  # an index keeps no word of two thousand signs; its beginning finds it, and the text itself is compared after
_SHORTEST_SHOWN_PHONE = 8
_ID_TAIL = 3
_STREET_PREFIX = r"(?:\d{3,6})?\s*(?:[^\d\s]{1,2}[縣市])?(?:[^\d\s]{1,3}[鄉鎮市區])?"
_STREET = re.compile(rf"{_STREET_PREFIX}(?:[^\d\s]{{1,4}}[村里])?(?:\d+鄰)?[^\d]*?(?:大道|[路街])(?:[一二三四五六七八九十\d]+段)?")
_TOWN = re.compile(r"^\d*(?:[^\d\s]{2}[市縣])?(?:[^\d\s]{1,3}區|[^\d\s]{1,3}?[鄉鎮市])?")
_VILLAGE = re.compile(rf"{_STREET_PREFIX}[^\d\s]{{1,4}}[村里]")
_BEFORE_NUMBER = re.compile(r"(?:\d{3,6})?\D*")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | dict.fromkeys((0x2010, 0x2011, 0x2013, 0x2014, 0x2212), 0x2D)


def mask_name(name: str) -> str:
    """Cover a name: 王小明 → 王○明, 王明 → 王○, 王小明先生 → 王○明先生; a Latin name keeps its initials."""
    bare = name.strip()
    title = next((title for title in _TITLES if bare.endswith(title) and bare != title), "")
    bare = bare.removesuffix(title)
    if bare.isascii():
        return " ".join(word[0] + MASK * 2 for word in bare.split()) + title
    if len(bare) == 1:
        return bare + title if title else MASK
    return bare[0] + (MASK if len(bare) == _TWO else MASK * (len(bare) - _TWO) + bare[-1]) + title


def mask_phone(phone: str) -> str:
    """Cover a phone number, keeping its prefix and last two digits: 0912-345-678 → 0912-○○○-○78."""
    count = sum(sign.isdigit() for sign in phone)
    head = 4 if phone.translate(_WIDTH).lstrip().startswith("09") else _TWO
    shown = set(range(head)) | set(range(count - _PHONE_TAIL, count)) if count >= _SHORTEST_SHOWN_PHONE else set()
    seen, text = 0, ""
    for sign in phone:
        text += MASK if sign.isdigit() and seen not in shown else sign
        seen += sign.isdigit()
    return text


def mask_email(email: str) -> str:
    """Cover an e-mail address, keeping its first letter and its domain: wang@example.com → w○○○@example.com."""
    local, at, domain = email.strip().partition("@")
    return f"{local[:1]}{MASK * 3}{at}{domain}" if at else MASK * 3


def mask_id(national_id: str) -> str:
    """Cover a national or residence id, keeping its first letter and last three digits."""
    bare = national_id.strip()
    return bare[:1] + MASK * (len(bare) - 1 - _ID_TAIL) + bare[-_ID_TAIL:] if len(bare) > 2 * _ID_TAIL else MASK * len(bare)


def mask_address(address: str) -> str:
    """Cut an address down to its street, or to its village where no street is named."""
    bare = address.strip().translate(_WIDTH)
    found = _STREET.match(bare) or _VILLAGE.match(bare) or _BEFORE_NUMBER.match(bare)
    return (found[0].strip() if found else "") or MASK * 3


def mask_home(address: str) -> str:
    """Cover where somebody lives: city and district may be seen, the rest not."""
    bare = address.strip()
    found = _TOWN.match(bare)
    return (found.group() if found else "") + MASK * 3


def redact(text: str, *, is_whole: bool = False) -> str:
    """Cover phone numbers, e-mail addresses, national ids and plates in free text, for everybody's eyes whole; the rest stays as written."""
    for pattern, cover in _PERSONAL:
        text = cover_in(text, pattern, _mask_all if is_whole else cover)
    return text


def _mask_all(text: str) -> str:
    return MASK * len(text)


def _mask_plate(plate: str) -> str:
    return re.sub(r"\d", MASK, plate)


_PLATE = r"[A-Z]{2,3}-\d{3,4}|\d{3,4}-[A-Z]{2,3}|[A-Z]\d-\d{3,4}|\d{3,4}-[A-Z]\d|\d[A-Z]-\d{4}|\d{4}-\d[A-Z]"
_GAP = r"[-\s.·•_*~]{0,3}"
_WIDE_GAP = r"[-\s.·•_*~/,、+()]{0,3}"
_HAN = "[零〇一二三四五六七八九]"
_EXTENSION = r"(?:\s?(?:#|轉|分機|ext\.?)\s?\d{1,6})?"
_ALONE, _ENDS = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_pattern = partial(re.compile, flags=re.IGNORECASE | re.ASCII)
_PERSONAL: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_pattern(r"(?<![A-Z0-9._%+-])(?P<it>[A-Z0-9._%+-]{1,64}@[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){1,8})"), mask_email),
    (_pattern(rf"{_ALONE}(?P<it>[A-Z][A-D1289]\d{{8}}){_ENDS}"), mask_id),
    (_pattern(rf"(?<![\dA-Za-z])(?<!\d[-./])(?P<it>(?:\+?886{_GAP}\(?0?\)?|0){_GAP}9(?:{_GAP}\d){{8}})(?!\d)"), mask_phone),
    (_pattern(rf"(?<![\dA-Za-z])(?<!\d[-./])(?P<it>09\d{{2}}{_WIDE_GAP}\d{{3}}{_WIDE_GAP}\d{{3}})(?!\d)"), mask_phone),
    (re.compile(rf"(?<!{_HAN})(?P<it>[零〇]九(?:{_GAP}{_HAN}){{8}})(?!{_HAN})"), _mask_all),
    (
        _pattern(
            rf"(?<![\dA-Za-z])(?<!\d[-./])(?!0800|0809)(?P<it>(?:\+886{_GAP}\(?0?[2-8]\d{{0,2}}\)?|\(0[2-8]\d{{0,2}}\)|0[2-8]\d{{0,2}})"
            rf"{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}{_EXTENSION})(?!\d)",
        ),
        mask_phone,
    ),
    (_pattern(rf"(?:電話|手機|行動|聯絡|市話|tel|phone)\D{{0,4}}(?P<it>\d{{3,4}}{_GAP}\d{{3,4}}{_EXTENSION})(?!\d)"), mask_phone),
    (re.compile(rf"(?<![A-Za-z0-9-])(?P<it>{_PLATE})(?![A-Za-z0-9-])", re.ASCII), _mask_plate),
    (_pattern(r"(?:車牌|車號)\D{0,4}?(?P<it>[A-Z]{2,3}\s?\d{3,4}|\d{3,4}\s?[A-Z]{2,3})(?![A-Za-z0-9-])"), _mask_plate),
)
