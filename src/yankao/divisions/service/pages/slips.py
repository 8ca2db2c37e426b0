"""紙本受理單的畫面: print numbered forms ahead, see which are still out, and spoil what will not be used."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.logic.slips import outstanding, print_slips, spoil_slip
from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.registers.paper_slips import ENTERED_WITHIN_HOURS, MOST_AT_ONCE, PaperSlip
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

SHOWN = 100


@page(who=DESK, methods=READ_WRITE)
def paper_form(request: HttpRequest) -> HttpResponse:
    """Show the forms that are out, and those of one print run (`from` to `to`) ready for the printer."""
    actor, now = actor_of_request(request), clock()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "print":
                count = request.POST.get("count", "")
                slips = print_slips(int(count) if count.isdecimal() else 0, actor=actor, now=now)
                return redirect(f"{request.path}?from={slips[0].number}&to={slips[-1].number}")
            slip = spoil_slip(request.POST.get("number", ""), reason=request.POST.get("reason", ""), actor=actor, now=now)
            messages.success(request, _("%(number)s 已作廢") % {"number": slip.number})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("paper_form")
    first, last = request.GET.get("from", ""), request.GET.get("to", "")
    context = {
        "city": current_city(),
        "slips": outstanding().filter(number__gte=first, number__lte=last)[:MOST_AT_ONCE] if first and last else (),
        "outstanding": outstanding()[:SHOWN],
        "entered": PaperSlip.objects.filter(case__isnull=False).select_related("case").order_by("-entered_at")[:10],
        "rule": ENTERED_WITHIN_HOURS.at(day_of(now)),
        "most": MOST_AT_ONCE,
    }
    return render(request, "service/paper_form.html", context)
