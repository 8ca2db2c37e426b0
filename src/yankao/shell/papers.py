"""Papers of a case (稽催單、簽、函): what a division prints of a case is linked on the page of the case."""

from collections.abc import Callable
from dataclasses import dataclass

from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: its name, the page that is printed, and the file to go on writing in."""

    name: str
    url: str
    file_url: str = ""


Source = Callable[[Case, Actor], tuple[Paper, ...]]
_sources: list[Source] = []


def register_papers(source: Source) -> Source:
    """Let a division offer papers; each function is asked once for every case page."""
    if source in _sources:
        message = f"{source.__qualname__} 已登記"
        raise ValueError(message)
    _sources.append(source)
    return source


def papers_of(case: Case, actor: Actor) -> tuple[Paper, ...]:
    """Return the papers the actor may print of a case."""
    return tuple(paper for source in _sources for paper in source(case, actor))
