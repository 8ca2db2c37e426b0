"""章節文字: read a section's Markdown into headings and paragraphs, with its named figures and the lines they stand on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yankao.engines.reports.types import ReportError

_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}|]*)(?:\|(?P<style>[^{}]*))?\}|[{}]")
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_COMMENT = re.compile(r"<!--.*?-->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A figure or word to be filled in: `{key|style}`, on a line of the file."""

    key: str
    style: str
    line: int


Piece = str | Placeholder


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (level 1 is the section's own) or a paragraph (level 0)."""

    level: int
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class _Reader:
    file: str
    problems: list[str] = field(default_factory=list)

    def pieces(self, text: str, line: int) -> Iterator[Piece]:
        end = 0
        for found in _BRACES.finditer(text):
            if found.start() > end:
                yield text[end : found.start()]
            end = found.end()
            if found["key"] is not None:
                yield Placeholder(key=found["key"].strip(), style=(found["style"] or "").strip(), line=line)
            elif found[0] in {"{{", "}}"}:
                yield found[0][0]
            else:
                self.problems.append(f"{self.file}:{line}: 大括號未成對")
        if end < len(text):
            yield text[end:]


def read(path: Path) -> tuple[Block, ...]:
    """Read a section; the lines of a paragraph are joined as Chinese is, without a space.

    Raises:
        ReportError: the file is missing or a brace is not paired.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReportError(f"{path}:1: 找不到章節檔案") from None
    return parse(text, file=str(path))


def parse(text: str, *, file: str, first_line: int = 1) -> tuple[Block, ...]:
    """Read the text of a section; `file` is named in what is wrong."""
    reader, blocks, paragraph = _Reader(file), list[Block](), list[Piece]()

    def close() -> None:
        if paragraph:
            blocks.append(Block(level=0, pieces=tuple(paragraph)))
            paragraph.clear()

    for number, raw in enumerate(text.splitlines(), start=first_line):
        line = _COMMENT.sub("", raw).strip()
        heading = _HEADING.fullmatch(line)
        if not line or heading:
            close()
        if heading:
            blocks.append(Block(level=len(heading[1]), pieces=tuple(reader.pieces(heading[2], number))))
        elif line:
            paragraph.extend(reader.pieces(_join(paragraph, line), number))
    close()
    if reader.problems:
        raise ReportError("\n".join(reader.problems))
    return tuple(blocks)


def _join(before: list[Piece], line: str) -> str:
    """Two Latin words on two lines need a space between them; Chinese needs none."""
    last = before[-1] if before else ""
    return f" {line}" if isinstance(last, str) and last[-1:].isascii() and last[-1:].isalnum() and line[0].isascii() and line[0].isalnum() else line
