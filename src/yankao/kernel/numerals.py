"""數字的寫法: Chinese numerals, the units 萬 and 億, percentages, and the styles that reports ask for by name."""

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

Number = int | float | Decimal

WAN = 10**4
YI = 10**8
ZHAO = 10**12
LIMIT = 10**16
NO_VALUE = "—"

PLAIN_DIGITS = "零一二三四五六七八九"
FINANCIAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
PLAIN_PLACES = ("", "十", "百", "千")
FINANCIAL_PLACES = ("", "拾", "佰", "仟")
BIG_UNITS = ("", "萬", "億", "兆")
_READ_DIGITS = {sign: value for row in (PLAIN_DIGITS, FINANCIAL_DIGITS, "〇壱贰叁肆伍陆柒捌玖") for value, sign in enumerate(row)} | {
    "两": 2,
    "兩": 2,
    "弐": 2,
    "参": 3,
    "叄": 3,
}
_READ_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_READ_UNITS = {"萬": WAN, "万": WAN, "億": YI, "亿": YI, "兆": ZHAO}
_COUNT = r"(\d+(?:\.\d+)?)"
_MIXED = re.compile(rf"([-+]?)(?:{_COUNT}兆)?(?:{_COUNT}億)?(?:{_COUNT}萬)?{_COUNT}?%?", re.ASCII)
_TRIMMED_PLACES = 2
_HEDGES_UP = frozenset({"近"})
_HEDGES_NEAR = frozenset({"約"})
_HEDGES_AFTER = frozenset({"多", "餘", "以上"})
_MARKS = ("{financial}、", "{plain}、", "（{plain}）", "{n}.", "（{n}）")


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """Round half away from zero to a number of decimals, as officials do (四捨五入)."""
    return _cut(_decimal(value), places, ROUND_HALF_UP)


def percent_of(part: Number, whole: Number, places: int = 2) -> Decimal | None:
    """Tell how many per cent a part is of a whole; of nothing there is no share."""
    return round_half_up(_decimal(part) * 100 / _decimal(whole), places) if whole else None


