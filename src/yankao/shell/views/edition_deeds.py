"""What can be done with an edition, each deed with its form: opened, frozen, signed, sent back, sent to the council, published, corrected."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.reports import edition_sign as signing
from yankao.engines.reports import editions
from yankao.engines.reports.edition_read import visible
from yankao.engines.reports.edition_types import every as types
from yankao.engines.reports.editions import EditionConflict, Facts, WrongStanding, is_editor, signs
from yankao.engines.reports.models import Edition, Stage, Standing
from yankao.engines.reports.tasks import ask_for_file
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth
from yankao.shell.forms.fields import Field, Form, Kind, as_input, date_field
from yankao.shell.forms.reading import Sent, read, with_errors
from yankao.shell.gate import READ_WRITE, STAFF, actor_of_request, page
from yankao.shell.once import do_once, token_of
from yankao.shell.views.deeds import CONFLICT, REFUSED
from yankao.shell.words import now as clock
from yankao.shell.words import tr

DRAFT, SIGNING = (Standing.DRAFTING,), (Standing.SIGNING,)
DONE = (Standing.APPROVED, Standing.SENT, Standing.PUBLISHED)
Do = Callable[[Edition, Actor, datetime, Sent], object]
Fields = Callable[[Edition], tuple[Field, ...]]
CONVERTED = ("pdf", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: its name, when the edition allows it, what it asks and what it does; editors do it, or the signer of the stage."""

    key: str
    name: str
    at: tuple[Standing, ...]
    do: Do
    fields: Fields = lambda _it: ()
    says: str = ""
    is_signing: bool = False
    is_grave: bool = False
    is_small: bool = False


def facts_fields(it: Edition | None) -> tuple[Field, ...]:
    """Return the fields of an edition, filled with what is known."""
    return (
        *(() if it else (_kind_field(),)),
        Field(name="from", label=_("起月"), is_required=True, value=RocMonth.of(it.first).code if it else "", help=_("例如 112-03"), max_length=10),
        Field(name="to", label=_("迄月"), is_required=True, value=RocMonth.of(it.last).code if it else "", help=_("例如 112-07"), max_length=10),
        date_field(Field(name="as_of", label=_("資料截止日"), value=as_input(it.as_of if it else None))),
        Field(name="title", label=_("名稱"), value=it.title if it else "", max_length=200, help=_("不填即為報告類型的名稱")),
        _number("session_term", _("屆別"), it),
        _number("session_meeting", _("次別"), it),
        _number("chapter_number", _("議會公報章次"), it),
        Field(name="reporter_title", label=_("報告人職稱"), value=it.reporter_title if it else "", max_length=60),
        Field(name="is_acting", label=_("代理"), kind=Kind.BOOL, value="true" if it and it.is_acting else ""),
        Field(name="reporter_name", label=_("報告人"), value=it.reporter_name if it else "", max_length=60),
        date_field(Field(name="reported_on", label=_("報告日"), value=as_input(it.reported_on if it else None))),
    )


def _kind_field() -> Field:
    options = tuple((each.key, each.title) for each in types())
    return Field(name="kind", label=_("報告類型"), kind=Kind.CHOICE, is_required=True, options=options)


def _number(name: str, label: str, it: Edition | None) -> Field:
    return Field(name=name, label=label, kind=Kind.NUMBER, input_mode="numeric", value=as_input(getattr(it, name) if it else None), max_length=5)


def facts_of(sent: Sent) -> Facts:
    """Read the facts of an edition from a form."""
    sent.raise_errors()
    given, errors = sent.facts, dict[str, str]()
    months = dict[str, RocMonth]()
    for name in ("from", "to"):
        try:
            months[name] = RocMonth.parse(str(given[name]))
        except ValueError as error:
            errors[name] = str(error)
    numbers = {name: _whole(str(given[name] or ""), name, errors) for name in ("session_term", "session_meeting", "chapter_number")}
    if errors:
        raise ValidationError(errors)
    return Facts(
        first=months["from"].first,
        last=months["to"].last,
        as_of=given["as_of"],
        title=str(given["title"]),
        reporter_title=str(given["reporter_title"]),
        reporter_name=str(given["reporter_name"]),
        is_acting=bool(given["is_acting"]),
        reported_on=given["reported_on"],
        **numbers,
    )


