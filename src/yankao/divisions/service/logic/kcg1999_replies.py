"""Reads the closing texts of the 1999 dispatch records: what was found, how the caller was told, which petition and cases are named.

The texts name officers and sometimes citizens: they are kept as internal notes only, and nothing here passes a sentence on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from yankao.divisions.service.procedures.dispatch import CallBackOutcome, Result
from yankao.kernel.days import TAIPEI

_MOMENT = r"(?:\d{4}/)?(\d{1,2})/(\d{1,2}),?(\d{1,2})[：:](\d{2})"
_REPORTED = re.compile(rf"^(?:【主管解除管制】)?(?:本案)?於?{_MOMENT}.{{0,60}}?回[報覆復]")
_CALLED = re.compile(rf"{_MOMENT}(?:電覆|電復|回電|覆陳情人)")
_PETITION = re.compile(r"A-?TB-?(\d{4})-?(\d{4,6})")
_CASE = re.compile(r"INS(\d{9})")
_MERGED = re.compile(r"併入|併案|併錄|同案辦理|重複[錄成]案|重複案件|相同案件|(?:派工|與)[：:]?INS\d{9}[為]?相同")
_NO_CALL = re.compile(r"(?:不需|無需|毋需|不須|不用|免)(?:回電|回覆|電覆)")
_UNREACHED = re.compile(r"未果|未接|無人接|未通")
_NO_NUMBER = re.compile(r"(?:未|無)留(?:聯電|聯絡電話|聯繫電話|電話)")
_POLITE = re.compile(r"^(?:【承辦機關完成通報】)?(?:感謝您的反映|○(?:先生|小姐|女士|里長)您好)")
_CONVERTED = re.compile(r"派非網|轉非網|轉呈(?:公文|人民陳情)")
_RESULTS = (
    (Result.FIXED, re.compile(r"修復|修繕|清除|清運|排除|改善完|拆除|移除|處理完|恢復正常|已完成|完畢|捕捉|補平")),
    (Result.SECURED, re.compile(r"安全措施|警示|圍起|交通錐|三角錐")),
    (Result.NOT_FOUND, re.compile(r"未發現|未見|無異常|查無|無上述|無此|正常|非故障")),
    (Result.PRIVATE, re.compile(r"私人|私有|權責|非屬|所有權")),
)
LONGEST_WAIT = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a closing text says. Moments are told without a year and are read as the first after the case was received."""

    text: str
    reported_at: datetime | None = None
    called_at: datetime | None = None
    call_back: str = ""
    result: str = ""
    is_converted: bool = False
    petitions: tuple[str, ...] = ()
    is_merged: bool = False
    cases: tuple[str, ...] = ()


def read_reply(text: str, *, received_at: datetime) -> Reply:
    """Read one closing text; an empty one says nothing."""
    plain = re.sub(r"\s+", "", text)
    if not plain:
        return Reply(text="")
    cases = tuple(dict.fromkeys(f"INS{number}" for number in _CASE.findall(plain)))
    petitions = tuple(dict.fromkeys(f"A-TB-{year}-{number}" for year, number in _PETITION.findall(plain)))
    call_back = _call_back(plain)
    return Reply(
        text=text.strip(),
        reported_at=_moment(_REPORTED.search(plain), received_at),
        called_at=_moment(_last(_CALLED.finditer(plain)), received_at),
        call_back=call_back,
        result=_result(plain, is_converted=bool(petitions) or bool(_CONVERTED.search(plain))),
        is_converted=bool(petitions) or bool(_CONVERTED.search(plain)),
        petitions=petitions,
        is_merged=bool(cases) and bool(_MERGED.search(plain)),
        cases=cases,
    )


def _call_back(text: str) -> str:
    if _NO_CALL.search(text):
        return CallBackOutcome.NOT_NEEDED
    if "簡訊" in text:
        return CallBackOutcome.SMS_AFTER_CALL if _UNREACHED.search(text) else CallBackOutcome.SMS
    if _CALLED.search(text) or re.search(r"致電陳情人", text):
        return CallBackOutcome.CALLED
    if _POLITE.search(text):
        return CallBackOutcome.WRITTEN
    return CallBackOutcome.NO_NUMBER if _NO_NUMBER.search(text) else ""


def _result(text: str, *, is_converted: bool) -> str:
    if is_converted:
        return Result.NOT_AT_ONCE
    return next((result for result, pattern in _RESULTS if pattern.search(text)), "")


def _last(found: "Iterator[re.Match[str]]") -> "re.Match[str] | None":
    return next(reversed(list(found)), None)


def _moment(found: "re.Match[str] | None", received_at: datetime) -> datetime | None:
    """Return the moment told, in the year that puts it soonest after the receipt; None where no such moment exists."""
    if found is None:
        return None
    month, day, hour, minute = map(int, found.groups()[:4])
    local = received_at.astimezone(TAIPEI)
    for year in (local.year, local.year + 1):
        try:
            told = datetime(year, month, day, hour, minute, 59, tzinfo=TAIPEI)
        except ValueError:
            return None
        if timedelta(0) <= told - received_at <= LONGEST_WAIT:
            return told
    return None
