"""報告 (the reports): the board of editions, one edition with its chapters, checks, comparison, frozen figures and files."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yankao.engines.indicators.compute import Figure
from yankao.engines.reports import edition_read as read
from yankao.engines.reports import html, markdown, ods, odt, publications
from yankao.engines.reports.check_findings import Finding
from yankao.engines.reports.document import Report
from yankao.engines.reports.edition_sign import verify
from yankao.engines.reports.edition_types import every as types
from yankao.engines.reports.editions import is_editor, signs
from yankao.engines.reports.errors import ReportError
from yankao.engines.reports.models import Chapter, ChapterStanding, Edition, EditionFile, Stage, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth
from yankao.shell.downloads import attached
from yankao.shell.gate import STAFF, actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.once import new_token
from yankao.shell.views.edition_deeds import deeds_for
from yankao.shell.words import now as clock
from yankao.shell.words import tr

register_page(HandMade(name="報告", view="editions", who=STAFF))

DIRECT, CONVERTED = (".odt", ".ods", ".html", ".md"), (".pdf", ".docx")
SEVERITIES = {"error": "錯誤", "warning": "疑義", "note": "用字"}


@page(who=STAFF)
def board(request: HttpRequest) -> HttpResponse:
    """Show the editions under way with what is late in them, those finished, and the types one may begin."""
    actor, now = actor_of_request(request), clock()
    mine = read.visible(actor)
    under_way = mine.filter(standing__in=(Standing.DRAFTING, Standing.SIGNING)).prefetch_related("chapters")
    kinds = {each.key: each.title for each in types()}
    context = {
        "under_way": [(each, kinds.get(each.kind, each.kind), _progress(each), late(each, now=now)) for each in under_way],
        "done": [(each, kinds.get(each.kind, each.kind)) for each in mine.exclude(standing__in=(Standing.DRAFTING, Standing.SIGNING))[:50]],
        "types": kinds.items(),
        "is_editor": is_editor(actor),
        "mine": _chapters_of(actor),
    }
    return render(request, "shell/editions/board.html", context)


@page(who=STAFF)
def publication(request: HttpRequest, key: str) -> HttpResponse:
    """Show one report the commission owes: on what ground, and its editions."""
    try:
        it = publications.get(key)
    except LookupError:
        raise Http404 from None
    actor = actor_of_request(request)
    context = {"it": it, "editions": read.visible(actor).filter(kind=it.type), "is_editor": is_editor(actor)}
    return render(request, "shell/editions/publication.html", context)


@page(who=STAFF)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition: its facts, chapters, decided figures, signatures and what can be done now."""
    it, actor = edition_or_404(request, pk), actor_of_request(request)
    report, problems = report_or_problems(it)
    now = clock()
    chapters = [(each, is_late(each, now=now)) for each in it.chapters.select_related("agency")]
    context = {
        "edition": it,
        "period": str(read.window_of(it)),
        "chapters": chapters,
        "overrulings": it.overrulings.filter(ended_at__isnull=True),
        "signatures": it.signatures.all(),
        "stages": Stage.choices,
        "deeds": deeds_for(it, actor),
        "is_editor": is_editor(actor),
        "may_sign": it.standing == Standing.SIGNING and signs(actor, Stage(it.stage)),
        "problems": problems,
        "gaps": list(dict.fromkeys((gap.key, gap.reason) for gap in report.gaps)) if report else (),
        "files": it.files.defer("content")[:6],
        "direct": DIRECT,
        "converted": CONVERTED,
        "corrections": it.corrections.all(),
        "once": new_token(),
    }
    return render(request, "shell/editions/edition.html", context)


@page(who=STAFF)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition as it reads, every figure a link to its definition."""
    it = edition_or_404(request, pk)
    report, problems = report_or_problems(it)
    return render(request, "shell/editions/preview.html", {"edition": it, "problems": problems, "text": as_html(report) if report else ""})


@page(who=STAFF)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the checks find in an edition."""
    it = edition_or_404(request, pk)
    found: tuple[Finding, ...] = ()
    _report, problems = report_or_problems(it)
    if not problems:
        found = read.findings(it)
    rows = [(each, tr(SEVERITIES[str(each.severity)]), each.where.rpartition(":")[2]) for each in found]
    return render(request, "shell/editions/check.html", {"edition": it, "problems": problems, "rows": rows})


