"""The reviews (評審): what waits for the reader, the rounds of a scheme, one round with its board, its entries, papers and files."""

from datetime import datetime
from wsgiref.util import FileWrapper

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.panel import registry, rounds
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.entries import hand_in, is_own
from yankao.engines.panel.exchange import columns, rows
from yankao.engines.panel.members import open_suspicions, wrong_with_panel
from yankao.engines.panel.models import Entry, EntryFile, Member, Result, Review, Standing
from yankao.engines.panel.outcome import Outcome, outcome_of
from yankao.engines.panel.read import listed, may_see_sheets, owing, own_entries, own_seats, results, visible, visible_schemes, watches
from yankao.engines.panel.sheets import seat_of
from yankao.kernel import audit
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.files.store import open_download
from yankao.kernel.roc import roc_year
from yankao.shell.downloads import attached
from yankao.shell.export import attachment, csv_lines
from yankao.shell.forms.fields import Form
from yankao.shell.forms.reading import read, with_errors
from yankao.shell.gate import READ_WRITE, SIGNED_IN, STAFF, actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.once import do_once, token_of
from yankao.shell.panel_acts import entry_facts
from yankao.shell.panel_forms import entry_fields, prepare_fields
from yankao.shell.panel_papers import PAPERS, paper
from yankao.shell.sheet import write
from yankao.shell.views.deeds import REFUSED, agency_names
from yankao.shell.views.panel_deeds import MAKING, deeds_for
from yankao.shell.words import now as clock
from yankao.shell.workbook import workbook

MOST = 200
"""A scheme has one or two rounds a year: so many fill a century."""
CHUNK = 64 * 1024
FIRST_ROC_YEAR = 1911
LISTED = ("year", "number", "title", "standing", "entered", "accepted", "seats", "signed", "decided_at", "published_at", "published_number")

register_page(HandMade(name="評審", view="panel_home", who=SIGNED_IN))


