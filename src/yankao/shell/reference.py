"""The reference (參考文件) written out of the declarations: one page for each procedure and register, and a page that lists them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Deadline, Procedure, Steps, Tiers, steps_of
from yankao.engines.cases.facts import label_of
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.engines.reports import coverage
from yankao.kernel.law import Dated
from yankao.shell.permissions import permissions_page
from yankao.shell.reference_sets import GROUPS
from yankao.shell.reference_tables import GENERATED, choices, first_line, indicators, own, points, table, type_of
from yankao.shell.words import VERB_NAMES


def write(folder: Path) -> tuple[Path, ...]:
    """Write all pages into a folder and return them; pages of what is no longer declared are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{it.key}.md": procedure_page(it) for it in registry.every()}
    pages |= {f"{it.key}.md": register_page(it) for it in registers.every()}
    pages |= {f"{it.key}.md": page(it) for group in GROUPS for it, page in group.pages()}
    pages["README.md"] = list_page()
    pages["coverage.md"] = f"{GENERATED}\n\n{coverage.page(coverage.facts())}"
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
    lines += table(
        ("代號", "名稱", "業務組", "系統"), ((f"[{it.key}]({it.key}.md)", it.name, it.owner, "、".join(it.systems)) for it in registry.every())
    )
    lines += ["", "## 登錄簿", ""]
    lines += table(("代號", "名稱", "系統"), ((f"[{it.key}]({it.key}.md)", it.name, "、".join(it.systems)) for it in registers.every()))
    for group in GROUPS:
        lines += ["", f"## {group.name}", ""]
        lines += table(("代號", "名稱", "系統"), ((f"[{it.key}]({it.key}.md)", it.name, "、".join(it.systems)) for it, _ in group.pages()))
    return "\n".join(lines) + "\n"


def procedure_page(it: Procedure) -> str:
    """Return the page of one procedure: who may, its facts, steps, deeds, time limits, figures."""
    lines = [f"# {it.name}（{it.key}）", "", GENERATED, ""]
    lines += points((("依據", "；".join(ground.describe() for ground in it.basis)), ("系統", "、".join(it.systems)), ("案號字軌", it.letter)))
    lines += points((("開立", it.opened_by.describe()), ("檢視", it.seen_by.describe())))
    lines += points(
        (("個資調閱", it.person_seen_by.describe() if it.person_seen_by else ""), ("個資保存", it.retention.describe() if it.retention else ""))
    )
    lines += ["", "## 步驟", "", "```text", *diagram(it), "```"]
    lines += ["", "## 欄位", ""]
    lines += table(("欄位", "名稱", "型別", "立案", "說明"), _facts(it))
    for model in dict.fromkeys(action.record for action in it.actions if action.record is not None):
        lines += ["", f"### {first_line(model)}", ""]
        lines += table(("欄位", "名稱", "型別", "說明"), ((f.name, str(f.verbose_name), type_of(f), choices(f)) for f in own(model)))
    lines += ["", "## 動作", ""]
    lines += table(("動作", "名稱", "於", "至", "由", "須填", "可填"), (_action(it, action) for action in it.actions))
    verbs = [(name, getattr(it.verbs, name)) for name in it.verbs.__dataclass_fields__]
    lines += ["", "## 共用動作", ""]
    lines += table(("動作", "名稱", "由"), ((name, VERB_NAMES.get(name, name), verb.by.describe()) for name, verb in verbs if verb is not None))
    lines += ["", "## 期限", "", *(line for deadline in it.deadlines for line in _deadline(deadline))]
    lines += ["", "## 指標", "", *indicators(it.indicators)]
    return "\n".join(lines).rstrip() + "\n"


def register_page(it: Register) -> str:
    """Return the page of one register: its columns and figures."""
    lines = [f"# {it.name}（{it.key}）", "", GENERATED, "", *points((("系統", "、".join(it.systems)), ("計數日期", it.dated_by))), "", "## 欄位", ""]
    lines += table(("欄位", "名稱", "型別", "說明"), ((f.name, str(f.verbose_name), type_of(f), choices(f)) for f in own(it.model)))
    lines += ["", "## 指標", "", *indicators(it.indicators)]
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
    columns = {field.name: field for field in own(it.detail)}
    for name in dict.fromkeys((*it.asks, *it.may_ask, *columns)):
        asked = "必填" if name in it.asks else "可填" if name in it.may_ask else ""
        field = columns.get(name)
        yield name, label_of(it, name), type_of(field) if field is not None else "共用", asked, choices(field) if field is not None else ""


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
