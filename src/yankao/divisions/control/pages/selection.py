"""核定項目轉入列管: the approved candidates of 選項列管 that are no plans yet, and the one button that puts them under control."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.control.logic.selection import list_approved, waiting
from yankao.divisions.control.pages.audiences import DESK
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.progress_forms import Asked, handle
from yankao.shell.words import now as clock


@page(who=DESK)
def approved(request: HttpRequest) -> HttpResponse:
    """Show which approved candidates wait to come under control."""
    return render(request, "control/selection.html", {"rows": waiting(), "programme": PROJECTS})


@page(who=DESK, methods=READ_WRITE)
def take_in(request: HttpRequest) -> HttpResponse:
    """Put every approved candidate under control, each once."""
    actor = actor_of_request(request)

    def do() -> str:
        list_approved(actor=actor, now=clock())
        return reverse("portfolio", args=[PROJECTS.key])

    about = _("%(count)s項核定項目轉入施政計畫列管；各機關再訂定作業計畫") % {"count": waiting().count()}
    return handle(request, Asked(title=_("轉入列管"), about=about, back=reverse("approved_candidates"), fields=(), do=do))
