"""The page of one case, its files, and the opening of what is masked of its reporter (調閱)."""

from wsgiref.util import FileWrapper

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yankao.engines.cases.models import Case
from yankao.engines.cases.reply import may_see_draft
from yankao.kernel.actors import Actor
from yankao.kernel.files.store import open_download
from yankao.kernel.persons.read import open_field
from yankao.shell.deeds import action_buttons, verb_buttons
from yankao.shell.dossier import dossier, find_case, may_open_reporter
from yankao.shell.forms.fields import REPORTER_PARTS
from yankao.shell.gate import SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.once import new_token
from yankao.shell.papers import papers_of
from yankao.shell.replies import reply_stage
from yankao.shell.words import now as clock
from yankao.shell.words import tr

CHUNK = 64 * 1024


def case_or_404(request: HttpRequest, number: str) -> tuple[Case, Actor]:
    """Return the case and the reader; a case that may not be seen is not there."""
    actor = actor_of_request(request)
    case = find_case(actor, number)
    if case is None:
        raise Http404(_("查無此案件，或您沒有檢視的權限"))
    return case, actor


@page(who=SIGNED_IN)
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case with everything around it."""
    case, actor = case_or_404(request, number)
    now = clock()
    verbs = verb_buttons(case, actor, now=now)
    context = {
        "it": dossier(case, actor, now=now),
        "case": case,
        "actions": action_buttons(case, actor, now=now),
        "verbs": [each for each in verbs if each.key != "note"],
        "may_note": any(each.key == "note" for each in verbs),
        "reply": reply_stage(case, actor) if may_see_draft(case, actor) else None,
        "once": new_token(),
        "papers": papers_of(case, actor),
        "person_fields": [(part.name.removeprefix("reporter_"), tr(part.label)) for part in REPORTER_PARTS],
    }
    return render(request, "shell/case/page.html", context)


@page(who=STAFF, methods=("POST",))
def reporter(request: HttpRequest, number: str) -> HttpResponse:
    """Open one masked field for a stated purpose; the opening is logged."""
    case, actor = case_or_404(request, number)
    if case.reporter is None or not may_open_reporter(case, actor):
        raise PermissionDenied(_("您沒有調閱此案反映人資料的權限"))
    name, purpose = request.POST.get("field", ""), request.POST.get("purpose", "")
    labels = {part.name.removeprefix("reporter_"): tr(part.label) for part in REPORTER_PARTS}
    context = {"case": case, "label": labels.get(name, name), "purpose": purpose}
    try:
        value = open_field(case.reporter, name, actor=actor, purpose=purpose, now=clock())
    except ValidationError as error:
        return render(request, "shell/case/reporter.html", {**context, "errors": error.messages, "field": name}, status=422)
    return render(request, "shell/case/reporter.html", {**context, "value": value})


@page(who=SIGNED_IN)
def file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Give a file of a case as a download to whoever may see it on the case's page."""
    case, actor = case_or_404(request, number)
    shown = dossier(case, actor, now=clock()).files
    found = next((each for each in shown if each.pk == pk), None)
    if found is None:
        raise Http404(_("查無此附件"))
    download = open_download(found.stored)
    return StreamingHttpResponse(FileWrapper(download.content, CHUNK), headers=dict(download.headers))
