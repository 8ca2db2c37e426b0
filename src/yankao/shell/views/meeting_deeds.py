"""What can be done with a meeting, each deed with its form: shown where it can be done now, and done once however often it is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.activities import agenda, attend, meetings, registry, resolve
from yankao.engines.activities.declare import Series
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.engines.activities.models import AgendaItem, Attendee, Meeting, Standing
from yankao.engines.activities.read import visible
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.shell.forms.fields import Field, Form, Kind, as_input
from yankao.shell.forms.reading import Sent, agency_named, read, with_errors
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import CONFLICT, REFUSED, agency_names
from yankao.shell.words import now as clock
from yankao.shell.words import tr

FIRST, MIDDLE = (Standing.PLANNED,), (Standing.PLANNED, Standing.NOTICED)
Do = Callable[[Series, Meeting, Actor, datetime, Sent], object]
Fields = Callable[[Series, Meeting], tuple[Field, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: its name, when the meeting allows it, what it asks and what it does; `is_small` ones have their form in the page itself."""

    key: str
    name: str
    at: tuple[Standing, ...]
    fields: Fields
    do: Do
    is_small: bool = False
    is_grave: bool = False


def _facts(sent: Sent, it: Series) -> meetings.Facts:
    given = sent.facts
    if given["starts_at"] is None:
        raise ValidationError({"starts_at": _("請填寫開會時間")})
    served = tuple(key for n, (key, _label) in enumerate(it.programmes) if given.get(f"programme_{n}"))
    texts = {name: str(given[name]) for name in ("place", "chair", "title", "recorder")}
    return meetings.Facts(starts_at=given["starts_at"], programmes=served, **texts)


def plan_fields(it: Series, found: Meeting | None) -> tuple[Field, ...]:
    """Return the fields of a meeting, filled with what is known."""
    served = {row.programme for row in found.programmes.all()} if found else {key for key, _label in it.programmes}
    boxes = (
        Field(name=f"programme_{n}", label=_("檢討：%(name)s") % {"name": tr(label)}, kind=Kind.BOOL, value="true" if key in served else "")
        for n, (key, label) in enumerate(it.programmes)
    )
    return (
        Field(name="starts_at", label=_("開會時間"), kind=Kind.MOMENT, is_required=True, value=as_input(found.starts_at if found else None)),
        Field(name="place", label=_("開會地點"), is_required=True, value=found.place if found else "", max_length=200),
        Field(name="chair", label=_("主席"), value=found.chair if found else it.chaired_by, max_length=100),
        Field(name="recorder", label=_("紀錄"), value=found.recorder if found else "", max_length=100),
        Field(name="title", label=_("會議名稱"), help=_("不填即為「系列名稱第幾次會議」"), value=found.title if found else "", max_length=200),
        *boxes,
    )


def _change_fields(it: Series, found: Meeting) -> tuple[Field, ...]:
    reason = Field(name="reason", label=_("改期或改地點的理由"), kind=Kind.LONG_TEXT, help=_("已發開會通知者必填，並通知與會機關"), max_length=300)
    return (*plan_fields(it, found), reason)


def _number(label: str) -> Callable[[Series, Meeting], tuple[Field, ...]]:
    return lambda _it, _found: (Field(name="number", label=label, is_required=True, max_length=60),)


def _notice_fields(_it: Series, _found: Meeting) -> tuple[Field, ...]:
    urgent = Field(name="urgent", label=_("急迫開會的理由"), kind=Kind.LONG_TEXT, help=_("通知日距開會日不足規定日數時填寫"), max_length=300)
    return (Field(name="number", label=_("開會通知單文號"), is_required=True, max_length=60), urgent)


def _hold_fields(_it: Series, found: Meeting) -> tuple[Field, ...]:
    return (
        Field(name="ended_at", label=_("散會時間"), kind=Kind.MOMENT, is_required=True, value=as_input(found.starts_at)),
        Field(name="minutes", label=_("會議紀要"), kind=Kind.LONG_TEXT, value=found.minutes),
    )


def _minutes_fields(_it: Series, found: Meeting) -> tuple[Field, ...]:
    return (Field(name="minutes", label=_("會議紀要"), kind=Kind.LONG_TEXT, value=found.minutes),)


def _reason_fields(_it: Series, _found: Meeting) -> tuple[Field, ...]:
    return (Field(name="reason", label=_("理由"), kind=Kind.LONG_TEXT, is_required=True, max_length=300),)


