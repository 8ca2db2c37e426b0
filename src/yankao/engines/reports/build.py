"""產生報告: a type, a period, and one section or all of them, made into a filled and numbered report."""

from collections.abc import Iterable

from yankao.engines.reports import template
from yankao.engines.reports.document import Heading, Paragraph, Part, Report, text_of
from yankao.engines.reports.fill import Filler, Source, check, note_of, words_of
from yankao.engines.reports.template import Block
from yankao.engines.reports.types import TYPE_FILE, ReportType, Section
from yankao.kernel.roc import Window


class _Numbers:
    """Counts headings level by level; a heading starts the count below it anew."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def next(self, level: int, *, start: int | None = None) -> int:
        """Return the number of the next heading of a level."""
        self._counts = {at: count for at, count in self._counts.items() if at <= level}
        self._counts[level] = start if start is not None else self._counts.get(level, 0) + 1
        return self._counts[level]


def build(kind: ReportType, *, window: Window, section: str = "") -> Report:
    """Fill a report, or one section of it, with the figures of a period.

    Raises:
        LookupError: there is no such section.
        ReportError: a text is wrong; every line of the message names file and line.

    """
    sections = (kind.section(section),) if section else kind.sections
    sources = [_source(kind, it) for it in sections]
    head = () if section else tuple(_line(text) for text in kind.head)
    closing = () if section else tuple(_line(text) for text in kind.closing)
    frame = Source(file=str(kind.folder / TYPE_FILE), blocks=(*head, *closing))
    words = words_of(kind, window)
    check([frame, *sources], words=words)
    filler = Filler(kind=kind, window=window, words=words)
    filler.compute([frame, *sources])
    numbers, parts = _Numbers(), list[Part]()
    for it, source in zip(sections, sources, strict=True):
        parts += _parts(kind, it, source, filler=filler, numbers=numbers)
    return Report(
        title=kind.title,
        head=_filled(head, filler, file=frame.file),
        parts=tuple(parts),
        closing=_filled(closing, filler, file=frame.file),
        stated=tuple(filler.stated),
        gaps=tuple(filler.gaps),
    )


def _source(kind: ReportType, section: Section) -> Source:
    if section.file:
        path = kind.folder / section.file
        return Source(file=str(path), blocks=template.read(path))
    return Source(file=str(kind.folder / TYPE_FILE), blocks=(Block(level=1, pieces=(section.heading,)),))


def _line(text: str) -> Block:
    return Block(level=0, pieces=tuple(piece for block in template.parse(text, file=TYPE_FILE) for piece in block.pieces))


def _filled(blocks: Iterable[Block], filler: Filler, *, file: str) -> tuple[str, ...]:
    return tuple(text_of(filler.fill(block.pieces, file=file)[0]) for block in blocks)


def _parts(kind: ReportType, section: Section, source: Source, *, filler: Filler, numbers: _Numbers) -> list[Part]:
    parts: list[Part] = []
    for block in source.blocks:
        runs, used = filler.fill(block.pieces, file=source.file)
        if block.level:
            level = section.level + block.level - 1
            number = numbers.next(level, start=section.number if block.level == 1 else None)
            parts.append(Heading(level=level, mark=kind.mark(level, number), runs=runs))
        else:
            parts.append(Paragraph(runs=runs, mark=kind.statement_mark if used else "", note=note_of(used) if used else ""))
    return parts
