"""Where the figures of a published sentence come from, told from the catalogue of systems and the figures there are."""

from enum import StrEnum

from tests.reports.golden import Sentence

from yankao.shell.systems import State


class Origin(StrEnum):
    """From what a sentence is told."""

    RECORDS = "records"
    PART = "records in part"
    RULES = "rules"
    NO_FIGURE = "statements: no figure in it"
    CONTRADICTED = "statements: no record says it"
    NOT_BUILT = "statements: system not built"


def origin(sentence: Sentence, states: dict[str, State]) -> Origin:
    """Tell where the figures of a sentence come from; numbers that a rule sets are told by the rule and need no record."""
    if states[sentence.system] in {State.DECLARED, State.SCREEN}:
        return Origin.NOT_BUILT
    if not sentence.figures:
        return Origin.NO_FIGURE
    told = [sentence.is_told(slot) for slot in sentence.figures]
    if not any(told):
        return Origin.CONTRADICTED
    if not all(told):
        return Origin.PART
    return Origin.RULES if all(sentence.is_ruled(slot) for slot in sentence.figures) else Origin.RECORDS
