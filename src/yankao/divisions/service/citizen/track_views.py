"""The tracking page (查詢進度): number and contact open one case for half an hour, to read, supplement, withdraw, attach, rate and print."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.attempts import address_of
from yankao.divisions.service.citizen.people import CITIZENS
from yankao.divisions.service.citizen.report import keep_files
from yankao.divisions.service.citizen.tracking import files_of, find_case, followed, forget, forgive, may_try, opened_case, remember, reporter_of
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import supplement
from yankao.engines.cases.life import withdraw
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor
from yankao.kernel.files.store import open_download
from yankao.shell.forms.reading import whole_number
from yankao.shell.gate import READ_WRITE, page
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock

REFUSED, TOO_MANY = 422, 429
LONGEST_TEXT, LONGEST_REASON, LONGEST_REMARK = 4000, 1000, 400
CONTENT_FROM = 3
"""From this grade on nobody is asked why."""
GRADES = ((5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意"))


@page(who=CITIZENS, methods=READ_WRITE)
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and contact; the answer to anything wrong is one and the same."""
    number = request.POST.get("number", "")
    if request.method != "POST":
        return _ask(request, is_open=opened_case(request, now=clock()) is not None)
    now, address = clock(), address_of(request)
    if not may_try(address, number, now=now):
        return _ask(request, number=number, says=_("嘗試次數過多，請於 15 分鐘後再試，或撥打市民專線查詢。"), status=TOO_MANY)
    case = find_case(number, request.POST.get("contact", ""))
    if case is None:
        return _ask(request, number=number, says=_("查無符合的案件。請確認案號，以及通報時所留的電話或電子郵件。"), status=REFUSED)
    forgive(address, number, now=now)
    remember(request, case, now=now)
    return redirect("citizen-track-case")


@page(who=CITIZENS)
def tracked(request: HttpRequest) -> HttpResponse:
    """Show the case that is open to this session."""
    case = opened_case(request, now=clock())
    return redirect("citizen-track") if case is None else _show(request, case)


@page(who=CITIZENS, methods=("POST",))
def leave(request: HttpRequest) -> HttpResponse:
    """Close the case in this session, for shared telephones and computers."""
    forget(request)
    return redirect("citizen-track")


@page(who=CITIZENS, methods=("POST",))
def do(request: HttpRequest, deed: str) -> HttpResponse:
    """Do what a reporter may do on the own case."""
    now = clock()
    case = opened_case(request, now=now)
    if case is None:
        return redirect("citizen-track")
    if deed not in DEEDS:
        raise Http404
    actor = reporter_of(case)

    def once() -> str:
        with transaction.atomic():
            DEEDS[deed].do(Asked(case=case, actor=actor, now=now, data=request.POST, request=request))
        return reverse("citizen-track-case")

    try:
        location = do_once(request, once, actor=actor, now=now)
    except (ValidationError, PermissionDenied) as error:
        says = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _show(request, case, deed=deed, says=says, status=REFUSED)
    messages.success(request, _(DEEDS[deed].says))
    return redirect(location)


@page(who=CITIZENS)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a file of the case that is open to this session."""
    case = opened_case(request, now=clock())
    if case is None:
        return redirect("citizen-track")
    allowed = {it.pk: it for it in files_of(case, reporter_of(case))}
    found = allowed.get(pk)
    if found is None:
        raise Http404
    download = open_download(found.stored)
    return FileResponse(download.content, headers=dict(download.headers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reporter asks for: the case, who, when, and the form."""

    case: Case
    actor: Actor
    now: datetime
    data: QueryDict
    request: HttpRequest

    def text(self, name: str, *, longest: int) -> str:
        """Return a text of the form, or refuse a longer one."""
        value = self.data.get(name, "").strip()
        if len(value) > longest:
            raise ValidationError(_("最多 %(longest)d 個字") % {"longest": longest})
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenDeed:
    """One deed of a reporter and what is said when it is done."""

    do: Callable[[Asked], object]
    says: str


def _supplement(it: Asked) -> None:
    supplement(it.case, actor=it.actor, now=it.now, text=it.text("text", longest=LONGEST_TEXT))


def _completed(it: Asked) -> None:
    text = it.text("text", longest=LONGEST_TEXT)
    supplement(it.case, actor=it.actor, now=it.now, text=text)
    advance(it.case, "completed", actor=it.actor, now=it.now)


def _withdraw(it: Asked) -> None:
    if it.data.get("sure") != "yes":
        raise ValidationError(_("請勾選「我確定要撤案」"))
    withdraw(it.case, actor=it.actor, now=it.now, reason=it.text("reason", longest=LONGEST_REASON))


def _attach(it: Asked) -> None:
    files = it.request.FILES.getlist("files")
    if not files:
        raise ValidationError(_("請選擇檔案"))
    keep_files(it.case, files, actor=it.actor, now=it.now)


def _rate(it: Asked) -> None:
    """Keep how content the reporter is; somebody discontent says why and may ask the desk to take the case up again."""
    grade, remark = whole_number(it.data.get("satisfaction", "")), it.text("remark", longest=LONGEST_REMARK)
    if grade is None or grade not in dict(GRADES):
        raise ValidationError(_("請選擇滿意程度"))
    if grade < CONTENT_FROM and not remark:
        raise ValidationError(_("請告訴我們哪裡不滿意，才能改進"))
    facts = {"satisfaction": grade, "satisfaction_remark": remark}
    case = advance(it.case, "rate", actor=it.actor, now=it.now, facts=facts)
    if grade < CONTENT_FROM and it.data.get("again") == "yes":
        advance(case, "ask_again", actor=it.actor, now=it.now, reason=remark)


DEEDS = {
    "supplement": CitizenDeed(do=_supplement, says="已補充，承辦機關會收到通知。"),
    "completed": CitizenDeed(do=_completed, says="已補充，機關會繼續處理。"),
    "withdraw": CitizenDeed(do=_withdraw, says="已撤案。如需再辦理，請重新通報或撥打市民專線。"),
    "attach": CitizenDeed(do=_attach, says="已加入照片或檔案。"),
    "rate": CitizenDeed(do=_rate, says="謝謝您的意見。"),
}


def _ask(request: HttpRequest, *, number: str = "", says: str = "", is_open: bool = False, status: int = 200) -> HttpResponse:
    context = {"number": number, "says": says, "is_open": is_open}
    return _private(render(request, "service/citizen/track.html", context, status=status))


def _show(request: HttpRequest, case: Case, *, deed: str = "", says: list[str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "it": followed(case, now=clock()),
        "grades": [(grade, _(name)) for grade, name in GRADES],
        "once": token_of(request),
        "wrong": deed,
        "says": says or [],
        "sent": request.POST,
    }
    return _private(render(request, "service/citizen/tracked.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response
