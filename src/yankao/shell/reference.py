"""The reference (參考文件) written out of the declarations: one page for each procedure and register, and a page that lists them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import models

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Deadline, Procedure, Steps, Tiers, steps_of
from yankao.engines.cases.facts import label_of
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.kernel.law import Dated
from yankao.shell.permissions import permissions_page
from yankao.shell.words import VERB_NAMES

GENERATED = "<!-- 由 make docs 依宣告產生，請勿手改 -->"
TYPES: tuple[tuple[type["models.Field[Any, Any]"], str], ...] = (
    (models.BooleanField, "是否"),
    (models.ForeignKey, "參照"),
    (models.IntegerField, "整數"),
    (models.DecimalField, "數字"),
    (models.FloatField, "數字"),
    (models.DateTimeField, "日期時間"),
    (models.DateField, "日期"),
    (models.TextField, "長文字"),
)


def write(folder: Path) -> tuple[Path, ...]:
    """Write all pages into a folder and return them; pages of what is no longer declared are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{it.key}.md": procedure_page(it) for it in registry.every()}
    pages |= {f"{it.key}.md": register_page(it) for it in registers.every()}
    pages["README.md"] = list_page()
    pages["permissions.md"] = f"{GENERATED}\n\n{permissions_page()}"
    for path in folder.glob("*.md"):
        if path.name not in pages and GENERATED in path.read_text(encoding="utf-8"):
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in pages)


def list_page() -> str:
    """Return the page that lists everything declared."""
    lines = ["# 參考文件", "", GENERATED, "", "## 程序", ""]
    lines += _table(
        ("代號", "名稱", "業務組", "系統"), ((f"[{it.key}]({it.key}.md)", it.name, it.owner, "、".join(it.systems)) for it in registry.every())
    )
    lines += ["", "## 登錄簿", ""]
    lines += _table(("代號", "名稱", "系統"), ((f"[{it.key}]({it.key}.md)", it.name, "、".join(it.systems)) for it in registers.every()))
    return "\n".join(lines) + "\n"


def procedure_page(it: Procedure) -> str:
    """Return the page of one procedure: who may, its facts, steps, deeds, time limits, figures."""
    lines = [f"# {it.name}（{it.key}）", "", GENERATED, ""]
    lines += _list((("依據", "；".join(ground.describe() for ground in it.basis)), ("系統", "、".join(it.systems)), ("案號字軌", it.letter)))
    lines += _list((("開立", it.opened_by.describe()), ("檢視", it.seen_by.describe())))
    lines += _list(
        (("個資調閱", it.person_seen_by.describe() if it.person_seen_by else ""), ("個資保存", it.retention.describe() if it.retention else ""))
    )
    lines += ["", "## 步驟", "", "```text", *diagram(it), "```"]
    lines += ["", "## 欄位", ""]
    lines += _table(("欄位", "名稱", "型別", "立案", "說明"), _facts(it))
    for model in dict.fromkeys(action.record for action in it.actions if action.record is not None):
        lines += ["", f"### {_first_line(model)}", ""]
        lines += _table(("欄位", "名稱", "型別", "說明"), ((f.name, str(f.verbose_name), _type(f), _choices(f)) for f in _own(model)))
    lines += ["", "## 動作", ""]
    lines += _table(("動作", "名稱", "於", "至", "由", "須填", "可填"), (_action(it, action) for action in it.actions))
    verbs = [(name, getattr(it.verbs, name)) for name in it.verbs.__dataclass_fields__]
    lines += ["", "## 共用動作", ""]
    lines += _table(("動作", "名稱", "由"), ((name, VERB_NAMES.get(name, name), verb.by.describe()) for name, verb in verbs if verb is not None))
    lines += ["", "## 期限", "", *(line for deadline in it.deadlines for line in _deadline(deadline))]
    lines += ["", "## 指標", "", *_indicators(it.indicators)]
    return "\n".join(lines).rstrip() + "\n"


def register_page(it: Register) -> str:
    """Return the page of one register: its columns and figures."""
    lines = [f"# {it.name}（{it.key}）", "", GENERATED, "", *_list((("系統", "、".join(it.systems)), ("計數日期", it.dated_by))), "", "## 欄位", ""]
    lines += _table(("欄位", "名稱", "型別", "說明"), ((f.name, str(f.verbose_name), _type(f), _choices(f)) for f in _own(it.model)))
    lines += ["", "## 指標", "", *_indicators(it.indicators)]
    return "\n".join(lines).rstrip() + "\n"