def to_chinese(number: int, *, financial: bool = False) -> str:
    """Write a whole number as 二十七, or as 貳拾柒; ten to nineteen are 十…, 拾… as in headings."""
    if not 0 <= number < LIMIT:
        message = f"國字數字的範圍是 0 到 {LIMIT - 1}：{number}"
        raise ValueError(message)
    digits, places = (FINANCIAL_DIGITS, FINANCIAL_PLACES) if financial else (PLAIN_DIGITS, PLAIN_PLACES)
    if number == 0:
        return digits[0]
    text, gap = "", False
    for power in range(len(BIG_UNITS) - 1, -1, -1):
        group = number // WAN**power % WAN
        if not group:
            gap = bool(text)
            continue
        zero = digits[0] if text and (gap or group < WAN // 10) else ""
        text, gap = f"{text}{zero}{_group(group, digits, places)}{BIG_UNITS[power]}", False
    one_ten = digits[1] + places[1]
    return text.removeprefix(digits[1]) if text.startswith(one_ten) else text


def from_chinese(text: str) -> int:
    """Read 二十七, 貳拾柒, 一百零一, 一萬二千 or digit by digit 一一二."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or any(sign not in _READ_DIGITS and sign not in _READ_PLACES and sign not in _READ_UNITS for sign in plain):
        message = f"請輸入國字數字，例如 二十七 或 貳拾柒；無法讀懂「{text}」。"
        raise ValueError(message)
    if all(sign in _READ_DIGITS for sign in plain):
        return int("".join(str(_READ_DIGITS[sign]) for sign in plain))
    total, group, digit = 0, 0, 0
    for sign in plain:
        if sign in _READ_DIGITS:
            digit = _READ_DIGITS[sign]
        elif sign in _READ_PLACES:
            group, digit = group + (digit or 1) * _READ_PLACES[sign], 0
        else:
            total, group, digit = total + (group + digit) * _READ_UNITS[sign], 0, 0
    return total + group + digit


def outline_mark(number: int, level: int) -> str:
    """Give a heading of a report its number: level 1 is 壹、, 2 一、, 3 （一）, 4 1., 5 （1）."""
    if not 1 <= level <= len(_MARKS):
        message = f"標題階層是 1 到 {len(_MARKS)}：{level}"
        raise ValueError(message)
    return _MARKS[level - 1].format(financial=to_chinese(number, financial=True), plain=to_chinese(number), n=number)


def from_mark(text: str) -> int:
    """Read the number of a heading mark such as 貳拾柒、, （一）, (一), ㈠, 1. or (1)."""
    inside = unicodedata.normalize("NFKC", text).strip().strip("()、.。 ")
    return int(inside) if inside.isascii() and inside.isdigit() else from_chinese(inside)


def mixed(value: Number) -> str:
    """Write a number with units as 5萬9,253 or 82億7,061萬; fractions are rounded away."""
    number = int(round_half_up(value))
    sign, rest, text = "-" if number < 0 else "", abs(number), ""
    for size, unit in ((ZHAO, "兆"), (YI, "億"), (WAN, "萬")):
        count, rest = divmod(rest, size)
        text += f"{count:,}{unit}" if count else ""
    return sign + text + (f"{rest:,}" if rest or not text else "")


def parse_number(text: str) -> Decimal:
    """Read 59,253, 5萬9,253, 82億7,061萬, 9.6萬, 28.93% or full-width forms of them."""
    found = _MIXED.fullmatch(re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text)))
    if found is None or not any(found.groups()[1:]):
        message = f"請輸入數字，例如 59,253 或 5萬9,253；無法讀懂「{text}」。"
        raise ValueError(message)
    total = sum((Decimal(part) * size for part, size in zip(found.groups()[1:], (ZHAO, YI, WAN, 1), strict=True) if part), Decimal(0))
    return -total if found[1] == "-" else total


def style(value: Number | None, spec: str) -> str:
    """Write a value in a style of the reports; no value is a dash.

    plain[:N] and comma[:N] (N decimals, else as they are), mixed (5萬9,253), wan[:N] and yi[:N] (9.6萬, 43.79億),
    percent:N[:SIGN] (the value is in per cent already; SIGN is %, ％ or none), cjk[:financial], truncate[:N|wan|yi] (cut, never
    rounded), hedge:WORD[:STEP] (逾, 近, 約, 多, 以上 with the value cut, raised or rounded to STEP; an exact value stands without the word).
    """
    name, *options = spec.split(":")
    if name not in _STYLES:
        message = f"沒有「{spec}」這種數字格式；可用：{'、'.join(_STYLES)}。"
        raise ValueError(message)
    return NO_VALUE if value is None else _STYLES[name](_decimal(value), options)


def _plain(value: Decimal, options: list[str]) -> str:
    return _fixed(value, _places(options))


def _comma(value: Decimal, options: list[str]) -> str:
    return _fixed(value, _places(options), comma=True)


def _mixed(value: Decimal, _options: list[str]) -> str:
    return mixed(value)


def _wan(value: Decimal, options: list[str]) -> str:
    return _in_unit(value, WAN, options) + "萬"


def _yi(value: Decimal, options: list[str]) -> str:
    return _in_unit(value, YI, options) + "億"


def _percent(value: Decimal, options: list[str]) -> str:
    sign = options[1] if len(options) > 1 else "%"
    return _fixed(value, _places(options), comma=True) + ("" if sign == "none" else sign)


def _cjk(value: Decimal, options: list[str]) -> str:
    return to_chinese(int(round_half_up(value)), financial="financial" in options)


def _truncate(value: Decimal, options: list[str]) -> str:
    if options in (["wan"], ["yi"]):
        size, unit = (WAN, "萬") if options == ["wan"] else (YI, "億")
        return f"{_fixed(_cut(value / size, 0, ROUND_DOWN), 0, comma=True)}{unit}"
    places = _places(options) or 0
    return _fixed(_cut(value, places, ROUND_DOWN), places, comma=True)


def _hedge(value: Decimal, options: list[str]) -> str:
    word = options[0] if options else ""
    step = int(options[1]) if len(options) > 1 else min(10 ** max(len(str(abs(int(value)))) - 2, 0), WAN)
    if not word or step <= 0:
        message = "約略數字要寫明用詞與級距，例如 hedge:逾 或 hedge:近:1000。"
        raise ValueError(message)
    rounding = ROUND_CEILING if word in _HEDGES_UP else ROUND_HALF_UP if word in _HEDGES_NEAR else ROUND_DOWN
    shown = _cut(value / step, 0, rounding) * step
    if shown == value:
        return mixed(shown)
    return mixed(shown) + word if word in _HEDGES_AFTER else word + mixed(shown)


_STYLES = {
    "plain": _plain,
    "comma": _comma,
    "mixed": _mixed,
    "wan": _wan,
    "yi": _yi,
    "percent": _percent,
    "cjk": _cjk,
    "truncate": _truncate,
    "hedge": _hedge,
}


def _group(number: int, digits: str, places: tuple[str, ...]) -> str:
    text, gap = "", False
    for power in range(len(places) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += (digits[0] if gap else "") + digits[digit] + places[power]
        gap = bool(text) and not digit
    return text


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _cut(value: Decimal, places: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def _fixed(value: Decimal, places: int | None, *, comma: bool = False) -> str:
    exact = _trimmed(value) if places is None else round_half_up(value, places)
    unsigned = exact or abs(exact)  # no "-0"
    return f"{unsigned:,f}" if comma else f"{unsigned:f}"


def _in_unit(value: Decimal, size: int, options: list[str]) -> str:
    places = _places(options)
    return _fixed(value / size if places is not None else round_half_up(value / size, _TRIMMED_PLACES), places, comma=True)


def _trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _places(options: list[str]) -> int | None:
    if not options:
        return None
    if not options[0].isdecimal():
        message = f"小數位數應為數字：{options[0]}"
        raise ValueError(message)
    return int(options[0])
