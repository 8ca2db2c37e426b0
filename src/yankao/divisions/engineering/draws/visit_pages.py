"""查核行程: planned and opened by those named alone; every opening, and every try, stands in the 調閱紀錄."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.engineering.draws.audiences import ENGINEERS
from yankao.divisions.engineering.draws.draw_tables import Draw, Visit
from yankao.divisions.engineering.draws.opening import open_inspection, open_many, to_open
from yankao.divisions.engineering.draws.pages import user_named
from yankao.divisions.engineering.draws.papers import PAPERS, paper
from yankao.divisions.engineering.draws.schedule import MOST_MEMBERS, Arrangement, cancel, finish, plan_drawn, plan_priority, replace
from yankao.divisions.engineering.draws.secrets_kept import name_reader, require_open, visits_known_to
from yankao.divisions.engineering.draws.visit_members import pool
from yankao.engines.registers.tenders.sizes import Size
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import parse_date
from yankao.shell.downloads import attached
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.words import now as clock

SHOWN = 100
TEXTS = ("meeting_place", "leader", "staff", "cleared")


@page(who=STAFF, methods=READ_WRITE)
def visits(request: HttpRequest) -> HttpResponse:
    """Show the visits the reader is named on, by day and hour; open the inspections of those ticked.

    What is visited stands on the page of each, and opening it is recorded.
    """
    actor = actor_of_request(request)
    known = visits_known_to(actor).order_by("-visit_on", "meets_at")
    if request.method == "POST":
        ticked = known.filter(public_id__in=[text for text in request.POST.getlist("visit") if _is_uuid(text)])
        opened, wrong = open_many(to_open(ticked, actor), actor=actor, now=clock())
        if opened:
            messages.success(request, _("已立案 %(count)d 件") % {"count": len(opened)})
        for each in wrong or ([] if opened else [_("請勾選尚未立案的行程")]):
            messages.error(request, each)
        return redirect("visits")
    shown = known[:SHOWN]
    return render(request, "engineering/visits.html", {"visits": shown, "openable": {each.pk for each in to_open(shown, actor)}})


@page(who=ENGINEERS, methods=READ_WRITE)
def plan_visit(request: HttpRequest) -> HttpResponse:
    """Plan a visit: from the sealed order, or to a tender that article 4 puts first."""
    actor, now = actor_of_request(request), clock()
    draws = Draw.objects.filter(readers__user_id=actor.id, reveal__isnull=True)
    named = [*request.POST.getlist("members"), *("",) * MOST_MEMBERS][:MOST_MEMBERS]
    context: dict[str, Any] = {
        "draws": draws, "sizes": Size.choices, "typed": request.POST or request.GET, "errors": {}, "seats": named, "pool": pool(day_of(now)),
    }  # fmt: skip
    if request.method == "POST":
        try:
            visit = _plan(request, actor, draws=list(draws), now=now)
        except ValidationError as error:
            context["errors"] = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            return render(request, "engineering/visit_plan.html", context, status=422)
        messages.success(request, _("已排定行程"))
        return redirect("visit", visit.public_id)
    return render(request, "engineering/visit_plan.html", context)


@page(who=STAFF, methods=READ_WRITE)
def visit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open one visit (recorded), or do what is asked for: replace, cancel, mark as made, name one more reader."""
    actor, now, it = actor_of_request(request), clock(), _visit_or_404(public_id)
    if request.method == "POST":
        return redirect("visit", _do(request, it, actor).public_id)
    require_open(it, "調閱行程", actor=actor, now=now)
    context = {
        "visit": it,
        "papers": [(kind, name) for kind, (name, _make) in PAPERS.items()],
        "readers": it.readers.select_related("user"),
        "accesses": it.accesses.all()[:SHOWN],
        "whys": Visit.Why.choices,
        "is_open": it.state == Visit.State.PLANNED,
        "may_open_case": bool(to_open((it,), actor)),
    }
    return render(request, "engineering/visit.html", context)


@page(who=STAFF)
def visit_paper(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Give one paper of a visit as an ODT file; printing it is recorded as an opening."""
    it, actor = _visit_or_404(public_id), actor_of_request(request)
    if kind not in PAPERS:
        raise Http404
    require_open(it, f"列印{PAPERS[kind][0]}", actor=actor, now=clock())
    return attached(f"{kind}-{it.visit_on:%Y%m%d}.odt", paper(kind, it))


def _plan(request: HttpRequest, actor: Actor, *, draws: list[Draw], now: datetime) -> Visit:
    arrangement, how = _arrangement(request), request.POST.get("how", "")
    if how == "priority":
        tender = Tender.objects.filter(number=request.POST.get("tender", "").strip()).first()
        if tender is None:
            raise ValidationError({"tender": "查無此標案編號"})
        return plan_priority(tender, actor=actor, now=now, arrangement=arrangement)
    chosen = next((it for it in draws if str(it.pk) == how), None)
    if chosen is None:
        raise ValidationError({"how": "請選擇抽籤或優先查核"})
    size = request.POST.get("size", "")
    return plan_drawn(chosen, actor=actor, now=now, arrangement=arrangement, size=Size(size) if size in Size.values else None)


def _arrangement(request: HttpRequest) -> Arrangement:
    errors: dict[str, str] = {}
    day, hour = date.min, time.min
    try:
        day = parse_date(request.POST.get("visit_on", ""))
    except ValueError:
        errors["visit_on"] = "請輸入日期，例如 112/3/1"
    try:
        hour = time.fromisoformat(request.POST.get("meets_at", ""))
    except ValueError:
        errors["meets_at"] = "請輸入時間，例如 09:00"
    if errors:
        raise ValidationError(errors)
    members = "、".join(name.strip() for name in request.POST.getlist("members") if name.strip())
    return Arrangement(visit_on=day, meets_at=hour, members=members, **{name: request.POST.get(name, "").strip() for name in TEXTS})


def _do(request: HttpRequest, it: Visit, actor: Actor) -> Visit:
    """Do what the form asks for and return the visit to show: the one in its place, where it was replaced."""
    note, now = request.POST.get("note", ""), clock()
    if request.POST.get("do") == "open":
        return _open_case(request, it, actor)
    deeds = {
        "replace": lambda: replace(it.pk, actor=actor, now=now, why=request.POST.get("why", ""), note=note),
        "cancel": lambda: cancel(it.pk, actor=actor, now=now, note=note),
        "finish": lambda: finish(it.pk, actor=actor, now=now),
    }
    try:
        if request.POST.get("do", "") in deeds:
            it = deeds[request.POST["do"]]()
        else:
            name_reader(it, user_named(request.POST.get("username", "")), actor=actor, now=now)
    except ValidationError as error:
        messages.error(request, _("還不能辦理：%(why)s") % {"why": " ".join(error.messages)})
    else:
        messages.success(request, _("已辦理"))
    return it


def _open_case(request: HttpRequest, it: Visit, actor: Actor) -> Visit:
    try:
        case = open_inspection(it.pk, actor=actor, now=clock())
    except ValidationError as error:
        messages.error(request, _("還不能辦理：%(why)s") % {"why": " ".join(error.messages)})
    else:
        messages.success(request, _("已立案，案號 %(number)s") % {"number": case.number})
    return it


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _visit_or_404(public_id: UUID) -> Visit:
    found = Visit.objects.select_related("tender", "tender__agency", "draw", "case").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