@page(who=SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader: entries to judge, calls to answer, objections open, and the schemes there are."""
    actor, now = actor_of_request(request), clock()
    seats = [
        (seat, owed, signed)
        for review in Review.objects.filter(pk__in=own_seats(actor).values("review_id"), standing=Standing.SCORING)
        for seat, owed, signed in owing(review)
        if str(seat.expert.account_id) == actor.id
    ]
    mine = visible(actor)
    run = [it.key for it in registry.every() if it.run_by.allows(actor)]
    context = {
        "seats": seats,
        "asked": own_seats(actor).filter(agreed_at__isnull=True, review__standing__in=MAKING).select_related("review"),
        "calls": mine.filter(standing=Standing.CALLED, entries_due_at__gt=now).order_by("entries_due_at")[:20],
        "entries": own_entries(actor).exclude(review__scheme__in=run).select_related("review").order_by("-entered_at")[:20],
        "late": mine.filter(standing=Standing.SCORING, scores_due_at__lte=now, scheme__in=run),
        "schemes": visible_schemes(actor),
        "now": now,
    }  # fmt: skip
    return render(request, "shell/panel/home.html", context)


@page(who=SIGNED_IN)
def scheme(request: HttpRequest, key: str) -> HttpResponse:
    """Show the rounds of a scheme, newest first, and its rules with their grounds."""
    it, actor = scheme_or_404(request, key), actor_of_request(request)
    found = listed(_filtered(request, visible(actor, scheme=it)))
    context = {
        "scheme": it,
        "rows": found.order_by("-year", "-number")[:MOST],
        "may_run": it.run_by.allows(actor),
        "standings": Standing.choices,
        "is_narrowed": any(request.GET.get(name) for name in ("q", "standing")),
        "rules": [(_("評審方式"), it.rule.since[-1].ground), (_("評分項目"), it.criteria.since[-1].ground),
                  (_("評審小組"), it.panel.since[-1].ground), (_("等第"), it.grading.since[-1].ground), (_("申復"), it.appeal.since[-1].ground)],
    }  # fmt: skip
    return render(request, "shell/panel/scheme.html", context)


@page(who=SIGNED_IN)
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a notice to the review it is about."""
    found = visible(actor_of_request(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect("panel_review", found.scheme, found.pk)


@page(who=SIGNED_IN)
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the rounds of a scheme as CSV."""
    it = scheme_or_404(request, key)
    found = listed(_filtered(request, visible(actor_of_request(request), scheme=it))).order_by("year", "number")
    return attachment(f"{key}.csv", csv_lines(LISTED, found.values_list(*LISTED).iterator(500)))


@page(who=STAFF, methods=READ_WRITE)
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a new round of a scheme and prepare it."""
    it, actor = scheme_or_404(request, key), actor_of_request(request)
    if not it.run_by.allows(actor):
        raise Http404
    fields = prepare_fields(roc_year(day_of(clock())))
    if request.method != "POST":
        return _form(request, it, None, _("籌備評審"), Form(fields=fields))
    sent = read(fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        for name in ("year", "number"):
            if not str(sent.facts[name]).isdecimal():
                raise ValidationError({name: _("請填寫整數")})
        facts = rounds.Facts(
            year=int(sent.facts["year"]) + FIRST_ROC_YEAR, number=int(sent.facts["number"]), title=str(sent.facts["title"]),
            rules_on=sent.facts["rules_on"],
        )  # fmt: skip
        made = rounds.prepare(it, actor=actor, now=clock(), facts=facts)
        return reverse("panel_review", args=[it.key, made.pk])

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        return _form(request, it, None, _("籌備評審"), with_errors(sent.form, error), status=REFUSED)


@page(who=SIGNED_IN, methods=READ_WRITE)
def enter(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Ask for an entry with its papers and hand it in."""
    it, review = review_or_404(request, key, pk)
    actor, fields = actor_of_request(request), entry_fields(it)
    if request.method != "POST":
        return _form(request, it, review, _("參選"), Form(fields=fields))
    sent = read(fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        made = hand_in(it, review.pk, actor=actor, now=clock(), facts=entry_facts(sent, request, actor=actor, now=clock()))
        return reverse("panel_entry", args=[it.key, review.pk, made.pk])

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        return _form(request, it, review, _("參選"), with_errors(sent.form, error), status=REFUSED)


@page(who=SIGNED_IN)
def review(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show one round: the secretary's board for those who run it, what concerns them for everybody else."""
    it, found = review_or_404(request, key, pk)
    actor, now = actor_of_request(request), clock()
    may_run, may_watch = it.run_by.allows(actor), watches(it, actor)
    entries = found.entries.select_related("agency")
    context = {
        "scheme": it, "review": found, "may_run": may_run, "may_watch": may_watch, "now": now, "deeds": deeds_for(it, found, actor),
        "entries": entries if may_watch else entries.filter(pk__in=own_entries(actor).values("pk")),
        "may_enter": found.standing == Standing.CALLED and (may_run or it.entered_by.allows(actor)),
        "phase": it.phase(found.phase) if found.phase else None, "seat": seat_of(found, actor),
        "papers": PAPERS.items(), "criteria": it.criteria.at(found.rules_on).value, "rule": it.rule.at(found.rules_on).value,
    }  # fmt: skip
    if may_watch:
        context |= _board(it, found, now, may_run=may_run, may_see=may_see_sheets(it, found, actor))
    return render(request, "shell/panel/review.html", context)


def _board(it: Scheme, found: Review, now: datetime, *, may_run: bool, may_see: bool) -> dict[str, object]:
    """Return what the secretary's board shows: who has not scored, what keeps the panel from beginning, conflicts, spread, results."""
    board: dict[str, object] = {"owing": owing(found) if found.phase == it.deciding.key or not found.phase else ()}
    if may_run and found.standing in {Standing.PREPARED, Standing.CALLED, Standing.CHECKED, Standing.SCORING}:
        board["suspicions"] = open_suspicions(found, on=now)[:50]
        board["panel_problems"] = wrong_with_panel(it, found) if found.standing == Standing.CHECKED else ()
    if found.standing == Standing.SCORING and found.phase == it.deciding.key and may_run and may_see:
        outcome = outcome_of(it, found)
        board |= {"outcome": outcome, "effects": sorted(outcome.effects.items()), "outliers": _outliers(found, outcome)}
    board["results"] = results(found)
    board["seats"] = found.members.select_related("expert")
    board["follow_ups"] = found.follow_ups.select_related("agency", "case", "entry")
    board["decisions"] = found.decisions.all()
    return board


def _outliers(found: Review, outcome: Outcome) -> list[tuple[Entry, str]]:
    codes = {str(pk): code for pk, code in found.members.values_list("pk", "code")}
    return [(row.entry, "、".join(codes.get(judge, "") for judge in row.spread.outliers)) for row in outcome.rows if row.spread.outliers]


@page(who=SIGNED_IN)
def entry(request: HttpRequest, key: str, pk: int, entry_id: int) -> HttpResponse:
    """Show an entry to those who run or watch the review and to its own people."""
    it, found = review_or_404(request, key, pk)
    actor = actor_of_request(request)
    shown = found.entries.filter(pk=entry_id).select_related("agency").first()
    if shown is None or not (watches(it, actor) or is_own(shown, actor)):
        raise Http404
    is_told = found.standing in {Standing.PUBLISHED, Standing.CLOSED} or watches(it, actor)
    outcomes = (
        shown.results.select_related("decision").prefetch_related("appeals").order_by("-is_current", "-pk") if is_told else Result.objects.none()
    )
    context = {
        "scheme": it, "review": found, "entry": shown, "files": shown.files.select_related("file"), "parties": shown.parties.all(),
        "results": outcomes, "may_run": it.run_by.allows(actor), "is_own": is_own(shown, actor),
        "is_open": found.standing in {Standing.PREPARED, Standing.CALLED, Standing.CHECKED},
        "may_object": found.standing == Standing.PUBLISHED and found.appeal_until is not None and clock() < found.appeal_until
        and not any(row.appeals.all() for row in outcomes),
        "recusals": shown.recusals.select_related("member") if watches(it, actor) else (),
    }  # fmt: skip
    return render(request, "shell/panel/entry.html", context)


@page(who=SIGNED_IN)
def file(request: HttpRequest, key: str, pk: int, entry_id: int, file_id: int) -> HttpResponseBase:
    """Give a paper of an entry: all to the office and the entry's people, to a judge of it only what the phase lets see."""
    it, found = review_or_404(request, key, pk)
    actor = actor_of_request(request)
    shown = EntryFile.objects.filter(pk=file_id, entry_id=entry_id, entry__review=found).select_related("file", "entry").first()
    seat = seat_of(found, actor)
    may = shown is not None and (watches(it, actor) or is_own(shown.entry, actor) or (seat is not None and judge_may_read(it, found, seat, shown)))
    if shown is None or not may:
        raise Http404(_("查無此附件"))
    download = open_download(shown.file)
    return StreamingHttpResponse(FileWrapper(download.content, CHUNK), headers=dict(download.headers))


def judge_may_read(it: Scheme, found: Review, seat: Member, shown: EntryFile) -> bool:
    """Whether a judge may read a paper: of an entry assigned to them, once they agreed; in a blind phase the redacted copy only."""
    if seat.agreed_at is None or not seat.assignments.filter(entry_id=shown.entry_id).exists():
        return False
    is_blind = bool(found.phase) and it.phase(found.phase).is_blind
    return not is_blind or shown.kind == EntryFile.Kind.REDACTED


@page(who=SIGNED_IN)
def sheets_file(request: HttpRequest, key: str, pk: int, kind: str) -> HttpResponseBase:
    """Give every signed sheet as CSV or as a workbook to those who run or watch the review; the audit keeps who took them."""
    it, found = review_or_404(request, key, pk)
    actor = actor_of_request(request)
    if not may_see_sheets(it, found, actor):
        raise Http404
    audit.record(subject_kind="review", subject_id=found.pk, verb="export_sheets", actor=actor, at=clock(), values={"format": kind})
    name = f"{key}-{found.year}-{found.number}.{kind}"
    if kind == "xlsx":
        return attached(name, workbook(columns(it, found), rows(it, found), name="sheets"))
    return attachment(name, csv_lines(columns(it, found), rows(it, found)))


@page(who=SIGNED_IN)
def review_paper(request: HttpRequest, key: str, pk: int, kind: str) -> HttpResponse:
    """Show a paper of a review for printing, or give it as an ODT file (`?format=odt`)."""
    it, found = review_or_404(request, key, pk)
    if kind not in PAPERS or not may_see_sheets(it, found, actor_of_request(request)):
        raise Http404
    made = paper(kind, it, found, government=current_city().government)
    if request.GET.get("format") == "odt":
        return attached(f"{found.title}{PAPERS[kind]}.odt", write(made))
    return render(request, "shell/panel/paper.html", {"scheme": it, "review": found, "sheet": made, "kind": kind, "papers": PAPERS.items()})


def scheme_or_404(request: HttpRequest, key: str) -> Scheme:
    """Return a scheme of which the reader may see or enter something."""
    it = next((each for each in registry.every() if each.key == key), None)
    if it is None or it not in visible_schemes(actor_of_request(request)):
        raise Http404
    return it


def review_or_404(request: HttpRequest, key: str, pk: int) -> tuple[Scheme, Review]:
    """Return a review the reader may see."""
    it = scheme_or_404(request, key)
    found = visible(actor_of_request(request), scheme=it).filter(pk=pk).first()
    if found is None:
        raise Http404
    return it, found


def _filtered(request: HttpRequest, found: QuerySet[Review]) -> QuerySet[Review]:
    if query := request.GET.get("q", "").strip():
        found = found.filter(title__icontains=query)
    if (standing := request.GET.get("standing", "")) in Standing.values:
        found = found.filter(standing=standing)
    return found


def _form(request: HttpRequest, it: Scheme, found: Review | None, name: str, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"scheme": it, "review": found, "name": name, "form": form, "once": token_of(request), "agency_names": agency_names(form)}
    return render(request, "shell/panel/form.html", context, status=status)
