"""What is declared and counted, over the interface: procedures, categories, figures and registers."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Model, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from yankao.engines.cases import registry
from yankao.engines.cases.models import Category
from yankao.engines.indicators.compute import figures
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.engines.registers.read import rows_of
from yankao.kernel.actors import ActorKind
from yankao.kernel.days import ONE_DAY, start_of
from yankao.kernel.roc import RocMonth, Window, parse_date
from yankao.shell.api.auth import READ_CASES, READ_INDICATORS, READ_REGISTERS, caller, staff_or_program
from yankao.shell.api.cases import REFUSALS
from yankao.shell.api.pages import LARGEST_PAGE, page_after
from yankao.shell.api.parameters import names_of, refuse_unknown
from yankao.shell.api.shapes import CategoryShape, FigureShape, ProcedureShape, RowPage
from yankao.shell.api.told import tell_procedure
from yankao.shell.export import bare
from yankao.shell.keyset import Order

router = Router(tags=["宣告與統計"])


class FigureQuery(Schema):
    """The period, and the figures wanted."""

    from_: str = Field(alias="from", description="起月（民國或西元）", examples=["112-03"])
    to: str = Field(description="迄月，含", examples=["112-07"])
    key: list[str] = Field(default_factory=list, description="只要這些指標，可重複")


class RowQuery(Schema):
    """How a register is paged; its own filters are given by the names of their columns."""

    from_: str = Field(default="", alias="from", description="起日，例如 112/3/1 或 2023-03-01")
    to: str = Field(default="", description="迄日，含")
    after: str = Field(default="", description="上一頁的 next")
    limit: int = Field(default=50, ge=1, le=LARGEST_PAGE)


@router.get("/procedures", response={200: list[ProcedureShape], **REFUSALS}, operation_id="list_procedures", summary="程序")
def list_procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """List every procedure as it is declared: steps, facts, deeds."""
    actor = caller(request, READ_CASES)
    return [tell_procedure(procedure, actor) for procedure in registry.every()]


@router.get("/categories", response={200: list[CategoryShape], **REFUSALS}, operation_id="list_categories", summary="項目")
def list_categories(request: HttpRequest, procedure: str = "") -> QuerySet[Category]:
    """List the items cases may be about, of all procedures or of one."""
    caller(request, READ_CASES, query=("procedure",))
    found = Category.objects.order_by("procedure", "order", "code")
    return found.filter(procedure=procedure) if procedure else found


@router.get("/indicators", response={200: list[FigureShape], **REFUSALS}, by_alias=True, operation_id="list_indicators", summary="指標")
def list_indicators(request: HttpRequest, query: Query[FigureQuery]) -> list[dict[str, Any]]:
    """Compute the figures of a period of whole months."""
    staff_or_program(request, READ_INDICATORS, query=names_of(FigureQuery))
    try:
        window = Window.of_months(RocMonth.parse(query.from_), RocMonth.parse(query.to))
        return [figure.as_json() for figure in figures(window, keys=query.key or None)]
    except LookupError as error:
        raise Http404(str(error.args[0])) from None
    except ValueError as error:
        raise ValidationError({"from": str(error)}) from None


@router.get("/registers/{key}", response={200: RowPage, **REFUSALS}, operation_id="list_register", summary="登錄簿")
def list_register(request: HttpRequest, key: str, query: Query[RowQuery]) -> dict[str, Any]:
    """List the rows of a register, newest first, a page at a time."""
    register = _register(request, key)
    order = Order(key="newest", name="", column=register.dated_by, is_newest_first=True)
    page = page_after(_rows(register, request, query), order, after=query.after, size=query.limit, key=register.model._meta.pk.to_python)
    return {"items": [_row(row, register) for row in page.rows], "next": page.after or None}


def _register(request: HttpRequest, key: str) -> Register:
    actor = staff_or_program(request, READ_REGISTERS, query=None)
    try:
        register = registers.get(key)
    except LookupError as error:
        raise Http404(str(error.args[0])) from None
    # A key whose scopes name the registers was granted them by the administrator; people see what their roles show.
    if actor.kind is not ActorKind.APPLICATION and not register.seen_by(actor):
        raise PermissionDenied(f"您沒有檢視「{register.name}」的權限")
    refuse_unknown(request, (*names_of(RowQuery), *register.filters))
    return register


def _rows(register: Register, request: HttpRequest, query: RowQuery) -> QuerySet[Model]:
    rows = rows_of(register)
    for name in register.filters:
        if value := request.GET.get(name, ""):
            rows = _equal(rows, name, value)
    is_moment = isinstance(register.model._meta.get_field(register.dated_by), DateTimeField)
    for name, text, lookup in (("from", query.from_, "gte"), ("to", query.to, "lt")):
        if not text:
            continue
        try:
            day = parse_date(text) + (ONE_DAY if lookup == "lt" else ONE_DAY * 0)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from None
        rows = rows.filter(**{f"{register.dated_by}__{lookup}": start_of(day) if is_moment else day})
    return rows


def _equal(rows: QuerySet[Model], name: str, value: str) -> QuerySet[Model]:
    try:
        return rows.filter(**{name: value})
    except (ValueError, ValidationError):
        raise ValidationError({name: "不是此欄位可有的值"}) from None


def _row(row: Model, register: Register) -> dict[str, Any]:
    return {name: bare(_plain(getattr(row, name))) for name in register.lists}


def _plain(value: object) -> object:
    """Return a related row by its name."""
    return str(value) if isinstance(value, Model) else value
