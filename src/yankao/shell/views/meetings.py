"""The meetings (會議): series, their meetings, one meeting with its agenda, attendance and resolutions, and its papers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.activities import registry
from yankao.engines.activities.agenda import suggestions
from yankao.engines.activities.declare import Series
from yankao.engines.activities.models import AgendaItem, Attendee, Meeting, Standing
from yankao.engines.activities.read import listed, open_cases, owing_minutes, visible, visible_series
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.shell.downloads import attached
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.reading import read_moment
from yankao.shell.gate import STAFF, actor_of_request, page
from yankao.shell.keyset import Order, turn
from yankao.shell.meeting_papers import PAPERS, sheet
from yankao.shell.once import new_token
from yankao.shell.sheet import write
from yankao.shell.views.meeting_deeds import deeds_for
from yankao.shell.words import now as clock
from yankao.shell.words import tr

COLUMNS = ("number", "title", "starts_at", "place", "chair", "standing", "came", "resolved", "tracked", "notice_number", "minutes_number")
NEWEST = Order(key="newest", name="", column="starts_at", is_newest_first=True)


@page(who=STAFF)
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the series of meetings the reader may see, what comes next and whose minutes are late."""
    actor, now = actor_of_request(request), clock()
    mine = visible(actor)
    context = {
        "series": visible_series(actor),
        "coming": mine.filter(standing__in=(Standing.PLANNED, Standing.NOTICED), starts_at__gte=now).order_by("starts_at")[:20],
        "owing": mine.filter(pk__in=owing_minutes(now=now).values("pk")),
    }
    return render(request, "shell/meetings/home.html", context)


@page(who=STAFF)
def series(request: HttpRequest, key: str) -> HttpResponse:
    """Show the meetings of one series, newest first, and what they left open."""
    it, actor = series_or_404(request, key), actor_of_request(request)
    rows, errors = _filtered(request, visible(actor, series=it))
    may_call = it.called_by.allows(actor)
    context = {
        "series": it,
        "page": turn(listed(rows), NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        "standings": Standing.choices,
        "errors": errors,
        "may_call": may_call,
        "open": open_cases(it) if may_call else (),
        "is_narrowed": any(request.GET.get(name) for name in ("q", "standing", "from", "to")),
        "now": clock(),
    }
    return render(request, "shell/meetings/series.html", context)


@page(who=STAFF)
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a notice to the meeting it is about."""
    found = visible(actor_of_request(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect("meeting_page", found.series, found.pk)


@page(who=STAFF)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the filtered meetings of a series as CSV."""
    rows, _errors = _filtered(request, visible(actor_of_request(request), series=series_or_404(request, key)))
    return attachment(f"{key}.csv", csv_lines(COLUMNS, listed(rows).order_by("starts_at", "pk").values_list(*COLUMNS).iterator(500)))


@page(who=STAFF)
def meeting(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show one meeting."""
    it, found = meeting_or_404(request, key, pk)
    return render(request, "shell/meetings/meeting.html", meeting_context(request, it, found))


@page(who=STAFF)
def paper(request: HttpRequest, key: str, pk: int, kind: str) -> HttpResponse:
    """Show a paper of a meeting for printing, or give it as an ODT file (`?format=odt`)."""
    it, found = meeting_or_404(request, key, pk)
    if kind not in PAPERS:
        raise Http404
    made = sheet(kind, found, government=current_city().government)
    if request.GET.get("format") == "odt":
        return attached(f"{found.title}{PAPERS[kind]}.odt", write(made))
    return render(request, "shell/meetings/paper.html", {"series": it, "meeting": found, "sheet": made, "kind": kind, "papers": PAPERS.items()})


def series_or_404(request: HttpRequest, key: str) -> Series:
    """Return a series the reader may see."""
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if it not in visible_series(actor_of_request(request)):
        raise Http404
    return it


def meeting_or_404(request: HttpRequest, key: str, pk: int) -> tuple[Series, Meeting]:
    """Return a meeting the reader may see."""
    it = series_or_404(request, key)
    found = visible(actor_of_request(request), series=it).filter(pk=pk).first()
    if found is None:
        raise Http404
    return it, found


def meeting_context(request: HttpRequest, it: Series, found: Meeting) -> dict[str, object]:
    """Return what the page of a meeting shows."""
    actor, now = actor_of_request(request), clock()
    may_call = it.called_by.allows(actor)
    served = {row.programme for row in found.programmes.all()}
    return {
        "series": it,
        "meeting": found,
        "items": found.items.select_related("agency", "case").prefetch_related("resolutions"),
        "attendees": _attendees(found, actor, may_call=may_call),
        "resolutions": found.resolutions.select_related("agency", "item", "case"),
        "programmes": [tr(label) for programme, label in it.programmes if programme in served],
        "deeds": deeds_for(it, found, actor),
        "may_call": may_call,
        "may_sign": may_call and found.standing in (Standing.NOTICED, Standing.HELD),
        "may_track": may_call and it.tracked is not None and found.standing in (Standing.HELD, Standing.MINUTED),
        "may_arrange": may_call and found.standing in (Standing.PLANNED, Standing.NOTICED),
        "suggested": suggestions(it, found, now=now) if may_call else (),
        "kinds": AgendaItem.Kind.choices,
        "answers": Attendee.Answer.choices,
        "papers": PAPERS.items(),
        "is_late": found.standing == Standing.HELD and found.minutes_due_at is not None and found.minutes_due_at <= now,
        "once": new_token(),
    }


def _attendees(found: Meeting, actor: Actor, *, may_call: bool) -> list[tuple[Attendee, bool]]:
    """Return who was asked to come, each with whether the reader may answer for it."""
    mine = actor.agency_ids()
    is_open = found.standing == Standing.NOTICED
    return [(row, is_open and (may_call or row.agency_id in mine)) for row in found.attendees.select_related("agency")]


def _filtered(request: HttpRequest, rows: QuerySet[Meeting]) -> tuple[QuerySet[Meeting], dict[str, str]]:
    errors: dict[str, str] = {}
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(title__icontains=words) | rows.filter(resolutions__text__icontains=words) | rows.filter(items__title__icontains=words)
        rows = Meeting.objects.filter(pk__in=rows.values("pk"))
    if (standing := request.GET.get("standing", "")) in Standing.values:
        rows = rows.filter(standing=standing)
    for name, lookup in (("from", "starts_at__gte"), ("to", "starts_at__lte")):
        moment = _moment(request.GET.get(name, ""), name, errors)
        rows = rows.filter(**{lookup: moment}) if moment is not None else rows
    return rows, errors


def _moment(text: str, name: str, errors: dict[str, str]) -> datetime | None:
    try:
        return read_moment(f"{text} 23:59" if text.strip() and name == "to" and ":" not in text else text)
    except ValidationError:
        errors[name] = _("請輸入日期，例如 112/3/1")
        return None
