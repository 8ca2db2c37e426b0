"""課程、參訪、接待: series, their activities with the totals of a period, one activity, its passes, certificates and pictures."""

from uuid import UUID

import segno
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from yankao.engines.activities import course_registry as registry
from yankao.engines.activities import course_write
from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.course_models import Event, EventStanding, Registration
from yankao.engines.activities.course_read import came, satisfaction, totals_of, visible_series
from yankao.kernel.agencies.city import current_city
from yankao.kernel.files.store import open_download
from yankao.kernel.roc import parse_date, roc_date
from yankao.shell.downloads import attached
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.reading import whole_number
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import new_token
from yankao.shell.sheet import Sheet, write
from yankao.shell.words import now as clock

COLUMNS = (
    "title", "starts_on", "ends_on", "place", "organiser", "partners", "sessions", "batches", "headcount", "attendances", "standing", "source",
)  # fmt: skip
SHOWN = 300


@page(who=STAFF)
def events(request: HttpRequest) -> HttpResponse:
    """Show the series of activities the reader may see, and what comes next."""
    found = visible_series(actor_of_request(request))
    coming = Event.objects.filter(series__in=[it.key for it in found], standing__in=(EventStanding.PLANNED, EventStanding.OPEN)).order_by("starts_on")
    return render(request, "shell/events/home.html", {"series": found, "coming": coming[:30]})


@page(who=STAFF)
def series(request: HttpRequest, key: str) -> HttpResponse:
    """Show the activities of a series in a period, and what they come to: 場次, 梯次, 人 and 人次 each on its own."""
    it = series_or_404(request, key)
    rows, errors = _filtered(request, it)
    context = {
        "series": it,
        "rows": rows[:SHOWN],
        "totals": totals_of(rows.filter(standing=EventStanding.HELD)),
        "errors": errors,
        "may_hold": it.held_by.allows(actor_of_request(request)),
    }
    return render(request, "shell/events/series.html", context)


@page(who=STAFF)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the activities of a period as CSV."""
    rows, _errors = _filtered(request, series_or_404(request, key))
    return attachment(f"{key}.csv", csv_lines(COLUMNS, rows.order_by("starts_on", "pk").values_list(*COLUMNS).iterator(500)))


@page(who=STAFF)
def picture(request: HttpRequest, key: str, pk: int, photo: int) -> HttpResponse:
    """Give one picture of an activity."""
    _it, found = event_or_404(request, key, pk)
    row = found.photos.filter(pk=photo).select_related("stored").first()
    if row is None:
        raise Http404
    download = open_download(row.stored)
    with download.content as content:
        return HttpResponse(content.read(), headers=dict(download.headers))


@page(who=STAFF, methods=READ_WRITE)
def event_pass(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show the pass of one registration with its code for the door, and take what its person says of the activity."""
    row = Registration.objects.select_related("event", "agency").filter(token=token, cancelled_at__isnull=True).first()
    if row is None:
        raise Http404
    it, actor = series_or_404(request, row.event.series), actor_of_request(request)
    if not (it.held_by.allows(actor) or row.registered_by == actor.id or row.agency_id in actor.agency_ids()):
        raise PermissionDenied(_("報到證僅供報名者、其機關及主辦單位開啟"))
    error = ""
    if request.method == "POST":
        score = whole_number(request.POST.get("score", ""))
        try:
            if score is None:
                raise ValidationError(_("請選擇滿意度"))  # noqa: TRY301  told beside the form like the others
            course_write.rate(token, actor=actor, now=clock(), score=score, said=request.POST.get("said", ""))
            return redirect("event_pass", token)
        except ValidationError as refused:
            error = "；".join(refused.messages)
    code = segno.make(request.build_absolute_uri(reverse("event_door", args=[token])), micro=False)
    context = {
        "row": row, "series": it, "error": error, "came": row.check_ins.all(), "once": new_token(),
        "code": mark_safe(code.svg_inline(scale=5, border=2, light="white", title=_("報到碼"))),  # noqa: S308  drawn by the library from our own address
        "scores": ((5, _("非常滿意")), (4, _("滿意")), (3, _("普通")), (2, _("不滿意")), (1, _("非常不滿意"))),
    }  # fmt: skip
    return render(request, "shell/events/pass.html", context, status=422 if error else 200)


@page(who=STAFF)
def certificate(request: HttpRequest, token: UUID) -> HttpResponse:
    """Give the certificate of somebody who came to an activity that was held, as an ODT file."""
    row = (
        Registration.objects.select_related("event", "agency")
        .filter(token=token, cancelled_at__isnull=True, event__standing=EventStanding.HELD)
        .first()
    )
    if row is None or not row.check_ins.exists():
        raise Http404
    it, actor = series_or_404(request, row.event.series), actor_of_request(request)
    if not (it.held_by.allows(actor) or row.registered_by == actor.id):
        raise PermissionDenied(_("證明僅供本人及主辦單位下載"))
    days = row.check_ins.count()
    made = Sheet(
        title=f"{current_city().government}　研習證明",
        lines=[
            f"茲證明{row.agency or row.firm}{row.job_title}{row.name}",
            f"參加「{row.event.title}」，期間{roc_date(row.event.starts_on)}至{roc_date(row.event.ends_on)}，報到{days}日。",
        ],
        table=[
            ("主辦單位", row.event.organiser or "—"),
            ("合辦單位", row.event.partners or "—"),
            ("地點", row.event.place or "—"),
            ("證明編號", f"{row.event_id}-{row.pk}"),
        ],
        signs=("承辦人", "主管"),
    )  # fmt: skip
    return attached(f"{row.event.title}{row.name}.odt", write(made))


def series_or_404(request: HttpRequest, key: str) -> EventSeries:
    """Return a series the reader may see."""
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if it not in visible_series(actor_of_request(request)):
        raise Http404
    return it


def event_or_404(request: HttpRequest, key: str, pk: int) -> tuple[EventSeries, Event]:
    """Return an activity the reader may see."""
    it = series_or_404(request, key)
    found = Event.objects.filter(pk=pk, series=it.key).first()
    if found is None:
        raise Http404
    return it, found


def event_context(request: HttpRequest, it: EventSeries, found: Event) -> dict[str, object]:
    """Return what the page of an activity shows; agencies see their own people only."""
    actor = actor_of_request(request)
    may_hold = it.held_by.allows(actor)
    people = found.registrations.filter(cancelled_at__isnull=True).select_related("agency").annotate(days=Count("check_ins"))
    if not may_hold:
        people = people.filter(Q(agency_id__in=sorted(actor.agency_ids())) | Q(registered_by=actor.id))
    at_the_door, days = came(found)
    return {
        "series": it,
        "event": found,
        "people": people[:SHOWN],
        "came": at_the_door,
        "days": days,
        "satisfaction": satisfaction(found),
        "photos": found.photos.select_related("stored"),
        "may_hold": may_hold,
        "is_held": found.standing == EventStanding.HELD,
        "once": new_token(),
    }


def _filtered(request: HttpRequest, it: EventSeries) -> tuple[QuerySet[Event], dict[str, str]]:
    rows, errors = Event.objects.filter(series=it.key), dict[str, str]()
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(Q(title__icontains=words) | Q(partners__icontains=words) | Q(place__icontains=words))
    for name, lookup in (("from", "starts_on__gte"), ("to", "starts_on__lte")):
        text = request.GET.get(name, "").strip()
        try:
            rows = rows.filter(**{lookup: parse_date(text)}) if text else rows
        except ValueError:
            errors[name] = _("請輸入日期，例如 112/3/1")
    return rows, errors
