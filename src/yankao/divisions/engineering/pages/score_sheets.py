"""委員評分的頁面: each member signs the own sheet; the office sees who has not, enters paper sheets, and reads what the scores come to."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.engineering.logic import score_sheets as sheets
from yankao.divisions.engineering.logic.score_models import ScoreSheet
from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts, findings, outcome
from yankao.divisions.engineering.logic.site_sync import PROCEDURES
from yankao.divisions.engineering.roles import ENGINEER
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.panel.experts import eligible
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.shell.dossier import find_case
from yankao.shell.downloads import attached
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.papers import Paper, register_papers
from yankao.shell.signing import proof_of
from yankao.shell.words import now as clock
from yankao.shell.workbook import workbook

REFUSED = 422
MOST_EXPERTS = 500
COLUMNS = ("case", "member", "is_external", "given", "remark", "signed_at", "signed_by", "proof", "digest")


@page(who=SIGNED_IN, methods=READ_WRITE)
def scores(request: HttpRequest, number: str) -> HttpResponse:
    """Show the sheets of an inspection to its members and its office, and do what is asked for."""
    case, actor = _case_or_404(request, number)
    told: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            messages.success(request, _do(request, case, actor))
            return redirect("inspection_scores", number)
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return render(request, "engineering/scores.html", _context(case, actor) | {"told": told, "typed": request.POST}, status=REFUSED if told else 200)


@page(who=SIGNED_IN)
def scores_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the signed sheets of an inspection as a workbook; the audit keeps who took them."""
    case, actor = _case_or_404(request, number)
    if not (sheets.may_watch(case, actor) and sheets.may_see_scores(case, actor)):
        raise Http404
    audit.record(subject_kind="case", subject_id=case.number, verb="export_scores", actor=actor, at=clock())
    rows = (
        (case.number, it.expert.name, it.is_external, it.given, it.remark, it.signed_at, it.signed_by_name, it.proof, it.digest)
        for it in sheets.sheets_of(case)
        if it.signed_at is not None
    )
    return attached(f"{case.number}-scores.xlsx", workbook(COLUMNS, rows, name="scores"))


@register_papers
def score_papers(case: Case, actor: Actor) -> tuple[Paper, ...]:
    """Lead from the page of an inspection to the tablet, the letter and the sheets."""
    if case.procedure not in PROCEDURES or not ENGINEER.allows(actor):
        return ()
    letter = reverse("site_paper", args=[case.number, "letter"])
    papers = (Paper(name="查核平板", url=reverse("site", args=[case.number])), Paper(name="紀錄函", url=letter, file_url=f"{letter}?format=odt"))
    if case.step not in sheets.TOLD:
        return papers[:1]
    return (*papers, Paper(name="委員評分", url=reverse("inspection_scores", args=[case.number])))


def _case_or_404(request: HttpRequest, number: str) -> tuple[Case, Actor]:
    """Return an inspection to its office and those who watch over it, and to its members, who see nothing else of it."""
    actor = actor_of_request(request)
    case = Case.objects.filter(number=number, procedure__in=PROCEDURES, step__in=sheets.TOLD).select_related("agency").first()
    if case is None:
        raise Http404
    is_office = sheets.may_watch(case, actor) and find_case(actor, number) is not None
    if not is_office and sheets.own_sheet(case, actor) is None:
        raise Http404
    return case, actor


def _do(request: HttpRequest, case: Case, actor: Actor) -> str:
    """Do what the form asks for, and say it."""
    deeds: dict[str, Callable[[HttpRequest, Case, Actor], str]] = {"sign": _sign, "seat": _seat, "unseat": _unseat, "paper": _paper}
    wanted = deeds.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    return wanted(request, case, actor)


def _sign(request: HttpRequest, case: Case, actor: Actor) -> str:
    if sheets.own_sheet(case, actor) is None:
        raise PermissionDenied(_("只有本次查核的委員可以評分，且不得代理"))
    given = _score(request)
    proof = proof_of(request, now=clock())
    sheets.sign(case, actor=actor, now=clock(), given=given, remark=request.POST.get("remark", ""), proof=proof)
    return _("評分表已簽署並鎖定")


def _seat(request: HttpRequest, case: Case, actor: Actor) -> str:
    expert = request.POST.get("expert", "")
    if not expert.isdecimal():
        raise ValidationError({"expert": _("請選擇查核委員")})
    sheets.seat(case, int(expert), actor=actor, now=clock(), cleared=request.POST.get("cleared", ""))
    return _("已列入評分委員")


def _unseat(request: HttpRequest, case: Case, actor: Actor) -> str:
    sheets.unseat(case, _sheet_id(request), actor=actor, now=clock(), reason=request.POST.get("reason", ""))
    return _("已取消評分委員")


def _paper(request: HttpRequest, case: Case, actor: Actor) -> str:
    sheets.enter_paper(case, _sheet_id(request), actor=actor, now=clock(), given=_score(request), remark=request.POST.get("remark", ""))
    return _("已登錄紙本評分表")


def _sheet_id(request: HttpRequest) -> int:
    given = request.POST.get("sheet", "")
    return int(given) if given.isdecimal() else 0


def _score(request: HttpRequest) -> int:
    text = request.POST.get("given", "").strip()
    if not (text.isdecimal() and len(text) < len("1000")):
        raise ValidationError({"given": _("請填寫 0 至 100 之整數分數")})
    return int(text)


def _context(case: Case, actor: Actor) -> dict[str, object]:
    it = registry.get(case.procedure).detail._default_manager.get(pk=case.pk)
    assert isinstance(it, InspectionFacts)
    rows = list(sheets.sheets_of(case))
    is_open, runs, sees = case.step in sheets.SCORING, ENGINEER.allows(actor, case), sheets.may_see_scores(case, actor)
    return {
        "case": case, "detail": it, "rows": rows, "own": next((each for each in rows if str(each.expert.account_id) == actor.id), None),
        "findings": findings(it), "sees": sees, "watches": sheets.may_watch(case, actor), "runs": runs and is_open, "is_open": is_open,
        "experts": _experts(rows) if runs and is_open else (), "said": _said(it, rows) if sees else "",
    }  # fmt: skip


def _experts(rows: list[ScoreSheet]) -> list[tuple[int, str]]:
    found = eligible(sheets.POOL, on=day_of(clock())).exclude(pk__in=[each.expert_id for each in rows])
    return [(each.pk, f"{each.name}（{each.get_kind_display()}，{each.organisation or each.agency or '—'}）") for each in found[:MOST_EXPERTS]]


def _said(it: InspectionFacts, rows: list[ScoreSheet]) -> str:
    """Say what the sheets come to; where one is missing, that it is."""
    if not rows:
        return ""
    try:
        return outcome(it).describe()
    except ValueError as error:
        return str(error)
