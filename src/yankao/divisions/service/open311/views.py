"""The addresses of the open interface: reading is open to everybody, writing needs an api_key with the scope open311:write."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from yankao.divisions.service.open311 import dialects, updates
from yankao.divisions.service.open311.asked import Found, find, find_one
from yankao.divisions.service.open311.bulk import csv_response
from yankao.divisions.service.open311.discovery import discovery as described
from yankao.divisions.service.open311.formats import Answer, Problem, Refused, Row, not_found, read_query, render, render_refusal
from yankao.divisions.service.open311.intake import take
from yankao.divisions.service.open311.parameters import Parameters, check_jurisdiction, holder_of_key
from yankao.divisions.service.open311.rows import bulk_row, extension_rows, request_row
from yankao.divisions.service.open311.services import definition as definition_of
from yankao.divisions.service.open311.services import service_row, services_on
from yankao.engines.cases.models import CaseFile
from yankao.kernel.days import TAIPEI, day_of
from yankao.kernel.files.store import open_download
from yankao.kernel.places import locate
from yankao.shell.gate import ANYONE, READ_WRITE, Audience, page

P = ParamSpec("P")
WRITERS = Audience(name="任何人可查詢；寫入限持有 api_key（open311:write）之應用程式", allows=lambda _actor: True)
"""The key comes with the form, not with a login, so the writing view itself asks for it (holder_of_key)."""
UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)


def answering(view: Callable[Concatenate[HttpRequest, P], Answer]) -> Callable[..., HttpResponse]:
    """Write the answer of a view, or what was wrong, in the format the address ends with; `mode` test keeps nothing."""

    @wraps(view)
    def answer(request: HttpRequest, fmt: str, mode: str = "", *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with transaction.atomic() if mode else nullcontext():
                check_jurisdiction(Parameters.of(request))
                content = view(request, *args, **kwargs)
                if mode:
                    transaction.set_rollback(True)
            return render(content, fmt)
        except Refused as refused:
            return render_refusal(refused, fmt)
        except UNREADABLE:
            return render_refusal(Refused(Problem(description="表單內容過大或無法讀取")), fmt)

    return answer


@page(who=ANYONE)
@answering
def discovery(request: HttpRequest) -> Answer:
    """Describe the interface."""
    return Answer(root="discovery", content=described(request, now=timezone.now()))


@page(who=ANYONE)
@answering
def services(request: HttpRequest) -> Answer:
    """List what may be reported, or nothing for a point outside the city."""
    parameters = Parameters.of(request)
    lat, long = parameters.number("lat", lowest=-90, highest=90), parameters.number("long", lowest=-180, highest=180)
    parameters.check()
    is_elsewhere = lat is not None and long is not None and locate(lat, long) is None
    rows = [] if is_elsewhere else [service_row(category) for category in services_on(day_of(timezone.now()))]
    return Answer(root="services", content=rows)


@page(who=ANYONE)
@answering
def definition(request: HttpRequest, code: str = "") -> Answer:  # noqa: ARG001 -- every view takes the request
    """Give the questions of a service."""
    if not code:
        raise Refused(Problem(description="請在網址填寫 service_code"))
    category = services_on(day_of(timezone.now())).filter(code=code).first()
    if category is None:
        raise not_found(f"沒有 service_code「{code[:60]}」")
    return Answer(root="service_definition", content=definition_of(category))


@csrf_exempt  # a report is authenticated by its api_key; the login of a browser counts for nothing here
@page(who=WRITERS, methods=READ_WRITE)
@answering
def requests(request: HttpRequest) -> Answer:
    """List requests, or take a report."""
    return _report(request) if request.method == "POST" else _listed(request)


@page(who=ANYONE)
@answering
def one_request(request: HttpRequest, number: str) -> Answer:
    """Give one request, as a list of one."""
    case, shown = find_one(number)
    is_extended = Parameters.of(request).flag("extensions")
    more = extension_rows([case], [shown], request)[0] if is_extended else {}
    return Answer(root="service_requests", content=[{**request_row(shown, request), **more}])


@page(who=ANYONE)
@answering
def token(request: HttpRequest, token: str = "") -> Answer:  # noqa: ARG001 -- every view takes the request
    """Give the number behind a token."""
    if not token:
        raise Refused(Problem(description="請在網址填寫 token"))
    case = updates.case_of_token(token)
    return Answer(root="service_requests", content=[{"service_request_id": case.number, "token": token}])


@csrf_exempt  # an update is authenticated by its api_key; the login of a browser counts for nothing here
@page(who=WRITERS, methods=READ_WRITE)
@answering
def request_updates(request: HttpRequest) -> Answer:
    """List what happened in a period, or take what a reporter adds."""
    parameters, now = Parameters.of(request), timezone.now()
    if request.method != "POST":
        return Answer(root="service_request_updates", content=updates.updates(parameters, now=now))
    actor = holder_of_key(parameters, now=now)
    update_id = updates.add_update(parameters, files=_files(request), actor=actor, now=now)
    return Answer(root="service_request_updates", content=[{"update_id": update_id}])


@page(who=ANYONE)
def bulk(request: HttpRequest, fmt: str, mode: str = "") -> HttpResponse:  # noqa: ARG001 -- the address names the mode
    """Give the table of a period."""
    try:
        parameters = Parameters.of(request)
        check_jurisdiction(parameters)
        found = find(parameters, now=timezone.now())
    except Refused as refused:
        return render_refusal(refused, "json" if fmt == "csv" else fmt)
    rows = [bulk_row(it) for it in found.shown]
    response = csv_response(rows) if fmt == "csv" else render(Answer(root="requests", content=rows), fmt)
    for name, value in _paging(request, found).items():
        response.headers[name] = value
    return response


@page(who=ANYONE)
def media(request: HttpRequest, number: str, photo: str, mode: str = "") -> HttpResponseBase:  # noqa: ARG001 -- the address names the mode
    """Give a picture that somebody of the city has released."""
    try:
        _, shown = find_one(number)
        if int(photo) not in shown.photo_ids:
            raise not_found("查無此照片，或該照片不公開")
    except Refused as refused:
        return render_refusal(refused, "json")
    download = open_download(CaseFile.objects.select_related("stored").get(pk=photo).stored)
    response = FileResponse(download.content)
    for name, value in download.headers.items():
        response.headers[name] = value
    return response


@page(who=ANYONE)
def open1999_json(request: HttpRequest) -> HttpResponse:
    """Give the records of some days in the older form."""
    try:
        return render(Answer(root="records", content=dialects.by_days(Parameters(request.GET), now=timezone.now())), "json")
    except Refused as refused:
        return render_refusal(refused, "json")


@csrf_exempt  # the question comes as posted XML and changes nothing
@page(who=ANYONE, methods=READ_WRITE)
def open1999_xml(request: HttpRequest) -> HttpResponse:
    """Give the records that an XML question asks for."""
    try:
        question = read_query(request.body) if request.method == "POST" else _flat(request.GET)
        return render(Answer(root="root", content=dialects.by_xml(question, now=timezone.now())), "xml")
    except Refused as refused:
        return render_refusal(refused, "xml")
    except RequestDataTooBig:
        return render_refusal(Refused(Problem(description="查詢內容過長")), "xml")


@page(who=ANYONE)
def unknown(request: HttpRequest, rest: str = "", mode: str = "") -> HttpResponse:  # noqa: ARG001 -- the address names the mode
    """Say that there is nothing at an address, in the format it seems to ask for."""
    is_json = rest.endswith(".json") or "json" in request.headers.get("Accept", "")
    refused = not_found("沒有這個網址；請以 .xml 或 .json 結尾，例如 services.json、requests.xml")
    return render_refusal(refused, "json" if is_json else "xml")


def _report(request: HttpRequest) -> Answer:
    parameters, now = Parameters.of(request), timezone.now()
    actor = holder_of_key(parameters, now=now)
    mark = request.headers.get("Idempotency-Key", "").strip() or parameters.text("attribute[fixmystreet_id]")
    taken = take(parameters, files=_files(request), mark=mark, actor=actor, now=now)
    due = taken.case.due_at
    notice = "已受理" + (f"，權責機關應於 {due.astimezone(TAIPEI):%m月%d日 %H:%M} 前回報處理情形" if due else "")
    row = {"service_request_id": taken.case.number, "service_notice": notice, "account_id": parameters.text("account_id")}
    return Answer(root="service_requests", content=[row], status=HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK)


def _listed(request: HttpRequest) -> Answer:
    parameters = Parameters.of(request)
    is_extended = parameters.flag("extensions")
    found = find(parameters, now=timezone.now())
    rows: list[Row] = [request_row(it, request) for it in found.shown]
    if is_extended and rows:
        rows = [{**row, **more} for row, more in zip(rows, extension_rows(found.cases, found.shown, request), strict=True)]
    return Answer(root="service_requests", content=rows, headers=_paging(request, found))


def _paging(request: HttpRequest, found: Found) -> dict[str, str]:
    """Return how many there are in all, and the addresses of the neighbouring pages."""
    last = max(1, -(-found.total // found.page_size))
    pages = {"first": 1, "prev": found.page - 1, "next": found.page + 1, "last": last}
    links = [f'<{_page_url(request, number)}>; rel="{name}"' for name, number in pages.items() if 1 <= number <= last]
    return {"X-Total-Count": str(found.total), "Link": ", ".join(links), "Access-Control-Expose-Headers": "X-Total-Count, Link"}


def _page_url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _files(request: HttpRequest) -> list["UploadedFile[Any]"]:
    return [each for name in request.FILES for each in request.FILES.getlist(name)]


def _flat(query: QueryDict) -> dict[str, str]:
    return {name: ",".join(query.getlist(name)) for name in query}
