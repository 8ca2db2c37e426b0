"""How often programs and citizens may use the open interface and the forms: enough for a bad morning, too little for a flood."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from yankao.divisions.service.open311.formats import Problem, Refused, render_refusal
from yankao.shell.limits import Area, Limit, nobody, ours, refuse_page, register_area


def api_key(request: HttpRequest) -> str:
    """Return the key that came with the address or the form."""
    found = request.GET.get("api_key") or (request.POST.get("api_key") if request.method == "POST" else "")
    return f"api_key {found}" if found else ""


def refuse_program(request: HttpRequest, says: str) -> HttpResponse:
    """Refuse in the format the address asks for."""
    is_json = request.path.endswith(".json") or "json" in request.headers.get("Accept", "")
    refused = Refused(Problem(code=HTTPStatus.TOO_MANY_REQUESTS, description=says))
    response = render_refusal(refused, "json" if is_json else "xml")
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    return response


OPEN311_READS = Limit(key="open311.read", name="Open311 查詢", rate=ours(600, 60, "每秒 10 次足供地圖與同步"))
OPEN311_WRITES = Limit(key="open311.write", name="Open311 通報", rate=ours(600, 60, "颱風日全市每分鐘約 240 件"))
FORMS = Limit(key="forms.write", name="市民表單", rate=ours(300, 60, "同一網路位址可能是整棟大樓或避難所"))
MAP = Limit(key="map.read", name="通報地圖", rate=ours(600, 60, "每秒 10 次足供多人看圖"))
register_area(Area(prefixes=("/open311/", "/open1999/"), reads=OPEN311_READS, writes=OPEN311_WRITES, caller=api_key, refuse=refuse_program))
register_area(Area(prefixes=("/report/", "/track/"), reads=None, writes=FORMS, caller=nobody, refuse=refuse_page))
register_area(Area(prefixes=("/map/",), reads=MAP, writes=None, caller=nobody, refuse=refuse_page))
