"""What every deed may carry beside its own facts: reason, internal and public text, files, and a moment in the past (補登)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.cases.change import attach, verb_of
from yankao.engines.cases.declare import Action
from yankao.engines.cases.deed import Backdated
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import store
from yankao.shell.dossier import is_staff
from yankao.shell.forms.fields import Field, Kind, fields_for, moment_field
from yankao.shell.forms.reading import Sent, whole_number
from yankao.shell.words import tr

CARRIED = ("reason", "reason_code", "occurred_at", "late_reason", "files", "caption", "is_public")
REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What came along with a deed."""

    actor: Actor
    now: datetime
    reason: str = ""
    reason_code: str = ""
    back: Backdated | None = None
    version: int | None = None
    files: tuple["UploadedFile[bytes]", ...] = ()
    caption: str = ""
    is_public: bool = False


def action_fields(case: Case, action: Action, actor: Actor) -> tuple[Field, ...]:
    """Return the fields of a declared deed, filled with what is already known."""
    procedure = registry.get(case.procedure)
    detail = procedure.detail._default_manager.get(pk=case.pk)
    recorded = {column.name for column in action.record._meta.fields} if action.record is not None else set()
    names = [name for name in (*action.asks, *action.may_ask) if name not in recorded and name != "reporter"]
    values = {name: getattr(detail if hasattr(detail, name) else case, name) for name in names}
    fields = fields_for(procedure, asks=action.asks, may_ask=action.may_ask, values=values, record=action.record)
    if action.followed_by is not None:
        options = tuple((key, tr(name)) for key, name in action.followed_by.reasons)
        fields += (Field(name="reason_code", label=_("改列理由"), kind=Kind.CHOICE, is_required=True, options=options),)
    if action.needs_reason:
        fields += (reason_field(is_required=True),)
    return (*fields, *text_fields(case, actor))


def reason_field(*, is_required: bool, label: str = "") -> Field:
    """Return the field for why."""
    return Field(name="reason", label=label or _("理由"), kind=Kind.LONG_TEXT, is_required=is_required, max_length=REASON_LENGTH)


def text_fields(case: Case, actor: Actor) -> tuple[Field, ...]:
    """Return the fields for the two texts and the files; only staff write texts."""
    fields: tuple[Field, ...] = ()
    if is_staff(actor):
        fields += (
            Field(name="public_reply", label=_("對外回復"), kind=Kind.LONG_TEXT, help=_("反映人看得到，請勿寫入他人個資。")),
            Field(name="internal_note", label=_("內部處理紀錄"), kind=Kind.LONG_TEXT, help=_("僅機關內部看得到。")),
        )
    verb = verb_of(case, "attach")
    if verb is not None and verb.by.allows(actor, case):
        fields += (file_field(),)
    return fields


def file_field() -> Field:
    """Return the field for files."""
    return Field(name="files", label=_("附件"), kind=Kind.FILE, help=_("可選多個檔案，每個 20 MB 以內；圖片、PDF 或文書檔。"))


def back_fields() -> tuple[Field, ...]:
    """Return the fields for a deed entered later than it happened."""
    return (
        moment_field(Field(name="occurred_at", label=_("實際發生時間"))),
        Field(name="late_reason", label=_("補登理由"), max_length=200),
    )


def carried(sent: Sent, request: HttpRequest, *, actor: Actor, now: datetime) -> Carried:
    """Return what came along, taking it out of the facts."""
    told = {name: sent.facts.pop(name, None) for name in CARRIED if name in sent.facts}
    moment, why = told.get("occurred_at"), str(told.get("late_reason") or "")
    return Carried(
        actor=actor,
        now=now,
        reason=str(told.get("reason") or ""),
        reason_code=str(told.get("reason_code") or ""),
        back=Backdated(occurred_at=moment, reason=why) if isinstance(moment, datetime) else None,
        version=whole_number(request.POST.get("version", "")),
        files=tuple(request.FILES.getlist("files")),
        caption=str(told.get("caption") or ""),
        is_public=bool(told.get("is_public")),
    )


@transaction.atomic
def attach_files(case: Case, came: Carried, *, caption: str = "", is_public: bool = False) -> None:
    """Store the files that came along and hang them on the case; a refused file refuses the whole deed."""
    for upload in came.files:
        assert upload.file is not None
        try:
            stored = store(upload.file, name=upload.name or "", actor=came.actor, now=came.now)
        except FileRefusedError as error:
            raise ValidationError({"files": error.messages}) from error
        attach(case, actor=came.actor, now=came.now, stored=stored, caption=caption, is_public=is_public)
