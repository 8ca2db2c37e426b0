"""One form of the pages of plans: asked, done once, or shown again with what is wrong and everything that was typed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.progress.errors import PlanConflict, WrongState
from yankao.shell.forms.fields import Field, Form, Kind
from yankao.shell.forms.reading import read, with_errors
from yankao.shell.gate import actor_of_request
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import agency_names
from yankao.shell.words import now as clock

CONFLICT, REFUSED = 409, 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page asks: its title, what it is about, its fields, where one goes back to, and the deed, which returns where it leads."""

    title: str
    about: str
    back: str
    fields: tuple[Field, ...]
    do: Callable[[], str]
    help: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def handle(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the form, or do its deed."""
    if request.method != "POST":
        return _show(request, asked, Form(fields=asked.fields))
    sent = read(asked.fields, request.POST)
    try:
        location = do_once(request, asked.do, actor=actor_of_request(request), now=clock())
    except (PlanConflict, WrongState) as error:
        return _show(request, asked, with_errors(sent.form, error), status=CONFLICT)
    except ValidationError as error:
        return _show(request, asked, with_errors(sent.form, error), status=REFUSED)
    messages.success(request, _("「%(name)s」完成") % {"name": asked.title})
    return redirect(location)


def _show(request: HttpRequest, asked: Asked, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"asked": asked, "form": form, "once": token_of(request), "agency_names": agency_names(form)}
    return render(request, "shell/progress/form.html", context, status=status)


def reason_field(*, label: str, is_required: bool = True) -> Field:
    """Return the field of a reason."""
    return Field(name="reason", label=label, kind=Kind.LONG_TEXT, is_required=is_required, max_length=400)
