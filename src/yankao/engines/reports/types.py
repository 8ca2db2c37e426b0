"""報告類型: a report type is a folder; its type.toml says title, head block, numbering, words for the period, styles and sections."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yankao.engines.reports.errors import ReportError as ReportError
from yankao.kernel.numerals import style, to_chinese

TYPE_FILE = "type.toml"
HIGHEST_LEVEL = 6
MARKS = ("{financial}", "{plain}", "{n}", "{circled}")
PERIOD_NAMES = ("window", "year", "year_to_date", "last_year", "cumulative", "now", "planned")
_CIRCLED = 0x2460
_MOST_CIRCLED = 20
_TABLES = frozenset({"words", "period_names"})
SORTS: Mapping[type, str] = MappingProxyType({str: "文字", bool: " true 或 false", list: "一列文字", dict: "一段 [名稱] 的對照"})
_LISTS = frozenset({"numbering", "head", "closing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section in its place: a file of text, or a heading alone; a given number starts the count there.

    `numbering` replaces that of the type inside the section; `agency` names who writes it, by slug.
    """

    key: str
    level: int = 1
    file: str = ""
    heading: str = ""
    number: int | None = None
    numbering: tuple[str, ...] = ()
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportType:
    """Everything about a type of report but its text."""

    key: str
    title: str
    folder: Path
    sections: tuple[Section, ...]
    numbering: tuple[str, ...]
    head: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    period: str = "本期"
    number_style: str = "comma"
    percent_style: str = "percent:2"
    statement_mark: str = "〔依來源登錄〕"
    overruled_mark: str = "〔裁示口徑〕"
    gap: str = "（本期尚無資料）"
    has_contents: bool = False
    header: str = "{title}"
    footer: str = "第{page}頁，共{pages}頁"
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    period_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def section(self, key: str) -> Section:
        """Return the section of that key; LookupError lists those that exist."""
        for section in self.sections:
            if section.key == key:
                return section
        raise LookupError(f"「{self.title}」沒有章節 {key}；可用：{'、'.join(it.key for it in self.sections)}")

    def mark(self, level: int, number: int, *, section: Section | None = None) -> str:
        """Write the number of a heading in the style of its level."""
        numbering = (section.numbering if section else ()) or self.numbering
        if level > len(numbering):
            return ""
        pattern = numbering[level - 1]
        circled = chr(_CIRCLED + number - 1) if 1 <= number <= _MOST_CIRCLED else str(number)
        for name, text in zip(MARKS, (to_chinese(number, financial=True), to_chinese(number), str(number), circled), strict=True):
            pattern = pattern.replace(name, text)
        return pattern


