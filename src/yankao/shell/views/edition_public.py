"""公開報告: what was published, for everybody to find, read and download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yankao.engines.reports import edition_read as read
from yankao.shell.gate import ANYONE, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.views.editions import DIRECT, as_file, as_html

register_page(HandMade(name="公開報告", view="published", who=ANYONE))

MOST = 50


@page(who=ANYONE)
def published(request: HttpRequest) -> HttpResponse:
    """List the published reports, narrowed to those whose title or text holds the words asked for."""
    query = request.GET.get("q", "").strip()[:100]
    found = read.published().defer("lists")
    for word in query.split():
        found = found.filter(title__icontains=word) | found.filter(chapters__text__icontains=word)
    rows = found.distinct()[:MOST]
    return render(request, "shell/editions/published.html", {"query": query, "rows": rows})


@page(who=ANYONE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published report as it was approved."""
    it = get_object_or_404(read.published(), pk=pk)
    corrections = it.corrections.filter(published_at__isnull=False)
    errata = [pair for pair in read.side_by_side(read.report_of(it.corrects), read.report_of(it)) if not pair.is_same] if it.corrects else ()
    context = {"edition": it, "text": as_html(read.report_of(it), is_public=True), "direct": DIRECT, "corrections": corrections, "errata": errata}
    return render(request, "shell/editions/published_one.html", context)


@page(who=ANYONE)
def file(_request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Give a published report as a file."""
    return as_file(get_object_or_404(read.published(), pk=pk), suffix, is_public=True)
