"""展延填報期限: whoever runs a programme gives all agencies more time for a period, with the reason; what was given first stays on record."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.progress.who import may
from yankao.engines.progress.windows import extend_window, window_of
from yankao.kernel.days import last_day_of
from yankao.kernel.roc import RocMonth, roc_date
from yankao.shell.forms.fields import Field, Kind
from yankao.shell.forms.reading import read
from yankao.shell.gate import READ_WRITE, SIGNED_IN, actor_of_request, page
from yankao.shell.progress_forms import Asked, handle, reason_field
from yankao.shell.views.progress import month_of, programme_or_404
from yankao.shell.words import now as clock
from yankao.shell.words import tr


@page(who=SIGNED_IN, methods=READ_WRITE)
def extend(request: HttpRequest, key: str, month: str) -> HttpResponse:
    """Ask for the new last day and the reason, and move the deadline of the window."""
    it, actor, period = programme_or_404(request, key), actor_of_request(request), month_of(month)
    if not may(it.listed_by, actor) or it.is_closed:
        raise PermissionDenied(_("您不能展延「%(name)s」的填報期限") % {"name": tr(it.name)})
    window = window_of(it, period)
    fields = (
        Field(name="until", label=_("展延至"), kind=Kind.DATE, is_required=True, help=_("例如 112/7/1")),
        reason_field(label=_("展延理由")),
    )

    def do() -> str:
        sent = read(fields, request.POST)
        sent.raise_errors()
        until, reason = sent.facts["until"], sent.facts["reason"]
        assert isinstance(until, date)
        extend_window(it, period, actor=actor, now=clock(), until=until, reason=str(reason))
        return back

    back = reverse("review", args=[key, RocMonth.of(period).code])
    about = _("%(name)s %(month)s，目前期限 %(due)s") % {
        "name": tr(it.name), "month": RocMonth.of(period), "due": roc_date(last_day_of(window.due_at))
    }  # fmt: skip
    return handle(request, Asked(title=_("展延填報期限"), about=about, back=back, fields=fields, do=do))
