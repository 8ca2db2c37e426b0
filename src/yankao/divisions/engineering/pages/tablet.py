"""查核平板: an inspector writes on the site without a network; what was written comes back field by field when there is one again."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yankao.divisions.engineering.logic.site_models import SiteCheck, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.logic.site_read import sites, state_of
from yankao.divisions.engineering.logic.site_sync import PROCEDURES, WRITABLE, Change, add_photo, decide, take_in
from yankao.divisions.engineering.pages.tablet_audiences import INSPECTORS
from yankao.divisions.engineering.registers.defect_codes import Addressee, ChecklistItem, DefectCode, Severity, in_force
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.kernel.days import TAIPEI, day_of
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import open_download
from yankao.shell.gate import actor_of_request, page
from yankao.shell.views.case import case_or_404
from yankao.shell.words import now as clock

LONGEST = 2 * 1024 * 1024
BAD, CONFLICT, REFUSED = 400, 409, 422


@page(who=INSPECTORS)
def site_list(request: HttpRequest) -> HttpResponse:
    """Show the sites on which something can be written now."""
    return render(request, "engineering/site_list.html", {"sites": sites(actor_of_request(request))[:100]})


@page(who=INSPECTORS)
def site(request: HttpRequest, number: str) -> HttpResponse:
    """Show the tablet page of one site; the device keeps it, so that it opens without a network."""
    case = site_or_404(request, number)
    detail = registry.get(case.procedure).detail._default_manager.get(pk=case.pk)
    day = detail.inspected_on or detail.planned_on or day_of(clock())  # type: ignore[attr-defined]
    work_type: str = detail.work_type  # type: ignore[attr-defined]
    codes = list(in_force(DefectCode.objects.all(), day, work_type=work_type).order_by("code"))
    context = {
        "case": case,
        "detail": detail,
        "words": _words(),
        "code_rows": [{name: getattr(code, name) for name in ("code", "name", "addressee", "severity", "points")} for code in codes],
        "is_writable": case.step in WRITABLE,
        "checklist": in_force(ChecklistItem.objects.all(), day, work_type=work_type),
        "codes": codes,
        "weathers": SiteSheet.Weather.choices,
        "results": SiteCheck.Result.choices,
        "kinds": SiteFinding.Kind.choices,
        "addressees": Addressee.choices,
        "severities": Severity.choices,
    }
    return render(request, "engineering/site.html", context)


@page(who=INSPECTORS)
def site_state(request: HttpRequest, number: str) -> HttpResponse:
    """Tell a device what stands of a site, and give it a fresh mark for sending."""
    return _told(request, site_or_404(request, number))


@page(who=INSPECTORS, methods=("POST",))
def site_sync(request: HttpRequest, number: str) -> HttpResponse:
    """Take in what a device wrote, and tell what became of it and what stands now."""
    case = site_or_404(request, number)
    try:
        sent = _sent(request)
        changes = [_change(each) for each in sent["changes"]]
        rows = take_in(case, changes, actor=actor_of_request(request), now=clock(), device=str(sent.get("device", "")))
    except ValidationError as error:
        return JsonResponse({"message": "；".join(error.messages)}, status=REFUSED)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"message": _("同步內容無法讀取，請重新整理頁面後再試；裝置上的紀錄仍在")}, status=BAD)
    return _told(request, case, fates={str(row.pk): row.fate for row in rows})


@page(who=INSPECTORS, methods=("POST",))
def site_decide(request: HttpRequest, number: str, change: UUID) -> HttpResponse:
    """Decide a contradiction between two devices."""
    case = site_or_404(request, number)
    try:
        seen, keep_mine = request.POST.get("seen", ""), request.POST.get("keep") == "mine"
        decide(case, change, keep_mine=keep_mine, seen=seen, actor=actor_of_request(request), now=clock())
    except ValidationError as error:
        return _told(request, case, status=CONFLICT, message="；".join(error.messages))
    return _told(request, case)


@page(who=INSPECTORS, methods=("POST",))
def site_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Take one picture of a device; its id keeps it from being kept twice."""
    case = site_or_404(request, number)
    upload = request.FILES.get("photo")
    if upload is None:
        return JsonResponse({"message": _("請選擇照片")}, status=REFUSED)
    try:
        photo = add_photo(
            case, UUID(request.POST.get("id", "")), upload, name=upload.name or "photo.jpg", taken_at=_moment(request.POST.get("taken_at", "")),
            actor=actor_of_request(request), now=clock(), finding_id=UUID(request.POST["finding"]) if request.POST.get("finding") else None,
        )  # fmt: skip
    except FileRefusedError as error:
        return JsonResponse({"message": str(error)}, status=REFUSED)
    except ValidationError as error:
        return JsonResponse({"message": "；".join(error.messages)}, status=REFUSED)
    except ValueError:
        return JsonResponse({"message": _("照片資料無法讀取")}, status=BAD)
    return _told(request, case, fates={str(photo.pk): "applied"})


@page(who=INSPECTORS)
def site_picture(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Give one picture of a site."""
    found = SitePhoto.objects.filter(pk=pk, case=site_or_404(request, number)).select_related("stored").first()
    if found is None:
        raise Http404
    return given(found)


@page(who=INSPECTORS)
def site_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  an address is called with the request
    """Give the script that keeps the tablet's pages on the device; it may serve the addresses below /site/ only."""
    text = files("yankao.divisions.engineering").joinpath("static/engineering/tablet_worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def given(photo: SitePhoto) -> HttpResponse:
    """Return a picture as a download."""
    download = open_download(photo.stored)
    with download.content as content:
        return HttpResponse(content.read(), headers=dict(download.headers))


def site_or_404(request: HttpRequest, number: str) -> Case:
    """Return an inspection; other cases have no site."""
    case, _actor = case_or_404(request, number)
    if case.procedure not in PROCEDURES:
        raise Http404
    return case


def _words() -> dict[str, str]:
    """Return what the device says by itself, in the language of the reader."""
    return {
        "offline": _("離線中，紀錄存在本機"),
        "pending": _("%n 筆待同步"),
        "synced": _("已全部同步"),
        "waits": _("待上傳"),
        "login": _("請重新登入後再同步；紀錄仍在本機"),
        "failed": _("同步未完成，請稍後再試；紀錄仍在本機"),
        "unreachable": _("連不到主機，紀錄存在本機，恢復連線後自動同步"),
        "forgotten": _("已清除本機資料；再次開啟頁面會重新存入"),
        "empty": _("（空白）"),
    }


def _told(request: HttpRequest, case: Case, *, fates: Mapping[str, str] | None = None, message: str = "", status: int = 200) -> JsonResponse:
    case.refresh_from_db()
    body: dict[str, Any] = {**state_of(case), "csrf": get_token(request), "fates": dict(fates or {}), "message": message}
    return JsonResponse(body, status=status)


def _sent(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LONGEST:
        raise ValidationError(_("一次同步的內容太多，請分次同步"))
    sent = json.loads(request.body)
    if "\\u0000" in request.body.decode("utf-8"):
        raise ValueError("NUL")
    if not isinstance(sent, dict) or not isinstance(sent["changes"], list):
        raise TypeError
    return sent


def _change(each: Mapping[str, Any]) -> Change:
    texts = {name: str(each[name]) for name in ("entity", "field", "base", "value")}
    return Change(id=UUID(str(each["id"])), typed_at=_moment(str(each["typed_at"])), **texts)


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if found.tzinfo else found.replace(tzinfo=TAIPEI)
