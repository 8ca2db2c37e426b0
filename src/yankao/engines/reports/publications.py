"""報告業務: which report types serve which systems of the catalogue, on what ground, and how many editions of them there were."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Q

from yankao.engines.indicators.declare import Indicator, Measure, Measured
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


def count_approved() -> Measure:
    """Count the editions of the publication's type that were approved in the window."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_editions(subject)(Q(approved_at__gte=window.start, approved_at__lt=window.end)))

    return measure


def share_in_time() -> Measure:
    """Share of the chapters due in the window that were handed in before their due date."""

    def measure(subject: str, window: Window) -> Measured:
        due = Chapter.objects.filter(edition__kind=get(subject).type, due_at__gte=window.start, due_at__lt=window.end)
        return Measured(numerator=due.filter(handed_in_at__lt=F("due_at")).count(), denominator=due.count())

    return measure


def _editions(subject: str) -> Callable[[Q], int]:
    return lambda condition: Edition.objects.filter(condition, kind=get(subject).type).count()
