"""A citizen's report: what the form asks, what may be the same already, and the case it opens with its pictures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.matters import Group, Matter, mailbox_groups, matter_of
from yankao.divisions.service.citizen.public import plainly
from yankao.divisions.service.intelligence.intake import suggest_duplicates
from yankao.divisions.service.open311.publish import PublicLine, lines_of, publishable
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.petition import PETITION, Petition
from yankao.engines.cases.change import attach
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import District
from yankao.kernel.days import day_of
from yankao.kernel.files.sniff import FileRefusedError
from yankao.kernel.files.store import store
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.places import locate
from yankao.shell.forms.fields import Field, Kind
from yankao.shell.forms.reading import Sent

LONGEST_TEXT, LONGEST_ADDRESS = 4000, 300
MOST_PHOTOS = 6
NUMBERED = {"lamp", "signal", "bolt"}
"""Groups whose things carry a number that somebody may read off (燈桿、號誌、電桿)."""
CLOSE_DEGREES, RECENT = 0.0006, timedelta(days=30)
MOST_ALIKE = 5
FEWEST_DIGITS = 8
CONTACT = (
    ("name", "姓名", "", "name"),
    ("phone", "電話", "tel", "tel"),
    ("email", "電子郵件", "email", "email"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a checked form tells: the procedure, its facts, and the item for finding the same again."""

    procedure: Procedure
    facts: Mapping[str, Any]
    matter: Matter | None = None


def place_fields(*, is_required: bool) -> tuple[Field, ...]:
    """Return the fields for where it is."""
    districts = tuple((it.code, it.name) for it in District.objects.all())
    return (
        Field(name="district", label=_("行政區"), kind=Kind.CHOICE, options=districts, help=_("在地圖上點選或使用定位時，可以不選")),
        Field(
            name="address", label=_("地點"), is_required=is_required, max_length=LONGEST_ADDRESS, autocomplete="street-address",
            help=_("路名、巷弄、路口或附近門牌，例如：建國三路與中華路口"),
        ),
        Field(name="lat", label=_("緯度")),
        Field(name="long", label=_("經度")),
    )  # fmt: skip


def details_fields(group: Group) -> tuple[Field, ...]:
    """Return the fields of the first page of a report: which matter, where, and what is wrong."""
    matters = tuple((it.key, it.name) for it in group.matters)
    only = matters[0][0] if len(matters) == 1 else ""
    numbered = (Field(name="lamp_number", label=_("燈桿或設施編號"), max_length=40, help=_("看得到編號時請填，找得比較快")),)
    return (
        Field(name="matter", label=_("哪一種情形"), kind=Kind.CHOICE, is_required=True, options=matters, value=only),
        *place_fields(is_required=True),
        *(numbered if group.icon in NUMBERED else ()),
        Field(name="landmark", label=_("明顯地標"), max_length=100, help=_("例如：學校、公園、公車站旁")),
        Field(name="description", label=_("請說明情形"), kind=Kind.LONG_TEXT, is_required=True, max_length=LONGEST_TEXT,
              help=_("請勿寫入他人的姓名、電話或車號")),
        Field(name="is_dangerous", label=_("可能傷到人或車（但不需要警察、消防或救護）"), kind=Kind.BOOL),
    )  # fmt: skip


def mailbox_fields(day: datetime) -> tuple[Field, ...]:
    """Return the fields of a letter to the mayor."""
    ways = tuple((str(key), _(str(name))) for key, name in Petition._meta.get_field("reply_by").flatchoices)
    return (
        Field(name="category", label=_("與什麼有關"), kind=Kind.GROUPED, is_required=True, groups=mailbox_groups(day_of(day))),
        Field(name="title", label=_("主旨"), is_required=True, max_length=200),
        Field(name="description", label=_("內容"), kind=Kind.LONG_TEXT, is_required=True, max_length=LONGEST_TEXT,
              help=_("請寫明時間、地點、事實與您的希望")),
        *place_fields(is_required=False),
        Field(name="reply_by", label=_("希望回復方式"), kind=Kind.CHOICE, options=ways, value="email"),
        Field(name="is_accusation", label=_("這是檢舉，請對我的身分保密"), kind=Kind.BOOL),
    )  # fmt: skip


