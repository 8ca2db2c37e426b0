"""標案填報與兩源差異: who has filled in the month and who is chased; and the page on which each contradiction is decided."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.engineering.pages.tender_audiences import READERS
from yankao.engines.registers.tenders.filling import DUE_DAY, STEPS, STEPS_GROUND, Fill, due_on, fill_by_agency, fill_of, missing
from yankao.engines.registers.tenders.month import Chase, Decision, Difference, Kind
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import decide, may_decide, open_differences
from yankao.engines.registers.tenders.register import AGENCY_ROLES, of_division
from yankao.engines.registers.write import may_enter
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

SHOWN = 200
PER_PAGE = 30
DECISIONS = tuple(choice for choice in Decision.choices if choice[0] != Decision.GONE)


@page(who=READERS)
def filling(request: HttpRequest) -> HttpResponse:
    """Show how one month was filled in: by agency, what is missing, and how far the chase has come."""
    actor, now = actor_of_request(request), clock()
    month = month_asked(request.GET.get("month", ""), now=now)
    own = None if _sees_all(actor) else actor.agency_ids(*AGENCY_ROLES)
    agencies = [(agency, fill) for agency, fill in fill_by_agency(month.first).items() if own is None or agency.pk in own]
    rows = missing(month.first).select_related("agency").order_by("agency_id", "number")
    if own is not None:
        rows = rows.filter(agency_id__in=own)
    context: dict[str, Any] = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1),
        "due_on": due_on(month.first),
        "is_late": day_of(now) > due_on(month.first),
        "rule": DUE_DAY.at(month.plus(1).first).ground,
        "fill": fill_of(month.first) if own is None else _sum([fill for _, fill in agencies]),
        "agencies": agencies,
        "missing": rows[:SHOWN],
        "steps": STEPS,
        "steps_ground": STEPS_GROUND,
        "chases": Chase.objects.filter(Q() if own is None else Q(agency_id__in=own), month=month.first).select_related("agency")[:SHOWN],
        "may_enter": may_enter(MONTHS, actor),
    }
    return render(request, "engineering/tender_filling.html", context)


@page(who=READERS, methods=READ_WRITE)
def differences(request: HttpRequest) -> HttpResponse:
    """Show the contradictions between the two sources, and decide one with a reason."""
    actor = actor_of_request(request)
    if request.method == "POST":
        _decide(request, actor)
        return redirect(request.get_full_path())
    rows = _shown(request, actor)
    number = request.GET.get("page", "")
    place = int(number) if number.isdigit() and int(number) else 1
    found = list(rows[(place - 1) * PER_PAGE : place * PER_PAGE + 1])
    counts = {key: open_differences().filter(kind=key).count() for key in Kind.values}
    context = {
        "rows": found[:PER_PAGE],
        "has_more": len(found) > PER_PAGE,
        "number": place,
        "kinds": [(key, name, counts[key]) for key, name in Kind.choices],
        "kind": request.GET.get("kind", ""),
        "is_decided": bool(request.GET.get("decided")),
        "decisions": DECISIONS,
        "may_decide": may_decide(actor),
    }
    return render(request, "engineering/tender_differences.html", context)


def month_asked(text: str, *, now: datetime) -> RocMonth:
    """Return the month asked for, else the last one that ended; a wrong one is not found."""
    if not text:
        return RocMonth.of(day_of(now)).plus(-1)
    try:
        month = RocMonth.parse(text)
    except ValueError:
        raise Http404(_("請輸入年月，例如 112-03")) from None
    if month.first < DUE_DAY.since[0].day:
        raise Http404(_("此月份尚無填報規定"))
    return month


def _shown(request: HttpRequest, actor: Actor) -> QuerySet[Difference]:
    rows = Difference.objects.select_related("tender", "tender__agency")
    rows = rows.filter(decided_at__isnull=False).order_by("-decided_at") if request.GET.get("decided") else rows.filter(decided_at__isnull=True)
    if request.GET.get("kind", "") in Kind.values:
        rows = rows.filter(kind=request.GET["kind"])
    return rows if _sees_all(actor) else rows.filter(tender__agency_id__in=actor.agency_ids(*AGENCY_ROLES))


def _decide(request: HttpRequest, actor: Actor) -> None:
    chosen = request.POST.get("difference", "")
    try:
        decide(
            int(chosen) if chosen.isdigit() else 0,
            actor=actor,
            now=clock(),
            decision=request.POST.get("decision", ""),
            reason=request.POST.get("reason", ""),
        )
    except ValidationError as error:
        messages.error(request, _("還不能處理：%(why)s") % {"why": " ".join(error.messages)})
    except Difference.DoesNotExist:
        messages.error(request, _("查無此項差異"))
    else:
        messages.success(request, _("已處理，兩方紀錄均保留"))


def _sees_all(actor: Actor) -> bool:
    return of_division(actor) or actor.has_role("mayor_office", "auditor")


def _sum(fills: list[Fill]) -> Fill:
    return Fill(owed=sum(it.owed for it in fills), filled=sum(it.filled for it in fills), in_time=sum(it.in_time for it in fills))
