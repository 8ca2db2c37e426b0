"""The forms of the engine's verbs: which fields each asks, and the call each makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yankao.engines.cases import change, join, life, registry, route
from yankao.engines.cases.models import Case, PartyKind
from yankao.engines.identity.models import User
from yankao.engines.identity.read import people_in
from yankao.engines.identity.roles import Role
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of
from yankao.shell.deeds import blameable, extendable, own_parties
from yankao.shell.dossier import find_case
from yankao.shell.forms.deed import Carried, attach_files, file_field, reason_field
from yankao.shell.forms.fields import Field, Kind, agency_field, fields_for
from yankao.shell.forms.reading import whole_number
from yankao.shell.words import tr

Facts = dict[str, Any]
HANDLERS = (Role.CLERK, Role.AGENCY_LEAD, Role.CONTROLLER, Role.OFFICER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbForm:
    """How one verb is asked and done; `may_backdate` says whether it may be entered later."""

    fields: Callable[[Case, Actor, datetime], tuple[Field, ...]]
    do: Callable[[Case, Facts, Carried], object]
    says: str = ""
    may_backdate: bool = False


def _edit_fields(case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
    procedure = registry.get(case.procedure)
    detail = procedure.detail._default_manager.get(pk=case.pk)
    names = change.editable_facts(procedure)
    values = {name: getattr(detail if hasattr(detail, name) else case, name) for name in names if name != "reporter"}
    required = tuple(name for name in names if name in procedure.asks and name != "reporter")
    return (*fields_for(procedure, asks=required, may_ask=names, values=values), reason_field(is_required=False, label=_("修改理由")))


def _edit(case: Case, facts: Facts, came: Carried) -> object:
    reporter = facts.get("reporter")
    if reporter is not None and not any(reporter.as_dict().values()):
        facts = {name: value for name, value in facts.items() if name != "reporter"}
    return change.edit(case, actor=came.actor, now=came.now, facts=facts, reason=came.reason, back=came.back, version=came.version)


def people_options(agencies: frozenset[int], *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the people who may work on cases of the agencies."""
    return tuple((str(person.pk), str(person)) for person in people_in(agencies, *HANDLERS, day=day_of(now)))


def _assign_fields(case: Case, _actor: Actor, now: datetime) -> tuple[Field, ...]:
    below = frozenset(Agency.objects.filter(path__startswith=case.agency.path).values_list("pk", flat=True)) if case.agency else frozenset[int]()
    value = str(case.handler_id or "")
    people = people_options(below, now=now)
    return (Field(name="handler", label=_("承辦人"), kind=Kind.CHOICE, options=people, value=value, help=_("留空表示不指定")),)


def assign_to(case: Case, facts: Facts, came: Carried) -> object:
    """Give the case to the person chosen, or to nobody."""
    chosen = str(facts.get("handler") or "")
    person = User.objects.filter(pk=UUID(chosen)).first() if chosen else None
    return change.assign(
        case, actor=came.actor, now=came.now, handler_id=person.pk if person else None, handler_name=str(person or ""), version=came.version
    )