def contact_fields(actor: Actor | None, *, email: str = "", is_required: bool) -> tuple[Field, ...]:
    """Return the fields for how to reach the reporter, filled from the account where there is one."""
    known = {"name": actor.name if actor else "", "email": email}
    parts = tuple(
        Field(name=f"reporter_{name}", label=_(label), input_mode=mode, autocomplete=auto, value=known.get(name, ""), max_length=80)
        for name, label, mode, auto in CONTACT
    )
    return (Field(name="reporter", label=_("聯絡方式"), kind=Kind.REPORTER, is_required=is_required, parts=parts),)


def photo_field() -> Field:
    """Return the field for pictures."""
    return Field(name="files", label=_("照片"), kind=Kind.FILE, help=_("最多 6 張，每張 20 MB 以內；照片裡的拍攝地點等資訊會自動移除"))


def told_of_report(sent: Sent, group: Group) -> Told:
    """Check a report and return what it tells; everything wrong is named at once."""
    errors = {name: list(says) for name, says in sent.errors.items()}
    facts = {name: value for name, value in sent.facts.items() if name not in {"matter", "reporter"}}
    matter = matter_of(group, str(sent.facts.get("matter") or ""))
    if matter is None:
        errors.setdefault("matter", []).append(_("請選擇是哪一種情形"))
    _check_texts(facts, errors, ("address", "description"))
    district = _check_place(facts, errors)
    if not district and "address" not in errors and not facts.get("lat"):
        errors.setdefault("district", []).append(_("請選擇行政區，或在地圖上點選位置"))
    if errors:
        raise ValidationError(errors)
    assert matter is not None
    return Told(procedure=DISPATCH, facts=facts | {"category": matter.item(district), "channel": "web"}, matter=matter)


def told_of_letter(sent: Sent) -> Told:
    """Check a letter to the mayor and return what it tells; without a name and a way to answer it would be left unanswered."""
    errors = {name: list(says) for name, says in sent.errors.items()}
    facts = {name: value for name, value in sent.facts.items() if name != "reporter"}
    _check_texts(facts, errors, ("category", "title", "description"))
    _check_place(facts, errors)
    person = sent.facts.get("reporter")
    assert isinstance(person, PersonData)
    if not person.name.strip() or not (person.phone.strip() or person.email.strip()):
        errors.setdefault("reporter", []).append(_("陳情須有姓名，以及電話或電子郵件，才能回復您"))
    if errors:
        raise ValidationError(errors)
    return Told(procedure=PETITION, facts=facts | {"channel": "mailbox"})


def with_contact(told: Told, sent: Sent) -> Told:
    """Add how to reach the reporter, if anything was given; refuse what cannot be an address or a number."""
    person = sent.facts.get("reporter")
    if not isinstance(person, PersonData) or not any(person.as_dict().values()):
        return replace(told, facts=dict(told.facts) | ({"wants_call_back": False} if told.procedure is DISPATCH else {}))
    problems = []
    if person.email.strip():
        try:
            validate_email(person.email.strip())
        except ValidationError:
            problems.append(_("電子郵件格式不正確"))
    if person.phone.strip() and sum(char.isdigit() for char in person.phone) < FEWEST_DIGITS:
        problems.append(_("電話請連同區碼填寫，例如 07-3368333 或 0912345678"))
    if problems:
        raise ValidationError({"reporter": problems})
    stripped = PersonData(**{name: value.strip() for name, value in person.as_dict().items()})
    reached = {"wants_call_back": bool(stripped.phone)} if told.procedure is DISPATCH else {}
    return replace(told, facts=dict(told.facts) | {"reporter": stripped} | reached)


