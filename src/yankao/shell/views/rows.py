"""One row of a register: read with its history, entered, corrected, struck off, restored and counted; nothing typed is ever lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.registers import read as reading
from yankao.engines.registers import registry
from yankao.engines.registers.declare import Counter, Register
from yankao.engines.registers.errors import RowConflict, RowStruck
from yankao.engines.registers.facts import column_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.write import correct, count, enter, may_correct, may_enter, may_strike, restore, strike
from yankao.kernel.actors import Actor
from yankao.shell.beside import beside
from yankao.shell.forms.fields import Field, Form, Kind, as_input, of_column
from yankao.shell.forms.reading import Sent, read, whole_number, with_errors
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.words import now as clock
from yankao.shell.words import tr, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One form about a row of a register: its name, its fields, and what it does; it returns the row."""

    it: Register
    row: RegisterRow | None
    name: str
    fields: tuple[Field, ...]
    do: Callable[[Sent], RegisterRow]


@page(who=SIGNED_IN)
def row(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show a row: its facts, what can be done, and what was changed."""
    it, actor = register_or_404(request, key), actor_of_request(request)
    found = _row_or_404(it, actor, pk)
    names = reading.columns_for(it, actor)
    may_now = may_strike(it, actor, found)
    context = {
        "register": it,
        "row": found,
        "facts": [(tr(column_of(it, name).verbose_name), _text(reading.told(it, found, name, actor=actor))) for name in names],
        "history": reading.history(it, found, actor=actor),
        "besides": beside(it.key, found, actor),
        "may_correct": may_correct(it, actor, found) and not found.is_struck,
        "may_strike": may_now and not found.is_struck,
        "may_restore": may_now and found.is_struck,
        "counters": () if found.is_struck else _counters(it, actor),
        "once": token_of(request),
    }
    return render(request, "shell/row.html", context)


@page(who=SIGNED_IN, methods=READ_WRITE)
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a new row and enter it."""
    it, actor = register_or_404(request, key), actor_of_request(request)
    _require(it, is_allowed=may_enter(it, actor), name=_("登錄"))
    values = {name: column_of(it, name).get_default() for name in it.fields if column_of(it, name).has_default()}
    fields = _fields(it, actor, values)
    return _handle(
        request,
        Asked(it=it, row=None, name=_("登錄"), fields=fields, do=lambda sent: enter(it, actor=actor, now=clock(), facts=sent.facts)),
    )


@page(who=SIGNED_IN, methods=READ_WRITE)
def correct_row(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Ask what is wrong with a row and correct it."""
    it, actor = register_or_404(request, key), actor_of_request(request)
    found = _row_or_404(it, actor, pk)
    _require(it, is_allowed=may_correct(it, actor, found), name=_("更正"))
    fields = (*_fields(it, actor, {name: getattr(found, name) for name in it.fields}), _reason(is_required=False))

    def do(sent: Sent) -> RegisterRow:
        facts = {name: value for name, value in sent.facts.items() if name != "reason"}
        return correct(it, pk, actor=actor, now=clock(), facts=facts, version=_version(request), reason=str(sent.facts["reason"]))

    return _handle(request, Asked(it=it, row=found, name=_("更正"), fields=fields, do=do))


@page(who=SIGNED_IN, methods=READ_WRITE)
def strike_row(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Ask why a row is struck off, and strike it."""
    return _with_reason(request, key, pk, name=_("作廢"), verb=strike)


@page(who=SIGNED_IN, methods=READ_WRITE)
def restore_row(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Ask why a row stands again, and restore it."""
    return _with_reason(request, key, pk, name=_("恢復"), verb=restore)


@page(who=SIGNED_IN, methods=READ_WRITE)
def count_row(request: HttpRequest, key: str, pk: int, counter: str) -> HttpResponse:
    """Ask how many, and count."""
    it, actor = register_or_404(request, key), actor_of_request(request)
    found = _row_or_404(it, actor, pk)
    counted = next((each for each in it.counters if each.key == counter), None)
    if counted is None:
        raise Http404
    _require(it, is_allowed=counted.by(actor), name=tr(counted.name))
    amount = Field(name="amount", label=_("數量"), kind=Kind.NUMBER, is_required=True, value="1", input_mode="numeric")

    def do(sent: Sent) -> RegisterRow:
        return count(it, pk, counter, actor=actor, now=clock(), amount=_amount(sent.facts.get("amount", "1")))

    return _handle(request, Asked(it=it, row=found, name=tr(counted.name), fields=(amount,) if counted.at_most > 1 else (), do=do))


def register_or_404(request: HttpRequest, key: str) -> Register:
    """Return a register the reader may see."""
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if not it.seen_by(actor_of_request(request)):
        raise PermissionDenied(_("您沒有檢視「%(name)s」的權限") % {"name": tr(it.name)})
    return it


def _row_or_404(it: Register, actor: Actor, pk: int) -> RegisterRow:
    found = reading.visible_rows(it, actor, with_struck=True).filter(pk=pk).first()
    if not isinstance(found, RegisterRow):
        raise Http404
    return found


def _require(it: Register, *, is_allowed: bool, name: str) -> None:
    if not is_allowed:
        raise PermissionDenied(_("您沒有在「%(register)s」「%(name)s」的權限") % {"register": tr(it.name), "name": name})


def _counters(it: Register, actor: Actor) -> tuple[Counter, ...]:
    return tuple(each for each in it.counters if each.by(actor))


def _with_reason(request: HttpRequest, key: str, pk: int, *, name: str, verb: Callable[..., RegisterRow]) -> HttpResponse:
    it, actor = register_or_404(request, key), actor_of_request(request)
    found = _row_or_404(it, actor, pk)
    _require(it, is_allowed=may_strike(it, actor, found), name=name)

    def do(sent: Sent) -> RegisterRow:
        return verb(it, pk, actor=actor, now=clock(), reason=str(sent.facts["reason"]), version=_version(request))

    return _handle(request, Asked(it=it, row=found, name=name, fields=(_reason(is_required=True),), do=do))


def _handle(request: HttpRequest, asked: Asked) -> HttpResponse:
    if request.method != "POST":
        return _show(request, asked, Form(fields=asked.fields))
    actor, sent = actor_of_request(request), read(asked.fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        return reverse("row", args=[asked.it.key, asked.do(sent).pk])

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except (RowConflict, RowStruck) as error:
        return _show(request, asked, with_errors(sent.form, error), status=CONFLICT)
    except ValidationError as error:
        return _show(request, asked, with_errors(sent.form, error), status=REFUSED)
    messages.success(request, _("「%(name)s」完成") % {"name": asked.name})
    return redirect(location)


def _show(request: HttpRequest, asked: Asked, form: Form, *, status: int = 200) -> HttpResponse:
    context = {
        "register": asked.it,
        "row": asked.row,
        "name": asked.name,
        "form": form,
        "version": asked.row.version if asked.row else "",
        "since": _since(request, asked) if status == CONFLICT else (),
        "once": token_of(request),
        "agency_names": agency_names(form),
    }
    return render(request, "shell/row_form.html", context, status=status)


def _since(request: HttpRequest, asked: Asked) -> tuple[reading.Change, ...]:
    """Return what others changed after the form was opened."""
    seen, actor = _version(request), actor_of_request(request)
    if asked.row is None or seen is None:
        return ()
    return tuple(each for each in reading.history(asked.it, asked.row, actor=actor) if each.version > seen)


def _fields(it: Register, actor: Actor, values: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a row the actor may fill in, in the order of the declaration."""
    return tuple(_field(it, name, values.get(name)) for name in reading.fields_for(it, actor))


def _field(it: Register, name: str, value: object) -> Field:
    column = column_of(it, name)
    base = Field(name=name, label=tr(column.verbose_name), is_required=name in it.asks, help=tr(column.help_text), value=as_input(value))
    return of_column(base, column)


def _reason(*, is_required: bool) -> Field:
    return Field(name="reason", label=_("理由"), kind=Kind.LONG_TEXT, is_required=is_required, max_length=400)


def _version(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("version", ""))


def _amount(text: object) -> int:
    plain = str(text).strip()
    if not plain.isdecimal():
        raise ValidationError({"amount": _("請填寫整數")})
    return int(plain)


def _text(value: object) -> str:
    return value_text(tr(value)) if isinstance(value, str) and value else value_text(value)
