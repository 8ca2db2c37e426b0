"""Says in one Chinese sentence what was wrong with the words of a command, and how it is used."""

from __future__ import annotations

import re

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from yankao.site.cli.help import name_of, usage_of

_SENTENCES = (
    (r"No such option: (.+)", "沒有選項 {0}"),
    (r"No such command '(.+)'\.?", "沒有命令 {0}"),
    (r"Missing command\.?", "請寫出命令"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多餘的引數：{0}"),
    (r"Option '(.+)' requires (?:an argument|\d+ arguments)\.?", "選項 {0} 之後須有值"),
    (r"Option '(.+)' does not take a value\.?", "選項 {0} 之後不可有值"),
    (r"(?:file|path|dir|directory) '(.+)' does not exist\.?", "找不到：{0}"),
    (r"(?:file|path) '(.+)' is a directory\.?", "{0} 是資料夾，應為檔案"),
    (r"(?:dir|directory|path) '(.+)' is a file\.?", "{0} 是檔案，應為資料夾"),
    (r"(?:file|path|dir|directory) '(.+)' is not readable\.?", "無權讀取 {0}"),
    (r"(?:file|path|dir|directory) '(.+)' is not writable\.?", "無權寫入 {0}"),
    (r"Input should be a valid integer.*", "應為整數"),
    (r"Input should be a valid number.*", "應為數字"),
    (r"Input should be greater than or equal to (\S+)", "應為 {0} 以上"),
    (r"Input should be less than or equal to (\S+)", "應為 {0} 以下"),
    (r"Argument '(.+)' takes \d+ values?\.?", "引數 {0} 的個數不符"),
)


def refusal(error: TyperException) -> str:
    """Return what the operator is told: what is wrong, the usage, and where to read more."""
    lines = [f"錯誤：{_told(error)}"]
    context = getattr(error, "ctx", None)
    command = getattr(context, "command", None)
    if context is not None and isinstance(command, TyperCommand | TyperGroup):
        lines += [f"用法：{context.command_path} {usage_of(command)}", f"說明：{context.command_path} --help"]
    return "\n".join(lines)


def _told(error: TyperException) -> str:
    param = getattr(error, "param", None)
    name = name_of(param) if isinstance(param, TyperArgument | TyperOption) else ""
    if isinstance(error, typer.BadParameter) and not error.message:
        return f"缺少 {name}"
    sentence = _translated(error.message)
    likely = getattr(error, "possibilities", None)
    if likely:
        sentence += f"；是否為 {'、'.join(sorted(likely))}"
    return f"{name}：{sentence}" if name and name not in sentence else sentence


def _translated(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, message.strip(), flags=re.DOTALL | re.IGNORECASE)
        if found is not None:
            return sentence.format(*found.groups())
    return message
