"""缺失改善看板: an agency's corrections with what each still lacks, and the page on which every defect is told and shown mended."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.engineering.logic.site_models import SiteFinding, SitePhoto
from yankao.divisions.engineering.logic.site_remedy import KEY, MENDING, show_remedy, tell_remedy
from yankao.divisions.engineering.pages.tablet import given
from yankao.divisions.engineering.pages.tablet_audiences import MENDERS
from yankao.divisions.engineering.roles import HANDLER
from yankao.engines.cases.models import Case, Passage
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.files.sniff import FileRefusedError
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.views.case import case_or_404
from yankao.shell.words import now as clock

SHOWN = 200
RETURNS = ("supervisor_return", "agency_return", "team_return")


@page(who=MENDERS)
def defect_board(request: HttpRequest) -> HttpResponse:
    """Show the open corrections the reader may see: what is still bare, what is late, how often it came back."""
    actor, now = actor_of_request(request), clock()
    cases = list(
        visible_cases(actor).filter(procedure=KEY, closed_at__isnull=True).select_related("agency", "parent").order_by("due_at", "pk")[:SHOWN]
    )
    lacking = _lacking([case.parent_id for case in cases if case.parent_id])
    returns = _returns([case.pk for case in cases])
    rows = [(case, lacking.get(case.parent_id or 0), returns.get(case.pk, 0), case.due_at is not None and case.due_at <= now) for case in cases]
    return render(request, "engineering/defect_board.html", {"rows": rows})


@page(who=MENDERS, methods=READ_WRITE)
def defects(request: HttpRequest, number: str) -> HttpResponse:
    """Show the defects of one correction; the agency tells how each was mended and adds the pictures."""
    case, actor = _correction(request, number)
    if request.method == "POST":
        _do(request, case, actor, now=clock())
        return redirect("defects", number)
    found = SiteFinding.objects.filter(case=case.parent, is_struck=False).prefetch_related("photos")
    context = {
        "case": case,
        "findings": found,
        "stages": SitePhoto.Stage.choices,
        "may_tell": case.step == MENDING and HANDLER.allows(actor, case),
    }
    return render(request, "engineering/defects.html", context)


@page(who=MENDERS)
def defect_picture(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Give one picture of a defect."""
    case, _actor = _correction(request, number)
    found = SitePhoto.objects.filter(pk=pk, case=case.parent).select_related("stored").first()
    if found is None:
        raise Http404
    return given(found)


def _do(request: HttpRequest, case: Case, actor: Actor, *, now: datetime) -> None:
    """Keep what was told of one defect; a refusal is said on the page."""
    try:
        finding = UUID(request.POST.get("finding", ""))
        upload = request.FILES.get("photo")
        if upload is not None:
            show_remedy(
                case, finding, uuid4(), upload, name=upload.name or "photo.jpg", stage=request.POST.get("stage", ""), taken_at=now, actor=actor, now=now
            )  # fmt: skip
        else:
            tell_remedy(case, finding, text=request.POST.get("remedy", ""), actor=actor, now=now)
        messages.success(request, _("已登錄"))
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    except (FileRefusedError, ValueError) as error:
        messages.error(request, str(error))
    except SiteFinding.DoesNotExist:
        messages.error(request, _("查無此缺失"))


def _correction(request: HttpRequest, number: str) -> tuple[Case, Actor]:
    case, actor = case_or_404(request, number)
    if case.procedure != KEY or case.parent is None:
        raise Http404
    return case, actor


def _lacking(parents: list[int]) -> dict[int, dict[str, int]]:
    stages = Count("photos__stage", distinct=True)
    rows = SiteFinding.objects.filter(case_id__in=parents, is_struck=False).annotate(stages=stages)
    told: dict[int, dict[str, int]] = {}
    for row in rows:
        counted = told.setdefault(row.case_id, {"all": 0, "bare": 0, "unpictured": 0})
        counted["all"] += 1
        counted["bare"] += not row.remedy
        counted["unpictured"] += row.kind == SiteFinding.Kind.DEFECT and row.stages < len(SitePhoto.Stage)
    return told


def _returns(ids: list[int]) -> dict[int, int]:
    rows = Passage.objects.filter(Q(action__in=RETURNS), case_id__in=ids).values_list("case_id").annotate(n=Count("pk"))
    return dict(rows)
