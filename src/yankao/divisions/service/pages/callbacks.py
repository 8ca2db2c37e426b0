"""回電清單的畫面: ring, see the number for this call, write down what came of it, for one telephone or for many."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.divisions.service.pages.audiences import DESK
from yankao.divisions.service.pages.callback_queue import CALLING_HOURS, DEEDS, callers, may_call, open_phone, record_calls
from yankao.kernel.days import day_of
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock

PARTS = 3


@page(who=DESK, methods=READ_WRITE)
def callbacks(request: HttpRequest) -> HttpResponse:
    """Show whom to ring; a button under each writes down the call, the bar below writes many at once."""
    if request.method != "POST":
        return _show(request, {})
    if request.POST.get("phone"):
        return _phone(request)
    return _record(request)


def _phone(request: HttpRequest) -> HttpResponse:
    key, _mark, numbers = request.POST["phone"].partition("|")
    try:
        phone = open_phone(numbers.split(","), actor=actor_of_request(request), now=clock())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("callbacks")
    return _show(request, {key: phone})


def _record(request: HttpRequest) -> HttpResponse:
    """Read which button was pressed: that of one telephone carries deed, place and numbers; the bar takes what is ticked."""
    parts = request.POST.get("one", "").split("|")
    if len(parts) == PARTS:
        deed, remark, numbers = parts[0], request.POST.get(f"remark-{parts[1]}", ""), parts[2].split(",")
    else:
        deed, remark, numbers = request.POST.get("deed", ""), "", [n for row in request.POST.getlist("caller") for n in row.split(",")]
    try:
        count = record_calls(numbers, deed, actor=actor_of_request(request), now=clock(), remark=remark[:200])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("已登錄 %(count)d 件") % {"count": count})
    return redirect("callbacks")


def _show(request: HttpRequest, phones: Mapping[str, str]) -> HttpResponse:
    actor, now = actor_of_request(request), clock()
    found = callers(actor)
    context = {
        "callers": [(each, phones.get(each.key, "")) for each in found],
        "case_count": sum(len(each.cases) for each in found),
        "deeds": DEEDS,
        "may_call": may_call(now),
        "hours": CALLING_HOURS.at(day_of(now)),
    }
    return render(request, "service/callbacks.html", context)
