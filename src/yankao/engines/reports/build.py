"""產生報告: a type, a period, and one section or all of them, made into a filled and numbered report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from yankao.engines.reports import template
from yankao.engines.reports.document import Chart, Heading, Paragraph, Part, Report, Runs, Table, text_of
from yankao.engines.reports.fill import Filler, Frozen, Overruled, Source, check, note_of
from yankao.engines.reports.lists import Value
from yankao.engines.reports.models import Statement
from yankao.engines.reports.template import Block, Each, Node, Plot, Row, Rule
from yankao.engines.reports.types import TYPE_FILE, ReportType, Section
from yankao.engines.reports.words import Told, words_of
from yankao.kernel.roc import Window

Entry = Mapping[str, Value]


class _Numbers:
    """Counts headings level by level; a heading starts the count below it anew."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def next(self, level: int, *, start: int | None = None) -> int:
        """Return the number of the next heading of a level."""
        self._counts = {at: count for at, count in self._counts.items() if at <= level}
        self._counts[level] = start if start is not None else self._counts.get(level, 0) + 1
        return self._counts[level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a report is made with beside its type and period: cut-off and words, texts that replace files, figures decided by somebody."""

    told: Told = field(default_factory=Told)
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    overruled: Mapping[str, Overruled] = field(default_factory=lambda: MappingProxyType({}))
    frozen: Frozen | None = None


def build(kind: ReportType, *, window: Window, section: str = "", making: Making | None = None) -> Report:
    """Fill a report, or one section of it, with the figures of a period.

    Raises:
        LookupError: there is no such section.
        ReportError: a text is wrong; every line of the message names file and line.

    """
    return build_with(kind, window=window, section=section, making=making)[0]


def build_with(kind: ReportType, *, window: Window, section: str = "", making: Making | None = None) -> tuple[Report, Filler]:
    """Fill a report, and return also what it was filled from."""
    given = making or Making()
    sections = (kind.section(section),) if section else kind.sections
    sources = [source_of(kind, it, texts=given.texts) for it in sections]
    head = () if section else tuple(_line(text) for text in kind.head)
    closing = () if section else tuple(_line(text) for text in kind.closing)
    edges = tuple(_line(text.replace("{page}", "").replace("{pages}", "")) for text in (kind.header, kind.footer))
    frame = Source(file=str(kind.folder / TYPE_FILE), nodes=(*head, *closing, *edges))
    words = words_of(kind, window, given.told)
    check([frame, *sources], words=words)
    filler = Filler(kind=kind, window=window, words=words, told=given.told, overruled=given.overruled)
    if given.frozen is not None:
        filler.take(given.frozen)
    filler.look_up(piece for source in (frame, *sources) for piece in template.placeholders(source.nodes))
    maker = _Maker(filler=filler, numbers=_Numbers())
    parts = [part for it, source in zip(sections, sources, strict=True) for part in maker.parts(it, source)]
    report = Report(
        title=kind.title,
        head=_filled(head, filler, file=frame.file),
        parts=tuple(parts),
        closing=_filled(closing, filler, file=frame.file),
        stated=tuple(filler.stated),
        gaps=tuple(filler.gaps),
        header=_edge(kind.header, words),
        footer=_edge(kind.footer, words),
        figures=tuple(filler.found.values()),
        has_contents=kind.has_contents and not section,
    )
    return report, filler


def source_of(kind: ReportType, section: Section, *, texts: Mapping[str, str] = MappingProxyType({})) -> Source:
    """Read the text of a section: its file, the text that replaces it, or its heading alone."""
    if section.key in texts:
        return Source(file=section.file or section.key, nodes=template.parse(texts[section.key], file=section.file or section.key))
    if section.file:
        path = kind.folder / section.file
        return Source(file=str(path), nodes=template.read(path))
    return Source(file=str(kind.folder / TYPE_FILE), nodes=(Block(level=1, pieces=(section.heading,)),))


def _line(text: str) -> Block:
    pieces = (piece for node in template.parse(text, file=TYPE_FILE) if isinstance(node, Block) for piece in node.pieces)
    return Block(level=0, pieces=tuple(pieces))


def _filled(blocks: Iterable[Block], filler: Filler, *, file: str) -> tuple[str, ...]:
    return tuple(text_of(filler.fill(block.pieces, file=file)[0]) for block in blocks)


def _edge(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def _nothing(node: Each) -> Block | Row:
    """Return what stands in the place of an empty list: a sentence, or a row where it stands in a table."""
    said = node.option("else") or "（本期無資料）"
    first = node.nodes[0] if node.nodes else None
    if isinstance(first, Row):
        return Row(cells=((said,), *((("—",)) for _cell in first.cells[1:])))
    return Block(level=0, pieces=(said,))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Turns the nodes of a report into its parts."""

    filler: Filler
    numbers: _Numbers

    def parts(self, section: Section, source: Source) -> Iterator[Part]:
        """Return the parts of a section; rows that follow each other are one table."""
        rows: list[tuple[Row | Rule, Entry]] = []
        for node, entry in self._unrolled(source.nodes, {}):
            if isinstance(node, Row | Rule):
                rows.append((node, entry))
                continue
            if rows:
                yield self._table(rows, source)
                rows = []
            yield self._chart(node) if isinstance(node, Plot) else self._block(node, entry, section, source)
        if rows:
            yield self._table(rows, source)

    def _unrolled(self, nodes: Iterable[Node], entry: Entry) -> Iterator[tuple[Block | Row | Rule | Plot, Entry]]:
        """Go through the nodes with lists written out, each text with the entry it speaks of."""
        for node in nodes:
            if not isinstance(node, Each):
                yield node, entry
                continue
            rows = self._entries(node)
            if not rows:
                yield _nothing(node), entry
            elif node.option("join"):
                yield Block(level=0, pieces=(self._joined(node, rows),)), entry
            else:
                for row in rows:
                    yield from self._unrolled(node.nodes, {**entry, **row})

    def _entries(self, node: Each) -> list[Entry]:
        found = list(self.filler.listing(node.key, by=node.option("by")).rows)
        if where := node.option("where"):
            name, _sign, wanted = where.partition(":")
            found = [row for row in found if str(row.get(name, "")) == wanted]
        if order := node.option("order"):
            found.sort(key=lambda row: (isinstance(row.get(order), str), row.get(order) or 0))
        limit = node.option("limit")
        found = found[: int(limit)] if limit.isdigit() else found
        return [{**row, "n": number} for number, row in enumerate(found, start=1)]

    def _joined(self, node: Each, rows: list[Entry]) -> str:
        pieces = tuple(piece for inner in node.nodes if isinstance(inner, Block) for piece in inner.pieces)
        return node.option("join").join(text_of(self.filler.fill(pieces, file=node.key, entry=row)[0]) for row in rows)

    def _block(self, block: Block, entry: Entry, section: Section, source: Source) -> Part:
        runs, used = self.filler.fill(block.pieces, file=source.file, entry=entry)
        if block.level:
            level = section.level + block.level - 1
            number = self.numbers.next(level, start=section.number if block.level == 1 else None)
            return Heading(level=level, mark=self.filler.kind.mark(level, number, section=section), runs=runs)
        return Paragraph(runs=runs, mark=self.filler.kind.statement_mark if used else "", note=note_of(used) if used else "")

    def _table(self, rows: list[tuple[Row | Rule, Entry]], source: Source) -> Table:
        filled, used = list[tuple[Runs, ...]](), list[Statement]()
        heads, aligns = 0, tuple[str, ...]()
        for node, entry in rows:
            if isinstance(node, Rule):
                heads, aligns = heads or len(filled), node.aligns
                continue
            cells = [self.filler.fill(cell, file=source.file, entry=entry) for cell in node.cells]
            filled.append(tuple(runs for runs, _stated in cells))
            used += [it for _runs, stated in cells for it in stated]
        return Table(rows=tuple(filled), heads=heads, aligns=aligns, note=note_of(tuple(dict.fromkeys(used))) if used else "")

    def _chart(self, node: Plot) -> Chart:
        found = self.filler.listing(node.key, by=node.option("by"))
        name = node.option("field") or next((each for each in ("value", "count", "budget") if each in found.fields), "n")
        limit = int(node.option("limit")) if node.option("limit").isdigit() else None
        points = [(str(row.get("name") or row.get("title") or row["n"]), row.get(name)) for row in found.rows][:limit]
        amounts = tuple((label, Decimal(value)) for label, value in points if isinstance(value, Decimal | int))
        return Chart(title=node.option("title") or node.key, unit=found.unit, points=amounts)
