"""讀一版報告: what an edition says with its frozen or present figures, what it says otherwise than the last one, and what its checks find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet

from yankao.engines.indicators.compute import Figure
from yankao.engines.indicators.declare import Mode
from yankao.engines.reports import check_text as texts
from yankao.engines.reports import markdown
from yankao.engines.reports.build import Making, build
from yankao.engines.reports.check import check_text
from yankao.engines.reports.check_findings import Finding
from yankao.engines.reports.document import Report
from yankao.engines.reports.document_json import from_json
from yankao.engines.reports.edition_types import load
from yankao.engines.reports.editions import is_editor
from yankao.engines.reports.fill import Frozen, Overruled
from yankao.engines.reports.lists import Listing
from yankao.engines.reports.models import Chapter, Edition, FrozenFigure
from yankao.engines.reports.words import Told
from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window, roc_date

SIGNERS = ("chief_secretary", "deputy_chair", "chair", "mayor_office", "auditor")


def visible(actor: Actor) -> QuerySet[Edition]:
    """Return the editions the actor may see: all to editors, signers and overseers, else one's own chapters' and published ones."""
    if is_editor(actor) or actor.has_role(*SIGNERS) or any(held.role == "agency_lead" and held.division for held in actor.memberships):
        return Edition.objects.all()
    mine = Chapter.objects.filter(agency_id__in=sorted(actor.agency_ids())).values("edition_id")
    return Edition.objects.filter(Q(pk__in=mine) | Q(published_at__isnull=False))


def published() -> QuerySet[Edition]:
    """Return what everybody may read, newest first; an edition that was corrected stays and names its correction."""
    return Edition.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")


def window_of(edition: Edition) -> Window:
    """Return the period of an edition."""
    return Window(edition.first, edition.last)


def words_of(edition: Edition) -> dict[str, str]:
    """Return the words an edition tells its texts: session, reporter, day."""
    words = {
        "session.term": str(edition.session_term or ""),
        "session.meeting": str(edition.session_meeting or ""),
        "chapter": str(edition.chapter_number or ""),
        "reporter.title": ("代理" if edition.is_acting else "") + edition.reporter_title if edition.reporter_title else "",
        "reporter.name": edition.reporter_name,
        "reported_on": roc_date(edition.reported_on) if edition.reported_on else "",
    }
    if words["reporter.name"]:
        words["reporter"] = words["reporter.title"] + words["reporter.name"]
    if edition.session_term and edition.session_meeting:
        words["session"] = f"第{edition.session_term}屆第{edition.session_meeting}次定期大會"
    return {name: word for name, word in words.items() if word}


def report_of(edition: Edition, *, frozen: Frozen | None = None) -> Report:
    """Return an edition as it reads now: the approved document, else its chapters with frozen figures, else with present ones.

    Raises:
        ReportError: a chapter names what does not exist; the message names chapter and line.
    """
    if edition.document is not None:
        return from_json(edition.document)
    kept = frozen or (frozen_of(edition) if edition.frozen_at else None)
    return build(load(edition.kind), window=window_of(edition), making=making_of(edition, frozen=kept))


def making_of(edition: Edition, *, frozen: Frozen | None = None) -> Making:
    """Return what the report of an edition is made with."""
    decided = {
        it.key: Overruled(text=it.text, document=it.document, approver=it.approver) for it in edition.overrulings.filter(ended_at__isnull=True)
    }
    return Making(
        told=Told(as_of=edition.as_of, words=words_of(edition)),
        texts={chapter.section: chapter.text for chapter in edition.chapters.all()},
        overruled=decided,
        frozen=frozen,
    )


def frozen_of(edition: Edition) -> Frozen:
    """Return what was frozen: figures, statements and lists."""
    figures, stated = dict[tuple[str, str], Figure](), dict[tuple[str, str], int]()
    for row in edition.figures.all():
        if row.statement_id is not None:
            stated[row.key, row.mode] = row.statement_id
        else:
            figures[row.key, row.mode] = figure_of(row)
    lists = {(each["key"], each["by"]): _listing(each) for each in edition.lists}
    return Frozen(figures=figures, stated=stated, lists=lists)


def figure_of(row: FrozenFigure) -> Figure:
    """Return a frozen figure as it was computed."""
    assert row.last is not None
    amounts = {name: Decimal(text) if (text := getattr(row, name)) else None for name in ("value", "numerator", "denominator")}
    return Figure(
        key=row.key, name=row.name, unit=row.unit, version=row.definition_version, mode=Mode(row.mode), first=row.first, last=row.last, **amounts
    )


def previous(edition: Edition) -> Edition | None:
    """Return the edition before this one of the same type, the one it corrects where it is a correction."""
    if edition.corrects_id is not None:
        return edition.corrects
    earlier = Edition.objects.filter(kind=edition.kind, last__lt=edition.last, frozen_at__isnull=False).exclude(pk=edition.pk)
    return earlier.order_by("-last", "-number").first()


def findings(edition: Edition) -> tuple[Finding, ...]:
    """Return what the checks find in an edition, and against the last one."""
    text, before = _text(edition), previous(edition)
    return check_text(text, against=[] if before is None or edition.corrects_id else [_text(before)])


def _text(edition: Edition) -> texts.Text:
    return texts.parse(markdown.write(report_of(edition)).splitlines(), name=edition.title, is_wrapped=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of text that stayed, was put in or was taken out; `kind` is same, ins or del."""

    kind: str
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return the tracked changes between two texts, sign by sign as a reviser marks them."""
    found = list[Change]()
    for tag, one, two, three, four in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change(kind="same", text=before[one:two]))
            continue
        if one < two:
            found.append(Change(kind="del", text=before[one:two]))
        if three < four:
            found.append(Change(kind="ins", text=after[three:four]))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A line of two editions side by side; empty where one has none."""

    before: str
    after: str
    is_same: bool


def side_by_side(before: Report, after: Report) -> tuple[Pair, ...]:
    """Set the paragraphs of two editions side by side."""
    one, two = (markdown.write(each).split("\n\n") for each in (before, after))
    pairs = list[Pair]()
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [Pair(before=line, after=line, is_same=True) for line in one[a:b]]
            continue
        left, right = one[a:b], two[c:d]
        for place in range(max(len(left), len(right))):
            pairs.append(Pair(before=left[place] if place < len(left) else "", after=right[place] if place < len(right) else "", is_same=False))
    return tuple(pairs)


def _listing(found: Mapping[str, object]) -> Listing:
    rows = found["rows"]
    fields = found["fields"]
    assert isinstance(rows, list)
    assert isinstance(fields, list)
    return Listing(fields=tuple(fields), rows=tuple({name: _value(value) for name, value in row.items()} for row in rows), unit=str(found["unit"]))


def _value(told: object) -> str | Decimal | date | None:
    """Read a value of a frozen list: [kind, text]."""
    if not isinstance(told, list):
        return None
    kind, text = told
    return Decimal(text) if kind == "number" else date.fromisoformat(text) if kind == "day" else str(text)