def _whole(text: str, name: str, errors: dict[str, str]) -> int | None:
    if text.strip() and not text.strip().isdecimal():
        errors[name] = _("請輸入整數")
    return int(text) if text.strip().isdecimal() else None


def _note_fields(_it: Edition) -> tuple[Field, ...]:
    return (Field(name="note", label=_("意見"), kind=Kind.LONG_TEXT, max_length=400),)


def _reason_fields(_it: Edition) -> tuple[Field, ...]:
    return (Field(name="note", label=_("理由"), kind=Kind.LONG_TEXT, is_required=True, max_length=400),)


def _send_fields(it: Edition) -> tuple[Field, ...]:
    return (
        Field(name="number", label=_("送議會函文號"), is_required=True, value=it.council_number, max_length=60),
        _number("copies", _("印製份數"), it),
        date_field(Field(name="delivered_on", label=_("送達日"), value=as_input(it.delivered_on))),
    )


def _overrule_fields(_it: Edition) -> tuple[Field, ...]:
    return (
        Field(name="key", label=_("指標代號"), is_required=True, max_length=80, help=_("本版文字中的代號，例如 service.petition.received")),
        Field(name="text", label=_("裁示數字"), is_required=True, max_length=60, help=_("照印，例如 5,000")),
        Field(name="document", label=_("裁示文號"), is_required=True, max_length=100),
        Field(name="approver", label=_("核准人"), is_required=True, max_length=100),
        Field(name="reason", label=_("理由"), kind=Kind.LONG_TEXT, is_required=True, max_length=400),
    )


def _end_fields(_it: Edition) -> tuple[Field, ...]:
    return (Field(name="overruling", label=_("裁示口徑"), is_required=True),)


def _send(it: Edition, actor: Actor, now: datetime, sent: Sent) -> None:
    errors = dict[str, str]()
    copies = _whole(str(sent.facts["copies"] or ""), "copies", errors)
    if errors:
        raise ValidationError(errors)
    signing.send(it.pk, actor=actor, now=now, number=str(sent.facts["number"]), copies=copies, delivered_on=sent.facts["delivered_on"])


def _end(it: Edition, actor: Actor, now: datetime, sent: Sent) -> None:
    text = str(sent.facts["overruling"])
    if not text.isdecimal():
        raise ValidationError(_("請從清單選取"))
    editions.end_overruling(it.pk, int(text), actor=actor, now=now)


DEEDS: tuple[Deed, ...] = (
    Deed(key="change", name="修改版本資料", at=(*DRAFT, *SIGNING), fields=facts_fields,
         do=lambda it, actor, now, sent: editions.change(it.pk, actor=actor, now=now, facts=facts_of(sent))),
    Deed(key="overrule", name="登錄裁示口徑", at=DRAFT, fields=_overrule_fields,
         do=lambda it, actor, now, sent: editions.overrule(it.pk, actor=actor, now=now, decided={k: str(v) for k, v in sent.facts.items()})),
    Deed(key="end_overruling", name="取消裁示口徑", at=DRAFT, fields=_end_fields, do=_end, is_small=True),
    Deed(key="freeze", name="凍結數字", at=DRAFT, says="凍結後，每個數字連同定義版次、查詢時間與雜湊一併保存；紀錄之後的異動不再改變本版。",
         do=lambda it, actor, now, _sent: signing.freeze(it.pk, actor=actor, now=now)),
    Deed(key="submit", name="送簽", at=DRAFT, says="送簽即為承辦簽章，接續由組長、主任秘書、副主任委員、主任委員簽核。",
         do=lambda it, actor, now, _sent: signing.submit(it.pk, actor=actor, now=now)),
    Deed(key="sign", name="同意", at=SIGNING, fields=_note_fields, is_signing=True,
         do=lambda it, actor, now, sent: signing.sign(it.pk, actor=actor, now=now, is_approval=True, note=str(sent.facts["note"]))),
    Deed(key="send_back", name="退回編撰", at=SIGNING, fields=_reason_fields, is_signing=True, is_grave=True,
         do=lambda it, actor, now, sent: signing.sign(it.pk, actor=actor, now=now, is_approval=False, note=str(sent.facts["note"]))),
    Deed(key="send", name="登錄函送", at=DONE, fields=_send_fields, do=_send),
    Deed(key="publish", name="公開", at=(Standing.APPROVED, Standing.SENT), says="公開後任何人都可以閱讀與下載本版。",
         do=lambda it, actor, now, _sent: signing.publish(it.pk, actor=actor, now=now)),
    Deed(key="correct", name="更正（另立新版）", at=DONE, fields=_reason_fields, says="原版保持不變；新版附勘誤表，列出與原版不同之處。",
         do=lambda it, actor, now, sent: signing.correct(it.pk, actor=actor, now=now, reason=str(sent.facts["note"]))),
)  # fmt: skip