def _item_fields(_it: Series, found: Meeting) -> tuple[Field, ...]:
    kinds = [kind for kind in AgendaItem.Kind.choices if kind[0] != AgendaItem.Kind.OPEN]
    kinds = kinds if found.standing in MIDDLE else [(AgendaItem.Kind.MOTION.value, AgendaItem.Kind.MOTION.label)]
    return (
        Field(
            name="kind",
            label=_("類別"),
            kind=Kind.CHOICE,
            is_required=True,
            options=tuple((key, tr(name)) for key, name in kinds),
            value=kinds[-1][0],
        ),
        Field(name="title", label=_("案由"), is_required=True, max_length=200),
        Field(name="text", label=_("說明"), kind=Kind.LONG_TEXT),
        Field(name="agency", label=_("提案機關"), kind=Kind.AGENCY),
    )


def _invite_fields(_it: Series, _found: Meeting) -> tuple[Field, ...]:
    return (
        Field(name="agencies", label=_("機關"), kind=Kind.LONG_TEXT, help=_("一行一個機關，可寫簡稱")),
        Field(name="name", label=_("或外聘人員姓名"), max_length=100),
        Field(name="title", label=_("職稱"), max_length=100),
        Field(name="kind", label=_("身分"), kind=Kind.CHOICE, is_required=True, value="attends", options=_named(Attendee.Kind.choices)),
    )


def _answer_fields(_it: Series, _found: Meeting) -> tuple[Field, ...]:
    return (
        Field(name="attendee", label=_("與會者"), is_required=True),
        Field(name="answer", label=_("回復"), kind=Kind.CHOICE, is_required=True, options=_named(Attendee.Answer.choices)),
        Field(name="sent", label=_("到場人員"), max_length=100),
    )


def _resolution_fields(_it: Series, found: Meeting) -> tuple[Field, ...]:
    items = tuple((str(item.pk), f"{item.order}. {item.title}") for item in found.items.all())
    return (
        Field(name="item", label=_("議程"), kind=Kind.CHOICE, options=items),
        Field(name="text", label=_("決議或裁示"), kind=Kind.LONG_TEXT, is_required=True),
        Field(name="agency", label=_("主辦機關"), kind=Kind.AGENCY),
        Field(name="due_on", label=_("限辦日期"), kind=Kind.DATE),
    )


def _one(name: str) -> Fields:
    return lambda _it, _found: (Field(name=name, label=name, is_required=True),)


def _named(choices: Sequence[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), tr(name)) for key, name in choices)


def _nothing(_it: Series, _found: Meeting) -> tuple[Field, ...]:
    return ()


def _id(sent: Sent, name: str) -> int:
    text = str(sent.facts.get(name) or "")
    if not text.isdecimal():
        raise ValidationError({name: _("請從清單選取")})
    return int(text)


def _pk(value: object) -> int | None:
    return value.pk if isinstance(value, Agency) else None


def _invite(it: Series, found: Meeting, actor: Actor, now: datetime, sent: Sent) -> None:
    kind = Attendee.Kind(str(sent.facts["kind"]) or "attends")
    names = [line.strip() for line in str(sent.facts["agencies"]).splitlines() if line.strip()]
    if not names and not str(sent.facts["name"]).strip():
        raise ValidationError({"agencies": _("請填寫機關或人員姓名")})
    if names:
        attend.invite(it, found.pk, actor=actor, now=now, agency_ids=[agency_named(name).pk for name in names], kind=kind)
    if name := str(sent.facts["name"]).strip():
        attend.invite_person(it, found.pk, actor=actor, now=now, name=name, title=str(sent.facts["title"]), kind=kind)


def _add_item(it: Series, found: Meeting, actor: Actor, now: datetime, sent: Sent) -> None:
    given = sent.facts
    if given["kind"] not in AgendaItem.Kind.values:
        raise ValidationError({"kind": _("請選擇類別")})
    kind, agency_id = AgendaItem.Kind(str(given["kind"])), _pk(given["agency"])
    agenda.add_item(it, found.pk, actor=actor, now=now, kind=kind, title=str(given["title"]), text=str(given["text"]), agency_id=agency_id)


def _answer(it: Series, found: Meeting, actor: Actor, now: datetime, sent: Sent) -> None:
    if sent.facts["answer"] not in Attendee.Answer.values:
        raise ValidationError({"answer": _("請選擇回復")})
    chosen = Attendee.Answer(str(sent.facts["answer"]))
    attend.answer(it, found.pk, _id(sent, "attendee"), actor=actor, now=now, answer=chosen, sent=str(sent.facts["sent"]))