def find_types(folder: Path) -> dict[str, Path]:
    """Return the folders below `folder` that hold a report type, by key."""
    return {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{TYPE_FILE}"))}


def load_type(key: str, *, folder: Path) -> ReportType:
    """Read the type of that key from a folder of types.

    Raises:
        LookupError: there is no such type.
        ReportError: its type.toml is wrong.

    """
    found = find_types(folder)
    if key not in found:
        raise LookupError(f"沒有報告類型 {key}；可用：{'、'.join(found) or '（無）'}")
    path = found[key] / TYPE_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ReportError(f"{path}:{line[1] if line else 1}: 不是正確的 TOML：{error}") from error
    except UnicodeDecodeError:
        raise ReportError(f"{path}:1: 不是 UTF-8 文字檔，請另存為 UTF-8") from None
    if problems := [f"{path}:{line}: {problem}" for line, problem in _problems(told, text)]:
        raise ReportError("\n".join(problems))
    return _type(told, folder=found[key])


def _type(told: Mapping[str, Any], *, folder: Path) -> ReportType:
    given = {name: value for name, value in told.items() if name != "section"}
    given["key"] = folder.name
    given |= {name: tuple(given.get(name, ())) for name in _LISTS}
    given |= {name: MappingProxyType({key: str(value) for key, value in given.get(name, {}).items()}) for name in _TABLES}
    sections = tuple(Section(**{**it, "key": _key_of(it), "numbering": tuple(it.get("numbering", ()))}) for it in told["section"])
    return ReportType(folder=folder, sections=sections, **given)


def _key_of(told: Mapping[str, Any]) -> str:
    """Name a section: by its key, else by its file."""
    return str(told.get("key") or Path(str(told.get("file", ""))).stem)


def _problems(told: Mapping[str, Any], text: str) -> Iterator[tuple[int, str]]:
    """Tell what is wrong with a type file, each with its line."""
    lines = text.splitlines()
    known = {each.name: each.type for each in fields(ReportType) if each.name not in {"folder", "sections"}}
    for name, value in told.items():
        if name != "section":
            yield from ((_line(lines, name), problem) for problem in _option_problems(name, value, known))
    if "title" not in told:
        yield 1, "缺少 title"
    if not isinstance(told.get("section"), list) or not told["section"]:
        yield 1, "缺少 [[section]]；至少要有一個章節"
        return
    starts = [number for number, line in enumerate(lines, 1) if re.fullmatch(r"\[\[\s*section\s*\]\].*", line.strip())]
    seen: set[str] = set()
    for place, it in enumerate(told["section"]):
        start = starts[place] if place < len(starts) else 1
        for problem in _section_problems(it, seen):
            yield start, f"第 {place + 1} 個章節 {_key_of(it)}：{problem}"
        seen.add(_key_of(it))


def _option_problems(name: str, value: object, known: Mapping[str, object]) -> Iterator[str]:
    if name not in known:
        yield _unknown(name, known)
        return
    wanted: dict[str, type] = {"has_contents": bool} | dict.fromkeys(_LISTS, list) | dict.fromkeys(_TABLES, dict)
    kind = wanted.get(name, str)
    if not isinstance(value, kind):
        yield f"{name} 應為{SORTS[kind]}"
        return
    if name.endswith("_style"):
        yield from _style_problems(name, str(value))
    if name == "numbering" and isinstance(value, list):
        yield from _numbering_problems(value)
    if name == "period_names" and isinstance(value, dict) and (unknown := [key for key in value if key not in PERIOD_NAMES]):
        yield f"period_names 沒有 {'、'.join(unknown)}；可用 {'、'.join(PERIOD_NAMES)}"


def _style_problems(name: str, value: str) -> Iterator[str]:
    try:
        style(1, value)
    except ValueError as error:
        yield f"{name}：{error}"


def _numbering_problems(value: list[object]) -> Iterator[str]:
    for pattern in value:
        if not isinstance(pattern, str):
            yield f"numbering 應為一列文字：{pattern}"
        elif unknown := [mark for mark in re.findall(r"\{[^}]*\}", pattern) if mark not in MARKS]:
            yield f"numbering 沒有 {'、'.join(unknown)}；可用 {'、'.join(MARKS)}"


def _section_problems(told: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    known = {each.name: each.type for each in fields(Section)}
    yield from (_unknown(name, known) for name in told if name not in known)
    if not _key_of(told):
        yield "缺少 key"
    elif _key_of(told) in seen:
        yield "key 重複"
    if bool(told.get("file")) == bool(told.get("heading")):
        yield "應有 file 或 heading 其中一個"
    level = told.get("level", 1)
    if not isinstance(level, int) or not 1 <= level <= HIGHEST_LEVEL:
        yield f"level 應為 1 到 {HIGHEST_LEVEL}"
    if not isinstance(told.get("number", 1), int):
        yield "number 應為整數"
    yield from _numbering_problems(told.get("numbering", []))


def _unknown(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"沒有選項 {name}" + (f"，是否為 {near[0]}？" if near else f"；可用 {'、'.join(known)}")


def _line(lines: list[str], name: str) -> int:
    pattern = re.compile(rf"\[*\s*{re.escape(name)}\s*(=|\])")
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line.strip())), 1)