def alike(told: Told, *, now: datetime) -> list[PublicLine]:
    """Return the open public cases that may be the same: alike in words and place, or the same matter within some sixty metres."""
    facts = told.facts
    lat, long = _number(facts.get("lat")), _number(facts.get("long"))
    code = str(facts.get("district") or "") or _district_at(lat, long)
    district = District.objects.filter(pk=code).values_list("name", flat=True).first() or ""
    category, items = facts["category"], told.matter.items if told.matter else ()
    found = suggest_duplicates(
        f"{category.name} {facts['description']}", cases=publishable(), address=str(facts["address"]), district=district, at=now, lat=lat, long=long,
        category_id=category.pk,
    )  # fmt: skip
    ids = [it.case_id for it in found]
    if lat is not None and long is not None:
        box = Q(lat__range=(lat - CLOSE_DEGREES, lat + CLOSE_DEGREES), long__range=(long - CLOSE_DEGREES, long + CLOSE_DEGREES))
        same = Q(category__in=[it.pk for it in items], closed_at__isnull=True, is_historical=False, received_at__gte=now - RECENT)
        ids += publishable().filter(box & same, merged_into__isnull=True).order_by("-received_at").values_list("pk", flat=True)[:MOST_ALIKE]
    return plainly(lines_of(publishable().filter(pk__in=ids), start=0, most=MOST_ALIKE)) if ids else []


def send(told: Told, files: Sequence["UploadedFile[Any]"], *, actor: Actor, now: datetime) -> Case:
    """Open the case and keep its pictures, or refuse both."""
    if len(files) > MOST_PHOTOS:
        raise ValidationError({"files": _("照片最多 %(most)d 張") % {"most": MOST_PHOTOS}})
    with transaction.atomic():
        case = open_case(told.procedure, actor=actor, now=now, facts=told.facts)
        keep_files(case, files, actor=actor, now=now)
    return case


def keep_files(case: Case, files: Iterable["UploadedFile[Any]"], *, actor: Actor, now: datetime) -> None:
    """Keep files on a case; nobody outside sees them until somebody of the city releases them."""
    for each in files:
        try:
            stored = store(each.file or each.open(), name=each.name or "photo", actor=actor, now=now)
        except FileRefusedError as error:
            raise ValidationError({"files": [f"{(each.name or '')[:60]}：{says}" for says in error.messages]}) from error
        attach(case, actor=actor, now=now, stored=stored)


def _check_texts(facts: dict[str, Any], errors: dict[str, list[str]], names: Iterable[str]) -> None:
    labels = {"address": _("地點"), "description": _("說明"), "title": _("主旨"), "category": _("與什麼有關")}
    for name in names:
        if not str(facts.get(name) or "").strip():
            errors.setdefault(name, []).append(_("請填寫「%(label)s」") % {"label": labels[name]})
    for name, longest in (("description", LONGEST_TEXT), ("address", LONGEST_ADDRESS)):
        if len(str(facts.get(name) or "")) > longest:
            errors.setdefault(name, []).append(_("最多 %(longest)d 個字") % {"longest": longest})


def _check_place(facts: dict[str, Any], errors: dict[str, list[str]]) -> str:
    """Make the point a pair of numbers or nothing, and return the code of the district, by the point before the choice."""
    lat, long = _number(facts.get("lat")), _number(facts.get("long"))
    if lat is None or long is None:
        facts.pop("lat", None)
        facts.pop("long", None)
        chosen = str(facts.get("district") or "")
        if chosen and not District.objects.filter(pk=chosen).exists():
            errors.setdefault("district", []).append(_("請從清單選取行政區"))
        if not chosen:
            facts.pop("district", None)
        return chosen
    found = _district_at(lat, long)
    if not found:
        errors.setdefault("address", []).append(_("此位置不在本市範圍內，請在地圖上重新點選"))
    facts.update(lat=lat, long=long)
    facts.pop("district", None)
    return found


def _district_at(lat: float | None, long: float | None) -> str:
    place = locate(lat, long) if lat is not None and long is not None else None
    return place.district_code if place else ""


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) <= 180 else None  # noqa: PLR2004 -- degrees
