"""The photographs and papers of one period of a plan: looked at, downloaded, added."""

from wsgiref.util import FileWrapper

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.progress.declare import Programme
from yankao.engines.progress.models import PeriodReport, Plan, ReportPhoto
from yankao.engines.progress.photos import MOST, add_photo
from yankao.engines.progress.read import plan_for
from yankao.engines.progress.who import may
from yankao.kernel.files.store import open_download
from yankao.kernel.roc import RocMonth
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.words import now as clock

CHUNK, REFUSED = 64 * 1024, 422


@page(who=SIGNED_IN, methods=READ_WRITE)
def photos(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Show what lies beside the figures of a period; take one more file with its caption."""
    it, plan, report = _report_or_404(request, pk, month)
    actor = actor_of_request(request)
    wrong = _take(request, it, report) if request.method == "POST" else []
    if request.method == "POST" and not wrong:
        messages.success(request, _("已上傳"))
        return redirect(request.get_full_path())
    context = {
        "it": it,
        "plan": plan,
        "report": report,
        "photos": report.photos.select_related("stored").order_by("pk"),
        "may_add": may(it.filled_by | it.listed_by, actor, plan) and plan.is_tracked and not it.is_closed,
        "wrong": wrong,
        "caption": request.POST.get("caption", ""),
        "most": MOST,
    }
    return render(request, "shell/progress/photos.html", context, status=REFUSED if wrong else 200)


@page(who=SIGNED_IN)
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
    """Give one file to whoever may see the plan."""
    _it, plan = _plan_or_404(request, pk)
    found = ReportPhoto.objects.filter(pk=photo, report__plan=plan).select_related("stored").first()
    if found is None:
        raise Http404
    download = open_download(found.stored)
    return StreamingHttpResponse(FileWrapper(download.content, CHUNK), headers=dict(download.headers))


def _take(request: HttpRequest, it: Programme, report: PeriodReport) -> list[str]:
    """Take the file that was sent; return what is wrong with it."""
    upload = request.FILES.get("file")
    if upload is None:
        return [_("請選擇檔案")]
    caption = request.POST.get("caption", "")
    try:
        add_photo(it, report, actor=actor_of_request(request), now=clock(), stream=upload, name=upload.name or "photo", caption=caption)
    except ValidationError as error:
        return error.messages
    return []


def _report_or_404(request: HttpRequest, pk: int, month: str) -> tuple[Programme, Plan, PeriodReport]:
    it, plan = _plan_or_404(request, pk)
    try:
        first = RocMonth.parse(month).first
    except ValueError:
        raise Http404 from None
    report = PeriodReport.objects.filter(plan=plan, month=first).select_related("plan__agency").first()
    if report is None:
        raise Http404
    return it, plan, report


def _plan_or_404(request: HttpRequest, pk: int) -> tuple[Programme, Plan]:
    try:
        return plan_for(actor_of_request(request), pk)
    except (Plan.DoesNotExist, LookupError):
        raise Http404 from None