def diagram(it: Procedure) -> Iterator[str]:
    """Draw the steps as text: each step, and below it where its deeds lead."""
    for step in it.steps:
        signs = ("▶ " if step in {it.first, it.unrouted} else "  ") + str(step.label) + ("　■" if step in it.closed_steps else "")
        yield signs
        yield from (f"    ├─ {name} → {it.step_name(to)}" for name, to in _ways(it, step))


def _ways(it: Procedure, step: Steps) -> Iterator[tuple[str, Steps]]:
    for action in it.actions:
        if step in steps_of(action.at) and action.to is not None and action.to != step:
            yield action.name, action.to
    for name in it.verbs.__dataclass_fields__:
        verb = getattr(it.verbs, name)
        if verb is not None and verb.to is not None and verb.to != step and (step in verb.at or (not verb.at and step not in it.closed_steps)):
            yield VERB_NAMES.get(name, name), verb.to


def _facts(it: Procedure) -> Iterator[tuple[str, ...]]:
    own = {field.name: field for field in _own(it.detail)}
    for name in dict.fromkeys((*it.asks, *it.may_ask, *own)):
        asked = "必填" if name in it.asks else "可填" if name in it.may_ask else ""
        field = own.get(name)
        yield name, label_of(it, name), _type(field) if field is not None else "共用", asked, _choices(field) if field is not None else ""


def _action(it: Procedure, action: Action) -> tuple[str, ...]:
    def labels(names: Iterable[str]) -> str:
        return "、".join(label_of(it, name, record=action.record) for name in names)

    asks = labels(action.asks) + ("、理由" if action.needs_reason else "")
    followed = f"（另立 {action.followed_by.procedure}）" if action.followed_by else ""
    at = "、".join(str(step.label) for step in steps_of(action.at))
    to = (it.step_name(action.to) if action.to is not None else "（不變）") + followed
    return action.key, action.name, at, to, action.by.describe(), asks.strip("、"), labels(action.may_ask)


def _deadline(deadline: Deadline) -> Iterator[str]:
    start, stop = ("、".join(str(step.label) for step in steps_of(at)) for at in (deadline.start, deadline.stop))
    yield f"- **{deadline.name}**：自「{start}」起，至「{stop}」止"
    yield from (f"  - {rule}" for rule in _rules(deadline))
    if deadline.pauses_at:
        yield f"  - 於「{'、'.join(str(step.label) for step in deadline.pauses_at)}」停計"
    for extension in deadline.extensions:
        limits = "、".join(
            ([f"{extension.times}次"] if extension.times is not None else []) + ([f"累計{extension.total}"] if extension.total else [])
        )
        yield f"  - {extension.by.describe()}得展延{f'（至多{limits}）' if limits else ''}"


def _rules(deadline: Deadline) -> Iterator[str]:
    if isinstance(deadline.within, Tiers):
        yield from (f"{tier.name}：{tier.within.describe()}" for tier in deadline.within.tiers)
    elif isinstance(deadline.within, Dated):
        yield deadline.within.describe()
    else:
        yield "依案件內容決定"


def _indicators(found: Sequence[Indicator]) -> list[str]:
    rows = ((it.key, it.name, it.unit, str(it.version), it.counting, "；".join(ground.describe() for ground in it.basis)) for it in found)
    return _table(("代號", "名稱", "單位", "版次", "計件原則", "依據"), rows) if found else ["（無）"]


def _own(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def _type(field: "models.Field[Any, Any]") -> str:
    if field.choices:
        return "選項"
    return next((name for kind, name in TYPES if isinstance(field, kind)), f"文字 {field.max_length}" if field.max_length else "文字")


def _choices(field: "models.Field[Any, Any]") -> str:
    return "、".join(f"{key} {label}" for key, label in field.flatchoices) if field.choices else ""


def _first_line(model: type[models.Model]) -> str:
    return (model.__doc__ or model.__name__).strip().splitlines()[0]


def _list(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"- {label}：{text}" for label, text in rows if text]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    written = [f"| {' | '.join(text.replace('|', '／') for text in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *written] if written else ["（無）"]
