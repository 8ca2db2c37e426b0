"""How the administration's deeds and their fields are called, and a thing's history as it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yankao.kernel.changes.record import Event
from yankao.shell.words import tr

FIELDS = {
    "name": "名稱",
    "short_name": "簡稱",
    "english_name": "英文名稱",
    "kind": "類別",
    "official_code": "機關代碼",
    "duty_phone": "總機或輪值電話",
    "valid_from": "生效日",
    "valid_to": "失效日",
    "duty": "輪值電話",
    "code": "代碼",
    "group": "分類",
    "description": "說明",
    "is_public": "可公開",
    "order": "順序",
    "rule": "權責機關與時限",
    "username": "帳號",
    "email": "電子郵件",
    "is_active": "啟用",
    "role": "職務",
    "scopes": "範圍",
    "expires_at": "到期時間",
    "revoked_at": "撤銷時間",
    "day": "上班或停班",
    "period": "代理期間",
    "deputy": "代理人",
}
VERBS = {
    "add": "新增",
    "create": "新增",
    "correct": "更正",
    "rename": "更名",
    "close": "裁撤",
    "reopen": "恢復",
    "rule": "訂定權責機關與時限",
    "withdraw_rule": "撤回未生效規則",
    "add_desk": "新增輪值電話",
    "change_desk": "更正輪值電話",
    "end_desk": "停用輪值電話",
    "appoint": "指定代理人",
    "end": "結束代理",
    "set": "登錄停班或補班",
    "remove": "撤銷停班或補班",
    "enable": "啟用",
    "disable": "停用",
    "give_role": "授予職務",
    "end_role": "結束職務",
    "end_sessions": "登出所有裝置",
    "forget_password": "重設密碼",
    "unlock": "解除登入鎖定",
    "forget_factor": "重設兩步驟驗證",
    "revoke": "撤銷",
}
_PLAIN = {"True": "是", "False": "否"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One deed in words: what, who, when, why, and each field with its old and new value."""

    name: str
    at: datetime
    actor_name: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]


def told(events: Iterable[Event]) -> tuple[ToldEvent, ...]:
    """Return a history in the reader's language."""
    return tuple(
        ToldEvent(
            name=tr(VERBS.get(each.verb, each.verb)),
            at=each.at,
            actor_name=each.actor_name,
            reason=each.reason,
            fields=tuple((tr(FIELDS.get(name, name)), _value(old), _value(new)) for name, old, new in each.fields),
        )
        for each in events
    )


def _value(text: str) -> str:
    return tr(_PLAIN[text]) if text in _PLAIN else text or "—"
