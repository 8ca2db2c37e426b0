"""The papers on plans under control (月分析報告、雙月報): what was given out, what is due, the draft of an issue, and giving it out."""

from datetime import date
from wsgiref.util import FileWrapper

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.who import role
from yankao.engines.progress import registry
from yankao.engines.progress.bulletins import Draft, draft, due_of, issue, months_of, owed
from yankao.engines.progress.declare import Bulletin
from yankao.engines.progress.models import BulletinIssue
from yankao.engines.progress.who import may
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.files.store import open_download
from yankao.kernel.roc import RocMonth
from yankao.shell.downloads import attached
from yankao.shell.due import kept, running
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.fields import Field
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.progress_forms import Asked, handle
from yankao.shell.progress_papers import sheet_of
from yankao.shell.sheet import write
from yankao.shell.words import now as clock
from yankao.shell.words import tr

CHUNK = 64 * 1024
LEADERS = role("mayor_office", "auditor", name="市長室、稽核人員")
HEADS = ("刊名", "期別", "公布日期", "應公布期限", "函送文號", "列管計畫數", "落後計畫數", "公布者")


@page(who=STAFF)
def bulletin(request: HttpRequest, key: str) -> HttpResponse:
    """Show the issues given out, newest first, and those that are due to whoever gives them out."""
    it, actor, now = _bulletin_or_404(key), actor_of_request(request), clock()
    issues = [(row, kept(row.due_at, row.issued_at)) for row in BulletinIssue.objects.filter(bulletin=key).select_related("stored")]
    due = [(month, running(due_of(it, month), now=now)) for month in owed(it, now=now)] if may(it.issued_by, actor) else []
    newest = next(months_of(it, today=day_of(now), count=1))
    context = {"it": it, "issues": issues, "due": due, "newest": newest, "may_draft": _may_draft(it, actor)}
    return render(request, "shell/progress/bulletin.html", context)


@page(who=STAFF, methods=READ_WRITE)
def draft_of(request: HttpRequest, key: str, month: str) -> HttpResponse:
    """Show what an issue says as the records stand now, for printing or as ODT (`?format=odt`); give it out with its letter."""
    it, actor, period = _bulletin_or_404(key), actor_of_request(request), _month_or_404(month)
    if not _may_draft(it, actor):
        raise PermissionDenied(_("您不能檢視「%(name)s」的草稿，公布後即可下載") % {"name": tr(it.name)})
    found = draft(it, period)
    if request.GET.get("format") == "odt":
        return _paper(found)
    if request.method == "POST" or "issue" in request.GET:
        return _issue(request, found, actor=actor)
    context = {
        "it": it,
        "draft": found,
        "sheet": sheet_of(found, government=current_city().government),
        "issued": BulletinIssue.objects.filter(bulletin=key, month=period).first(),
        "may_issue": may(it.issued_by, actor) and RocMonth.of(period).last < day_of(clock()) and period.month % it.every == 0,
        "before": RocMonth.of(period).plus(-it.every).code,
        "after": RocMonth.of(period).plus(it.every).code,
        "month": RocMonth.of(period),
    }
    return render(request, "shell/progress/draft.html", context)


@page(who=STAFF)
def issued(request: HttpRequest, key: str, month: str) -> HttpResponseBase:  # noqa: ARG001 -- every official may have what was given out
    """Give an issue as it was given out."""
    it, period = _bulletin_or_404(key), _month_or_404(month)
    row = BulletinIssue.objects.filter(bulletin=it.key, month=period).select_related("stored").first()
    if row is None:
        raise Http404
    download = open_download(row.stored)
    return StreamingHttpResponse(FileWrapper(download.content, CHUNK), headers=dict(download.headers))


@page(who=STAFF)
def export(request: HttpRequest, key: str) -> HttpResponseBase:  # noqa: ARG001 -- every official may have the list
    """Give the list of issues as CSV."""
    it = _bulletin_or_404(key)
    rows = (
        (tr(it.name), RocMonth.of(row.month).code, day_of(row.issued_at), day_of(row.due_at), row.letter_number, row.plans, row.behind, row.issued_by)
        for row in BulletinIssue.objects.filter(bulletin=it.key)
    )
    return attachment(f"{key}.csv", csv_lines([tr(head) for head in HEADS], rows))


def _issue(request: HttpRequest, found: Draft, *, actor: Actor) -> HttpResponse:
    it = found.it
    field = Field(name="letter_number", label=_("函送文號"), is_required=True, max_length=60, help=_("函送各機關的文號；公布後內容不再更動"))

    def do() -> str:
        paper = write(sheet_of(found, government=current_city().government))
        issue(it, found.month, actor=actor, now=clock(), letter_number=request.POST.get("letter_number", ""), paper=paper, shown=found)
        return reverse("bulletin", args=[it.key])

    back = reverse("bulletin_draft", args=[it.key, RocMonth.of(found.month).code])
    return handle(request, Asked(title=_("公布"), about=f"{tr(it.name)} {found.period}", back=back, fields=(field,), do=do))


def _paper(found: Draft) -> HttpResponse:
    return attached(f"{found.it.name}{found.period}.odt", write(sheet_of(found, government=current_city().government)))


def _may_draft(it: Bulletin, actor: Actor) -> bool:
    return may(it.issued_by, actor) or may(LEADERS, actor)


def _bulletin_or_404(key: str) -> Bulletin:
    try:
        return registry.get_bulletin(key)
    except LookupError:
        raise Http404 from None


def _month_or_404(text: str) -> date:
    try:
        return RocMonth.parse(text).first
    except ValueError:
        raise Http404 from None
