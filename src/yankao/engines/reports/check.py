"""檢查報告: every rule over a document, in the order of its lines."""

from collections.abc import Callable, Iterable
from pathlib import Path

from yankao.engines.reports.check_findings import Finding, Findings
from yankao.engines.reports.check_names import check_names
from yankao.engines.reports.check_same import check_against, check_same
from yankao.engines.reports.check_shares import check_averages, check_ratios, check_shares
from yankao.engines.reports.check_sums import check_lists, check_sums
from yankao.engines.reports.check_templates import Sentence, check_readings, check_readings_against
from yankao.engines.reports.check_text import Text, read
from yankao.engines.reports.check_wording import check_wording

CARRIED = "carried_over"
RULES: tuple[Callable[[Text], Findings], ...] = (
    check_lists,
    check_sums,
    check_shares,
    check_ratios,
    check_averages,
    check_names,
    check_same,
    check_wording,
)


def check_text(text: Text, *, against: Iterable[Text] = (), sentences: Iterable[Sentence] = ()) -> tuple[Finding, ...]:
    """Return what the rules find in a document, and against earlier ones; sentences find figures by their names."""
    given = tuple(sentences)
    found = [finding for rule in RULES for finding in rule(text)]
    found += check_readings(text, given)
    for other in against:
        found += [*check_against(text, other), *check_readings_against(text, other, given)]
    once: dict[tuple[str, str], Finding] = {}
    for finding in sorted(found, key=_line):
        once.setdefault((finding.rule, f"{finding.where}{finding.expected if finding.rule != CARRIED else ''}"), finding)
    return tuple(once.values())


def check_file(path: Path, *, against: Iterable[Path] = (), sentences: Iterable[Sentence] = ()) -> tuple[Finding, ...]:
    """Read a document and return what the rules find in it.

    Raises:
        ValueError: a file cannot be read.

    """
    return check_text(read(path), against=[read(other) for other in against], sentences=sentences)


def _line(finding: Finding) -> int:
    return int(finding.where.rpartition(":")[2])
