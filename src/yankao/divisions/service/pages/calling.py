"""電話通知: right after a case is opened, the numbers on duty at its agency, and one key for answered or the next number."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.papers import papers_for
from yankao.divisions.service.procedures.dispatch import PhoneNotice
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import possible_actions
from yankao.kernel.agencies.duty import DutyNumber, duty_numbers
from yankao.shell.due import lamp
from yankao.shell.gate import page
from yankao.shell.views.case import case_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import tr

NOTIFY = "notify_by_phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number to ring, how often it was tried, what came of the last time, and whether it is the one to try next."""

    phone: str
    contact: str
    tried: int
    last: str
    is_next: bool


@page(who=DESK)
def desk_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the agent needs once a case is open: its number, its due date, and whom to ring."""
    case, actor = case_or_404(request, number)
    now = clock()
    notices = list(PhoneNotice.objects.filter(case=case).select_related("passage").order_by("id"))
    procedure = registry.get(case.procedure)
    context = {
        "case": case,
        "procedure": tr(procedure.name),
        "step": tr(procedure.step_name(case.step)),
        "lamp": lamp(case.due_at, now=now, closed=case.closed_at),
        "numbers": numbers_for(case, notices, at=now),
        "notices": notices,
        "is_told": any(each.outcome == PhoneNotice.Outcome.ANSWERED for each in notices),
        "may_notify": any(each.key == NOTIFY for each in possible_actions(case, actor, now=now)),
        "outcomes": PhoneNotice.Outcome.choices,
        "papers": papers_for(case, actor),
        "may_send": any(each.key == "send" for each in possible_actions(case, actor, now=now)),
    }
    return render(request, "service/desk_case.html", context)


@page(who=DESK, methods=("POST",))
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Write down one attempt to ring the agency."""
    case, actor = case_or_404(request, number)
    facts = {name: request.POST.get(name, "").strip() for name in ("number_called", "outcome", "spoke_to")}
    try:
        advance(case, NOTIFY, actor=actor, now=clock(), facts=facts)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("desk_case", number)
    if facts["outcome"] == PhoneNotice.Outcome.ANSWERED:
        messages.success(request, _("已登錄：機關已接聽"))
    else:
        messages.warning(request, _("已登錄未接通，請撥下一支電話"))
    return redirect("desk_case", number)


def numbers_for(case: Case, notices: list[PhoneNotice], *, at: datetime) -> tuple[Number, ...]:
    """Return the numbers on duty in order; next comes the one tried least, the earlier of two."""
    if case.agency_id is None:
        return ()
    found = duty_numbers(case.agency_id, at=at, category_code=case.category.code if case.category else "")
    tried = {each.phone: [notice for notice in notices if notice.number_called == each.phone] for each in found}
    fewest = min(map(len, tried.values()), default=0)
    following = next((each.phone for each in found if len(tried[each.phone]) == fewest), "")
    return tuple(_number(each, tried[each.phone], is_next=each.phone == following) for each in found)


def _number(it: DutyNumber, notices: list[PhoneNotice], *, is_next: bool) -> Number:
    last = notices[-1].get_outcome_display() if notices else ""
    return Number(phone=it.phone, contact=it.contact_title, tried=len(notices), last=last, is_next=is_next)
