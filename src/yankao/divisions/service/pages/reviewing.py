"""知識庫與範本的檢視: what its owner has to read again, the oldest first, kept for another year by one button."""

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.divisions.service.registers.reply_templates import TEMPLATES, ReplyTemplate
from yankao.engines.registers.declare import Register
from yankao.engines.registers.read import rows_of
from yankao.engines.registers.write import correct, may_correct
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, add_months, day_of
from yankao.shell.administration.audiences import KEEPERS
from yankao.shell.administration.cards import Card, register_card
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock

REGISTERS = {"knowledge": KNOWLEDGE, "templates": TEMPLATES}
AHEAD, MONTHS, MOST = 30, 12, 200


@page(who=KEEPERS, methods=READ_WRITE)
def knowledge(request: HttpRequest) -> HttpResponse:
    """Show the answers due to be read again within a month, and keep one for another year."""
    return _reviews(request, "knowledge")


@page(who=KEEPERS, methods=READ_WRITE)
def templates(request: HttpRequest) -> HttpResponse:
    """Show the reply templates due to be read again within a month, and keep one for another year."""
    return _reviews(request, "templates")


def _reviews(request: HttpRequest, kind: str) -> HttpResponse:
    it, actor, today = REGISTERS[kind], actor_of_request(request), day_of(clock())
    if request.method == "POST":
        return _keep(request, it, kind)
    rows = list(_standing(it, today).filter(review_by__lte=today + AHEAD * ONE_DAY).order_by("review_by", "pk")[:MOST])
    context = {
        "register": it,
        "kind": kind,
        "rows": [(row, row.review_by < today, may_correct(it, actor, row)) for row in rows if _is_mine(it, actor, row)],
        "until": add_months(today, MONTHS),
        "once": token_of(request),
    }
    return render(request, "service/reviews.html", context)


def _keep(request: HttpRequest, it: Register, kind: str) -> HttpResponse:
    actor, now = actor_of_request(request), clock()
    pk, version = request.POST.get("row", ""), request.POST.get("version", "")
    if not (pk.isdecimal() and version.isdecimal()):
        raise Http404

    def deed() -> str:
        facts = {"review_by": add_months(day_of(now), MONTHS)}
        correct(it, int(pk), actor=actor, now=now, facts=facts, version=int(version), reason="已檢視，內容維持")
        return reverse(f"reviews_{kind}")

    try:
        location = do_once(request, deed, actor=actor, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"reviews_{kind}")
    messages.success(request, _("已檢視，下次檢視日為一年後"))
    return redirect(location)


def _standing(it: Register, today: date) -> "QuerySet[KnowledgeArticle | ReplyTemplate]":
    return rows_of(it).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))


def _is_mine(it: Register, actor: Actor, row: KnowledgeArticle | ReplyTemplate) -> bool:
    return actor.has_role("admin") or may_correct(it, actor, row)


def _figures(kind: str, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    it, today = REGISTERS[kind], day_of(now)
    mine = [row for row in _standing(it, today).only("review_by", "agency_id", "version", "is_struck") if _is_mine(it, actor, row)]
    due = sum(row.review_by <= today + AHEAD * ONE_DAY for row in mine)
    return ((len(mine), _("則有效")), (due, _("則應於三十日內檢視")))


register_card(
    Card(
        name="知識庫檢視",
        says="答復內容的應檢視日、權責機關與採用次數",
        view="reviews_knowledge",
        who=KEEPERS,
        figures=lambda actor, now: _figures("knowledge", actor, now),
    )
)
register_card(
    Card(
        name="回復範本檢視",
        says="擬復範本的維護、應檢視日與採用次數",
        view="reviews_templates",
        who=KEEPERS,
        figures=lambda actor, now: _figures("templates", actor, now),
    )
)
