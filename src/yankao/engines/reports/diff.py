"""兩份報告的比較: the figures of two documents one by one, matched by what they count or by the name a sentence gives them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from yankao.engines.reports.check_figures import figures
from yankao.engines.reports.check_templates import Sentence, readings
from yankao.engines.reports.check_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure where it stands; `line` is 0 where the document has none."""

    value: Decimal
    shown: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure of either document; None where a document does not have it."""

    name: str
    one: Told | None
    two: Told | None

    @property
    def is_same(self) -> bool:
        """Whether both documents tell it alike."""
        return self.one is not None and self.two is not None and self.one.value == self.two.value

    def as_json(self) -> dict[str, str | float | None]:
        """Return it as it is printed; values are bare numbers."""
        change = self.two.value - self.one.value if self.one and self.two else None
        return {
            "name": self.name,
            "a": float(self.one.value) if self.one else None,
            "b": float(self.two.value) if self.two else None,
            "change": float(change) if change is not None else None,
        }


def compare(one: Text, two: Text, *, sentences: Iterable[Sentence] = ()) -> tuple[Difference, ...]:
    """Pair the figures of two documents in the order of the first; the n-th of a name is compared with the n-th."""
    given = tuple(sentences)
    before, after = _told(one, given), _told(two, given)
    return tuple(
        Difference(name=name, one=left, two=right)
        for name in dict.fromkeys([*before, *after])
        for left, right in zip_longest(before.get(name, ()), after.get(name, ()))
    )


def _told(text: Text, sentences: tuple[Sentence, ...]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    if sentences:
        body = text.body
        for each in readings(text, sentences):
            found[each.name].append(Told(value=each.value, shown=each.shown, line=body.line(each.at)))
        return found
    for paragraph in text.paragraphs:
        for figure in figures(paragraph):
            if figure.label:
                name = f"{figure.label}（{figure.unit}）"
                found[name].append(Told(value=figure.value, shown=figure.shown, line=paragraph.line(figure.start)))
    return found
