"""進度查證看板: the month's verifications, what was reported beside what the papers and the site say, and how far the number has come."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.engineering.draws.audiences import ENGINEERS, OVERSEERS
from yankao.divisions.engineering.logic.verification import choose, in_turn
from yankao.divisions.engineering.pages.tender_board import month_asked
from yankao.divisions.engineering.procedures.progress_verification import A_MONTH, TOLERANCE, ProgressVerification, Step, difference
from yankao.divisions.engineering.roles import is_engineer
from yankao.shell.gate import actor_of_request, page
from yankao.shell.navigation import HandMade, register_page
from yankao.shell.words import now as clock

register_page(HandMade(name="進度查證", view="verification_board", who=OVERSEERS))


@page(who=OVERSEERS)
def verification_board(request: HttpRequest) -> HttpResponse:
    """Show a month's verifications, those chosen for being behind first."""
    month = month_asked(request.GET.get("month", ""), now=clock())
    rows = ProgressVerification.objects.filter(month=month.first).select_related("tender", "tender__agency", "case")
    shown = sorted(rows, key=lambda it: (it.reported_actual - it.reported_planned, it.tender.number))
    wanted = A_MONTH.at(month.first)
    context = {
        "month": month,
        "before": month.plus(-1),
        "after": month.plus(1),
        "rows": [(it, difference(it), Step(it.case.step).label) for it in shown],
        "wanted": wanted.value,
        "rule": wanted.ground,
        "tolerance": TOLERANCE.at(month.first),
        "checked": sum(it.checked_on is not None for it in shown),
        "on_site": sum(it.site_checked_on is not None for it in shown),
        "left": len(in_turn(month.first)) - len(shown),
        "may_choose": is_engineer(actor_of_request(request)),
    }
    return render(request, "engineering/verification_board.html", context)


@page(who=ENGINEERS, methods=("POST",))
def choose_verifications(request: HttpRequest) -> HttpResponse:
    """Choose what is still missing of the month's number, or some more of it."""
    month, more = month_asked(request.POST.get("month", ""), now=clock()), request.POST.get("more", "")
    standing = ProgressVerification.objects.filter(month=month.first).count()
    count = standing + int(more) if more.isdigit() and int(more) else None
    opened = choose(month.first, actor=actor_of_request(request), now=clock(), count=count)
    if opened:
        messages.success(request, _("已選定 %(count)s 件，並通知主辦機關送件") % {"count": len(opened)})
    else:
        messages.info(request, _("本月件數已足，或該月沒有可查證的填報"))
    return redirect(f"/verifications/?month={month.code}")
