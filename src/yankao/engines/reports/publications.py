"""報告業務: which report types serve which systems of the catalogue, on what ground, and how many editions of them there were."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Indicator, Measure
from yankao.engines.indicators.declared import Declarations
from yankao.engines.reports.models import Chapter, Edition
from yankao.kernel.law import Ground
from yankao.kernel.roc import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A report the commission owes somebody; `type` is the folder its editions are written from."""

    key: str
    name: str
    type: str
    systems: tuple[str, ...]
    basis: tuple[Ground, ...]
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division whose report it is: the first part of the key."""
        return self.key.split(".", 1)[0]


def _check(it: Publication) -> None:
    if any(each.type == it.type for each in every()):
        raise ValueError(f"報告業務 {it.key} 重複宣告")
    if not it.basis:
        raise ValueError(f"報告業務 {it.key} 應載明依據")


_PUBLICATIONS = Declarations(Publication, name="報告業務", check=_check)
load, register, get, every = _PUBLICATIONS.load, _PUBLICATIONS.register, _PUBLICATIONS.get, _PUBLICATIONS.every


def usual(key: str, name: str) -> tuple[Indicator, ...]:
    """Return the figures every report has: editions approved, and chapters handed in by their day."""
    return (
        Indicator(key=f"{key}.approved", name=f"{name}核定版數", unit="版", measure=count_approved(), counting="期間內核定的版本，含更正版。"),
        Indicator(
            key=f"{key}.chapters_in_time",
            name=f"{name}章節如期提送率",
            unit="%",
            measure=share_in_time(),
            counting="期限在期間內的章節中，於期限前提送者的比率；未提送者計入分母。",
        ),
    )


def approved_in(window: Window) -> QuerySet[Edition]:
    """Return the editions of all types that were approved in the window."""
    return Edition.objects.filter(approved_at__gte=window.start, approved_at__lt=window.end)


def due_in(window: Window) -> QuerySet[Chapter]:
    """Return the chapters of all types that were due in the window."""
    return Chapter.objects.filter(due_at__gte=window.start, due_at__lt=window.end)


def count_approved() -> Measure:
    """Count the editions of the publication's type that were approved in the window."""

    def question(subject: str, window: Window) -> Question:
        return Question(rows=approved_in, given=(window,), asks=(Count("pk"),), answer=as_count, by="kind", of=get(subject).type)

    return Asked(question)


def share_in_time() -> Measure:
    """Share of the chapters due in the window that were handed in before their due date."""
    asks = (Count("pk", filter=Q(handed_in_at__lt=F("due_at"))), Count("pk"))

    def question(subject: str, window: Window) -> Question:
        return Question(rows=due_in, given=(window,), asks=asks, answer=as_share, by="edition__kind", of=get(subject).type)

    return Asked(question)
