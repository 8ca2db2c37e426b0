"""填入數字: put the computed figures and the sourced statements of a period into a section's text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import Figure, figures
from yankao.engines.reports import statements
from yankao.engines.reports.document import Gap, Origin, Run, Shown, Stated
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import KEY, period_of
from yankao.engines.reports.template import Block, Piece, Placeholder
from yankao.engines.reports.types import ReportError, ReportType
from yankao.kernel.days import day_of
from yankao.kernel.numerals import style as styled
from yankao.kernel.roc import RocMonth, Window, roc_date

STATEMENT = "statement."
PERIOD_STYLE = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The blocks of one file."""

    file: str
    blocks: tuple[Block, ...]

    def placeholders(self) -> Iterator[Placeholder]:
        """Go through everything to be filled in."""
        for block in self.blocks:
            yield from (piece for piece in block.pieces if isinstance(piece, Placeholder))


def words_of(kind: ReportType, window: Window) -> dict[str, str]:
    """Return the words a text may use for the period: its name, its months, its cut-off."""
    first, last = RocMonth.of(window.first), RocMonth.of(window.last)
    return {
        "title": kind.title,
        "period": kind.period,
        "period.window": str(window),
        "period.from": str(first),
        "period.to": str(last),
        "asof": f"{last}底" if window.last == last.last else roc_date(window.last),
    }


def check(sources: Iterable[Source], *, words: Iterable[str]) -> None:
    """Refuse keys nobody declared and styles that do not exist, each with file and line.

    Raises:
        ReportError: one line for every mistake.

    """
    known = {indicator.key for indicator, _ in registry.every()} | set(words)
    problems = [
        f"{source.file}:{found.line}: {problem}" for source in sources for found in source.placeholders() for problem in _problems(found, known)
    ]
    if problems:
        raise ReportError("\n".join(problems))


def _problems(found: Placeholder, known: set[str]) -> Iterator[str]:
    is_statement = found.key.startswith(STATEMENT)
    if is_statement and KEY.fullmatch(found.key) is None:
        yield f"「{found.key}」不是來源登錄的代號，例如 statement.service.legal_aid.received"
    if not is_statement and found.key not in known:
        yield f"沒有指標「{found.key}」；請以 yankao indicators 查看全部指標"
    if found.style and not (is_statement and found.style == PERIOD_STYLE):
        try:
            styled(1, found.style)
        except ValueError as error:
            yield str(error)


@dataclass(slots=True, kw_only=True)
class Filler:
    """Fills the blocks of one report and remembers what came from documents and what is missing."""

    kind: ReportType
    window: Window
    words: dict[str, str]
    found: dict[str, Figure] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    _looked_up: dict[str, statements.Lookup] = field(default_factory=dict)

    def compute(self, sources: Iterable[Source]) -> None:
        """Compute every figure the text names, each once."""
        keys = {found.key for source in sources for found in source.placeholders()}
        wanted = sorted(key for key in keys if key not in self.words and not key.startswith(STATEMENT))
        self.found = {figure.key: figure for figure in figures(self.window, keys=wanted)}

    def fill(self, pieces: tuple[Piece, ...], *, file: str) -> tuple[tuple[Run, ...], tuple[Statement, ...]]:
        """Return the pieces filled, and the statements used in them."""
        runs, used = list[Run](), list[Statement]()
        for piece in pieces:
            if isinstance(piece, str):
                runs.append(piece)
            elif piece.key in self.words:
                runs.append(Shown(text=self.words[piece.key], key=piece.key, origin=Origin.WORD))
            elif piece.key.startswith(STATEMENT):
                runs.append(self._state(piece, used, where=f"{file}:{piece.line}"))
            else:
                runs.append(self._compute(piece, where=f"{file}:{piece.line}"))
        return tuple(runs), tuple(dict.fromkeys(used))

    def _compute(self, piece: Placeholder, *, where: str) -> Shown:
        figure = self.found[piece.key]
        if figure.value is None:
            return self._gap(piece.key, where=where, reason="本期沒有可計算的紀錄")
        usual = self.kind.percent_style if figure.unit == "%" else self.kind.number_style
        return Shown(text=styled(figure.value, piece.style or usual), key=piece.key, origin=Origin.INDICATOR, value=figure.value)

    def _state(self, piece: Placeholder, used: list[Statement], *, where: str) -> Shown:
        key = piece.key.removeprefix(STATEMENT)
        lookup = self._looked_up.get(key)
        if lookup is None:
            lookup = self._looked_up[key] = statements.find(key, window=self.window)
        if lookup.statement is None:
            return self._gap(piece.key, where=where, reason=lookup.gap)
        stated = lookup.statement
        used.append(stated)
        self.stated.append(Stated(where=where, statement=stated))
        return Shown(text=self._text(stated, piece.style), key=piece.key, origin=Origin.STATEMENT, value=stated.value)

    def _text(self, stated: Statement, style: str) -> str:
        if style == PERIOD_STYLE:
            return period_of(stated)
        if stated.number is None:
            return stated.text
        return styled(stated.number, style or (self.kind.percent_style if stated.unit == "%" else self.kind.number_style))

    def _gap(self, key: str, *, where: str, reason: str) -> Shown:
        self.gaps.append(Gap(where=where, key=key, reason=reason))
        return Shown(text=self.kind.gap, key=key, origin=Origin.GAP)


def note_of(used: tuple[Statement, ...]) -> str:
    """Say in one note which documents a paragraph's statements were read in, and who entered them."""
    by_place: dict[tuple[str, str, str, str], list[str]] = {}
    for it in used:
        place = f"{it.source}{f'第{it.line}行' if it.line.isdigit() else it.line}"
        by_place.setdefault((period_of(it), place, it.entered_by, roc_date(day_of(it.entered_at))), []).append(f"{it.key} {it.amount}")
    told = (f"{'、'.join(items)}（{period}）：{place}，{who}{day}登錄" for (period, place, who, day), items in by_place.items())
    return "；".join(told) + "。"
