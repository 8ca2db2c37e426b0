"""Cases over the interface: list and search them, read one, open one, do a deed on one."""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import editable_facts
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.deed import Backdated
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.days import TAIPEI
from yankao.kernel.persons.vault import PersonData
from yankao.shell.api import schema
from yankao.shell.api.auth import READ_CASES, WRITE_CASES, caller
from yankao.shell.api.facts import facts_of
from yankao.shell.api.once import HEADER, answer_once
from yankao.shell.api.pages import LARGEST_PAGE, page_after
from yankao.shell.api.parameters import names_of, refuse_others
from yankao.shell.api.problems import Problem, RefusedError
from yankao.shell.api.shapes import Attaching, CaseFullShape, CasePage, CaseShape, Deed, Opening
from yankao.shell.api.told import DEFERRED, RELATED, tell_case, tell_whole
from yankao.shell.dossier import find_case
from yankao.shell.filters import NEWEST, STATES, narrowed, read_filters
from yankao.shell.forms.deed import Carried, attach_files
from yankao.shell.forms.verbs import FORMS
from yankao.shell.words import now as clock

router = Router(tags=["案件"])
LONGEST_SOURCE = 20
REFUSALS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 405: Problem, 409: Problem, 422: Problem}
ONCE = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 100},
    "description": "同一鍵與同一內容再送，24 小時內得到同一答復而不重做；內容不同則回 422",
}


class CaseQuery(Schema):
    """What a list of cases is narrowed to; everything may be left out."""

    procedure: str = Field(default="", description="程序代號", examples=["service.dispatch"])
    q: str = Field(default="", description="全文檢索，以空白分隔的各詞都須出現")
    state: str = Field(default="all", description="、".join(f"{key} {name}" for key, name in STATES))
    step: str = ""
    category: str = Field(default="", description="項目代碼；須一併指定 procedure")
    agency: str = Field(default="", description="機關代稱或名稱，含其下級")
    district: str = Field(default="", description="行政區代碼")
    channel: str = ""
    from_: str = Field(default="", alias="from", description="受理日起，例如 112/3/1 或 2023-03-01")
    to: str = Field(default="", description="受理日迄，含當日")
    source: str = ""
    external_id: str = ""
    after: str = Field(default="", description="上一頁的 next")
    limit: int = Field(default=50, ge=1, le=LARGEST_PAGE)


@router.get("/cases", response={200: CasePage, **REFUSALS}, operation_id="list_cases", summary="查詢案件")
def list_cases(request: HttpRequest, query: Query[CaseQuery]) -> dict[str, Any]:
    """List the cases the caller may see, newest first, a page at a time."""
    actor, now = caller(request, READ_CASES, query=names_of(CaseQuery)), clock()
    procedure = _procedure(query.procedure) if query.procedure else None
    found = _narrowed(visible_cases(actor, procedures=(procedure,) if procedure else None), query, procedure=procedure, now=now)
    page = page_after(found.select_related(*RELATED).defer(*DEFERRED), NEWEST, after=query.after, size=query.limit)
    return {"items": [tell_case(case, actor) for case in page.rows], "next": page.after or None}


def _narrowed(cases: QuerySet[Case], query: CaseQuery, *, procedure: Procedure | None, now: datetime) -> QuerySet[Case]:
    told = {"q": query.q, "state": query.state, "step": query.step, "category": query.category, "agency": query.agency}
    told |= {"district": query.district, "channel": query.channel, "from": query.from_, "to": query.to}
    filters = read_filters(told, default_state="all")
    errors = dict(filters.errors)
    if query.state not in dict(STATES):
        errors["state"] = f"state 應為：{'、'.join(dict(STATES))}"
    if query.category and procedure is None:
        errors["category"] = "以項目篩選時請一併指定 procedure"
    if errors:
        raise ValidationError({name: [text] for name, text in errors.items()})
    exact = Q(**{name: value for name, value in (("source", query.source), ("external_id", query.external_id)) if value})
    return narrowed(cases.filter(exact), filters, now=now, procedure=procedure)


@router.get("/cases/{number}", response={200: CaseFullShape, **REFUSALS}, operation_id="read_case", summary="讀取案件")
def read_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """Read one case with its facts, history, time limits and texts."""
    actor = caller(request, READ_CASES)
    return tell_whole(_case(actor, number), actor, now=clock())


@router.post(
    "/cases/{number}/actions/attach",
    response={200: CaseShape, **REFUSALS},
    operation_id="attach_files",
    summary="附加檔案",
    openapi_extra={"parameters": [ONCE]},
)
def attach(request: HttpRequest, number: str, files: File[list[UploadedFile]], body: Form[Attaching]) -> HttpResponse:
    """Attach files to a case, as the page does: told by their content, 20 MB each; one that is refused refuses them all."""
    actor, now = caller(request, WRITE_CASES), clock()
    case = _case(actor, number)
    refuse_others((*request.POST, *request.FILES), ("files", *names_of(Attaching)))

    def deed() -> tuple[int, dict[str, Any], str]:
        attach_files(case, Carried(actor=actor, now=now, files=tuple(files)), caption=body.caption, is_public=body.is_public)
        return 200, _afresh(case, actor), ""

    return answer_once(request, deed, actor=actor, now=now)