@page(who=STAFF)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an edition beside the last one, or another one asked for, paragraph by paragraph."""
    it = edition_or_404(request, pk)
    wanted = request.GET.get("with", "")
    before = edition_or_404(request, int(wanted)) if wanted.isdecimal() else read.previous(it)
    report, problems = report_or_problems(it)
    pairs: tuple[read.Pair, ...] = ()
    if before is not None and report is not None:
        earlier, more = report_or_problems(before)
        problems = [*problems, *more]
        pairs = read.side_by_side(earlier, report) if earlier else ()
    others = read.visible(actor_of_request(request)).filter(kind=it.kind).exclude(pk=it.pk)[:20]
    changed = sum(1 for pair in pairs if not pair.is_same)
    context = {"edition": it, "before": before, "pairs": pairs, "others": others, "changed": changed, "problems": problems}
    return render(request, "shell/editions/compare.html", context)


@page(who=STAFF)
def frozen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every frozen figure with its hash, and look at it again: is it untouched, and what do the records give today."""
    it = edition_or_404(request, pk)
    rows = verify(it)
    context = {
        "edition": it,
        "rows": [(each, html.MODES.get(each.figure.mode, ""), each.figure.hash[:12]) for each in rows],
        "broken": sum(1 for each in rows if not each.is_intact),
        "moved": sum(1 for each in rows if not each.is_same),
    }
    return render(request, "shell/editions/frozen.html", context)


@page(who=STAFF)
def file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Give an edition as a file."""
    return as_file(edition_or_404(request, pk), suffix)


@page(who=STAFF)
def made_file(request: HttpRequest, pk: int, made: int) -> HttpResponse:
    """Show how far a file has come that an office program makes, or give it (`?get=1`)."""
    it = edition_or_404(request, pk)
    found = get_object_or_404(EditionFile, pk=made, edition=it)
    if found.state == EditionFile.State.DONE and request.GET.get("get") and found.content is not None:
        return _answer(bytes(found.content), it, found.suffix)
    is_moving = found.state in (EditionFile.State.QUEUED, EditionFile.State.WORKING)
    response = render(request, "shell/editions/made.html", {"edition": it, "file": found, "is_moving": is_moving})
    if is_moving:
        response.headers["Refresh"] = "3"
    return response


def edition_or_404(request: HttpRequest, pk: int) -> Edition:
    """Return an edition the reader may see."""
    return get_object_or_404(read.visible(actor_of_request(request)), pk=pk)


def report_or_problems(it: Edition) -> tuple[Report | None, list[str]]:
    """Return the report of an edition, or what is wrong with its chapters, line by line."""
    try:
        return read.report_of(it), []
    except ReportError as error:
        return None, str(error).splitlines()


def as_html(report: Report, *, is_public: bool = False) -> str:
    """Return the text of a report for a page; every value in it was escaped where it was written."""
    lines, notes = html.body(report)
    definitions = html.definitions_html(report, None if is_public else figure_address)
    return mark_safe("\n".join([*lines, *html.notes_html(notes), *definitions]))  # noqa: S308


def figure_address(it: Figure) -> str:
    """Return where the breakdown of a figure stands."""
    first = it.first or it.last.replace(month=1, day=1)
    days = {"from": RocMonth.of(first).code, "to": RocMonth.of(it.last).code}
    return f"{reverse('figure', args=[it.key])}?{urlencode(days)}"


def as_file(it: Edition, suffix: str, *, is_public: bool = False) -> HttpResponse:
    """Return an edition as a file that this program writes itself."""
    if suffix not in DIRECT:
        raise Http404
    try:
        report = read.report_of(it)
    except ReportError as error:
        raise Http404(_("報告內容有誤：%(error)s") % {"error": error}) from None
    if suffix == ".md":
        return _answer(markdown.write(report).encode(), it, suffix)
    if suffix == ".html":
        return _answer(html.write(report, address=None if is_public else figure_address).encode(), it, suffix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{suffix}"
        (odt if suffix == ".odt" else ods).write(report, path)
        return _answer(path.read_bytes(), it, suffix)


def is_late(chapter: Chapter, *, now: datetime) -> bool:
    """Whether a chapter should have been handed in by now."""
    waiting = (ChapterStanding.WRITING, ChapterStanding.RETURNED)
    return chapter.due_at is not None and chapter.due_at <= now and chapter.standing in waiting


def late(it: Edition, *, now: datetime) -> int:
    """Count the late chapters of a draft."""
    return sum(is_late(each, now=now) for each in it.chapters.all()) if it.standing == Standing.DRAFTING else 0


def _answer(content: bytes, it: Edition, suffix: str) -> HttpResponse:
    return attached(f"{it.title}（第{it.number}版）{suffix}", content)


def _progress(it: Edition) -> str:
    chapters = it.chapters.all()
    return f"{sum(each.standing == ChapterStanding.ACCEPTED for each in chapters)}／{len(chapters)}"


def _chapters_of(actor: Actor) -> list[Chapter]:
    waiting = (ChapterStanding.WRITING, ChapterStanding.RETURNED)
    found = Chapter.objects.filter(agency_id__in=sorted(actor.agency_ids()), standing__in=waiting, edition__standing=Standing.DRAFTING)
    return list(found.select_related("edition", "agency").order_by("due_at", "pk"))
