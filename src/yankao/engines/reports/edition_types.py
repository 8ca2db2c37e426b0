"""本市的報告類型: the types an edition may be of, and the text a chapter begins with."""

from yankao.engines.reports.types import ReportType, Section, find_types, load_type
from yankao.kernel.agencies.city import current_city

FOLDER = "reports"


def load(kind: str) -> ReportType:
    """Return a type of the city; LookupError lists those there are."""
    return load_type(kind, folder=current_city().folder / FOLDER)


def every() -> tuple[ReportType, ...]:
    """Return the types of the city."""
    return tuple(load(key) for key in find_types(current_city().folder / FOLDER))


def text_of_section(kind: ReportType, section: Section) -> str:
    """Return the text of a section as the type has it."""
    return (kind.folder / section.file).read_text(encoding="utf-8-sig")
