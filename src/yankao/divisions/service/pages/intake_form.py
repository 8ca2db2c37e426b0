"""The short intake form of the 1999 desk: what was typed, read back when refused, and the facts it makes for a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from yankao.divisions.service.pages.suggesting import DISPATCH, Typed, district_named
from yankao.divisions.service.roles import CHANNELS
from yankao.engines.cases.category_models import in_use
from yankao.engines.cases.models import Category
from yankao.kernel.days import day_of
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.text import normalise
from yankao.shell.forms.reading import agency_named, read_moment
from yankao.shell.words import now

PETITION, INQUIRY = "service.petition", "service.inquiry"
OFFERED = ((DISPATCH, "派工通報"), (PETITION, "人民陳情"), (INQUIRY, "市政諮詢"))
TEXTS = (
    "description", "address", "district", "category", "pick", "channel", "reporter_name", "reporter_phone", "lamp_number", "asset_owner", "same_as",
    "answer", "article", "agency", "received_at", "late_reason", "slip",
)  # fmt: skip
TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The form as it stands: every input by its name, and what was refused by the name of the input."""

    procedure: str = DISPATCH
    description: str = ""
    address: str = ""
    district: str = ""
    category: str = ""
    pick: str = ""
    channel: str = "phone"
    reporter_name: str = ""
    reporter_phone: str = ""
    lamp_number: str = ""
    asset_owner: str = ""
    same_as: str = ""
    answer: str = ""
    article: str = ""
    agency: str = ""
    received_at: str = ""
    late_reason: str = ""
    slip: str = ""
    is_dangerous: bool = False
    wants_call_back: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> Typed:
        """What the suggestions are made from."""
        return Typed(procedure=self.procedure, description=self.description, address=self.address, district=self.district, owner=self.asset_owner)

    @property
    def is_folded_open(self) -> bool:
        """Whether the less used inputs are to be seen."""
        return bool(
            self.lamp_number
            or self.agency
            or self.received_at
            or self.late_reason
            or self.slip
            or {"received_at", "agency", "slip"} & set(self.errors)
        )


def read_intake(data: Mapping[str, str]) -> Intake:
    """Read the form as it was sent; nothing is refused here."""
    texts = {name: data.get(name, "").strip() for name in TEXTS}
    if texts["channel"] not in dict(CHANNELS):
        texts["channel"] = "phone"
    procedure = data.get("procedure", DISPATCH)
    return Intake(
        procedure=procedure if procedure in dict(OFFERED) else DISPATCH,
        is_dangerous=bool(data.get("is_dangerous")),
        wants_call_back=bool(data.get("wants_call_back")),
        **texts,  # type: ignore[arg-type]  # every name stands in TEXTS
    )


def refused(form: Intake, error: ValidationError) -> Intake:
    """Return the form with what was refused beside each input; what names none of them stands at the top."""
    told: Mapping[str, list[str]] = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    renamed = {"question": "description", "title": "description", "into": "same_as"}
    return replace(form, errors={renamed.get(name, name): " ".join(sentences) for name, sentences in told.items()})


def facts_of(form: Intake) -> dict[str, Any]:
    """Return the facts for the engine.

    Raises:
        ValidationError: an input that cannot be read, by its name.
    """
    facts: dict[str, Any] = {"channel": form.channel}
    category = category_of(form)
    if category is not None:
        facts["category"] = category
    if form.reporter_name or form.reporter_phone:
        facts["reporter"] = PersonData(name=form.reporter_name, phone=form.reporter_phone)
    facts |= _moments(form)
    if form.procedure == INQUIRY:
        return {**facts, "question": form.description}
    facts |= {"description": form.description, "address": form.address}
    district = district_named(form.typed)
    if district is not None:
        facts["district"] = district.code
    if form.agency:
        facts["agency"] = _agency(form.agency)
    if form.procedure == PETITION:
        return {**facts, "title": form.description.splitlines()[0][:TITLE_LENGTH] if form.description else ""}
    told = {name: getattr(form, name) for name in ("lamp_number", "asset_owner", "is_dangerous", "wants_call_back")}
    return facts | told


def category_of(form: Intake) -> Category | None:
    """Return the item: what was typed goes before what was ticked; a part of a name will do when it fits one item only."""
    items = Category.objects.filter(in_use(day_of(now())), procedure=form.procedure)
    if form.category:
        return _named(list(items), form.category)
    return items.filter(code=form.pick).first() if form.pick else None


def _named(items: list[Category], text: str) -> Category:
    key = normalise(text)
    exact = [item for item in items if item.code == text or normalise(item.name) == key]
    near = exact or [item for item in items if key in normalise(item.name)]
    if len(near) == 1 or exact:
        return near[0]
    if not near:
        raise ValidationError({"category": f"查無「{text}」項目，請從清單選取"})
    raise ValidationError({"category": f"「{text}」有 {len(near)} 個項目，請選其一：{'、'.join(item.name for item in near[:4])}"})


def _agency(text: str) -> object:
    try:
        return agency_named(text)
    except ValidationError as error:
        raise ValidationError({"agency": error.messages}) from None


def _moments(form: Intake) -> dict[str, Any]:
    """Return the real moment of receipt of a paper form entered later; it needs its reason."""
    try:
        received = read_moment(form.received_at)
    except ValidationError as error:
        raise ValidationError({"received_at": error.messages}) from None
    if received is None:
        if form.slip:
            raise ValidationError({"received_at": "紙本補登請填寫實際受理時間"})
        return {}
    if not form.late_reason:
        raise ValidationError({"late_reason": "補登請填寫理由，例如停電改填紙本"})
    return {"received_at": received}
