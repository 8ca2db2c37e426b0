"""The interface under /api/v1/, put together: every address asks who calls, and is described in openapi.json."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from yankao.engines.cases import registry
from yankao.engines.cases.who import Reach
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.api import cases, declared
from yankao.shell.api.auth import READ_CASES, Key, Session
from yankao.shell.api.middleware import REFUSED, SENTENCES
from yankao.shell.api.problems import CONTENT_TYPE, add_handlers, problem

VERSION = "1"
BEFORE_THE_VIEW = (413, 429, 503)
ABOUT = """研考系統的介接介面。

- 身分：應用程式以 `Authorization: Bearer 金鑰`；登入者以瀏覽器的 session，寫入時另附 `X-CSRFToken`。
- 金鑰範圍：`cases:read`、`cases:write`、`indicators:read`、`registers:read`；未列者一律拒絕。
- 錯誤以 problem JSON 回答，`errors` 逐欄說明如何更正。
- 反映人的資料一律遮罩，應用程式完全看不到；案情文字中的電話、電子郵件、身分證字號與車號部分遮蔽，地點與座標照原文提供。
- 期限 `due_at` 是第一個逾期的時刻；時間皆為臺北時間並帶時區。

## 金鑰讀得到的案件

不因金鑰的管理機關而縮小範圍，保密案件也在內；請只發給確有需要的系統。某一把金鑰的範圍，見以它讀取的 `/api/v1/procedures`（`may_read`、`may_open`）。

"""
READS = {
    Reach.ALL: "`cases:read` 讀得到全部案件",
    Reach.SOME: "`cases:read` 只讀得到此金鑰自己開立的案件",
    Reach.NONE: "金鑰讀不到",
}


class Interface(NinjaAPI):
    """The interface with the schemas of every declared deed in its description."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Return the description, the deeds' facts among its components."""
        found = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        components = cases.action_components()
        found["components"]["schemas"].update(components)
        found["info"]["description"] = ABOUT + told_reach()
        facts = found["components"]["schemas"]["Deed"]["properties"]["facts"]
        facts["anyOf"] = [{"$ref": f"#/components/schemas/{name}"} for name in components] + [{"type": "object"}]
        for operation in (operation for path in found["paths"].values() for operation in path.values()):
            _tell_refusals(operation["responses"])
        return found


def told_reach() -> str:
    """Say of every procedure what a key that may read cases reads of it, as its rule has it."""
    reader = Actor(kind=ActorKind.APPLICATION, id="", name="", scopes=(READ_CASES,))
    names: dict[Reach, list[str]] = {reach: [] for reach in READS}
    for procedure in registry.every():
        names[procedure.seen_by.reach(reader)].append(f"{procedure.name} `{procedure.key}`")
    return "\n".join(f"- {sentence}：{'、'.join(names[reach])}" for reach, sentence in READS.items() if names[reach])


def _tell_refusals(responses: dict[Any, Any]) -> None:
    """Describe refusals as what they are sent as, problem JSON, and those that any address may meet before its view."""
    for status, response in responses.items():
        if int(status) >= REFUSED and "application/json" in response.get("content", {}):
            response["content"] = {CONTENT_TYPE: response["content"]["application/json"]}
    for status in BEFORE_THE_VIEW:
        body = {"schema": {"$ref": "#/components/schemas/Problem"}}
        responses.setdefault(status, {"description": SENTENCES[status], "content": {CONTENT_TYPE: body}})


def build() -> Interface:
    """Return the interface for everything that is declared."""
    api = Interface(title="研考 API", version=VERSION, description=ABOUT, docs_url=None, auth=[Key(), Session()], urls_namespace="api")
    add_handlers(api)
    for procedure in registry.every():
        cases.add_opening(procedure)
    api.add_router("", cases.router)
    api.add_router("", declared.router)
    last = Router()
    last.post("/procedures/{key}/cases", include_in_schema=False)(unknown_procedure)
    api.add_router("", last)
    return api


def unknown_procedure(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Answer for a procedure nobody declared."""
    return problem(404, f"沒有程序 {key}；可用：{'、'.join(each.key for each in registry.every())}")


def unknown_address(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes the request
    """Answer for an address that does not exist."""
    return problem(404, "沒有這個網址；可用的網址見 /api/v1/openapi.json")