def _resolve(it: Series, found: Meeting, actor: Actor, now: datetime, sent: Sent) -> None:
    given = sent.facts
    item = _id(sent, "item") if given["item"] else None
    facts = resolve.Facts(text=str(given["text"]), item_id=item, agency_id=_pk(given["agency"]), due_on=given["due_on"])
    resolve.resolve(it, found.pk, actor=actor, now=now, facts=facts)


DEEDS: tuple[Deed, ...] = (
    Deed(key="change", name="修改會議", at=MIDDLE, fields=_change_fields,
         do=lambda it, found, actor, now, sent: meetings.change(it, found.pk, actor=actor, now=now, facts=_facts(sent, it),
                                                                reason=str(sent.facts["reason"]))),
    Deed(key="notify", name="發開會通知", at=FIRST, fields=_notice_fields,
         do=lambda it, found, actor, now, sent: meetings.notify(it, found.pk, actor=actor, now=now, number=str(sent.facts["number"]),
                                                                urgent=str(sent.facts["urgent"]))),
    Deed(key="hold", name="登錄開會", at=(Standing.NOTICED,), fields=_hold_fields,
         do=lambda it, found, actor, now, sent: meetings.hold(it, found.pk, actor=actor, now=now, ended_at=sent.facts["ended_at"] or now,
                                                              minutes=str(sent.facts["minutes"]))),
    Deed(key="write_minutes", name="撰寫紀要", at=(Standing.HELD,), fields=_minutes_fields,
         do=lambda it, found, actor, now, sent: meetings.write_minutes(it, found.pk, actor=actor, now=now, minutes=str(sent.facts["minutes"]))),
    Deed(key="resolve", name="登錄決議", at=(Standing.NOTICED, Standing.HELD), fields=_resolution_fields, do=_resolve),
    Deed(key="track", name="全部決議列管", at=(Standing.HELD, Standing.MINUTED), fields=_nothing,
         do=lambda it, found, actor, now, _sent: resolve.track(it, found.pk, actor=actor, now=now)),
    Deed(key="track_one", name="列管", at=(Standing.HELD, Standing.MINUTED), fields=_one("resolution"), is_small=True,
         do=lambda it, found, actor, now, sent: resolve.track(it, found.pk, actor=actor, now=now, resolution_ids=(_id(sent, "resolution"),))),
    Deed(key="send_minutes", name="函發紀錄", at=(Standing.HELD,), fields=_number("會議紀錄文號"),
         do=lambda it, found, actor, now, sent: meetings.send_minutes(it, found.pk, actor=actor, now=now, number=str(sent.facts["number"]))),
    Deed(key="add_item", name="排入議程", at=(*MIDDLE, Standing.HELD), fields=_item_fields, do=_add_item),
    Deed(key="take_open", name="列入未結決議", at=MIDDLE, fields=_nothing,
         do=lambda it, found, actor, now, _sent: agenda.take_open(it, found.pk, actor=actor, now=now)),
    Deed(key="take_suggested", name="列入建議提案", at=MIDDLE, fields=_nothing, is_small=True,
         do=lambda it, found, actor, now, _sent: agenda.take_suggested(it, found.pk, actor=actor, now=now)),
    Deed(key="invite", name="邀請與會", at=MIDDLE, fields=_invite_fields, do=_invite),
    Deed(key="move_item", name="調整議程", at=MIDDLE, fields=_one("item"), is_small=True,
         do=lambda it, found, actor, now, sent: agenda.move_item(it, found.pk, _id(sent, "item"), actor=actor, now=now, up=True)),
    Deed(key="drop_item", name="撤下議程", at=(*MIDDLE, Standing.HELD), fields=_one("item"), is_small=True,
         do=lambda it, found, actor, now, sent: agenda.drop_item(it, found.pk, _id(sent, "item"), actor=actor, now=now)),
    Deed(key="uninvite", name="移除與會者", at=FIRST, fields=_one("attendee"), is_small=True,
         do=lambda it, found, actor, now, sent: attend.uninvite(it, found.pk, _id(sent, "attendee"), actor=actor, now=now)),
    Deed(key="sign_in", name="簽到", at=(Standing.NOTICED, Standing.HELD), fields=_one("attendee"), is_small=True,
         do=lambda it, found, actor, now, sent: attend.sign_in(it, found.pk, _id(sent, "attendee"), actor=actor, now=now)),
    Deed(key="sign_out", name="取消簽到", at=(Standing.NOTICED, Standing.HELD), fields=_one("attendee"), is_small=True,
         do=lambda it, found, actor, now, sent: attend.sign_in(it, found.pk, _id(sent, "attendee"), actor=actor, now=now, came=False)),
    Deed(key="answer", name="回復出席", at=(Standing.NOTICED,), fields=_answer_fields, do=_answer, is_small=True),
    Deed(key="drop", name="刪除決議", at=(Standing.NOTICED, Standing.HELD), fields=_one("resolution"), is_small=True,
         do=lambda it, found, actor, now, sent: resolve.drop(it, found.pk, _id(sent, "resolution"), actor=actor, now=now)),
    Deed(key="cancel", name="取消會議", at=MIDDLE, fields=_reason_fields, is_grave=True,
         do=lambda it, found, actor, now, sent: meetings.cancel(it, found.pk, actor=actor, now=now, reason=str(sent.facts["reason"]))),
)  # fmt: skip


