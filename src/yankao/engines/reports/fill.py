"""填入數字: put the computed figures and the sourced statements of a period into a section's text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.compute import Figure, Wanted, figure, figures_of, window_of
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.reports import lists, statements
from yankao.engines.reports.document import Gap, Origin, Run, Runs, Shown, Stated
from yankao.engines.reports.errors import ReportError
from yankao.engines.reports.lists import STATEMENT, Listing, Value
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import KEY, period_of
from yankao.engines.reports.template import Each, Node, Piece, Placeholder, Plot, placeholders
from yankao.engines.reports.template import lists as lists_in
from yankao.engines.reports.types import ReportType
from yankao.engines.reports.words import ASKED, MODES, Told, cut_of
from yankao.kernel.days import day_of
from yankao.kernel.numerals import parse_number
from yankao.kernel.numerals import style as styled
from yankao.kernel.roc import Window, roc_date

PERIOD_STYLE = "period"
SUM = "sum."
DAY_STYLES = ("day", "md", "slashed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """A figure decided by somebody instead of computed (裁示口徑): its value as it is printed, the document and who approved it."""

    text: str
    document: str
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What was frozen of an edition: figures by key and mode, statements by key and days, lists by key and class."""

    figures: Mapping[tuple[str, str], Figure]
    stated: Mapping[tuple[str, str], int]
    lists: Mapping[tuple[str, str], Listing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The nodes of one file."""

    file: str
    nodes: tuple[Node, ...]


def check(sources: Iterable[Source], *, words: Iterable[str]) -> None:
    """Refuse keys nobody declared, modes, styles and lists that do not exist, each with file and line.

    Raises:
        ReportError: one line for every mistake.

    """
    known = {indicator.key for indicator, _ in indicators.every()} | set(words) | set(ASKED)
    problems: list[tuple[str, int, str]] = []
    for source in sources:
        problems += [(source.file, found.line, problem) for found in placeholders(source.nodes) for problem in _problems(found, known)]
        for each in lists_in(source.nodes):
            problems += [(source.file, line, problem) for line, problem in _list_problems(each, known)]
    if problems:
        raise ReportError("\n".join(f"{file}:{line}: {problem}" for file, line, problem in sorted(set(problems))))


def _problems(found: Placeholder, known: set[str], fields: tuple[str, ...] = ()) -> Iterator[str]:
    if not _is_known(found.key, known, fields):
        yield _no_such(found.key, known)
    if found.mode and found.mode not in MODES:
        yield f"沒有期間別「{found.mode}」；可用 {'、'.join(MODES)}"
    if found.style and found.style not in (PERIOD_STYLE, *DAY_STYLES):
        try:
            styled(1, found.style)
        except ValueError as error:
            yield str(error)


def _is_known(key: str, known: set[str], fields: tuple[str, ...]) -> bool:
    if key in known or key in fields:
        return True
    if key.startswith(STATEMENT):
        return KEY.fullmatch(key.removeprefix(STATEMENT)) is not None
    if not key.startswith(SUM):
        return False
    try:
        have = lists.fields_of(key.removeprefix(SUM).rpartition(".")[0])
    except LookupError:
        return False
    return not have or key.rpartition(".")[2] in have


def _no_such(key: str, known: set[str]) -> str:
    if key.startswith(STATEMENT):
        return f"「{key}」不是來源登錄的代號，例如 statement.service.legal_aid.received"
    near = get_close_matches(key, known, n=3)
    return f"沒有指標「{key}」；" + (f"是否為 {'、'.join(near)}？" if near else "請以 yankao indicators 查看全部指標")


def _list_problems(each: Each | Plot, known: set[str]) -> Iterator[tuple[int, str]]:
    key, _at, mode = each.key.partition("@")
    if mode and mode not in MODES:
        yield each.line, f"沒有期間別「{mode}」；可用 {'、'.join(MODES)}"
    try:
        fields = lists.fields_of(key, by=each.option("by"))
    except LookupError as error:
        yield each.line, str(error)
        return
    if isinstance(each, Each) and fields:
        for found in placeholders(each.nodes):
            yield from ((found.line, f"{problem}；此清單的欄位有 {'、'.join(fields)}") for problem in _problems(found, known, fields))


def named(piece: Placeholder) -> str:
    """Return the name under which a figure of this mode is overruled: `key` or `key@mode`."""
    return f"{piece.key}@{piece.mode}" if piece.mode else piece.key


@dataclass(slots=True, kw_only=True)
class Filler:
    """Fills the nodes of one report and remembers what came from documents and what is missing."""

    kind: ReportType
    window: Window
    words: Mapping[str, str]
    told: Told = field(default_factory=Told)
    overruled: Mapping[str, Overruled] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    found: dict[tuple[str, str], Figure] = field(default_factory=dict)
    ahead: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    said: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    looked_up: dict[tuple[str, str], statements.Lookup] = field(default_factory=dict)
    listed: dict[tuple[str, str], Listing] = field(default_factory=dict)

    def take(self, frozen: Frozen) -> None:
        """Fill with what was frozen; only what was not is looked up."""
        self.found |= frozen.figures
        self.listed |= frozen.lists
        kept = Statement.objects.in_bulk(list(frozen.stated.values()))
        self.looked_up |= {at: statements.Lookup(statement=kept[pk]) for at, pk in frozen.stated.items()}

    def look_up(self, pieces: Iterable[Placeholder]) -> None:
        """Compute the figures and read the statements that are about to be filled in, all together."""
        every = tuple(pieces)
        self.said = statements.read(piece.key.removeprefix(STATEMENT) for piece in every if piece.key.startswith(STATEMENT))
        self._count(every)

    def _count(self, pieces: Iterable[Placeholder]) -> None:
        """Compute the figures; one that cannot be counted is told where it stands."""
        wanted: dict[tuple[str, str], Wanted] = {}
        for piece in pieces:
            if not indicators.has(piece.key) or named(piece) in self.overruled or self.words.get(piece.key):
                continue
            indicator, subject, at = self._named(piece)
            if at not in self.found:
                wanted[at] = Wanted(indicator=indicator, subject=subject, days=self._window(indicator.mode))
        self.ahead = {(it.key, str(it.mode)): it for it in figures_of(wanted.values(), is_partial=True)}

    def fill(self, pieces: tuple[Piece, ...], *, file: str, entry: Mapping[str, Value] | None = None) -> tuple[Runs, tuple[Statement, ...]]:
        """Return the pieces filled, and the statements used in them; `entry` is the entry of the list the text stands in."""
        runs, used = list[Run](), list[Statement]()
        for piece in pieces:
            runs.append(piece if isinstance(piece, str) else self._shown(piece, used, where=f"{file}:{piece.line}", entry=entry or {}))
        return tuple(runs), tuple(dict.fromkeys(used))

    def listing(self, key: str, *, by: str = "") -> Listing:
        """Read a list once; `KEY@期間別` is that of another stretch of time than the report's."""
        if (key, by) not in self.listed:
            name, _at, mode = key.partition("@")
            self.listed[key, by] = lists.listing(name, window=self._window(MODES[mode] if mode else Mode.WINDOW), by=by)
        return self.listed[key, by]

    def _shown(self, piece: Placeholder, used: list[Statement], *, where: str, entry: Mapping[str, Value]) -> Shown:
        key = piece.key
        if key in entry:
            return self._entry(piece, entry[key])
        decided = self.overruled.get(named(piece))
        if decided is not None:
            return Shown(text=decided.text + self.kind.overruled_mark, key=key, origin=Origin.OVERRULED, value=decided.text)
        if self.words.get(key):
            return Shown(text=self._word(self.words[key], piece.style), key=key, origin=Origin.WORD)
        if "." not in key or key in ASKED or key in self.words:
            return self._gap(key, where=where, reason=f"尚未填寫{ASKED.get(key, key)}")
        return self._counted(piece, used, where=where)

    def _counted(self, piece: Placeholder, used: list[Statement], *, where: str) -> Shown:
        if piece.key.startswith(SUM):
            return self._sum(piece, used, where=where)
        if piece.key.startswith(STATEMENT):
            return self._state(piece, used, where=where)
        return self._compute(piece, where=where)

    def _window(self, mode: Mode) -> Window:
        return self._cut(window_of(mode, self.window, as_of=self.told.as_of))

    def _cut(self, window: Window) -> Window:
        """Nothing after the cut-off counts; a period that only begins after it stays whole and is empty."""
        cut = cut_of(self.window, self.told)
        return Window(window.first, cut) if self.told.as_of and window.first <= cut < window.last else window

    def _compute(self, piece: Placeholder, *, where: str) -> Shown:
        indicator, subject, at = self._named(piece)
        try:
            it = (
                self.found.get(at)
                or self.ahead.get(at)
                or figure(indicator, subject=subject, window=self.window, counted=self._window(indicator.mode))
            )
        except ValueError as error:  # a monthly average of days that are no whole months
            return self._gap(piece.key, where=where, reason=str(error))
        self.found[at] = it
        if it.value is None:
            return self._gap(piece.key, where=where, reason="本期沒有可計算的紀錄")
        usual = self.kind.percent_style if it.unit == "%" else self.kind.number_style
        text = styled(it.value, piece.style or usual)
        return Shown(text=text, key=piece.key, origin=Origin.INDICATOR, value=it.value, mode=str(it.mode), first=it.first, last=it.last)

    def _named(self, piece: Placeholder) -> tuple[Indicator, str, tuple[str, str]]:
        indicator, subject = indicators.get(piece.key)
        if piece.mode:
            indicator = replace(indicator, mode=MODES[piece.mode])
        return indicator, subject, (piece.key, str(indicator.mode))

    def _state(self, piece: Placeholder, used: list[Statement], *, where: str) -> Shown:
        key, window = piece.key.removeprefix(STATEMENT), self.window
        if piece.mode:
            window = self._window(MODES[piece.mode])
        at = (key, f"{window.first}/{window.last}")
        lookup = self.looked_up.get(at)
        if lookup is None:
            lookup = statements.choose(self.said[key], window=window) if key in self.said else statements.find(key, window=window)
            self.looked_up[at] = lookup
        if lookup.statement is None:
            return self._gap(piece.key, where=where, reason=lookup.gap)
        it = lookup.statement
        used.append(it)
        self.stated.append(Stated(where=where, statement=it))
        return Shown(text=self._text(it, piece.style), key=piece.key, origin=Origin.STATEMENT, value=it.value, first=it.first, last=it.last)

    def _sum(self, piece: Placeholder, used: list[Statement], *, where: str) -> Shown:
        """Add up a field over all entries of a list."""
        key, _dot, name = piece.key.removeprefix(SUM).rpartition(".")
        found = self.listing(key)
        values = [value for row in found.rows if isinstance(value := row.get(name), Decimal | int)]
        if not values:
            return self._gap(piece.key, where=where, reason="清單沒有可加總的數字")
        used += found.statements
        total = sum(values, Decimal(0))
        return Shown(text=styled(total, piece.style or self.kind.number_style), key=piece.key, origin=Origin.LISTED, value=total)

    def _entry(self, piece: Placeholder, value: Value) -> Shown:
        told = str(value) if isinstance(value, date) else value
        return Shown(text=self._written(value, piece.style), key=piece.key, origin=Origin.LISTED, value=told)

    def _written(self, value: Value, style: str) -> str:
        if value is None:
            return ""
        if isinstance(value, date):
            return {"md": f"{value.month}月{value.day}日"}.get(style) or roc_date(value)
        if isinstance(value, str):
            return self._word(value, style)
        return styled(value, style or self.kind.number_style)

    def _word(self, text: str, style: str) -> str:
        """Write a word that is a number in a style; any other word stays as it is."""
        if not style or style in DAY_STYLES:
            return text
        try:
            return styled(parse_number(text), style)
        except ValueError:
            return text

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
