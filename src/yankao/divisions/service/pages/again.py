"""請求重新處理: who is not content with what was done, why, and where the desk takes the case up again or says why not."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.board_tiles import desk_cases, wishes
from yankao.engines.cases import registry
from yankao.kernel.actors import Actor
from yankao.shell.gate import actor_of_request, page
from yankao.shell.words import tr

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One case whose reporter asks for more."""

    number: str
    title: str
    procedure: str
    step: str
    agency: str
    why: str
    asked_at: datetime


def wishes_of(actor: Actor) -> tuple[Wish, ...]:
    """Return the wishes nobody has dealt with, of the cases the actor may see, the longest waiting first."""
    rows = wishes().filter(case__in=desk_cases(actor).values("pk")).select_related("case__agency").order_by("occurred_at", "pk")[:MOST]
    return tuple(
        Wish(
            number=each.case.number,
            title=each.case.title,
            procedure=tr(registry.get(each.procedure).name),
            step=tr(registry.get(each.procedure).step_name(each.case.step)),
            agency=each.case.agency.short_name or each.case.agency.name if each.case.agency else "",
            why=each.reason,
            asked_at=each.occurred_at,
        )
        for each in rows
    )


@page(who=DESK)
def again(request: HttpRequest) -> HttpResponse:
    """List them; each leads to its case, where it is reopened, sent back, answered once more, or noted why not."""
    return render(request, "service/again.html", {"wishes": wishes_of(actor_of_request(request))})
