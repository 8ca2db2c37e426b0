"""章節編輯: a chapter with its figures as chips, its tracked changes, and what its writer, its reviewer and its editor can do."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import Figure, compare
from yankao.engines.reports import edition_read as read_edition
from yankao.engines.reports import edition_sign as signing
from yankao.engines.reports import editions, html
from yankao.engines.reports.build import build
from yankao.engines.reports.document import Origin, Report, Shown
from yankao.engines.reports.edition_types import load
from yankao.engines.reports.editions import EditionConflict, WrongStanding, is_editor
from yankao.engines.reports.errors import ReportError
from yankao.engines.reports.models import Chapter, Edition, Standing
from yankao.kernel.numerals import style
from yankao.shell.forms.fields import Field, Form, Kind, agency_field, as_input, moment_field
from yankao.shell.forms.reading import read, with_errors
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.views.editions import figure_address
from yankao.shell.words import now as clock

KEPT = (Origin.INDICATOR, Origin.STATEMENT, Origin.OVERRULED, Origin.GAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One figure of a chapter as the editor sees it: value, where from, period and cut-off, definition, the last edition's value and the trend."""

    key: str
    name: str
    shown: str
    origin: str
    mode: str
    days: str
    definition: str
    last_value: str
    trend: str
    address: str
    is_gap: bool


