"""市議會建決議案辦理情形彙編: the book of a session, class by class, each proposal with what was done about it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from yankao.divisions.control.logic.council import CLASSES, ProposalClass, SessionKind
from yankao.divisions.control.logic.councillors import latest_reports
from yankao.divisions.control.procedures.council_resolution import COUNCIL_RESOLUTION, CouncilResolution
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.numerals import outline_mark
from yankao.kernel.roc import roc_date
from yankao.shell.sheet import Part, Sheet

HEAD = ("案號", "案由", "提案議員", "主辦機關", "辦理情形", "列管情形")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of the council."""

    term: int
    kind: str
    number: int

    def __str__(self) -> str:
        return f"第{self.term}屆第{self.number}次{SessionKind(self.kind).label}"

    @property
    def key(self) -> str:
        """The session as addresses take it."""
        return f"{self.term}-{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One proposal of the book."""

    row: CouncilResolution
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One session's proposals by the classes that held then."""

    session: Session
    classes: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def count(self) -> int:
        """All proposals."""
        return sum(len(lines) for _name, lines in self.classes)

    @property
    def answered(self) -> int:
        """Those that an agency has told of."""
        return sum(bool(line.done) for _name, lines in self.classes for line in lines)


def sessions(actor: Actor) -> list[Session]:
    """Return the sessions with proposals, newest first."""
    rows = _rows(actor).filter(session_number__isnull=False).exclude(session_kind="").values_list("term", "session_kind", "session_number").distinct()
    return [Session(term=term, kind=kind, number=number) for term, kind, number in sorted(set(rows), reverse=True) if number]


def session_named(key: str) -> Session | None:
    """Read a session out of an address; None when it is none."""
    parts = key.split("-")
    if len(parts) != 3 or parts[1] not in SessionKind.values or not (parts[0].isdigit() and parts[2].isdigit()):  # noqa: PLR2004
        return None
    return Session(term=int(parts[0]), kind=parts[1], number=int(parts[2]))


def book_of(actor: Actor, session: Session) -> Book:
    """Return the book of a session; a class without proposals stands in it too, with none."""
    rows = list(
        _rows(actor)
        .filter(term=session.term, session_kind=session.kind, session_number=session.number)
        .select_related("case__agency")
        .order_by("item_number", "pk")
    )
    reports = latest_reports(row.case_id for row in rows)
    by_class: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        by_class[row.council_class].append(Line(row=row, done=reports[row.case_id].done if row.case_id in reports else ""))
    days = [row.ordered_on for row in rows if row.ordered_on is not None]
    held = CLASSES.at(min(days)).value if days else ()
    order = [*held, *(each for each in ProposalClass if each in by_class and each not in held)]
    return Book(session=session, classes=tuple((str(each.label), tuple(by_class[each])) for each in order))


def sheet_of(book: Book, *, government: str) -> Sheet:
    """Return the book as a paper."""
    counted = "、".join(f"{name}{len(lines)}件" for name, lines in book.classes)
    return Sheet(
        title=f"{government}辦理市議會{book.session}建決議案情形彙編",
        lines=[f"本次會建決議案共{book.count:,}件：{counted}。已填復辦理情形{book.answered:,}件。"],
        parts=[_part(number, name, lines) for number, (name, lines) in enumerate(book.classes, start=1)],
    )


def _part(number: int, name: str, lines: tuple[Line, ...]) -> Part:
    heading = f"{outline_mark(number, 2)}{name}（{len(lines)}件）"
    return Part(heading=heading, lines=() if lines else ("無。",), rows=[HEAD, *map(_cells, lines)] if lines else ())


def _cells(line: Line) -> tuple[str, ...]:
    row = line.row
    agency = str(row.case.agency) if row.case.agency else "待交辦"
    answered = f"（{roc_date(row.answered_on)}{row.answer_number}函復）" if row.answered_on else ""
    return (row.item_number, row.order, row.councillor, agency, f"{line.done}{answered}" or "尚未填復", _standing(row))


def _standing(row: CouncilResolution) -> str:
    return COUNCIL_RESOLUTION.step_name(row.case.step)


def _rows(actor: Actor) -> QuerySet[CouncilResolution]:
    return CouncilResolution.objects.filter(case__in=visible_cases(actor, procedures=(COUNCIL_RESOLUTION,)).filter(is_test=False).values("pk"))
