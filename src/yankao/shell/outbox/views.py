"""The outbox (寄件匣): what went outside, what waits and why, sent again one by one or all that is shown, and as a table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yankao.engines.notices.models import ChannelKey, Delivery
from yankao.engines.notices.outbox import AGAIN, MOST_AGAIN, counts, deliveries, send_again
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.keyset import Order, turn
from yankao.shell.outbox.audiences import SENDERS
from yankao.shell.words import now as clock
from yankao.shell.words import tr

NEWEST = Order(key="newest", name="最新", column="created_at", is_newest_first=True)
NO_CHANNEL = ("none", "無可用管道")
COLUMNS = ("建立時間", "案號", "主旨", "對象", "管道", "狀態", "原因", "次數", "寄出時間")
MOST_EXPORTED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the reader wants to see."""

    state: str
    channel: str
    about: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read the filters; an unknown one shows everything."""
        state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
        known = {*ChannelKey.values, NO_CHANNEL[0]}
        about = request.GET.get("about", "").strip().upper()[:20]
        return cls(state=state if state in Delivery.State.values else "", channel=channel if channel in known else "", about=about)

    def rows(self) -> "Iterator[Delivery]":
        """Return the deliveries asked for, the newest first."""
        return deliveries(state=self.state, channel=self.channel, about=self.about).order_by("-created_at", "-pk")[:MOST_EXPORTED].iterator()


@page(who=SENDERS, methods=READ_WRITE)
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the deliveries, and send some again when asked to."""
    asked, actor, now = Asked.of(request), actor_of_request(request), clock()
    found = deliveries(state=asked.state, channel=asked.channel, about=asked.about)
    if request.method == "POST":
        chosen = found if "all" in request.POST else found.filter(pk__in=_ids(request))
        count = send_again(chosen.filter(state__in=AGAIN)[:MOST_AGAIN], actor=actor, now=now)
        messages.success(request, _("已重新排入 %(count)d 則") % {"count": count}) if count else messages.warning(
            request, _("沒有可重寄的通知：管道尚未設定，或已寄出")
        )
        return redirect(request.get_full_path())
    told = counts()
    context = {
        "asked": asked,
        "page": turn(found, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""), key=str),
        "states": [(key, tr(name), told.get(key, 0)) for key, name in Delivery.State.choices],
        "channels": [(key, tr(name)) for key, name in (*ChannelKey.choices, NO_CHANNEL)],
        "again": AGAIN,
        "is_filtered": any((asked.state, asked.channel, asked.about)),
    }
    return render(request, "shell/outbox.html", context)


@page(who=SENDERS)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the deliveries asked for as a table without any address."""
    asked = Asked.of(request)
    writer = csv.writer(_Echo())
    lines = (writer.writerow(row) for row in _table(asked))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="outbox.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        """Hand a line on."""
        return line


def _table(asked: Asked) -> Iterator[tuple[object, ...]]:
    # The mark tells the spreadsheet program that the text is UTF-8.
    yield ("\ufeff" + tr(COLUMNS[0]), *(tr(name) for name in COLUMNS[1:]))
    for it in asked.rows():
        channel = it.get_channel_display() if it.channel else NO_CHANNEL[1]
        told = (it.get_target_kind_display(), channel, it.get_state_display())
        plain = it.notice.title if it.notice.title[:1] not in "=+-@" else f"'{it.notice.title}"
        yield _moment(it.created_at), it.notice.subject_id, plain, *told, it.reason, it.attempts, _moment(it.sent_at)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _ids(request: HttpRequest) -> list[str]:
    return [it for it in request.POST.getlist("delivery") if len(it) == 36 and it.replace("-", "").isalnum()]  # noqa: PLR2004 -- a UUID
