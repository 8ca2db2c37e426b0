"""品質監聽的畫面: the supervisor's month with its draw, one call with its sheet, and what the agent sees of it."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Avg, Count, Max, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.logic import monitoring
from yankao.divisions.service.logic.score_sheet import adopt_usual, sheet_on
from yankao.divisions.service.logic.wilson import wilson
from yankao.divisions.service.pages.audiences import LISTENERS
from yankao.divisions.service.registers.call_reviews import CALIBRATED_WITHIN, OBJECTION_WITHIN, PASS_FROM, PER_AGENT, CallReview, MonitoringPlan
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

MONTHS_OFFERED = 13
REFUSED = 422
Kind, State = CallReview.Kind, CallReview.State


@page(who=LISTENERS, methods=READ_WRITE)
def quality(request: HttpRequest) -> HttpResponse:
    """Show a month of monitoring: to the supervisor all of it, to the agent the own results of all months."""
    actor, now = actor_of_request(request), clock()
    if request.method == "POST":
        return _draw(request, actor, now=now)
    if not (monitoring.may_supervise(actor) or actor.has_role("auditor")):
        return _own(request, actor, now=now)
    months = _months(now)
    month = next((it for it in months if it.code == request.GET.get("month")), months[1])
    reviews = CallReview.objects.filter(month=month.first).select_related("call").order_by("agent", "call__started_at")
    context = {
        "months": [(it.code, str(it)) for it in months],
        "month": month,
        "is_over": month.last < day_of(now),
        "plan": MonitoringPlan.objects.filter(month=month.first).first(),
        "reviews": reviews.filter(kind=Kind.MONITORING),
        "figures": figures_of(reviews),
        "calibrations": calibrations_of(reviews),
        "within": CALIBRATED_WITHIN.at(month.first).value,
        "late": monitoring.overdue_coaching(today=day_of(now)).select_related("call").order_by("coach_by"),
        "has_sheet": bool(sheet_on(month.last)),
        "may_write": monitoring.may_supervise(actor),
        "per_agent": PER_AGENT.at(month.first),
    }
    return render(request, "service/quality.html", context)


def _months(now: datetime) -> list[RocMonth]:
    current = RocMonth.of(day_of(now))
    return [current.plus(-n) for n in range(MONTHS_OFFERED)]


def figures_of(reviews: "QuerySet[CallReview]") -> dict[str, Any]:
    """Count the month: drawn, scored, average, passed with its Wilson interval in percent, and who still waits for what."""
    counted = reviews.filter(kind=Kind.MONITORING).aggregate(
        drawn=Count("pk"),
        scored=Count("score"),
        mean=Avg("score"),
        passed=Count("pk", filter=Q(is_passed=True)),
        objected=Count("pk", filter=Q(state=State.OBJECTED)),
        coaching=Count("pk", filter=Q(coach_by__isnull=False, coached_at__isnull=True)),
    )
    low, high = wilson(counted["passed"], counted["scored"])
    share = 100 * counted["passed"] / counted["scored"] if counted["scored"] else None
    return {**counted, "share": share, "low": 100 * low, "high": 100 * high}


def calibrations_of(reviews: "QuerySet[CallReview]") -> list[dict[str, Any]]:
    """Return the calls scored by several supervisors with the widest difference between them."""
    calls = reviews.filter(kind=Kind.CALIBRATION).values("call")
    rows = CallReview.objects.filter(call__in=calls, score__isnull=False).order_by().values("call", "call__call_id", "agent")
    found = rows.annotate(n=Count("pk"), low=Min("score"), high=Max("score"), first=Min("pk")).order_by("call__call_id")
    return [{**row, "spread": row["high"] - row["low"]} for row in found]


def _draw(request: HttpRequest, actor: Actor, *, now: datetime) -> HttpResponse:
    try:
        month = RocMonth.parse(request.POST.get("month", ""))
        if request.POST.get("do") == "sheet":
            adopt_usual(starts_on=month.first, actor=actor, now=now)
            messages.success(request, _("已採用範本評分表，可於「監聽評分表」更正"))
        else:
            plan = monitoring.draw(month, seed=token_hex(16), actor=actor, now=now)
            messages.success(request, _("已抽樣 %(count)d 通") % {"count": plan.reviews.count()})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect(f"{request.path}?month={request.POST.get('month', '')}")


def _own(request: HttpRequest, actor: Actor, *, now: datetime) -> HttpResponse:
    reviews = monitoring.visible_reviews(actor).select_related("call").order_by("-month", "-pk")
    context = {"reviews": reviews[:60], "codes": sorted(monitoring.own_codes(actor)), "figures": figures_of(reviews), "now": now}
    return render(request, "service/quality_own.html", context)


@page(who=LISTENERS, methods=READ_WRITE)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one call with its sheet and what may be done; do it on POST."""
    actor, now = actor_of_request(request), clock()
    found = monitoring.visible_reviews(actor).select_related("call").filter(pk=pk).first()
    if found is None:
        raise Http404(_("查無此監聽紀錄，或您沒有檢視的權限"))
    if request.method != "POST":
        return _show(request, found, actor, now=now)
    try:
        _do(request, found, actor, now=now)
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return _show(request, found, actor, now=now, errors=errors, status=REFUSED)
    messages.success(request, _("已登錄"))
    return redirect("quality_review", pk)