def _agency_and_reason(*, is_required: bool, label: str) -> Callable[[Case, Actor, datetime], tuple[Field, ...]]:
    def build(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
        return (agency_field(Field(name="agency", label=tr(label), is_required=True)), reason_field(is_required=is_required))

    return build


def chosen_agency(facts: Facts) -> Agency:
    """Return the agency chosen in a form, or say that one is missing."""
    agency = facts.get("agency")
    if not isinstance(agency, Agency):
        raise ValidationError({"agency": _("請選擇機關")})
    return agency


def transfer_to(case: Case, facts: Facts, came: Carried) -> object:
    """Give the case to the agency chosen."""
    return route.transfer(case, actor=came.actor, now=came.now, agency=chosen_agency(facts), reason=came.reason, back=came.back, version=came.version)


def _rule_on(case: Case, facts: Facts, came: Carried) -> object:
    return route.rule_on(case, actor=came.actor, now=came.now, agency=chosen_agency(facts), reason=came.reason, version=came.version)


def _hand_back(case: Case, _facts: Facts, came: Carried) -> object:
    return route.hand_back(case, actor=came.actor, now=came.now, reason=came.reason, back=came.back, version=came.version)


def _only_reason(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
    return (reason_field(is_required=True),)


def _involve_fields(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
    kinds = tuple((kind.value, tr(kind.label)) for kind in PartyKind)
    return (
        Field(name="kind", label=_("參與方式"), kind=Kind.CHOICE, is_required=True, options=kinds),
        agency_field(Field(name="agency", label=_("機關"), is_required=True)),
        Field(name="asked", label=_("請辦事項"), kind=Kind.LONG_TEXT, help=_("協辦、會辦必填"), max_length=1000),
    )


def _involve(case: Case, facts: Facts, came: Carried) -> object:
    if facts.get("kind") not in PartyKind.values:
        raise ValidationError({"kind": _("請選擇參與方式")})
    asked = str(facts.get("asked") or "")
    return route.involve(case, actor=came.actor, now=came.now, agency=chosen_agency(facts), kind=PartyKind(facts["kind"]), asked=asked)


def _answer_fields(case: Case, actor: Actor, _now: datetime) -> tuple[Field, ...]:
    parties = own_parties(case, actor)
    first = parties[0][0] if len(parties) == 1 else ""
    return (
        Field(name="party", label=_("機關"), kind=Kind.CHOICE, is_required=True, options=parties, value=first),
        Field(name="answer", label=_("辦理情形"), kind=Kind.LONG_TEXT, is_required=True),
    )


def _answer(case: Case, facts: Facts, came: Carried) -> object:
    party = next((each for each in case.parties.all() if str(each.pk) == facts.get("party")), None)
    if party is None:
        raise ValidationError({"party": _("請選擇機關")})
    return route.answer_as_party(party, actor=came.actor, now=came.now, answer=str(facts.get("answer") or ""))


def _merge_fields(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
    into = Field(name="into", label=_("併入的案號"), is_required=True, help=_("同一程序、尚未結案的案件"), max_length=20)
    return (into, reason_field(is_required=False))


def _merge(case: Case, facts: Facts, came: Carried) -> object:
    number = str(facts.get("into") or "").strip().upper()
    into = find_case(came.actor, number) if number else None
    if into is None:
        raise ValidationError({"into": _("查無案號「%(number)s」，請確認後再填") % {"number": number}})
    return join.merge(case, into=into, actor=came.actor, now=came.now, reason=came.reason)


def _unmerge(case: Case, _facts: Facts, came: Carried) -> object:
    return join.unmerge(case, actor=came.actor, now=came.now, reason=came.reason)


def _withdraw(case: Case, _facts: Facts, came: Carried) -> object:
    return life.withdraw(case, actor=came.actor, now=came.now, reason=came.reason, back=came.back, version=came.version)


def _reopen(case: Case, _facts: Facts, came: Carried) -> object:
    return life.reopen(case, actor=came.actor, now=came.now, reason=came.reason, back=came.back, version=came.version)


def _text_field(label: str, text: str) -> Callable[[Case, Actor, datetime], tuple[Field, ...]]:
    def build(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
        return (Field(name="text", label=tr(label), kind=Kind.LONG_TEXT, is_required=True, help=tr(text)),)

    return build


def _note(case: Case, facts: Facts, came: Carried) -> object:
    return change.note(case, actor=came.actor, now=came.now, text=str(facts.get("text") or ""), back=came.back)


def _supplement(case: Case, facts: Facts, came: Carried) -> object:
    return change.supplement(case, actor=came.actor, now=came.now, text=str(facts.get("text") or ""))


def _attach_fields(_case: Case, _actor: Actor, _now: datetime) -> tuple[Field, ...]:
    return (
        file_field(),
        Field(name="caption", label=_("說明"), max_length=200),
        Field(name="is_public", label=_("反映人也看得到"), kind=Kind.BOOL),
    )


def _attach(case: Case, _facts: Facts, came: Carried) -> object:
    if not came.files:
        raise ValidationError({"files": _("請選擇檔案")})
    attach_files(case, came, caption=came.caption, is_public=came.is_public)
    return case


def _extend_fields(case: Case, actor: Actor, now: datetime) -> tuple[Field, ...]:
    offered = tuple((key, tr(name)) for key, name in extendable(case, actor, now=now))
    units = (("days", _("日")), ("workdays", _("工作日")), ("hours", _("小時")), ("months", _("月")))
    return (
        Field(name="key", label=_("期限"), kind=Kind.CHOICE, is_required=True, options=offered, value=offered[0][0] if len(offered) == 1 else ""),
        Field(name="amount", label=_("展延"), kind=Kind.NUMBER, is_required=True, input_mode="numeric"),
        Field(name="unit", label=_("單位"), kind=Kind.CHOICE, is_required=True, options=units, value="days"),
        reason_field(is_required=True),
    )


def _extend(case: Case, facts: Facts, came: Carried) -> object:
    amount, unit = whole_number(str(facts.get("amount") or "")), life.UNITS.get(str(facts.get("unit")))
    if not amount:
        raise ValidationError({"amount": _("請填寫大於零的整數")})
    if unit is None or not facts.get("key"):
        raise ValidationError({"key": _("請選擇期限與單位")})
    return life.extend(case, str(facts["key"]), actor=came.actor, now=came.now, by=unit(amount), reason=came.reason, version=came.version)


def _fault_fields(case: Case, actor: Actor, now: datetime) -> tuple[Field, ...]:
    late = tuple((key, tr(name)) for key, name in blameable(case, actor, now=now))
    procedure = registry.get(case.procedure)
    faults = dict.fromkeys((code, tr(name)) for each in procedure.deadlines for code, name in each.faults)
    return (
        Field(name="key", label=_("期限"), kind=Kind.CHOICE, is_required=True, options=late, value=late[0][0] if len(late) == 1 else ""),
        Field(name="fault", label=_("歸責對象"), kind=Kind.CHOICE, is_required=True, options=tuple(faults)),
        reason_field(is_required=False),
    )


def _fault(case: Case, facts: Facts, came: Carried) -> object:
    if not facts.get("key"):
        raise ValidationError({"key": _("請選擇期限")})
    return life.assign_fault(case, str(facts["key"]), actor=came.actor, now=came.now, fault=str(facts.get("fault") or ""), reason=came.reason)


FORMS: dict[str, VerbForm] = {
    "edit": VerbForm(fields=_edit_fields, do=_edit, says="每一項修改都保留原值。", may_backdate=True),
    "assign": VerbForm(fields=_assign_fields, do=assign_to),
    "transfer": VerbForm(
        fields=_agency_and_reason(is_required=False, label="改派至"), do=transfer_to, says="期限照原來起算，不重新計算。", may_backdate=True
    ),
    "hand_back": VerbForm(fields=_only_reason, do=_hand_back, says="請敘明理由及建議之權責機關；期限不重新起算。", may_backdate=True),
    "rule_on": VerbForm(fields=_agency_and_reason(is_required=True, label="裁定承辦機關"), do=_rule_on, says="第二次退回後的裁定為最終決定。"),
    "involve": VerbForm(fields=_involve_fields, do=_involve),
    "answer_as_party": VerbForm(fields=_answer_fields, do=_answer),
    "merge": VerbForm(fields=_merge_fields, do=_merge, says="本案將結束，由併入的案件一併處理，並通知反映人。"),
    "unmerge": VerbForm(fields=_only_reason, do=_unmerge, says="本案恢復單獨處理，期限照原來起算。"),
    "withdraw": VerbForm(fields=_only_reason, do=_withdraw, says="撤案後案件結束；如需再辦，可由服務中心重啟。", may_backdate=True),
    "reopen": VerbForm(fields=_only_reason, do=_reopen, may_backdate=True),
    "supplement": VerbForm(fields=_text_field("補陳內容", "補充說明原來的案情；先前的內容不會被覆蓋。"), do=_supplement),
    "note": VerbForm(fields=_text_field("處理紀錄", "僅機關內部看得到。"), do=_note, may_backdate=True),
    "attach": VerbForm(fields=_attach_fields, do=_attach),
    "extend": VerbForm(fields=_extend_fields, do=_extend, says="期限屆滿前才能展延；書面理由會通知反映人。"),
    "assign_fault": VerbForm(fields=_fault_fields, do=_fault),
}
"""Every verb a page offers."""
