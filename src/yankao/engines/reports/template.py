"""章節文字: reads a section's Markdown into headings, paragraphs, table rows, lists and charts, with its named figures and their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yankao.engines.reports.errors import ReportError

_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}|@]*)(?:@(?P<mode>[^{}|]*))?(?:\|(?P<style>[^{}]*))?\}|[{}]")
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_COMMENT = re.compile(r"<!--.*?-->")
_FENCE = re.compile(r":::\s*(?P<word>[a-z]*)\s*(?P<rest>.*)")
_END = re.compile(r":::\s*")
_OPTION = re.compile(r'(?P<name>[a-z]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_ROW = re.compile(r"\|(.*)\|")
_RULE = re.compile(r"\s*:?-{2,}:?\s*")
EACH, CHART = "each", "chart"
OPTIONS = {EACH: ("by", "join", "limit", "where", "order", "else"), CHART: ("by", "title", "field", "limit")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A figure or word to be filled in: `{key@mode|style}`, on a line of the file."""

    key: str
    style: str
    line: int
    mode: str = ""


Piece = str | Placeholder
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (level 1 is the section's own) or a paragraph (level 0)."""

    level: int
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; the one above the rule is its head."""

    cells: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The line under the head of a table; `aligns` tells the columns whose figures stand at the right."""

    aligns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """`:::each KEY … :::`: its text once for every entry of a list."""

    key: str
    options: tuple[tuple[str, str], ...]
    nodes: "tuple[Node, ...]"
    line: int

    def option(self, name: str) -> str:
        """Return an option, empty when it is not given."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """`:::chart KEY …`: bars drawn of a list."""

    key: str
    options: tuple[tuple[str, str], ...]
    line: int

    def option(self, name: str) -> str:
        """Return an option, empty when it is not given."""
        return dict(self.options).get(name, "")


Node = Block | Row | Rule | Each | Plot


def placeholders(nodes: tuple[Node, ...]) -> Iterator[Placeholder]:
    """Go through everything to be filled in, outside lists: what stands in a list may be a field of its entries."""
    for node in nodes:
        found: tuple[Pieces, ...] = (node.pieces,) if isinstance(node, Block) else node.cells if isinstance(node, Row) else ()
        yield from (piece for pieces in found for piece in pieces if isinstance(piece, Placeholder))


def lists(nodes: tuple[Node, ...]) -> Iterator[Each | Plot]:
    """Go through the lists and charts, also those inside a list."""
    for node in nodes:
        if isinstance(node, Each | Plot):
            yield node
        if isinstance(node, Each):
            yield from lists(node.nodes)


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
                yield Placeholder(key=found["key"].strip(), style=(found["style"] or "").strip(), mode=(found["mode"] or "").strip(), line=line)
            elif found[0] in {"{{", "}}"}:
                yield found[0][0]
            else:
                self.problems.append(f"{self.file}:{line}: 大括號未成對")
        if end < len(text):
            yield text[end:]

    def fence(self, word: str, rest: str, line: int) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Read what stands behind `:::each` or `:::chart`: the key of a list and options such as by=month."""
        key, _space, tail = rest.strip().partition(" ")
        options = tuple((found["name"], found["quoted"] if found["quoted"] is not None else found["bare"]) for found in _OPTION.finditer(tail))
        if word not in OPTIONS:
            self.problems.append(f"{self.file}:{line}: 沒有「:::{word}」；可用 :::each 與 :::chart")
        elif not key:
            self.problems.append(f"{self.file}:{line}: 「:::{word}」後面應有清單的代號")
        elif unknown := [name for name, _value in options if name not in OPTIONS[word]]:
            self.problems.append(f"{self.file}:{line}: 「:::{word}」沒有選項 {'、'.join(unknown)}；可用 {'、'.join(OPTIONS[word])}")
        elif _OPTION.sub("", tail).strip():
            self.problems.append(f"{self.file}:{line}: 選項應寫成 名稱=值，例如 by=month；無法讀懂「{_OPTION.sub('', tail).strip()}」")
        return key, options


def read(path: Path) -> tuple[Node, ...]:
    """Read a section; the lines of a paragraph are joined as Chinese is, without a space.

    Raises:
        ReportError: the file is missing, no text in UTF-8, or a brace or a list is not closed.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ReportError(f"{path}:1: 找不到章節檔案") from None
    except UnicodeDecodeError:
        raise ReportError(f"{path}:1: 不是 UTF-8 文字檔，請另存為 UTF-8") from None
    return parse(text, file=str(path))


def parse(text: str, *, file: str, first_line: int = 1) -> tuple[Node, ...]:
    """Read the text of a section; `file` is named in what is wrong."""
    reader = _Reader(file)
    nodes = tuple(_nodes(iter(list(enumerate(text.splitlines(), start=first_line))), reader, opened=0))
    if reader.problems:
        raise ReportError("\n".join(reader.problems))
    return nodes


def _nodes(lines: Iterator[tuple[int, str]], reader: _Reader, *, opened: int) -> Iterator[Node]:
    """Read lines until they end, or until the list that began at line `opened` is closed."""
    paragraph: list[Piece] = []
    for number, raw in lines:
        line = _COMMENT.sub("", raw).strip()
        if line and not _begins(line):
            paragraph.extend(reader.pieces(_join(paragraph, line), number))
            continue
        if paragraph:
            yield Block(level=0, pieces=tuple(paragraph))
            paragraph = []
        if opened and _END.fullmatch(line):
            return
        if line:
            yield from _one(line, number, lines, reader)
    if paragraph:
        yield Block(level=0, pieces=tuple(paragraph))
    if opened:
        reader.problems.append(f"{reader.file}:{opened}: 「:::each」沒有以「:::」結束")


def _begins(line: str) -> bool:
    """Whether a line is something of its own, not part of a paragraph."""
    return any(pattern.fullmatch(line) for pattern in (_HEADING, _ROW, _FENCE))


def _one(line: str, number: int, lines: Iterator[tuple[int, str]], reader: _Reader) -> Iterator[Node]:
    if heading := _HEADING.fullmatch(line):
        yield Block(level=len(heading[1]), pieces=tuple(reader.pieces(heading[2], number)))
    elif row := _ROW.fullmatch(line):
        yield _row(row[1], number, reader)
    elif _END.fullmatch(line):
        reader.problems.append(f"{reader.file}:{number}: 「:::」沒有對應的「:::each」")
    elif fence := _FENCE.fullmatch(line):
        yield _fenced(fence["word"], fence["rest"], number, lines, reader)


def _fenced(word: str, rest: str, number: int, lines: Iterator[tuple[int, str]], reader: _Reader) -> Node:
    key, options = reader.fence(word, rest, number)
    if word == CHART:
        return Plot(key=key, options=options, line=number)
    return Each(key=key, options=options, nodes=tuple(_nodes(lines, reader, opened=number)), line=number)


def _row(text: str, number: int, reader: _Reader) -> Row | Rule:
    """Read a row; a | inside braces belongs to a style, not to the table."""
    cells = [cell.strip() for cell in re.split(r"\|(?![^{}]*\})", text)]
    if cells and all(_RULE.fullmatch(cell) for cell in cells):
        return Rule(aligns=tuple("right" if cell.endswith(":") and not cell.startswith(":") else "left" for cell in cells))
    return Row(cells=tuple(tuple(reader.pieces(cell, number)) for cell in cells))


def _join(before: list[Piece], line: str) -> str:
    """Two Latin words on two lines need a space between them; Chinese needs none."""
    last = before[-1] if before else ""
    return f" {line}" if isinstance(last, str) and last[-1:].isascii() and last[-1:].isalnum() and line[0].isascii() and line[0].isalnum() else line