def _do(request: HttpRequest, found: CallReview, actor: Actor, *, now: datetime) -> None:
    text, points = request.POST.get("text", ""), _points(request)
    match request.POST.get("do", ""):
        case "score":
            monitoring.score(found.pk, points, remark=text, actor=actor, now=now)
        case "calibrate":
            monitoring.calibrate(found.pk, points, remark=text, actor=actor, now=now)
        case "object":
            monitoring.object_to(found.pk, text, actor=actor, now=now)
        case "keep":
            monitoring.rule_on(found.pk, text, actor=actor, now=now)
        case "change":
            monitoring.rule_on(found.pk, text, points=points, actor=actor, now=now)
        case "coach":
            monitoring.coach(found.pk, text, actor=actor, now=now)
        case _:
            raise PermissionDenied(_("沒有這個動作"))


def _points(request: HttpRequest) -> dict[int, int]:
    """Read what was given to each line; what cannot be read is taken as not given."""
    found = {name.removeprefix("item-"): request.POST.get(name, "").strip() for name in request.POST if name.startswith("item-")}
    return {int(key): int(value) for key, value in found.items() if key.isdecimal() and value.isdecimal()}


def _show(
    request: HttpRequest, it: CallReview, actor: Actor, *, now: datetime, errors: dict[str, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    leads = monitoring.may_supervise(actor)
    given = _points(request) if errors else {each.item_id: each.points for each in it.scores.all()}
    items = [(item, given.get(item.pk), " ".join((errors or {}).get(f"item-{item.pk}", ()))) for item in sheet_on(day_of(it.call.started_at))]
    others = CallReview.objects.filter(call=it.call_id, score__isnull=False).exclude(pk=it.pk).order_by("pk")
    may_calibrate = leads and it.kind == Kind.MONITORING and it.state != State.DRAWN and it.scorer_id != actor.id
    context = {
        "it": it,
        "items": items,
        "given": bool(it.scores.count()),
        "errors": errors or {},
        "others": others if leads or actor.has_role("auditor") else (),
        "may_score": leads and it.state == State.DRAWN,
        "may_rule": leads and it.state == State.OBJECTED,
        "may_coach": leads and it.state != State.DRAWN and it.coached_at is None and it.kind == Kind.MONITORING,
        "may_calibrate": may_calibrate and not others.filter(scorer_id=actor.id).exists(),
        "may_object": monitoring.may_object(it, actor, now=now),
        "until": monitoring.objection_until(it),
        "pass_from": PASS_FROM.at(day_of(it.call.started_at)),
        "objection": OBJECTION_WITHIN.at(day_of(now)),
        "text": request.POST.get("text", ""),
    }
    return render(request, "service/quality_review.html", context, status=status)
