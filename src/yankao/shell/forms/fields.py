"""The fields of a form, derived from what a procedure declares: label, kind of input, choices, help and what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yankao.engines.cases.category_models import in_use
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseRecord, Category
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.days import day_of
from yankao.kernel.persons.vault import PersonData
from yankao.shell.words import day_text, moment_text, namer, now, tr

Options = tuple[tuple[str, str], ...]
LONG, SHORT = 200, 100
OFFERED = 1000
"""So many rows of a register are offered to be chosen; an older one is typed by its number."""


class Kind(StrEnum):
    """The sorts of input a form knows."""

    TEXT = "text"
    LONG_TEXT = "textarea"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    BOOL = "bool"
    CHOICE = "choice"
    GROUPED = "grouped"
    AGENCY = "agency"
    ROW = "row"
    REPORTER = "reporter"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form as it is shown: `value` is what stands in the input, `errors` are shown beside it."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    value: str = ""
    options: Options = ()
    groups: tuple[tuple[str, Options], ...] = ()
    help: str = ""
    max_length: int | None = None
    parts: tuple["Field", ...] = ()
    errors: tuple[str, ...] = ()
    has_map: bool = False
    autocomplete: str = "off"
    input_mode: str = ""

    @property
    def id(self) -> str:
        """The id of the input in the page."""
        return f"id_{self.name}"

    @property
    def is_wide(self) -> bool:
        """Whether the input needs the whole width of the form."""
        is_long = self.kind is Kind.TEXT and (self.max_length or LONG) > SHORT
        return is_long or self.has_map or self.kind in {Kind.LONG_TEXT, Kind.FILE, Kind.REPORTER}

    @property
    def is_checked(self) -> bool:
        """Whether a box is ticked."""
        return self.value == "true"

    @property
    def described_by(self) -> str:
        """The ids of the help and of the errors, for people who listen to the page."""
        ids = [f"{self.id}_help"] if self.help else []
        return " ".join([*ids, f"{self.id}_error"] if self.errors else ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form: its fields and what is wrong with it as a whole."""

    fields: tuple[Field, ...]
    errors: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.errors) or any(each.errors or any(part.errors for part in each.parts) for each in self.fields)

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields with something wrong, for the summary at the top."""
        return tuple(each for each in self.fields if each.errors)

    @property
    def has_files(self) -> bool:
        """Whether a file may be sent along."""
        return any(each.kind is Kind.FILE for each in self.fields)

    @property
    def has_map(self) -> bool:
        """Whether a map helps to fill it in."""
        return any(each.has_map for each in self.fields)


REPORTER_PARTS = (
    Field(name="reporter_name", label="姓名", autocomplete="off"),
    Field(name="reporter_phone", label="電話", input_mode="tel"),
    Field(name="reporter_email", label="電子郵件", input_mode="email"),
    Field(name="reporter_address", label="聯絡地址"),
    Field(name="reporter_national_id", label="身分證統一編號"),
)


def fields_for(
    procedure: Procedure, *, asks: Iterable[str], may_ask: Iterable[str], values: Mapping[str, Any], record: type[CaseRecord] | None = None
) -> tuple[Field, ...]:
    """Return the fields of a form in the order of the declaration, filled with the values known."""
    required = tuple(asks)
    names = tuple(dict.fromkeys((*required, *may_ask)))
    return tuple(_field(procedure, name, needed=name in required, value=values.get(name), record=record, names=names) for name in names)


def model_field(procedure: Procedure, name: str, *, record: type[CaseRecord] | None = None) -> "models.Field[Any, Any] | None":
    """Return the column behind a fact, looked up as the engine does: record, detail, case."""
    for model in (record, procedure.detail, Case):
        if model is not None:
            for column in model._meta.fields:
                if column.name == name and column.editable:
                    return column
    return None


def _field(procedure: Procedure, name: str, *, needed: bool, value: object, record: type[CaseRecord] | None, names: tuple[str, ...]) -> Field:
    label = tr(label_of(procedure, name, record=record))
    base = Field(name=name, label=label, is_required=needed)
    if name == "reporter":
        return reporter_field(base, value)
    column = model_field(procedure, name, record=record)
    assert column is not None
    base = replace(base, help=tr(column.help_text), value=as_input(value))
    shared = _shared(procedure, base, value, names=names) if column.model is Case else None
    return shared or of_column(base, column)


def reporter_field(base: Field, value: object) -> Field:
    """Return the group of fields for the person who reports."""
    known = value.as_dict() if isinstance(value, PersonData) else {}
    parts = tuple(replace(part, label=tr(part.label), value=known.get(part.name.removeprefix("reporter_"), "")) for part in REPORTER_PARTS)
    return replace(base, kind=Kind.REPORTER, parts=parts, help=_("個人資料加密保存，只供辦理本案及回復使用。"))


def _shared(procedure: Procedure, base: Field, value: object, *, names: tuple[str, ...]) -> Field | None:
    """Return the field of a fact that every case has and that deserves its own input."""
    build: dict[str, Callable[[], Field]] = {
        "channel": lambda: replace(base, kind=Kind.CHOICE, options=tuple((key, tr(name)) for key, name in procedure.channels)),
        "category": lambda: replace(base, kind=Kind.GROUPED, groups=category_groups(procedure), value=_key_of(value, base)),
        "agency": lambda: agency_field(base, value),
        "district": lambda: replace(base, kind=Kind.CHOICE, options=_district_options(), value=_key_of(value, base)),
        "address": lambda: replace(base, help=_("例如路名、門牌、路口或明顯地標"), has_map="lat" in names),
        "lat": lambda: replace(base, kind=Kind.NUMBER, input_mode="decimal", help=_("可在地圖上點選；不知道可留空")),
        "long": lambda: replace(base, kind=Kind.NUMBER, input_mode="decimal"),
        "received_at": lambda: moment_field(base),
    }
    return build[base.name]() if base.name in build else None


def _key_of(value: object, base: Field) -> str:
    return value.code if isinstance(value, Category | District) else base.value


def _district_options() -> Options:
    return tuple((each.code, tr(each.name)) for each in District.objects.all())


def agency_field(base: Field, value: object = None) -> Field:
    """Return the field in which an agency is searched by typing part of its name."""
    shown = value.name if isinstance(value, Agency) else base.value
    return replace(base, kind=Kind.AGENCY, value=shown, help=_("輸入名稱的一部分即可選取"))


def row_field(base: Field, model: Any) -> Field:  # noqa: ANN401  any register whose rows are known by a number
    """Return the field in which a row of a register is found by part of its number or name; the newest are offered."""
    rows = model.objects.order_by("-pk").values_list(model.TYPED_BY, "name")[:OFFERED]
    return replace(base, kind=Kind.ROW, options=tuple(rows), help=_("輸入編號或名稱的一部分即可選取"))


def moment_field(base: Field) -> Field:
    """Return the field of a day with its time."""
    return replace(base, kind=Kind.MOMENT, help=_("例如 112/3/1 14:05"))


def of_column(base: Field, column: "models.Field[Any, Any]") -> Field:
    """Return the field that suits a column."""
    if column.choices:
        return replace(base, kind=Kind.CHOICE, options=tuple((str(key), tr(name)) for key, name in column.flatchoices))
    for sort, build in _BY_SORT:
        if isinstance(column, sort):
            return build(base)
    if isinstance(column, models.ForeignKey) and column.related_model is Agency:
        return agency_field(base)
    if isinstance(column, models.ForeignKey) and hasattr(column.related_model, "TYPED_BY"):
        return row_field(base, column.related_model)
    length = column.max_length
    return replace(base, kind=Kind.LONG_TEXT if length and length > LONG else Kind.TEXT, max_length=length)


def date_field(base: Field) -> Field:
    """Return the field of a day."""
    return replace(base, kind=Kind.DATE, help=_("例如 112/3/1"))


_BY_SORT: tuple[tuple[type["models.Field[Any, Any]"], Callable[[Field], Field]], ...] = (
    (models.BooleanField, lambda base: replace(base, kind=Kind.BOOL)),
    (models.DateTimeField, moment_field),
    (models.DateField, date_field),
    (models.TextField, lambda base: replace(base, kind=Kind.LONG_TEXT)),
    *(
        (sort, lambda base: replace(base, kind=Kind.NUMBER, input_mode="decimal"))
        for sort in (models.IntegerField, models.DecimalField, models.FloatField)
    ),
)
"""The first that fits counts: a moment is a day as well."""


def category_groups(procedure: Procedure) -> tuple[tuple[str, Options], ...]:
    """Return the items of a procedure under their groups, in the order of the register."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name, group in Category.objects.filter(in_use(day_of(now())), procedure=procedure.key).values_list("code", "name", "group"):
        groups.setdefault(group, []).append((code, name))
    say = namer()
    return tuple((say(group), tuple((code, say(name)) for code, name in items)) for group, items in groups.items())


def as_input(value: object) -> str:
    """Write a value the way it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    return str(value)