def deeds_for(it: Series, found: Meeting, actor: Actor) -> tuple[Deed, ...]:
    """Return the deeds with a form of their own that the actor can do now."""
    if not it.called_by.allows(actor):
        return ()
    return tuple(deed for deed in DEEDS if not deed.is_small and found.standing in deed.at and (deed.key != "track" or it.tracked is not None))


@page(who=STAFF, methods=READ_WRITE)
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the next meeting of a series and plan it."""
    it, actor = _series(request, key), actor_of_request(request)
    fields = plan_fields(it, None)
    if request.method != "POST":
        return _form(request, it, None, _("籌備會議"), Form(fields=fields))
    sent = read(fields, request.POST)

    def deed() -> str:
        sent.raise_errors()
        made = meetings.plan(it, actor=actor, now=clock(), facts=_facts(sent, it))
        return reverse("meeting_page", args=[it.key, made.pk])

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        return _form(request, it, None, _("籌備會議"), with_errors(sent.form, error), status=REFUSED)


@page(who=STAFF, methods=READ_WRITE)
def do(request: HttpRequest, key: str, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    actor = actor_of_request(request)
    it = registry.get(key) if key in {each.key for each in registry.every()} else None
    found = visible(actor, series=it).filter(pk=pk).first() if it is not None else None
    wanted = next((each for each in DEEDS if each.key == deed), None)
    if it is None or found is None or wanted is None:
        raise Http404
    if deed != "answer" and not it.called_by.allows(actor):
        raise PermissionDenied(_("您沒有對此會議執行「%(name)s」的權限") % {"name": tr(wanted.name)})
    fields = wanted.fields(it, found)
    if request.method != "POST":
        if wanted.is_small:
            return redirect("meeting_page", it.key, found.pk)
        return _form(request, it, found, tr(wanted.name), Form(fields=fields))
    return _do(request, it, found, wanted, read(fields, request.POST))


def _do(request: HttpRequest, it: Series, found: Meeting, wanted: Deed, sent: Sent) -> HttpResponse:
    actor, address = actor_of_request(request), reverse("meeting_page", args=[it.key, found.pk])

    def deed() -> str:
        sent.raise_errors()
        wanted.do(it, found, actor, clock(), sent)
        return address

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except (AgendaItem.DoesNotExist, Attendee.DoesNotExist, StopIteration):
        raise Http404 from None
    except ValidationError as error:
        status = CONFLICT if isinstance(error, MeetingConflict | WrongStanding) else REFUSED
        return _form(request, it, found, tr(wanted.name), with_errors(sent.form, error), status=status)
    messages.success(request, _("「%(name)s」完成") % {"name": tr(wanted.name)})
    return redirect(location)


def _series(request: HttpRequest, key: str) -> Series:
    try:
        it = registry.get(key)
    except LookupError:
        raise Http404 from None
    if not it.called_by.allows(actor_of_request(request)):
        raise PermissionDenied(_("您沒有籌備「%(name)s」的權限") % {"name": tr(it.name)})
    return it


def _form(request: HttpRequest, it: Series, found: Meeting | None, name: str, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"series": it, "meeting": found, "name": name, "form": form, "once": token_of(request), "agency_names": agency_names(form)}
    return render(request, "shell/meetings/form.html", context, status=status)