def may(deed: Deed, it: Edition, actor: Actor) -> bool:
    """Whether the actor is who does the deed."""
    return signs(actor, Stage(it.stage)) if deed.is_signing else is_editor(actor)


def deeds_for(it: Edition, actor: Actor) -> tuple[Deed, ...]:
    """Return the deeds with a form of their own that the actor can do now."""
    found = (deed for deed in DEEDS if not deed.is_small and it.standing in deed.at and may(deed, it, actor))
    hidden = {"submit"} if it.frozen_at is None else {"freeze"} if it.standing == Standing.DRAFTING else set()
    return tuple(deed for deed in found if deed.key not in hidden)


@page(who=STAFF, methods=READ_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a new edition and open it."""
    actor = actor_of_request(request)
    editions.require_editor(actor, deed=_("編一版報告"))
    fields = facts_fields(None)
    if request.method != "POST":
        chosen = tuple(_chosen(each, request.GET.get("kind", "")) for each in fields)
        return _form(request, None, _("編一版報告"), Form(fields=chosen))
    sent = read(fields, request.POST)

    def deed() -> str:
        kind = str(sent.facts.get("kind") or "")
        if not kind:
            raise ValidationError({"kind": _("請選擇報告類型")})
        made = editions.create(kind, actor=actor, now=clock(), facts=facts_of(sent))
        return reverse("edition", args=[made.pk])

    try:
        return redirect(do_once(request, deed, actor=actor, now=clock()))
    except ValidationError as error:
        return _form(request, None, _("編一版報告"), with_errors(sent.form, error), status=REFUSED)


@page(who=STAFF, methods=READ_WRITE)
def do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    actor = actor_of_request(request)
    it = get_object_or_404(visible(actor), pk=pk)
    wanted = next((each for each in DEEDS if each.key == deed), None)
    if wanted is None:
        raise Http404
    if not may(wanted, it, actor):
        raise PermissionDenied(_("您沒有對此版本執行「%(name)s」的權限") % {"name": tr(wanted.name)})
    if request.method != "POST":
        return redirect("edition", it.pk) if wanted.is_small else _form(request, it, tr(wanted.name), Form(fields=wanted.fields(it)), deed=wanted)
    return _do(request, it, wanted, read(wanted.fields(it), request.POST))


@page(who=STAFF, methods=READ_WRITE)
def make(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Have a DOCX or PDF made in the background and show how far it is."""
    actor = actor_of_request(request)
    it = get_object_or_404(visible(actor), pk=pk)
    if kind not in CONVERTED:
        raise Http404
    if request.method != "POST":
        return redirect("edition", it.pk)
    return redirect("edition_made", it.pk, ask_for_file(it, f".{kind}", actor=actor, now=clock()).pk)


def _do(request: HttpRequest, it: Edition, wanted: Deed, sent: Sent) -> HttpResponse:
    actor = actor_of_request(request)

    def deed() -> str:
        sent.raise_errors()
        result = wanted.do(it, actor, clock(), sent)
        return reverse("edition", args=[result.pk if isinstance(result, Edition) else it.pk])

    try:
        location = do_once(request, deed, actor=actor, now=clock())
    except ValidationError as error:
        status = CONFLICT if isinstance(error, EditionConflict | WrongStanding) else REFUSED
        return _form(request, it, tr(wanted.name), with_errors(sent.form, error), status=status, deed=wanted)
    messages.success(request, _("「%(name)s」完成") % {"name": tr(wanted.name)})
    return redirect(location)


def _chosen(field: Field, kind: str) -> Field:
    if field.name != "kind":
        return field
    return Field(name=field.name, label=field.label, kind=field.kind, is_required=True, options=field.options, value=kind)


def _form(request: HttpRequest, it: Edition | None, name: str, form: Form, *, status: int = 200, deed: Deed | None = None) -> HttpResponse:
    context = {"edition": it, "name": name, "form": form, "once": token_of(request), "says": tr(deed.says) if deed and deed.says else ""}
    return render(request, "shell/editions/form.html", context, status=status)
