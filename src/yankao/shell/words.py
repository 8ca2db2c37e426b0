"""Words as the reader sees them: declared names in the reader's language, dates in the ROC calendar, people's and agencies' names."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.who import Who
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import TAIPEI, last_day_of
from yankao.kernel.roc import roc_date, roc_slashed
from yankao.shell.sentences import in_english

YES, NO, NONE = "是", "否", "—"
VERB_NAMES = {
    "edit": "修改",
    "assign": "分派承辦人",
    "transfer": "改派機關",
    "hand_back": "退回改分",
    "rule_on": "權責裁定",
    "involve": "請協辦、會辦或副知",
    "merge": "併案",
    "unmerge": "取消併案",
    "withdraw": "撤案",
    "reopen": "重啟",
    "supplement": "補陳",
    "note": "寫處理紀錄",
    "attach": "加附件",
    "extend": "展延期限",
    "assign_fault": "逾期歸責",
    "answer_as_party": "填復辦理情形",
    "open": "立案",
    "import": "匯入歷史紀錄",
    "suspend": "應變停計",
    "resume": "恢復計算",
    "make_mother": "列為母案",
    "inform": "說明辦理情形",
}
"""The engine's own verbs as a clerk says them."""


def tr(text: object) -> str:
    """Return a declared name in the reader's language."""
    if is_chinese():
        return str(text)
    if english := getattr(text, "english_name", ""):
        return str(english)
    plain = str(text)
    if not plain:
        return plain
    return in_english(plain) if (said := _(plain)) == plain else said


def namer() -> Callable[[object], str]:
    """Return what writes declared names in the reader's language, for many names at once: the language is asked for once."""
    return str if is_chinese() else tr


def sentences(texts: Iterable[object]) -> str:
    """Say several sentences one after the other in the reader's language."""
    return " ".join(tr(text) for text in texts)


def short_name(agency: Agency) -> str:
    """Name an agency in short, as lists do."""
    return agency.short_name or agency.name if is_chinese() else tr(agency)


def is_chinese() -> bool:
    """Whether the page speaks Chinese."""
    return (get_language() or "").startswith("zh")


def day_text(day: date) -> str:
    """Write a day as 112/03/01, or 2023-03-01 on an English page."""
    return dater()(day)


def dater() -> Callable[[date], str]:
    """Return what writes days, for many at once."""
    return roc_slashed if is_chinese() else date.isoformat


def long_day_text(day: date) -> str:
    """Write a day as 112年3月1日, or 2023-03-01 on an English page."""
    return roc_date(day) if is_chinese() else day.isoformat()


def moment_text(moment: datetime) -> str:
    """Write a moment in Taipei time to the minute."""
    local = moment.astimezone(TAIPEI)
    return f"{day_text(local.date())} {local.hour:02}:{local.minute:02}"


def due_text(due: datetime) -> str:
    """Write a due date: a limit of days ends with its last day, a limit of hours at its minute."""
    local = due.astimezone(TAIPEI)
    if local.hour == local.minute == 0:
        return day_text(last_day_of(due))
    return f"{day_text(local.date())} {local.hour:02}:{local.minute:02}"


def value_text(value: object) -> str:
    """Write any fact for reading."""
    if value is None or value == "":
        return NONE
    if isinstance(value, bool):
        return tr(YES if value else NO)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list | tuple):
        return "、".join(value_text(each) for each in value)
    return str(value)


def deed_name(procedure: Procedure, key: str) -> str:
    """Return the name of what was done: a declared action or a verb of the engine."""
    for action in procedure.actions:
        if action.key == key:
            return tr(action.name)
    return tr(VERB_NAMES.get(key, key))


def joined(names: Iterable[object]) -> str:
    """Join names as a list is written."""
    return ("、" if is_chinese() else ", ").join(tr(name) for name in names)


def who_text(rule: Who) -> str:
    """Say a rule on who may, part by part, as the reader's language has it."""
    parts: tuple[Who, ...] = getattr(rule, "parts", ())
    if not parts:
        return tr(rule.describe())
    told = dict.fromkeys(who_text(part) for part in parts)
    return ("、" if is_chinese() else ", ").join(told)


def now() -> datetime:
    """Read the clock: here, once a request, and nowhere below."""
    return timezone.now()
