"""待檢查的文件: read a report from .txt, .md or .odt into paragraphs that know their lines, marks and headings."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from odfdo import Document, Header

from yankao.kernel.numerals import from_mark

SUFFIXES = (".txt", ".md", ".odt")
ENDS = "。！？；：!?;:"
SHORTEST_FULL_LINE = 24
LONGEST_WRAP = 40
LONGEST_HEADING = 45
FILL = 0.75

# A full-width sign becomes its plain one, sign for sign, so that places in the text stay the same.
_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_PERIOD_IS_CHINESE = {ord("，"): "，", ord("："): "：", ord("；"): "；", ord("！"): "！", ord("？"): "？"}
PLAIN = _WIDTH | _PERIOD_IS_CHINESE

_CJK = "零〇一二三四五六七八九十百"
_FINANCIAL = "壹貳參叁肆伍陸柒捌玖拾佰"
_MARKS = (
    ("financial", re.compile(rf"[{_FINANCIAL}]+、")),
    ("plain", re.compile(rf"[{_CJK}ㄧ]+、")),
    ("(plain)", re.compile(rf"[（(][{_CJK}]+[)）]")),
    ("(n)", re.compile(r"[（(]\d{1,2}[)）]")),
    ("n", re.compile(r"\d{1,2}(?:、|[.．](?!\d)|[.．](?=\d{2,3}\s*年))")),
)
_BULLET = re.compile(r"^(?:[-*•‧●]\s+|>\s*)+")
_HASHES = re.compile(r"^(#{1,6})\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The number in front of a heading or an item: its kind and its count."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph without blanks; `plain` is the same with full-width digits and signs made plain, sign for sign."""

    text: str
    plain: str
    lines: tuple[tuple[int, int], ...]
    mark: Mark | None
    is_heading: bool
    heading: str
    section: int

    def line(self, at: int = 0) -> int:
        """Return the line of the file on which a place of the text stands."""
        found = bisect_right(self.lines, at, key=lambda pair: pair[0])
        return self.lines[max(found - 1, 0)][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as it is checked."""

    name: str
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def where(self, paragraph: Paragraph, at: int = 0) -> str:
        """Name file and line of a place."""
        return f"{self.name}:{paragraph.line(at)}"

    @property
    def body(self) -> Paragraph:
        """Return the whole document as one paragraph, for patterns that reach over lines."""
        parts, lines, at = list[str](), list[tuple[int, int]](), 0
        for each in self.paragraphs:
            parts.append(each.text)
            lines += [(at + place, line) for place, line in each.lines]
            at += len(each.text)
        text = "".join(parts)
        return Paragraph(text=text, plain=text.translate(PLAIN), lines=tuple(lines), mark=None, is_heading=False, heading="", section=0)


def read(path: Path) -> Text:
    """Read a document by its suffix.

    Raises:
        ValueError: the suffix is none that can be read.

    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"無法檢查 {path.name}；可讀 {'、'.join(SUFFIXES)}")
    lines = list(_odt_lines(path)) if suffix == ".odt" else path.read_text(encoding="utf-8-sig").splitlines()
    return parse(lines, name=path.name, is_wrapped=suffix == ".txt")


def parse(lines: Iterable[str], *, name: str, is_wrapped: bool = True) -> Text:
    """Join lines into paragraphs; where lines are wrapped, a full line without an end goes on below."""
    given = list(lines)
    wrap = _wrap_width(given) if is_wrapped else 0
    blocks = list(_blocks(given, wrap=wrap, joins_over_blanks=is_wrapped))
    rows = tuple((number, tuple(cell.strip() for cell in line.split("\t"))) for number, line in enumerate(given, 1) if "\t" in line.strip())
    return Text(name=name, paragraphs=tuple(_paragraphs(blocks)), rows=rows)


def _odt_lines(path: Path) -> Iterator[str]:
    body = Document(str(path)).body
    for picture in body.get_elements("//draw:frame[draw:image]"):
        picture.delete()
    for element in body.get_elements("//text:h | //text:p"):
        prefix = "# " if isinstance(element, Header) else ""
        yield prefix + element.inner_text.replace("\n", "")
        yield ""


def _wrap_width(lines: list[str]) -> int:
    lengths = sorted(len(squeezed(line)) for line in lines if line.strip())
    return min(lengths[len(lengths) * 9 // 10], LONGEST_WRAP) if lengths else 0


def squeezed(text: str) -> str:
    """Return a text without any blanks."""
    return re.sub(r"[\s\u3000\ufeff]+", "", text)


def _blocks(lines: list[str], *, wrap: int, joins_over_blanks: bool) -> Iterator[list[tuple[str, int]]]:
    block: list[tuple[str, int]] = []
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            if not joins_over_blanks and block:
                yield block
                block = []
            continue
        if block and (_opens(raw) or not _goes_on(block[-1][0], wrap=wrap)):
            yield block
            block = []
        block.append((raw.strip(), number))
    if block:
        yield block


def _opens(line: str) -> bool:
    bare = _BULLET.sub("", line.strip())
    return bare != line.strip() or _HASHES.match(bare) is not None or "\t" in line or read_mark(bare)[0] is not None


def _goes_on(line: str, *, wrap: int) -> bool:
    text = squeezed(line)
    if "\t" in line or _HASHES.match(line.strip()) or text[-1:] in ENDS:
        return False
    return not wrap or len(text) >= max(wrap * FILL, SHORTEST_FULL_LINE)


def read_mark(line: str) -> tuple[Mark | None, int]:
    """Return the mark at the head of a line, and how long it is."""
    for kind, pattern in _MARKS:
        found = pattern.match(line)
        if found:
            return Mark(kind=kind, number=from_mark(found[0].replace("ㄧ", "一").replace("．", "."))), found.end()
    return None, 0


def _paragraphs(blocks: Iterable[list[tuple[str, int]]]) -> Iterator[Paragraph]:
    heading, section, bullets = "", 0, 0
    for block in blocks:
        first = block[0][0]
        bare = _HASHES.sub("", _BULLET.sub("", first))
        hashes, is_bullet = _HASHES.match(first) is not None, _BULLET.match(first) is not None
        mark, _ = read_mark(bare)
        bullets = bullets + 1 if is_bullet else 0
        mark = mark or (Mark(kind="-", number=bullets) if is_bullet else None)
        text, lines = _join([(bare, block[0][1]), *block[1:]])
        if not text:
            continue
        is_heading = hashes or (not is_bullet and text[-1] not in ENDS + "，、" and len(text) <= LONGEST_HEADING and "\t" not in first)
        if is_heading:
            heading, section = text, section + 1
        yield Paragraph(text=text, plain=text.translate(PLAIN), lines=lines, mark=mark, is_heading=is_heading, heading=heading, section=section)


def _join(block: list[tuple[str, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, lines = "", list[tuple[int, int]]()
    for raw, number in block:
        lines.append((len(text), number))
        text += squeezed(raw)
    return text, tuple(lines)