@page(who=STAFF, methods=READ_WRITE)
def chapter(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Show a chapter with its chips and changes, or write it."""
    it, actor = _chapter(request, pk, section), actor_of_request(request)
    if request.method != "POST":
        return _page(request, it, text=it.text)
    text, seen = request.POST.get("text", ""), request.POST.get("version", "")

    def deed() -> str:
        act = signing.amend if it.edition.standing == Standing.SIGNING else editions.write
        act(it.pk, actor=actor, now=clock(), text=text, version=int(seen) if seen.isdecimal() else None)
        return reverse("chapter", args=[it.edition_id, it.section])

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except ReportError as error:
        return _page(request, it, text=text, errors=str(error).splitlines(), status=REFUSED)
    except ValidationError as error:
        return _page(
            request, it, text=text, errors=error.messages, status=CONFLICT if isinstance(error, EditionConflict | WrongStanding) else REFUSED
        )
    messages.success(request, _("已儲存"))
    return redirect(location)


@page(who=STAFF, methods=READ_WRITE)
def do(request: HttpRequest, pk: int, section: str, deed: str) -> HttpResponse:
    """Hand a chapter in, review it, or give it to an agency."""
    it, actor = _chapter(request, pk, section), actor_of_request(request)
    if deed not in {"hand_in", "accept", "return", "assign"}:
        raise Http404
    fields = _assign_fields(it) if deed == "assign" else (Field(name="note", label=_("應補正事項"), kind=Kind.LONG_TEXT, max_length=400),)
    if request.method != "POST":
        return redirect("chapter", it.edition_id, it.section)
    sent = read(fields, request.POST)

    def act() -> str:
        sent.raise_errors()
        if deed == "assign":
            agency = sent.facts["agency"]
            editions.assign(it.pk, actor=actor, now=clock(), agency_id=agency.pk if agency else None, due_at=sent.facts["due_at"])
        elif deed == "hand_in":
            editions.hand_in(it.pk, actor=actor, now=clock())
        else:
            editions.review(it.pk, actor=actor, now=clock(), is_accepted=deed == "accept", note=str(sent.facts.get("note") or ""))
        return reverse("chapter", args=[it.edition_id, it.section])

    try:
        location = do_once(request, act, actor=actor, now=clock())
    except ValidationError as error:
        form = with_errors(sent.form, error)
        told = [*form.errors, *(says for each in form.wrong for says in each.errors)]
        return _page(request, it, text=it.text, errors=told, status=CONFLICT if isinstance(error, WrongStanding) else REFUSED)
    messages.success(request, _("已辦理"))
    return redirect(location)


def _page(request: HttpRequest, it: Chapter, *, text: str, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    actor, edition = actor_of_request(request), it.edition
    report, problems = _filled(it)
    revisions = list(it.revisions.all())
    tracked = [(after, read_edition.changes(before.text, after.text)) for before, after in pairwise(revisions)]
    is_open = edition.standing in (Standing.DRAFTING, Standing.SIGNING)
    context = {
        "edition": edition,
        "chapter": it,
        "text": text,
        "errors": errors or [],
        "problems": problems,
        "chips": chips(report, edition) if report else (),
        "tracked": tracked[::-1][:10],
        "may_write": is_open and editions.may_write(actor, it),
        "may_review": edition.standing == Standing.DRAFTING and is_editor(actor),
        "may_hand_in": edition.standing == Standing.DRAFTING and editions.may_write(actor, it) and it.standing in ("writing", "returned"),
        "form": Form(fields=_assign_fields(it)),
        "agency_names": agency_names(Form(fields=_assign_fields(it))),
        "once": token_of(request),
    }
    return render(request, "shell/editions/chapter.html", context, status=status)


def chips(report: Report, edition: Edition) -> tuple[Chip, ...]:
    """Return the figures of a chapter, each once, with what the last edition printed."""
    before = read_edition.previous(edition)
    earlier = {(row.key, row.mode): read_edition.figure_of(row) for row in before.figures.filter(statement__isnull=True)} if before else {}
    now = {(it.key, str(it.mode)): it for it in report.figures}
    found: dict[tuple[str, str], Chip] = {}
    for run in report.runs():
        if run.origin in KEPT:
            found.setdefault((run.key, run.mode), _chip(run, now.get((run.key, run.mode)), earlier.get((run.key, run.mode))))
    return tuple(found.values())


def _chip(run: Shown, figure: Figure | None, before: Figure | None) -> Chip:
    name, counting = _names().get(run.key, run.key), ""
    if figure is not None:
        counting = f"{registry.get(figure.key)[0].counting}（{_('定義第%(n)s版') % {'n': figure.version}}）"
    return Chip(
        key=run.key,
        name=name,
        shown=run.text,
        origin=html.ORIGINS.get(run.origin, ""),
        mode=html.MODES.get(run.mode, ""),
        days=html.days_of(run.first, run.last) if run.last else "",
        definition=counting,
        last_value=style(before.value, "comma") + before.unit if before and before.value is not None else "",
        trend=_trend(figure, before),
        address=figure_address(figure) if figure else "",
        is_gap=run.origin is Origin.GAP,
    )


def _names() -> dict[str, str]:
    return {indicator.key: indicator.name for indicator, _subject in registry.every()}


def _trend(figure: Figure | None, before: Figure | None) -> str:
    """Say how a figure moved since the last edition, or why that cannot be said."""
    if figure is None or before is None:
        return ""
    found = compare(figure, before)
    if found.note or not found.difference:
        return found.note or "＝"
    return f"▲{style(found.difference, 'comma')}" if found.difference > 0 else f"▼{style(-found.difference, 'comma')}"


def _filled(it: Chapter) -> tuple[Report | None, list[str]]:
    edition = it.edition
    kept = read_edition.frozen_of(edition) if edition.frozen_at else None
    try:
        making = read_edition.making_of(edition, frozen=kept)
        return build(load(edition.kind), window=read_edition.window_of(edition), section=it.section, making=making), []
    except ReportError as error:
        return None, str(error).splitlines()


def _assign_fields(it: Chapter) -> tuple[Field, ...]:
    return (
        agency_field(Field(name="agency", label=_("主責機關")), it.agency),
        moment_field(Field(name="due_at", label=_("期限"), value=as_input(it.due_at))),
    )


def _chapter(request: HttpRequest, pk: int, section: str) -> Chapter:
    edition = get_object_or_404(read_edition.visible(actor_of_request(request)), pk=pk)
    found = get_object_or_404(Chapter.objects.select_related("agency"), edition=edition, section=section)
    found.edition = edition
    return found
