"""報告類型: a report type is a folder; its type.toml says title, head block, numbering, words for the period, styles and sections."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yankao.kernel.numerals import to_chinese

TYPE_FILE = "type.toml"
HIGHEST_LEVEL = 6


class ReportError(ValueError):
    """A report type or its text is wrong; every line of the message names a file and a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section in its place: a file of text, or a heading alone; a given number starts the count there."""

    key: str
    level: int
    file: str = ""
    heading: str = ""
    number: int | None = None


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
    gap: str = "（本期尚無資料）"

    def section(self, key: str) -> Section:
        """Return the section of that key; LookupError lists those that exist."""
        for section in self.sections:
            if section.key == key:
                return section
        raise LookupError(f"「{self.title}」沒有章節 {key}；可用：{'、'.join(it.key for it in self.sections)}")

    def mark(self, level: int, number: int) -> str:
        """Write the number of a heading in the style of its level."""
        if level > len(self.numbering):
            return ""
        pattern = self.numbering[level - 1]
        for name, text in (("{financial}", to_chinese(number, financial=True)), ("{plain}", to_chinese(number)), ("{n}", str(number))):
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
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return _type(told, folder=found[key])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ReportError(f"{path}: {_reason(error)}") from error


def _type(told: Mapping[str, Any], *, folder: Path) -> ReportType:
    plain = {name: value for name, value in told.items() if name not in {"section", "numbering", "head", "closing"}}
    return ReportType(
        folder=folder,
        sections=tuple(_section(it) for it in told["section"]),
        numbering=tuple(told["numbering"]),
        head=tuple(told.get("head", ())),
        closing=tuple(told.get("closing", ())),
        **plain,
    )


def _section(told: Mapping[str, Any]) -> Section:
    section = Section(**told)
    if bool(section.file) == bool(section.heading):
        raise KeyError(f"章節 {section.key} 應有 file 或 heading 其中一個")
    if not 1 <= section.level <= HIGHEST_LEVEL:
        raise KeyError(f"章節 {section.key} 的 level 應為 1 到 {HIGHEST_LEVEL}")
    return section


def _reason(error: Exception) -> str:
    return f"缺少或寫錯：{error.args[0]}" if isinstance(error, KeyError) else str(error)
