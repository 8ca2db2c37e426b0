"""檢查發現: what a check tells of a document, one finding for each thing that does not hold."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum

from yankao.engines.reports.check_figures import sentence_of
from yankao.engines.reports.check_text import Paragraph, Text


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # two figures of the text contradict each other
    WARNING = "warning"  # they may, or a figure looks carried over
    NOTE = "note"  # wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not hold: which rule, where, what stands there, what should, and the sentence."""

    rule: str
    severity: Severity
    where: str
    found: str
    expected: str
    text: str

    def as_json(self) -> dict[str, str]:
        """Return it as it is printed."""
        return {name: str(value) for name, value in asdict(self).items()}


Findings = Iterator[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a document, from which findings are made."""

    text: Text
    paragraph: Paragraph
    at: int = 0

    def finding(self, rule: str, *, found: str, expected: str, severity: Severity = Severity.ERROR) -> Finding:
        """Return what a rule found here."""
        return Finding(
            rule=rule,
            severity=severity,
            where=self.text.where(self.paragraph, self.at),
            found=found,
            expected=expected,
            text=sentence_of(self.paragraph, self.at),
        )


def write(value: Decimal) -> str:
    """Write a figure as people read it."""
    return f"{value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize():,f}"
