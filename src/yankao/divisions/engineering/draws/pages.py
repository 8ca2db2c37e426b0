"""年度查核計畫、抽籤與公告: the quota board, the draws under seal, and what everybody may check of them."""

import json
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.engineering.draws.audiences import ENGINEERS, OVERSEERS
from yankao.divisions.engineering.draws.candidates import JUDGES, candidates, draw_population, population_rule
from yankao.divisions.engineering.draws.draw_tables import Draw
from yankao.divisions.engineering.draws.quota import board
from yankao.divisions.engineering.draws.seal import document_of, is_revealed, order_for, publish, reveal
from yankao.divisions.engineering.draws.secrets_kept import is_named, name_reader
from yankao.divisions.engineering.roles import is_engineer
from yankao.engines.identity.models import User
from yankao.engines.registers.tenders.tender import Tender
from yankao.kernel.days import day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST, parse_year
from yankao.shell.downloads import attached
from yankao.shell.gate import ANYONE, READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

SHOWN = 100
MONTHS_A_QUARTER = 3


@page(who=OVERSEERS)
def inspection_board(request: HttpRequest) -> HttpResponse:
    """Show the year's minimum, plan and inspections by size class, and to the unit what comes first and what is drawn."""
    actor, today = actor_of_request(request), day_of(clock())
    year = _year(request.GET.get("year", ""), today)
    day = min(today, date(year, 12, 31))
    found = candidates(day) if is_engineer(actor) and year == today.year else []
    first = [it for it in found if it.grounds]
    context = {
        "board": board(year, day=day),
        "year": year - YEAR_BEFORE_FIRST,
        "is_engineer": is_engineer(actor),
        "first": first[:SHOWN],
        "more": max(0, len(first) - SHOWN),
        "to_draw": len(found) - len(first),
        "is_this_year": year == today.year,
        "quarter": (today.month - 1) // MONTHS_A_QUARTER + 1,
        "judges": [it for it, _judge in JUDGES],
        "draws": Draw.objects.filter(year=year).select_related("reveal"),
    }
    return render(request, "engineering/inspection_board.html", context)


@page(who=ENGINEERS, methods=("POST",))
def publish_draw(request: HttpRequest) -> HttpResponse:
    """Publish the sealed draw of this quarter over what may be drawn today."""
    actor, now = actor_of_request(request), clock()
    today = day_of(now)
    try:
        draw = publish(
            actor=actor,
            now=now,
            year=today.year,
            quarter=(today.month - 1) // MONTHS_A_QUARTER + 1,
            numbers=draw_population(today),
            population_on=today,
            rule=population_rule(today),
            reason=request.POST.get("reason", ""),
        )
    except ValidationError as error:
        messages.error(request, _("還不能公布：%(why)s") % {"why": " ".join(error.messages)})
        return redirect("inspection_board")
    messages.success(request, _("已公布承諾；種子與順位密封，任何人都不能再變更"))
    return redirect("draw", draw.public_id)


@page(who=ENGINEERS, methods=READ_WRITE)
def draw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a draw to the unit: its commitment, who is named, who opened it; what is asked for is done by a button."""
    it, actor = _draw_or_404(public_id), actor_of_request(request)
    if request.method == "POST" and request.POST.get("do") == "order":
        return _show(request, it, order=order_for(it, actor=actor, now=clock()))
    if request.method == "POST":
        _do(request, it)
        return redirect("draw", it.public_id)
    return _show(request, it, order=order_for(it, actor=actor, now=clock()) if is_revealed(it) else ())


@page(who=ANYONE)
def open_draws(request: HttpRequest) -> HttpResponse:
    """Show everybody all draws that were ever published, with their commitments."""
    return render(request, "engineering/open_draws.html", {"draws": Draw.objects.select_related("reveal")[:SHOWN]})


@page(who=ANYONE)
def open_draw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show everybody one draw: the commitment, and once it is revealed the seed, the list and the order."""
    it = _draw_or_404(public_id)
    return render(request, "engineering/open_draw.html", {"draw": it, "it": document_of(it)})


@page(who=ANYONE)
def open_draw_file(request: HttpRequest, public_id: UUID) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Give everybody the file that `yankao draw verify` reads."""
    it = _draw_or_404(public_id)
    told = json.dumps(document_of(it), ensure_ascii=False, indent=1)
    return attached(f"draw-{it.year - YEAR_BEFORE_FIRST}-{it.quarter}-{it.serial}.json", told.encode())


def _show(request: HttpRequest, it: Draw, *, order: tuple[str, ...]) -> HttpResponse:
    actor = actor_of_request(request)
    tenders = {each.number: each for each in Tender.objects.filter(number__in=order).select_related("agency")}
    may_read = is_named(it, actor) or actor.has_role("auditor")
    context = {
        "draw": it,
        "order": [(n, number, tenders.get(number)) for n, number in enumerate(order, start=1)],
        "is_named": is_named(it, actor),
        "is_revealed": is_revealed(it),
        "readers": it.readers.select_related("user"),
        "accesses": it.accesses.all()[:SHOWN] if may_read else (),
        "may_read": may_read,
        "visits": it.visits.count(),
    }
    return render(request, "engineering/draw.html", context)


def _do(request: HttpRequest, it: Draw) -> None:
    actor, now = actor_of_request(request), clock()
    try:
        if request.POST.get("do") == "reveal":
            reveal(it.pk, actor=actor, now=now)
            messages.success(request, _("已揭示，任何人均可驗證"))
        else:
            name_reader(it, user_named(request.POST.get("username", "")), actor=actor, now=now)
            messages.success(request, _("已指定知悉人員"))
    except ValidationError as error:
        messages.error(request, _("還不能辦理：%(why)s") % {"why": " ".join(error.messages)})


def user_named(username: str) -> User:
    """Return a colleague by the name of the account; raises ValidationError."""
    found = User.objects.filter(username=username.strip(), is_active=True, is_citizen=False).first()
    if found is None:
        raise ValidationError({"username": f"查無帳號「{username.strip()}」"})
    return found


def _draw_or_404(public_id: UUID) -> Draw:
    found = Draw.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _year(text: str, today: date) -> int:
    if not text:
        return today.year
    try:
        return parse_year(text)
    except ValueError:
        raise Http404(_("請輸入年度，例如 112")) from None
