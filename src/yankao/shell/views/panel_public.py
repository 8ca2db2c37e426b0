"""Published results (評審結果公開): who won what in reviews that are public, for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yankao.engines.panel import registry
from yankao.engines.panel.read import published, results
from yankao.shell.gate import ANYONE, page


@page(who=ANYONE)
def awards(request: HttpRequest) -> HttpResponse:
    """Show the public reviews whose results are out."""
    rows = [(it, list(published(it).order_by("-year", "-number")[:20])) for it in registry.every() if it.is_public]
    return render(request, "shell/panel/awards.html", {"rows": [(it, reviews) for it, reviews in rows if reviews]})


@page(who=ANYONE)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the winners of one public review: titles, agencies and grades; no scores of single judges and no names of losers."""
    for it in registry.every():
        review = published(it).filter(pk=pk).first()
        if review is not None:
            winners = results(review).exclude(grade="").filter(is_award=True).prefetch_related("entry__parties")
            groups = dict(it.groups)
            rows = [(groups.get(row.entry.group, ""), row) for row in winners]
            return render(request, "shell/panel/award.html", {"scheme": it, "review": review, "rows": rows, "has_groups": bool(groups)})
    raise Http404
