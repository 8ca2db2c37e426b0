"""One form of the administration: asked, sent once, refused beside its fields, and told when somebody else was faster."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.kernel.agencies.read import agencies_valid_on
from yankao.kernel.changes import Stale, Subject
from yankao.kernel.changes.record import history, last_change
from yankao.kernel.days import day_of
from yankao.shell.administration.names import told
from yankao.shell.forms.fields import Field, Form, Kind
from yankao.shell.forms.reading import Sent, read, whole_number, with_errors
from yankao.shell.gate import actor_of_request
from yankao.shell.once import do_once, token_of
from yankao.shell.words import now as clock

REFUSED, CONFLICT = 422, 409
Crumb = tuple[str, str]
"""A name and the address it leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One form: where it stands, what it asks, and what it does; `do` is handed what was read and the version the form had seen."""

    title: str
    crumbs: tuple[Crumb, ...]
    fields: tuple[Field, ...]
    do: Callable[[Sent, int | None], str]
    subject: Subject | None = None
    says: tuple[str, ...] = ()
    boxes: str = ""
    """Begins the names of the fields that are shown as one row of boxes."""
    boxes_name: str = ""
    button: str = "送出"
    is_grave: bool = False
    is_own: bool = False
    """The form is about the reader herself, who may keep nothing of the administration and is not led back to it."""
    ways_out: Callable[[ValidationError], tuple[Crumb, ...]] = lambda _error: ()


def handle(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the form, or do what it asks."""
    if request.method != "POST":
        return _show(request, asked, Form(fields=asked.fields))
    actor, sent = actor_of_request(request), read(asked.fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        return asked.do(sent, _seen(request))

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except Stale as error:
        return _show(request, asked, with_errors(sent.form, error), status=CONFLICT)
    except ValidationError as error:
        return _show(request, asked, with_errors(sent.form, error), status=REFUSED, ways_out=asked.ways_out(error))
    messages.success(request, _("「%(name)s」完成") % {"name": asked.title})
    return redirect(location)


def _show(request: HttpRequest, asked: Asked, form: Form, *, status: int = 200, ways_out: tuple[Crumb, ...] = ()) -> HttpResponse:
    seen = _seen(request) if request.method == "POST" else None
    newest = last_change(asked.subject) if asked.subject else None
    context = {
        "asked": asked,
        "form": form,
        "plain": [each for each in form.fields if not (asked.boxes and each.name.startswith(asked.boxes))],
        "boxes": [each for each in form.fields if asked.boxes and each.name.startswith(asked.boxes)],
        "seen": newest if status == CONFLICT or seen is None else seen,
        "since": told(history(asked.subject, after=seen)) if status == CONFLICT and asked.subject and seen is not None else (),
        "ways_out": ways_out,
        "once": token_of(request),
        "agency_names": _agency_names(form),
    }
    return render(request, "shell/administration/form.html", context, status=status)


def reason_field(label: str = "依據或理由", *, is_required: bool = True, help_text: str = "") -> Field:
    """Return the field for the ground of a change: document number, announcement, reason."""
    return Field(name="reason", label=_(label), is_required=is_required, max_length=200, help=_(help_text) if help_text else "")


def _seen(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get("seen", ""))


def _agency_names(form: Form) -> tuple[str, ...]:
    if not any(each.kind is Kind.AGENCY for each in form.fields):
        return ()
    names: tuple[str, ...] = tuple(agencies_valid_on(day_of(clock())).values_list("name", flat=True))
    return names
