"""輪值電話: the numbers of an agency in the order in which they are rung, added, changed and ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.kernel.agencies.change import agency_subject
from yankao.kernel.agencies.duty import is_on_duty
from yankao.kernel.agencies.models import EVERY_DAY, Agency, DutyRoster
from yankao.kernel.agencies.rosters import (
    WEEKDAYS,
    DeskFacts,
    add_desk,
    change_desk,
    describe,
    end_desk,
    may_keep_rosters,
)
from yankao.kernel.days import day_of
from yankao.shell.administration.asking import Asked, Crumb, handle
from yankao.shell.administration.audiences import KEEPERS
from yankao.shell.forms.fields import Field, Kind, as_input, date_field
from yankao.shell.forms.reading import Sent
from yankao.shell.gate import READ_WRITE, actor_of_request, page
from yankao.shell.words import now as clock
from yankao.shell.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """One number as it stands in the list: whether it answers now, and whether it is over."""

    desk: DutyRoster
    says: str
    is_on_duty: bool
    is_over: bool


def desk_rows(agency: Agency, *, now: datetime) -> tuple[DeskRow, ...]:
    """Return the numbers of an agency in their order, those that are over last."""
    rows = [
        DeskRow(
            desk=desk, says=describe(desk), is_on_duty=is_on_duty(desk, at=now), is_over=desk.valid_to is not None and desk.valid_to < day_of(now)
        )
        for desk in agency.duty_rosters.order_by("order", "pk")
    ]
    return tuple(sorted(rows, key=lambda row: row.is_over))


@page(who=KEEPERS, methods=READ_WRITE)
def desk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a number to ring at an agency."""
    it = _agency(request, pk)
    free = max((desk.order for desk in it.duty_rosters.all()), default=0) + 1

    def do(sent: Sent, seen: int | None) -> str:
        add_desk(pk, _facts(sent), actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_agency", args=[pk])

    return handle(request, _asked(_("新增輪值電話"), it, _fields(DutyRoster(order=free)), do))


@page(who=KEEPERS, methods=READ_WRITE)
def desk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is to be changed about a number."""
    desk = get_object_or_404(DutyRoster, pk=pk)
    it = _agency(request, desk.agency_id)

    def do(sent: Sent, seen: int | None) -> str:
        change_desk(pk, _facts(sent), actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_agency", args=[it.pk])

    return handle(request, _asked(_("更正輪值電話"), it, _fields(desk), do))


@page(who=KEEPERS, methods=READ_WRITE)
def desk_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a number is to be rung no more."""
    desk = get_object_or_404(DutyRoster, pk=pk)
    it = _agency(request, desk.agency_id)

    def do(_sent: Sent, seen: int | None) -> str:
        end_desk(pk, actor=actor_of_request(request), now=clock(), seen=seen)
        return reverse("administration_agency", args=[it.pk])

    asked = Asked(title=_("停用輪值電話"), crumbs=_crumbs(it), fields=(), do=do, subject=agency_subject(it.pk), says=(describe(desk),), is_grave=True)
    return handle(request, asked)


def _agency(request: HttpRequest, pk: int) -> Agency:
    it = get_object_or_404(Agency, pk=pk)
    if not may_keep_rosters(actor_of_request(request), pk):
        raise PermissionDenied(_("您只能登錄所屬機關的輪值電話"))
    return it


def _asked(title: str, it: Agency, fields: tuple[Field, ...], do: Callable[[Sent, int | None], str]) -> Asked:
    return Asked(title=title, crumbs=_crumbs(it), fields=fields, do=do, subject=agency_subject(it.pk), boxes="weekday_", boxes_name=_("星期"))


def _crumbs(it: Agency) -> tuple[Crumb, ...]:
    return ((_("機關"), reverse("administration_agencies")), (tr(it), reverse("administration_agency", args=[it.pk])))


def _fields(desk: DutyRoster) -> tuple[Field, ...]:
    weekdays = desk.weekdays or EVERY_DAY
    return (
        Field(name="phone", label=_("電話"), is_required=True, max_length=40, value=desk.phone, input_mode="tel"),
        Field(name="contact_title", label=_("聯絡職稱"), max_length=60, value=desk.contact_title, help=_("職稱或單位，不填個人姓名")),
        Field(name="order", label=_("順位"), kind=Kind.NUMBER, is_required=True, input_mode="numeric", value=str(desk.order)),
        *(
            Field(name=f"weekday_{place}", label=_("週%(day)s") % {"day": tr(name)}, kind=Kind.BOOL, value="true" if weekdays & 1 << place else "")
            for place, name in enumerate(WEEKDAYS)
        ),
        Field(
            name="starts_at",
            label=_("起（時:分）"),
            max_length=5,
            value=_clock(desk.starts_at),
            help=_("起訖都留空為全天；跨夜請填例如 17:30 至 08:00"),
        ),
        Field(name="ends_at", label=_("迄（時:分）"), max_length=5, value=_clock(desk.ends_at)),
        Field(name="category_code", label=_("限項目代碼"), max_length=40, value=desk.category_code, help=_("留空為所有項目")),
        date_field(Field(name="valid_from", label=_("生效日"), value=as_input(desk.valid_from))),
        date_field(Field(name="valid_to", label=_("失效日（最後一日）"), value=as_input(desk.valid_to))),
    )


def _facts(sent: Sent) -> DeskFacts:
    facts = sent.facts
    order = str(facts["order"])
    if not order.isdecimal() or not int(order):
        raise ValidationError({"order": _("請填寫順位，例如 1")})
    return DeskFacts(
        phone=facts["phone"],
        contact_title=facts["contact_title"],
        order=int(order),
        weekdays=sum(1 << place for place in range(len(WEEKDAYS)) if facts[f"weekday_{place}"]),
        starts_at=_time("starts_at", facts["starts_at"]),
        ends_at=_time("ends_at", facts["ends_at"]),
        category_code=facts["category_code"],
        valid_from=facts["valid_from"],
        valid_to=facts["valid_to"],
    )


def _time(name: str, text: str) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        raise ValidationError({name: _("請填寫時間，例如 08:00")}) from None


def _clock(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""