@router.post(
    "/cases/{number}/actions/{action}",
    response={200: CaseShape, **REFUSALS},
    operation_id="do_action",
    summary="辦理動作",
    openapi_extra={"parameters": [ONCE]},
)
def do_action(request: HttpRequest, number: str, action: str, body: Deed) -> HttpResponse:
    """Do a declared deed (its facts: see the schemas named after procedure and action), or a verb of the engine such as note or withdraw."""
    actor, now = caller(request, WRITE_CASES), clock()
    case = _case(actor, number)

    def deed() -> tuple[int, dict[str, Any], str]:
        _do(case, action, body, actor=actor, now=now)
        return 200, _afresh(case, actor), ""

    return answer_once(request, deed, actor=actor, now=now)


def _afresh(case: Case, actor: Actor) -> dict[str, Any]:
    return tell_case(Case.objects.select_related(*RELATED).defer(*DEFERRED).get(pk=case.pk), actor)


def _do(case: Case, key: str, body: Deed, *, actor: Actor, now: datetime) -> None:
    procedure, back = registry.get(case.procedure), _backdated(body)
    declared = next((each for each in procedure.actions if each.key == key), None)
    if declared is not None:
        facts = facts_of(procedure, body.facts, record=declared.record)
        advance(case, key, actor=actor, now=now, facts=facts, reason=body.reason, reason_code=body.reason_code, back=back, version=body.version)
        return
    form = FORMS.get(key)
    if form is None:
        known = "、".join(each.key for each in procedure.actions)
        raise Http404(f"「{procedure.name}」沒有動作 {key}；可用：{known}")
    if back is not None and not form.may_backdate:
        raise ValidationError({"occurred_at": "此動作不能補登"})
    facts = facts_of(procedure, body.facts)
    if key == "edit" and (unknown := set(facts) - set(editable_facts(procedure))):
        raise ValidationError(dict.fromkeys(sorted(unknown), "此欄位不能修改"))
    form.do(case, facts, Carried(actor=actor, now=now, reason=body.reason, back=back, version=body.version))


def _backdated(body: Deed) -> Backdated | None:
    if body.occurred_at is None:
        return None
    moment = body.occurred_at if body.occurred_at.tzinfo is not None else body.occurred_at.replace(tzinfo=TAIPEI)
    return Backdated(occurred_at=moment, reason=body.late_reason)


def _case(actor: Actor, number: str) -> Case:
    case = find_case(actor, number)
    if case is None:
        raise Http404(f"查無案號 {number}，或您無權檢視")
    return case


def _procedure(key: str) -> Procedure:
    try:
        return registry.get(key)
    except LookupError as error:
        raise Http404(str(error.args[0])) from None


def add_opening(procedure: Procedure) -> None:
    """Add the address that opens cases of one procedure, described by its own facts."""
    body = {**schema.opening_schema(procedure), "title": procedure.name}
    router.post(
        f"/procedures/{procedure.key}/cases",
        response={201: CaseShape, **REFUSALS},
        operation_id=f"open_{procedure.key.replace('.', '_')}",
        summary=f"開立「{procedure.name}」",
        description=f"可開立者：{procedure.opened_by.describe()}",
        openapi_extra={
            "parameters": [ONCE],
            "requestBody": {"content": {"application/json": {"schema": body, "example": schema.opening_example(procedure)}}},
        },
    )(_opening(procedure))


def _opening(procedure: Procedure) -> Callable[..., HttpResponse]:
    def open_one(request: HttpRequest, body: Opening) -> HttpResponse:
        return _open(request, procedure, body)

    return open_one


def _open(request: HttpRequest, procedure: Procedure, body: Opening) -> HttpResponse:
    actor, now = caller(request, WRITE_CASES), clock()
    if not procedure.opened_by.allows(actor):
        raise PermissionDenied(f"您沒有開立「{procedure.name}」案件的權限（{procedure.opened_by.describe()}）")
    if body.external_id and actor.kind is not ActorKind.APPLICATION:
        raise ValidationError({"external_id": "限介接應用程式使用"})

    def deed() -> tuple[int, dict[str, Any], str]:
        facts = facts_of(procedure, body.facts)
        if body.reporter is not None:
            facts["reporter"] = PersonData(**body.reporter.dict())
        origin = Origin(source=source_of(actor), external_id=body.external_id) if body.external_id else None
        case = open_case(procedure, actor=actor, now=now, facts=facts, origin=origin)
        if case.procedure != procedure.key:
            raise RefusedError(409, f"編號 {body.external_id} 已用於案件 {case.number}")
        return 201, tell_case(case, actor), reverse("api:read_case", args=[case.number])

    return answer_once(request, deed, actor=actor, now=now)


def source_of(actor: Actor) -> str:
    """Return the space in which a program's own numbers count, so that one never meets the cases of another.

    A name too long for the column is not cut, for two might then be one: a fingerprint of the whole stands for it, behind a mark of its own.
    """
    plain = f"api-{actor.id}"
    return plain if len(plain) <= LONGEST_SOURCE else f"api#{blake2b(actor.id.encode(), digest_size=8).hexdigest()}"


def action_components() -> dict[str, Any]:
    """Return the schemas of every procedure's deeds, named after procedure and action."""
    return {f"{procedure.key}.{key}": facts for procedure in registry.every() for key, facts in schema.action_schemas(procedure).items()}
